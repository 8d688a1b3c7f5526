"""The brackets at the right of a picture: one vertical rail per group, with branches to members."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len

from tutor.view import palette
from tutor.view.canvas import Canvas
from tutor.view.text import Pen


class Branch(NamedTuple):
    """A group: its name, the rows of its members, those that joined at this step."""

    name: str
    rows: tuple[int, ...]
    fresh: frozenset[int] = frozenset()


class Rails:
    """The columns of the rails and the rows of their names; `most`: cells for all of it."""

    def __init__(self, branches: Sequence[Branch], ink: Pen, *, most: int) -> None:
        self.ink = ink
        reach = {row for branch in branches for row in branch.rows}
        rows = max(reach, default=0) - min(reach, default=0) + 1  # each name needs its own row
        self.branches = list(branches)[: max(min((most - 6) // 2, rows), 1)]
        self.hidden = len(branches) - len(self.branches)
        self.named = self._rows_of_names()
        names = max((cell_len(ink.safe(branch.name)) for branch in self.branches), default=0)
        self.room = max(min(names, most - 2 * len(self.branches) - 2), 3)
        self.width = 2 * len(self.branches) + 2 + self.room if self.branches else 0

    def _rows_of_names(self) -> list[int]:
        """The row of each rail's name: the nearest to its middle that is free."""
        taken: set[int] = set()
        for branch in self.branches:
            middle = branch.rows[(len(branch.rows) - 1) // 2]
            last = max(row for one in self.branches for row in one.rows)
            free = [row for row in range(branch.rows[0], last + 1) if row not in taken]
            row = min(free, key=lambda row: abs(row - middle), default=middle)
            taken.add(row)
        order: list[int] = []
        used: set[int] = set()
        for branch in self.branches:
            middle = branch.rows[(len(branch.rows) - 1) // 2]
            free = [row for row in taken if row not in used]
            order.append(min(free, key=lambda row: abs(row - middle), default=middle))
            used.add(order[-1])
        return order

    def crosses(self, row: int) -> bool:
        """Whether this row has a rail or a name."""
        spans = (
            (branch.rows[0], max(branch.rows[-1], named))
            for branch, named in zip(self.branches, self.named, strict=False)
        )
        return any(first <= row <= last for first, last in spans)

    def draw(self, canvas: Canvas, row: int, end: int, left: int) -> None:
        """Draw the rails' part of one row; a branch reaches from column `end` to its rail."""
        ways: dict[int, set[str]] = {}
        for number, branch in enumerate(self.branches):
            column = left + 1 + 2 * number
            own = ways.setdefault(column, set())
            if branch.rows[0] <= row <= max(branch.rows[-1], self.named[number]):
                own |= {"u"} if row > branch.rows[0] else set()
                own |= {"d"} if row < max(branch.rows[-1], self.named[number]) else set()
            if row in branch.rows:
                own.add("l")
                for between in range(end + 1, column):
                    ways.setdefault(between, set()).update("lr")
            if row == self.named[number]:
                own.add("r")
                for between in range(column + 1, left + 2 * len(self.branches) + 1):
                    ways.setdefault(between, set()).update("lr")
        for column, directions in ways.items():
            glyph = self.ink.glyphs.corners.get("".join(sorted(directions)))
            if glyph:
                canvas.put(column, glyph, palette.GROUP)
        self._marks(canvas, row, end, left)

    def _marks(self, canvas: Canvas, row: int, end: int, left: int) -> None:
        """Draw joints where rails cross, a plus at a member that joined now, and the names."""
        for number, branch in enumerate(self.branches):
            column = left + 1 + 2 * number
            if row in branch.rows and len(self.branches) > 1:
                canvas.put(column, self.ink.glyphs.joint, palette.GROUP)
            if row in branch.fresh:
                canvas.put(max(end + 1, left - 1), self.ink.glyphs.fresh, palette.NEW)
            if row == self.named[number]:
                name = self.ink.cut(branch.name, self.room, "both")
                canvas.put(left + 2 * len(self.branches) + 1, f" {name}", palette.GROUP)
