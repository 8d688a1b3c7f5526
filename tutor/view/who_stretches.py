"""Which clients have a line in who, for stretches of a finished recording that has more of them
than there are rows: within a stretch each keeps its line.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from tutor.view.acts import of as acts_of
from tutor.view.stretches import Cut, cuts

if TYPE_CHECKING:
    from tutor.core.timeline import Timeline


_ENDS: Final = frozenset(
    {
        "client.closed",
        "client.refused",
        "connection.closed",
        "connection.refused",
        "consumer.finished",
    }
)


class Stretch(NamedTuple):
    """Each process that has a heading, with its connections, from a step on."""

    since: int
    sections: dict[str, tuple[int, ...]]


class Room:
    """What the rows of a picture have room for, one of them for the number of all others."""

    def __init__(
        self,
        ever: Mapping[str, Sequence[int]],
        always: Collection[str],
        names: Mapping[str, int],
        height: int,
    ) -> None:
        """`ever`: all processes with all connections that they will ever have; `always`: those
        that have a heading in any case; `names`: lines for more names of groups below a heading.
        """
        self.ever = ever
        self.always = frozenset(always)
        self.height = height
        self.home = {conn: process for process, conns in ever.items() for conn in conns}
        self.names: Mapping[str, int] = names
        if not all(self.fits({conn}) for conn in self.home):
            self.names = {}

    def fits(self, conns: Collection[int], more: Collection[str] = ()) -> bool:
        """Whether these connections have room, with the headings of `more` processes."""
        heads = self.always.union(more, (self.home[conn] for conn in conns))
        rows = sum(1 + self.names.get(process, 0) for process in heads)
        return rows + len(conns) + 1 <= self.height

    def sections(self, conns: Collection[int], more: Collection[str]) -> dict[str, tuple[int, ...]]:
        """The same in the order of the picture."""
        heads = self.always.union(more, (self.home[conn] for conn in conns))
        return {
            process: tuple(conn for conn in mine if conn in conns)
            for process, mine in self.ever.items()
            if process in heads
        }


def stretches(timeline: Timeline, room: Room) -> list[Stretch]:
    """The stretches of a recording, each of which speaks of no more clients than have room."""
    last = len(timeline)
    seen: dict[int, tuple[int, int]] = {}  # connection → from which step to which one it is there
    for fact in timeline.events:
        if fact.conn in room.home:
            first, end = seen.get(fact.conn, (fact.seq, last))
            seen[fact.conn] = first, fact.seq if fact.kind in _ENDS else end

    def spoken(step: int) -> tuple[int, ...]:
        fact = timeline.event(step)
        return (fact.conn,) if fact is not None and fact.conn in seen else ()

    found = cuts(spoken, room.fits, last, marks=acts_of(timeline).marks)
    return [_filled(cut, room, seen) for cut in found]


def _filled(cut: Cut[int], room: Room, seen: Mapping[int, tuple[int, int]]) -> Stretch:
    """A stretch with those beside its own that have room: first those that are there meanwhile, on
    its own servers before others, the latest first; then servers that have nobody.
    """
    conns, mine = set(cut.spoken), {room.home[conn] for conn in cut.spoken}

    def order(conn: int) -> tuple[bool, bool, int]:
        first, last = seen[conn]
        return last < cut.since, room.home[conn] not in mine, -first

    come = [conn for conn, (first, _) in seen.items() if first < cut.end]
    for conn in sorted(come, key=order):
        if room.fits(conns | {conn}):
            conns.add(conn)
    more: list[str] = []
    for process, its in room.ever.items():
        if not its and room.fits(conns, [*more, process]):
            more.append(process)
    return Stretch(cut.since, room.sections(conns, more))
