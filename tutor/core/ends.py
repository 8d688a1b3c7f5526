"""What has been noticed of a connection so far, from both of its ends.

Made by `assemble.py` as facts are noticed, read by the rules of `ties.py`. The client's end and the
server's become one when the server's `connection.opened` names the TCP port that a client dialled.
"""

from __future__ import annotations

from typing import Any, Final

from . import events as ev
from .pairing import WAITING, Fact, Pairing, content
from .wire import CLOSE, PING, Message, Stream

End = int
"""One end of a connection: process number << 32 | its number there, as ids are made. An int, since
the garbage collector has to walk over a tuple."""


def end_of(fact: Fact) -> End:
    """The end that a fact is about; the fact has a `conn`."""
    return int(fact.seq >> 32 << 32 | fact.conn)


class Wire:
    """The bytes of a raw client: which messages they are, and what they may have brought about."""

    __slots__ = (
        "answers",
        "closes",
        "farewells",
        "got",
        "greeted",
        "pings",
        "read",
        "sent",
        "unread",
    )

    def __init__(self) -> None:
        self.sent, self.got = Stream(), Stream()
        self.greeted = False  # the head that answers the handshake has been decided
        self.unread: list[Fact] = []  # wire.sent that the stream has not been given yet
        self.read: list[Fact] = []  # wire.sent in order: which was the latest before?
        self.answers = Pairing(_key)  # app.sent → wire.received; as effects: wire.received
        self.pings = Pairing(_one)
        self.closes = Pairing(_one)  # a close frame of the client → the answer to it
        self.farewells = Pairing(_one)  # … → the application's websocket.disconnect

    def latest(self, at: int) -> int:
        """The id of the last bytes written by then; 0 for none."""
        return next((int(fact.seq) for fact in reversed(self.read) if fact.at <= at), 0)


def _key(fact: Fact) -> object:
    return (2 if fact.binary else 1, fact.size)


def _one(_: Fact) -> object:
    return 0


class Ends:
    """The facts of one connection that others may come from."""

    __slots__ = (
        "asked",
        "closed",
        "first",
        "given",
        "overs",
        "requests",
        "scopes",
        "to_client",
        "to_server",
        "wire",
    )

    def __init__(self) -> None:
        self.first: dict[Any, Fact] = {}  # by class; app.sent and app.received by ASGI type
        self.scopes: list[Fact] = []  # scope.entered
        self.to_server = Pairing(content)  # client.sent → app.received
        self.to_client = Pairing(content)  # app.sent → client.received
        self.wire: Wire | None = None
        self.closed: list[Fact] = []  # app.sent of websocket.close
        self.overs: list[Fact] = []  # connection.closed
        self.given: set[Any] = set()  # kinds of ends (a close, a refusal, an answer) given by now
        self.asked: Fact | None = None  # of an HTTP request: who asked
        self.requests: list[Ends] = []  # of a client: HTTP requests that are not answered yet

    def notice(self, fact: Fact) -> None:
        """Keep what the rules will ask for."""
        kind = type(fact)
        how = _NOTICED.get(kind)
        if how is not None:
            how(self, fact)
        elif kind in _FIRST and kind not in self.first:
            self.first[kind] = fact

    def is_first(self, kind: Any, fact: Fact) -> bool:
        """Whether this fact is the first of its kind here."""
        return self.first.get(kind) is fact

    def merge(self, other: Ends) -> None:
        """Take over what was noticed of the other end before both were known to be one."""
        for kind, fact in other.first.items():
            self.first.setdefault(kind, fact)
        self.scopes += other.scopes
        self.closed += other.closed
        self.given |= other.given
        self.overs += other.overs
        self.to_server.absorb(other.to_server)
        self.to_client.absorb(other.to_client)

    def innermost(self) -> Fact | None:
        """The layer that was entered last, or how the connection began."""
        return self.scopes[-1] if self.scopes else self.begun()

    def begun(self) -> Fact | None:
        """How the server's end began."""
        return self.first.get(ev.ConnectionOpened) or self.first.get(ev.HttpReceived)

    def bytes(self) -> Wire:
        """The state of a raw client; made when its first bytes are noticed."""
        if self.wire is None:
            self.wire = Wire()
        return self.wire

    def sent_messages(self) -> Pairing:
        """What a raw client's bytes amount to by now, as causes that wait."""
        wire = self.bytes()
        for fact in wire.unread:
            for message in wire.sent.read(fact):
                _sort(self, wire, fact, message)
        wire.unread.clear()
        return self.to_server

    @property
    def is_over(self) -> bool:
        """Whether every end that is known has told its end, and that has been given."""
        first, given = self.first, self.given
        if ev.HttpReceived in first:
            return ev.HttpAnswered in given
        dialled, served = ev.ClientConnecting in first, ev.ConnectionOpened in first
        left = ev.ClientClosed in given or ev.ClientRefused in given
        return (left or not dialled) and (ev.ConnectionClosed in given or not served)


