"""Causes that only the tutor can see: what one end of a connection did and the other end met.

A process names the causes that it knows. What happens between two processes is tied here, by
connection, content and order; a cause that a process has named stays, except where the tutor knows
better (frames, copies, answers). A cause may be reported a little after its effect, never much
later: when facts were lost, no tie is better than a wrong one.

Each rule is a function of one kind of fact. It is asked once, when all facts up to `delta` after
its own have been noticed, and gives the id of the cause; 0 is none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from . import events as ev
from .copies import Copies
from .ends import Ends
from .pairing import Fact, Pairing, content
from .wire import CLOSE, PONG, is_http

LATE: Final = 250_000_000
"""Nanoseconds by which the report of a cause may come after that of its effect."""

COPIES: Final = 100_000
"""Copies in channels that are remembered until something takes them; of more the oldest go."""


class Ties:
    """The rules, and what they remember beyond one connection."""

    def __init__(self, delta: int) -> None:
        self.delta = delta
        self.known: dict[int, int] = {}  # effects decided before they were asked for → cause
        self.copies: dict[tuple[int, str], int] = {}  # (group.sent, channel) → channel.sent
        self.unmarked = Copies()
        self.deaths: dict[str, list[Fact]] = {}  # server.stopped by process

    def notice(self, fact: Fact) -> None:
        """Keep what is of no connection, or of another than its effect."""
        if type(fact) is ev.GroupSent:
            self.unmarked.sent(fact)
        elif type(fact) is ev.ChannelSent:
            self.unmarked.queued(fact)
            if fact.group:
                self.copies.setdefault((fact.cause or 0, fact.channel), fact.seq)
                if len(self.copies) > COPIES:
                    del self.copies[next(iter(self.copies))]
        elif type(fact) is ev.ServerStopped:
            self.deaths.setdefault(fact.process, []).append(fact)

    def decide(self, fact: Fact, ends: Ends | None) -> int:
        """The id of what brought this fact about. What the process has named is the default."""
        kind = type(fact)
        if kind in _COPIED and not fact.cause and fact.digest:
            return self._of_content(fact)
        if kind in _FROM_QUEUE:
            return self.copies.pop((fact.cause or 0, fact.channel), fact.cause or 0)
        rule = _RULES.get(kind)
        if rule is None or ends is None or (kind in _ONCE and not ends.is_first(kind, fact)):
            return fact.cause or 0
        return rule(self, fact, ends)

    def _of_content(self, fact: Fact) -> int:
        """The cause of a copy that had no mark."""
        if type(fact) is ev.ChannelSent:
            return self.unmarked.published(fact, fact.at + self.delta)
        return self.unmarked.taken(fact)

    def first_of(self, effect: Fact, *causes: Fact | None) -> int:
        """The first of the causes that exists and was in time; what is named stays."""
        if effect.cause:
            return int(effect.cause)
        until = effect.at + self.delta
        for cause in causes:
            if cause is not None and cause is not effect and cause.at <= until:
                return int(cause.seq)
        return 0

    def death(self, ends: Ends, closed: Fact) -> Fact | None:
        """The end of the server that took the connection along, if it ended about then: the first
        after the opening, since a server of the same name may be back, and end again, at once.
        """
        opened = ends.first.get(ev.ConnectionOpened)
        if opened is None:
            return None
        deaths: list[Fact] = self.deaths.get(opened.process, [])
        for stopped in deaths:
            if (stopped.at, stopped.seq) > (opened.at, opened.seq):
                return stopped if stopped.at <= closed.at + self.delta else None
        return None


_COPIED: Final = frozenset({ev.ChannelSent, ev.ChannelDelivered, ev.ChannelDropped})
_FROM_QUEUE: Final = frozenset({ev.ChannelDelivered, ev.ChannelDropped, ev.ChannelExpired})


# ── the handshake ───────────────────────────────────────────────────────────────────────────


def _opened(ties: Ties, fact: Fact, ends: Ends) -> int:
    if ends.wire is not None and not fact.cause and (written := ends.wire.latest(fact.at)):
        return written
    return ties.first_of(fact, ends.first.get(ev.ClientConnecting))


def _scope(ties: Ties, fact: Fact, ends: Ends) -> int:
    at = ends.scopes.index(fact)
    around = next((one for one in reversed(ends.scopes[:at]) if one.depth < fact.depth), None)
    return ties.first_of(fact, around or ends.begun())


def _created(ties: Ties, fact: Fact, ends: Ends) -> int:
    return ties.first_of(fact, ends.innermost(), ends.begun())


def _channel(ties: Ties, fact: Fact, ends: Ends) -> int:
    return ties.first_of(fact, ends.first.get(ev.ConsumerCreated))


_ACCEPT: Final = (ev.AppSent, "websocket.accept")
_CLOSE: Final = (ev.AppSent, "websocket.close")
_DISCONNECT: Final = "websocket.disconnect"  # of app.received
_MEETINGS: Final = frozenset({"websocket.connect", "http.request"})

_FIRSTS: Final[dict[Any, tuple[Any, ...]]] = {
    ev.ConnectionAccepted: (_ACCEPT,),
    ev.ClientOpened: (ev.ConnectionAccepted, _ACCEPT),
    ev.ConnectionRefused: (_CLOSE,),
    ev.ClientRefused: (ev.ConnectionRefused, _CLOSE, ev.ConnectionClosed, ev.ClientConnecting),
    ev.ConnectionClosed: (_DISCONNECT, _CLOSE),
    ev.ConsumerFinished: (_DISCONNECT, _CLOSE),
    ev.HttpAnswered: (ev.HttpReceived,),
}
"""The first fact of a kind in a connection, and the firsts it comes from, best first."""


def _first(ties: Ties, fact: Fact, ends: Ends) -> int:
    return ties.first_of(fact, *(ends.first.get(kind) for kind in _FIRSTS[type(fact)]))


# ── frames ──────────────────────────────────────────────────────────────────────────────────


def _app_received(ties: Ties, fact: Fact, ends: Ends) -> int:
    if fact.type == "websocket.receive":
        return _paired(ties, fact, ends, ends.to_server)
    if not ends.is_first(fact.type, fact):
        return fact.cause or 0
    if fact.type in _MEETINGS:
        return ties.first_of(fact, ends.innermost(), ends.begun())
    if fact.type == _DISCONNECT:
        return _disconnected(ties, fact, ends)
    return fact.cause or 0


def _client_received(ties: Ties, fact: Fact, ends: Ends) -> int:
    return _paired(ties, fact, ends, ends.to_client)


def _paired(ties: Ties, fact: Fact, ends: Ends, pairing: Pairing) -> int:
    """By content; of previews that differ by size. All effects before this one come first."""
    for effect in pairing.due(fact):
        ties.known[effect.seq] = _match(ties, effect, ends, pairing) or effect.cause or 0
    return ties.known.pop(fact.seq, fact.cause or 0)


def _match(ties: Ties, effect: Fact, ends: Ends, pairing: Pairing) -> int:
    until = effect.at + ties.delta
    if ends.wire is None:
        return pairing.take(content(effect), until) or pairing.take_similar(effect, until)
    return ends.sent_messages().take((2 if effect.binary else 1, effect.size), until)


# ── the end ─────────────────────────────────────────────────────────────────────────────────


def _disconnected(ties: Ties, fact: Fact, ends: Ends) -> int:
    if ends.wire is not None:
        ends.sent_messages()
        if _CLOSE not in ends.first and CLOSE in ends.first:
            found = ends.wire.farewells.take(0, fact.at + ties.delta)
            return found or fact.cause or 0
    closed = ends.first.get(ev.ClientClosed)
    if closed is None or closed.by == "server":
        return ties.first_of(fact, ends.first.get(_CLOSE))
    return ties.first_of(fact, closed)


def _client_closed(ties: Ties, fact: Fact, ends: Ends) -> int:
    over, death = ends.first.get(ev.ConnectionClosed), ties.death(ends, fact)
    if fact.by == "server":
        return ties.first_of(fact, ends.first.get(_CLOSE), over, death)
    if fact.by != "client" and _DISCONNECT not in ends.first:
        return ties.first_of(fact, over, death)
    return fact.cause or 0


# ── bytes ───────────────────────────────────────────────────────────────────────────────────

_HEADS: Final = (ev.ConnectionAccepted, ev.ConnectionRefused, ev.ConnectionClosed)


def _wire_received(ties: Ties, fact: Fact, ends: Ends) -> int:
    wire = ends.bytes()
    for effect in wire.answers.due(fact):
        ties.known[effect.seq] = _bytes_came_of(ties, effect, ends)
    return ties.known.pop(fact.seq, fact.cause or 0)


def _bytes_came_of(ties: Ties, fact: Fact, ends: Ends) -> int:
    wire = ends.bytes()
    ends.sent_messages()
    until = fact.at + ties.delta
    found = int(fact.cause or 0)
    if is_http(fact):
        decided = next((ends.first[kind] for kind in _HEADS if kind in ends.first), None)
        if decided is not None and not wire.greeted:
            wire.greeted = True
            return ties.first_of(fact, decided)
        return found or _answer(ties, fact, ends)
    for message in wire.got.read(fact):
        if message.opcode < CLOSE:
            found = wire.answers.take((message.opcode, message.size), until) or found
        elif message.opcode == PONG:
            found = wire.pings.take(0, until) or found
        elif message.opcode == CLOSE:
            found = _close_came_of(ends, until) or found
    return found


def _close_came_of(ends: Ends, until: int) -> int:
    if _CLOSE not in ends.first and CLOSE in ends.first:
        return ends.bytes().closes.take(0, until)
    causes = ends.closed if _CLOSE in ends.first else ends.overs
    return int(causes.pop(0).seq) if causes and causes[0].at <= until else 0


# ── HTTP ────────────────────────────────────────────────────────────────────────────────────


def _http_received(ties: Ties, fact: Fact, ends: Ends) -> int:
    asked = ends.asked
    if asked is None:
        return fact.cause or 0
    if ends.wire is not None and not fact.cause and (written := ends.wire.latest(fact.at)):
        return written
    return ties.first_of(fact, asked)


def _client_answered(ties: Ties, fact: Fact, ends: Ends) -> int:
    for request in ends.requests:
        if request.asked is not None and request.asked.seq == fact.cause:
            return _took(ties, fact, ends, request) or fact.cause or 0
    return fact.cause or 0


def _answer(ties: Ties, fact: Fact, ends: Ends) -> int:
    """The head of an HTTP answer that a raw client reads: that of its oldest open request."""
    for request in ends.requests:
        if found := _took(ties, fact, ends, request):
            return found
    return 0


def _took(ties: Ties, fact: Fact, ends: Ends, request: Ends) -> int:
    answered = request.first.get(ev.HttpAnswered)
    if answered is None or answered.at > fact.at + ties.delta:
        return 0
    ends.requests.remove(request)
    return int(answered.seq)


Rule = Callable[[Ties, Fact, Ends], int]

_RULES: Final[dict[Any, Rule]] = {
    ev.ConnectionOpened: _opened,
    ev.ScopeEntered: _scope,
    ev.ConsumerCreated: _created,
    ev.ChannelCreated: _channel,
    ev.AppReceived: _app_received,
    ev.ClientReceived: _client_received,
    ev.ClientClosed: _client_closed,
    ev.WireReceived: _wire_received,
    ev.HttpReceived: _http_received,
    ev.ClientAnswered: _client_answered,
    **dict.fromkeys(_FIRSTS, _first),
}

_ONCE: Final = frozenset(
    {
        ev.ConnectionOpened,
        ev.ConsumerCreated,
        ev.ChannelCreated,
        ev.ClientClosed,
        ev.HttpReceived,
        *_FIRSTS,
    }
)
"""Kinds of which a connection has one; of a second one only the process itself knows the cause."""
