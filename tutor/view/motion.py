"""The way of the followed message from one step to the next, as a few pictures after each other.

A frame is the picture of a step in between, with the sign of the message where it then was: on a
wire, at a consumer, at its group, in the queues. All copies move together, a hop a frame. The still
picture of the step comes last, and is no frame. Nothing here knows a clock or a screen.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import TYPE_CHECKING, Final

import msgspec

from tutor.core import journeys

if TYPE_CHECKING:
    from tutor.core.timeline import Timeline

MOVED: Final = 5
"""Frames before the still picture. With it they are six: at 50 ms each, 300 ms in all."""

RECENT: Final = 4096
"""Facts before a step that are looked at: a way that goes back further has too many hops anyway."""

_LEAST: Final = (2, 7, 3)  # the other end of a wire, and the consumer that the wire leads to


class Frame(msgspec.Struct, frozen=True):
    """A picture on the way."""

    step: int  # whose picture it is
    hop: int  # 1 … 8, as `core/journeys.py` counts them
    conns: frozenset[int]  # the connections that it is at
    group: str = ""  # of hop 4: where it is sent to

    def is_at(self, conn: int | None, *hops: int) -> bool:
        """Whether the message is at this connection, on one of these hops."""
        return conn in self.conns and self.hop in hops


def frames(timeline: Timeline, since: int, step: int, hops: Container[int]) -> list[Frame]:
    """How the message of `step` has come there since an earlier step; at most `MOVED`.

    `hops`: those that have a place in the picture. None where the step's fact is of no message.
    """
    messages = journeys.of(timeline)
    trail = messages.trail(step)
    if trail is None or since >= step:
        return []
    way: dict[tuple[int, int], Frame] = {}
    for fact in timeline.between(max(since, step - RECENT), step):
        own = messages.trail(fact.seq)
        if own is None or own.root != trail.root or own.at not in hops:
            continue
        if own.hops[own.at - 1] != fact.seq:  # what its handler did besides
            continue
        before = way.get((own.lap, own.at))
        conns = {fact.conn or 0} | (before.conns if before else frozenset())
        group = getattr(fact, "group", "") if own.at == 4 else ""
        way[own.lap, own.at] = Frame(fact.seq, own.at, frozenset(conns), group)
    return _thinned([frame for _, frame in sorted(way.items())])


def _thinned(way: Sequence[Frame]) -> list[Frame]:
    """As many as there is time for: first the hops that show least are skipped, then others."""
    kept = list(way)
    for hop in _LEAST:
        if len(kept) > MOVED:
            kept = [frame for frame in kept if frame.hop != hop]
    if len(kept) <= MOVED:
        return kept
    last = len(kept) - 1
    return [kept[place * last // (MOVED - 1)] for place in range(MOVED)]