def _sort(ends: Ends, wire: Wire, fact: Fact, message: Message) -> None:
    if message.opcode < CLOSE:
        ends.to_server.cause(fact, (message.opcode, message.size))
    elif message.opcode == PING:
        wire.pings.cause(fact)
    elif message.opcode == CLOSE:
        ends.first.setdefault(CLOSE, fact)
        wire.closes.cause(fact)
        wire.farewells.cause(fact)


# ── what is kept of a fact, by kind ─────────────────────────────────────────────────────────


def _received(ends: Ends, fact: ev.AppReceived) -> None:
    if fact.type == "websocket.receive":
        ends.to_server.effect(fact)
    else:
        ends.first.setdefault(fact.type, fact)


def _sent(ends: Ends, fact: ev.AppSent) -> None:
    if fact.type == "websocket.send":
        ends.to_client.cause(fact)
        if ends.wire is not None:
            ends.wire.answers.cause(fact)
        return
    if fact.type == "websocket.close":
        ends.closed.append(fact)
    ends.first.setdefault((ev.AppSent, fact.type), fact)


def _client_sent(ends: Ends, fact: ev.ClientSent) -> None:
    ends.to_server.cause(fact)


def _client_received(ends: Ends, fact: ev.ClientReceived) -> None:
    ends.to_client.effect(fact)


def _scope(ends: Ends, fact: ev.ScopeEntered) -> None:
    ends.scopes.append(fact)


def _wire_sent(ends: Ends, fact: ev.WireSent) -> None:
    wire = ends.bytes()
    wire.unread.append(fact)
    wire.read.append(fact)
    del wire.read[:-WAITING]


def _wire_received(ends: Ends, fact: ev.WireReceived) -> None:
    ends.bytes().answers.effect(fact)


def _over(ends: Ends, fact: ev.ConnectionClosed) -> None:
    ends.overs.append(fact)
    ends.first.setdefault(ev.ConnectionClosed, fact)


_NOTICED: Final[dict[Any, Any]] = {
    ev.AppReceived: _received,
    ev.AppSent: _sent,
    ev.ClientSent: _client_sent,
    ev.ClientReceived: _client_received,
    ev.ScopeEntered: _scope,
    ev.WireSent: _wire_sent,
    ev.WireReceived: _wire_received,
    ev.ConnectionClosed: _over,
}

_FIRST: Final = frozenset(
    {
        ev.ClientConnecting,
        ev.ClientOpened,
        ev.ClientRefused,
        ev.ClientClosed,
        ev.ConnectionOpened,
        ev.ConnectionAccepted,
        ev.ConnectionRefused,
        ev.ConsumerCreated,
        ev.ConsumerFinished,
        ev.ChannelCreated,
        ev.HttpReceived,
        ev.HttpAnswered,
    }
)
