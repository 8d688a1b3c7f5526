"""The brackets at the right of a picture: one vertical rail per group, with branches to members.

A rail begins or ends at the name of its group, which stands where the group lives: above the
members for a group in a server's memory, below them for one in a broker.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len

from tutor.view import palette
from tutor.view.canvas import Canvas
from tutor.view.text import Pen

LEAD = 3  # cells of a branch before the first rail


class Branch(NamedTuple):
    """A group: its name and its rail, the row of the name, the rows of its members."""

    name: str
    rail: int  # 0: the rightmost one
    home: int
    rows: tuple[int, ...]
    fresh: frozenset[int] = frozenset()  # rows of those that joined at this step

    @property
    def span(self) -> range:
        """The rows that its rail passes."""
        reach = (self.home, *self.rows)
        return range(min(reach), max(reach) + 1)


def width_of(rails: int) -> int:
    """Cells of so many rails with their branches; 0: there is no group."""
    return LEAD + 2 * rails - 1 if rails else 0


class Rails:
    """The rails of a picture: branches begin at column `left`, the rightmost rail is at `edge`."""

    def __init__(
        self, branches: Sequence[Branch], ink: Pen, *, left: int, edge: int, room: int, of: int
    ) -> None:
        """`room`: cells for the name of a group; `of`: rails that there are at most."""
        self.ink, self.left, self.edge, self.room = ink, left, edge, room
        most = max((edge - left - 1) // 2, 0)  # rails that leave a branch two cells
        self.branches = [branch for branch in branches if branch.rail < most]
        self.hidden = len(branches) - len(self.branches)
        self._are_many = of > 1

    def draw(self, canvas: Canvas, row: int) -> None:
        """Draw the rails' part of one row."""
        ways: dict[int, set[str]] = {}
        for branch in self.branches:
            if row in branch.span:
                own = ways.setdefault(self._column(branch), set())
                own |= {"u"} if row > branch.span[0] else set()
                own |= {"d"} if row < branch.span[-1] else set()
        ends = {branch: min(ways, default=0) for branch in self.branches if branch.home == row}
        for branch in self.branches:
            if row in branch.rows:
                self._reach(ways, self.left, self._column(branch))
            elif branch in ends:
                self._reach(ways, ends[branch], self._column(branch))
        for column, directions in ways.items():
            canvas.put(column, self.ink.glyphs.corners["".join(sorted(directions))], palette.GROUP)
        self._marks(canvas, row, ends)

    def _reach(self, ways: dict[int, set[str]], start: int, column: int) -> None:
        """A line from column `start` to a rail."""
        ways[column].add("l")
        for between in range(start, column):
            ways.setdefault(between, set()).update("lr")

    def _marks(self, canvas: Canvas, row: int, ends: dict[Branch, int]) -> None:
        """Draw joints where there are several rails, a plus at who joined now, and the name."""
        for branch in self.branches:
            if row in branch.rows and self._are_many:
                canvas.put(self._column(branch), self.ink.glyphs.joint, palette.GROUP)
            if row in branch.fresh:
                canvas.put(self.left, self.ink.glyphs.fresh, palette.NEW)
            if branch in ends:
                name = self.ink.cut(branch.name, max(min(self.room, ends[branch] - 1), 1), "both")
                stop = ends[branch] - 1
                canvas.write(max(stop - cell_len(name), 0), [(name, palette.GROUP)], stop)

    def move(self, canvas: Canvas, row: int, group: str) -> None:
        """The sign of a message that is sent to this group, where its rail has its name."""
        for branch in self.branches:
            if (branch.name, branch.home) == (group, row):
                canvas.put(self._column(branch), self.ink.glyphs.message, palette.MARK)

    def _column(self, branch: Branch) -> int:
        return self.edge - 2 * branch.rail
