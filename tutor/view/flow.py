"""From facts to the rows and lifelines of a sequence diagram; `sequence.py` draws them.

One row is one arrow, note or rule. An effect that only completes an arrow (the frame has arrived,
the copy has left its queue, the query is back) opens no row of its own: it is folded into the row
of its cause, whose arrow is open until then. The layers of a handshake are folded into its row.

Whatever a later fact says about a row or a lifeline (words, a name, a fault) is kept with the step
of that fact, so that a picture of an earlier step does not show it. Steps are numbers of facts.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Final, Literal, NamedTuple

import msgspec

from tutor.view import picture_names

Role = Literal["client", "app", "web", "layer", "db", "server"]
ROLES: Final[tuple[Role, ...]] = ("client", "app", "web", "layer", "db")
"""From left to right. A server has no lifeline: an arrow to it, or from it, ends between two."""
FOREVER: Final = 1 << 62
NOTICEABLE: Final = 100_000_000  # nanoseconds between the two ends of an arrow


class Lane(NamedTuple):
    """One lifeline: its role, and the connection number, process or store that it stands for; of a
    server the connection and its program, "Daphne".
    """

    role: Role
    conn: int = 0
    place: str = ""


class Name(NamedTuple):
    """The label of a lifeline from a step on, and the process that it belongs to."""

    step: int
    label: str
    under: str = ""


@dataclass(slots=True)
class Life:
    """A lifeline: its names, the steps of its birth and death, the spans in which it is busy."""

    names: list[Name]  # the newest last
    birth: int = FOREVER
    number: int = 0  # lifelines that were born before it
    death: int = FOREVER
    failed: int = FOREVER  # the step from which on it is known to have ended in a fault
    touched: int = 0  # the step of the newest fact that belongs to it
    busy: list[list[int]] = field(default_factory=list)  # [first step, last step]

    def name(self, step: int) -> Name:
        """Its name at this step; before its birth the first one it has."""
        place = bisect_right(self.names, step, key=itemgetter(0))
        return self.names[max(place - 1, 0)]

    def alive(self, step: int) -> bool:
        """Whether there is a line to draw at this step."""
        return self.birth <= step <= self.death

    def begun(self, step: int) -> int:
        """The first step of its newest work at this step; 0: it has not worked yet."""
        place = bisect_right(self.busy, step, key=itemgetter(0))
        return self.busy[place - 1][0] if place else 0

    def works(self, step: int) -> bool:
        """Whether a handler runs at this step."""
        place = bisect_right(self.busy, step, key=itemgetter(0))
        return place > 0 and step <= self.busy[place - 1][1]


class Row(msgspec.Struct, gc=False):  # many, and in no cycle: the collector may skip them
    """One line of the diagram; labels from the longest to the shortest."""

    step: int
    at: int  # nanoseconds, as in facts
    shape: Literal["arrow", "note", "rule"]
    start: Lane | None
    end: Lane | None
    labels: tuple[str, ...]
    later: tuple[tuple[int, tuple[str, ...]], ...] = ()  # (step, labels from it on)
    arrived: int = FOREVER  # step at which the arrow is complete
    late: int = 0  # nanoseconds from `at` to its arrival
    broken: int = FOREVER  # step from which on it is known never to arrive
    spoilt: int = FOREVER  # step from which on it is known to be a fault
    kind: str = ""
    root: int = 0  # index of the row it goes back to

    def say(self, step: int, *labels: str) -> None:
        """Change its labels from this step on."""
        self.later += ((step, labels),)

    def wording(self, step: int) -> tuple[str, ...]:
        """The labels as they stand at this step."""
        for since, labels in reversed(self.later):
            if since <= step:
                return labels
        return self.labels

    def bad(self, step: int) -> bool:
        """Whether it is known at this step to be a fault."""
        return self.spoilt <= step

    def delay(self, step: int) -> str:
        """ "904 ms" when the arrow arrived noticeably later than it left, else ""."""
        known = self.arrived <= step < self.broken and self.late >= NOTICEABLE
        return picture_names.duration(self.late) if known else ""


class Stall(NamedTuple):
    """A span in which the event loop of a process stood still."""

    step: int  # when that was known
    process: str
    since: int  # nanoseconds, as in facts
    until: int


@dataclass(slots=True)
class Flow:
    """A recording as a diagram. Indices of rows stay valid when a ring forgets the oldest."""

    rows: list[Row] = field(default_factory=list)  # from index `first` on
    lives: dict[Lane, Life] = field(default_factory=dict)
    order: list[Lane] = field(default_factory=list)  # the keys of `lives`, by birth
    row_of: dict[int, int] = field(default_factory=dict)  # step of a fact → index of its row
    servers: dict[str, int] = field(default_factory=dict)  # process → step of its first lifeline
    stalls: list[Stall] = field(default_factory=list)
    gaps: list[tuple[int, int]] = field(default_factory=list)  # (step, nanoseconds), ever longer
    first: int = 0  # index of the oldest row that is still there

    def row(self, index: int) -> Row:
        """The row with this index, which must still be there."""
        return self.rows[index - self.first]

    def index(self, step: int | None) -> int | None:
        """The index of the row that shows the fact of this step; None where the fact has no row, or
        where that row has been forgotten.
        """
        index = self.row_of.get(step or 0)
        return None if index is None or index < self.first else index

    def before(self, index: int) -> Row | None:
        """The row above this one."""
        return self.row(index - 1) if index > self.first else None

    def gap(self, step: int) -> int:
        """The longest time between two rows up to this step, since somebody has acted."""
        place = bisect_right(self.gaps, step, key=itemgetter(0))
        return self.gaps[place - 1][1] if place else 0

    def root(self, row: Row) -> Row:
        """The row that this one goes back to; itself where that row has been forgotten."""
        return self.row(row.root) if row.root >= self.first else row

    def upto(self, step: int) -> int:
        """The index after the newest row at this step."""
        return self.first + bisect_right(self.rows, step, key=lambda row: row.step)

    def several(self, step: int) -> bool:
        """Whether more than one server has a lifeline at this step."""
        return sum(since <= step for since in self.servers.values()) > 1

    def label(self, lane: Lane, step: int) -> str:
        """The heading of a lifeline: "#1", and "#1·s2" once there are several servers."""
        name = self.lives[lane].name(step)
        if name.under.startswith("server ") and self.several(step):
            return f"{name.label}·s{name.under.removeprefix('server ')}"
        return name.label

    def between(self, since: int, step: int, most: int | None = None) -> list[int]:
        """Indices of the rows that show the facts after step `since` up to `step`, in order.

        `most`: only as many, those with the newest facts.
        """
        found: set[int] = set()
        for one in range(step, since, -1):
            if most is not None and len(found) >= most:
                break
            index = self.index(one)
            while index is not None:
                found.add(index)
                above = self.before(index)  # a fact may open two
                index = index - 1 if above is not None and above.step == one else None
        return sorted(found)

    def born(self, step: int) -> int:
        """The number of lifelines born up to this step: they are the first ones of `order`."""
        return bisect_right(self.order, step, key=lambda lane: self.lives[lane].birth)

    def has(self, lane: Lane, step: int) -> bool:
        """Whether this lifeline has been born at this step."""
        return lane in self.lives and self.lives[lane].birth <= step

    def lanes(self, some: Iterable[Lane] | None = None) -> list[Lane]:
        """All lifelines or some, left to right: a new one goes right of the last of its role."""
        lanes = self.lives if some is None else some
        return sorted(lanes, key=lambda lane: (ROLES.index(lane.role), self.lives[lane].number))
