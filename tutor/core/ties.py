"""Causes that only the tutor can see: what one end of a connection did and the other end met.

A process names the causes that it knows. What happens between two processes is tied here, by
connection, content and order; a cause that a process has named stays, except where the tutor knows
better (frames, copies). Facts are given in order of time and meant by their place in that list; -1
is no cause. A cause may be reported a little after its effect (`LATE`), never much later: when
facts were lost, no tie is better than a wrong one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from . import events as ev
from .events import Event

LATE: Final = 250_000_000
"""Nanoseconds by which the report of a cause may come after that of its effect."""

Kind = type[Event]


class Ties:
    """The cause of every fact, as it becomes known."""

    def __init__(self, facts: Sequence[Event]) -> None:
        self.facts = facts
        self.places = {fact.seq: index for index, fact in enumerate(facts)}  # by id
        self.causes = [self.places.get(fact.cause or 0, -1) for fact in facts]

    def tie(self, effect: int | None, *causes: int | None, override: bool = False) -> None:
        """`effect` comes from the first of `causes` that exists, if it names none itself."""
        if effect is None or (self.facts[effect].cause and not override):
            return
        for cause in causes:
            if cause is not None and self.in_time(cause, effect):
                self.causes[effect] = cause
                return

    def in_time(self, cause: int, effect: int) -> bool:
        """Whether the one can have brought the other about, by the clock."""
        return cause != effect and self.facts[cause].at <= self.facts[effect].at + LATE

    # ── copies ──────────────────────────────────────────────────────────────────────────────

    def copies(self) -> None:
        """What a group_send brought to a channel came by the copy that it put there."""
        copy_of: dict[tuple[int, str], int] = {}
        taken: list[int] = []
        for index, fact in enumerate(self.facts):
            kind = type(fact)
            if kind is ev.ChannelSent:
                copy_of.setdefault((self.causes[index], fact.channel), index)  # type: ignore[attr-defined]
            elif kind in _FROM_QUEUE:
                taken.append(index)
        for index in taken:
            cause = self.causes[index]
            if cause >= 0 and type(self.facts[cause]) is ev.GroupSent:
                channel = self.facts[index].channel  # type: ignore[attr-defined]
                self.causes[index] = copy_of.get((cause, channel), cause)

    # ── frames ──────────────────────────────────────────────────────────────────────────────

    def frames(self, causes: Sequence[int], effects: Sequence[int]) -> None:
        """The n-th frame written is the n-th read of the same content.

        Previews may differ at both ends (cut, masked): what is left is tied by size alone.
        """
        for same in (_content, _size):
            causes, effects = self._paired(causes, effects, same)

    def _paired(
        self, causes: Sequence[int], effects: Sequence[int], same: Callable[[Any], object]
    ) -> tuple[list[int], list[int]]:
        waiting: dict[object, deque[int]] = {}
        for cause in causes:
            waiting.setdefault(same(self.facts[cause]), deque()).append(cause)
        left = []
        for effect in effects:
            queue = waiting.get(same(self.facts[effect]))
            if queue and self.in_time(queue[0], effect):
                self.causes[effect] = queue.popleft()
            else:
                left.append(effect)
        return sorted(cause for queue in waiting.values() for cause in queue), left


_FROM_QUEUE: Final = frozenset({ev.ChannelDelivered, ev.ChannelDropped, ev.ChannelExpired})


def _content(fact: Any) -> object:
    return fact.binary, fact.size, fact.text


def _size(fact: Any) -> object:
    return fact.binary, fact.size


class Ends:
    """The facts of one connection, seen from both of its ends, and the rules that tie them."""

    def __init__(self, ties: Ties, indices: Iterable[int], deaths: Sequence[int]) -> None:
        self.ties = ties
        self.deaths = deaths  # server.stopped of all servers
        self.of: dict[Kind, list[int]] = {}
        self.asgi: dict[tuple[Kind, str], list[int]] = {}
        for index in indices:
            fact = ties.facts[index]
            self.of.setdefault(type(fact), []).append(index)
            if isinstance(fact, (ev.AppReceived, ev.AppSent)):
                self.asgi.setdefault((type(fact), fact.type), []).append(index)

    def tie(self) -> None:
        """Apply every rule."""
        self._scopes()
        self._handshake()
        self._frames()
        self._end()

    def _first(self, *kinds: Kind) -> int | None:
        found = [self.of[kind][0] for kind in kinds if kind in self.of]
        return found[0] if found else None

    def _asgi(self, kind: Kind, type: str) -> int | None:
        found = self.asgi.get((kind, type))
        return found[0] if found else None

    def _scopes(self) -> None:
        tie, facts = self.ties.tie, self.ties.facts
        opened = self._first(ev.ConnectionOpened, ev.HttpReceived)
        tie(self._first(ev.ConnectionOpened), self._first(ev.ClientConnecting))
        around: list[tuple[int, int]] = []  # (depth, fact) from the outermost in
        for index in self.of.get(ev.ScopeEntered, ()):
            depth = facts[index].depth  # type: ignore[attr-defined]
            while around and around[-1][0] >= depth:
                around.pop()
            tie(index, around[-1][1] if around else opened)
            around.append((depth, index))
        innermost = around[-1][1] if around else None
        for kind, type in _FIRST_MET:
            tie(self._asgi(kind, type), innermost, opened)
        tie(self._first(ev.ConsumerCreated), innermost, opened)
        tie(self._first(ev.ChannelCreated), self._first(ev.ConsumerCreated))
        tie(self._first(ev.HttpAnswered), self._first(ev.HttpReceived))

    def _handshake(self) -> None:
        tie = self.ties.tie
        accept = self._asgi(ev.AppSent, "websocket.accept")
        accepted = self._first(ev.ConnectionAccepted)
        refused = self._first(ev.ConnectionRefused)
        tie(accepted, accept)
        tie(self._first(ev.ClientOpened), accepted, accept)
        tie(refused, self._asgi(ev.AppSent, "websocket.close"))
        tie(
            self._first(ev.ClientRefused),
            refused,
            self._asgi(ev.AppSent, "websocket.close"),
            self._first(ev.ConnectionClosed),
            self._first(ev.ClientConnecting),
        )

    def _frames(self) -> None:
        sent, received = (ev.AppSent, "websocket.send"), (ev.AppReceived, "websocket.receive")
        self.ties.frames(self.of.get(ev.ClientSent, ()), self.asgi.get(received, ()))
        self.ties.frames(self.asgi.get(sent, ()), self.of.get(ev.ClientReceived, ()))

    def _end(self) -> None:
        tie, facts = self.ties.tie, self.ties.facts
        closed, over = self._first(ev.ClientClosed), self._first(ev.ConnectionClosed)
        close = self._asgi(ev.AppSent, "websocket.close")
        disconnect = self._asgi(ev.AppReceived, "websocket.disconnect")
        tie(over, disconnect, close)
        tie(self._first(ev.ConsumerFinished), disconnect, close)
        if closed is None:
            tie(disconnect, close)
        elif facts[closed].by == "server":  # type: ignore[attr-defined]
            tie(closed, close, over, self._death(closed))
            tie(disconnect, close)
        else:
            tie(disconnect, closed)
            if facts[closed].by != "client" and disconnect is None:  # type: ignore[attr-defined]
                tie(closed, over, self._death(closed))

    def _death(self, closed: int) -> int | None:
        """The end of the server that took the connection along, if it ended about then."""
        opened = self._first(ev.ConnectionOpened)
        if opened is None:
            return None
        facts = self.ties.facts
        for index in reversed(self.deaths):
            same = facts[index].process == facts[opened].process
            if same and index > opened and self.ties.in_time(index, closed):
                return index
        return None


_FIRST_MET: Final = ((ev.AppReceived, "websocket.connect"), (ev.AppReceived, "http.request"))
