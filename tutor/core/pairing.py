"""The n-th cause of a content brought the n-th effect of the same content about.

Both ends of a connection report what they wrote and read; between them a server may have dropped a
message, and a preview may be cut or masked at one end only. Causes wait here until their effect is
decided. Every decision is made once, in the order of the effects.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any, Final

Fact = Any  # an event whose `seq` is still an id

WAITING: Final = 4096
"""Causes of one content kept for an effect; the oldest of more is given up. A client that stays
away from the recording (a browser, with a project that is not ours) never reports what it read."""

_MARKS: Final = ("…", "***")  # of a preview that is cut, or masked (probe/preview.py)


class Pairing:
    """Causes of one direction of one connection that wait for their effects."""

    __slots__ = ("_effects", "_key", "_latest", "_waiting")

    def __init__(self, key: Callable[[Fact], object]) -> None:
        self._key = key
        self._waiting: dict[object, deque[Fact]] = {}
        self._effects: deque[Fact] = deque()  # noticed, and not yet decided
        self._latest = (0, 0)  # time and id of the cause matched last

    def cause(self, fact: Fact, key: object = None) -> None:
        """A fact that may be a cause."""
        key = self._key(fact) if key is None else key
        queue = self._waiting.get(key)
        if queue is None:
            queue = self._waiting[key] = deque(maxlen=WAITING)
        queue.append(fact)

    def effect(self, fact: Fact) -> None:
        """A fact that will have to be decided."""
        self._effects.append(fact)

    def absorb(self, other: Pairing) -> None:
        """Take over what waits at the other end of the same connection."""
        for key, queue in other._waiting.items():
            for fact in queue:
                self.cause(fact, key)
        self._effects += other._effects

    def due(self, fact: Fact) -> list[Fact]:
        """The undecided effects up to this one, oldest first; they count as decided now."""
        found = []
        until = (fact.at, fact.seq)
        while self._effects and (self._effects[0].at, self._effects[0].seq) <= until:
            found.append(self._effects.popleft())
        return found

    def take(self, key: object, until: int) -> int:
        """The id of the oldest cause of this content, if it was not later than `until`; else 0."""
        queue = self._waiting.get(key)
        if not queue or queue[0].at > until:
            return 0
        found = queue.popleft()
        if not queue:
            del self._waiting[key]
        self._latest = found.at, found.seq
        return int(found.seq)

    def take_similar(self, fact: Fact, until: int) -> int:
        """The id of the oldest cause of the same size after the last match; else 0.

        Only where a preview is cut or masked: equal sizes alone would steal what belongs to others.
        """
        best: tuple[tuple[int, int], object] | None = None
        for key, queue in self._waiting.items():
            first = queue[0]
            order = first.at, first.seq
            fits = first.size == fact.size and first.binary == fact.binary
            known = not (_is_marked(first.text) or _is_marked(fact.text))
            if not fits or known or first.at > until or order <= self._latest:
                continue
            if best is None or order < best[0]:
                best = order, key
        return self.take(best[1], until) if best else 0


def content(fact: Fact) -> object:
    """What a message is known by at both ends."""
    return fact.binary, fact.size, fact.text


def _is_marked(preview: str) -> bool:
    return any(mark in preview for mark in _MARKS)
