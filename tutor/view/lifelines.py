"""The lifelines of a message flow that are drawn, with their columns and names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

import msgspec
from rich.cells import cell_len

from tutor.view.flow import Flow, Lane, Row
from tutor.view.text import Pen

if TYPE_CHECKING:
    from tutor.view.reserved import Plan

OTHERS: Final = Lane("web", -1, "others")
"""One lifeline in place of all those without room."""

_TIGHT: Final = 4  # cells from one lifeline to the next, at least
_WIDE: Final = 18  # at most, unless the words of an arrow need more
_SHARED: Final = frozenset({"layer", "db"})
_TIME: Final = 7  # milliseconds, and a blank


class Layout(msgspec.Struct, frozen=True):
    """Columns and labels of the lifelines, left to right."""

    width: int
    margin: int
    columns: dict[Lane, int]
    labels: dict[Lane, str]  # of those that have been born
    staggered: bool
    above: tuple[Lane, ...] = ()  # whose names need a line of their own

    def seat(self, lane: Lane | None) -> Lane:
        """The drawn lifeline of `lane`: itself, or that of the others."""
        if lane in self.columns:
            return lane
        if OTHERS in self.columns or not self.columns:
            return OTHERS
        return next(iter(self.columns))


def lay_out(
    whole: Flow, rows: Sequence[Row], step: int, width: int, ink: Pen, plan: Plan | None = None
) -> Layout:
    """Columns of the lifelines that matter at `step`, in a picture of `width` cells.

    `plan`: keep the columns that a finished recording reserves for later lifelines.
    """
    margin = _TIME + (2 if width >= 60 else 1) if width >= 30 else 2
    side = 2 if width < 60 else 4  # half a label
    room = max(width - margin - 2 * side, 0)
    spacing = _TIGHT if width < 60 else _TIGHT + 2
    born = whole.born(step)
    lanes = _chosen(whole, rows, step, room // spacing + 1, born, plan)
    gaps = max(len(lanes) - 1, 1)
    spacing = min(room // gaps, _WIDE) if len(lanes) > 1 else 0
    needed = _needed(lanes, rows, step)
    if needed > spacing and gaps > 1 and OTHERS in lanes:  # that lifeline needs little room
        spacing = max(spacing, min((room - 2 * _TIGHT) // (gaps - 1), needed))
    elif needed > spacing and len(lanes) > 1:
        spacing = min(room // gaps, needed)
    columns = {
        lane: margin + side + min(number * spacing, room) for number, lane in enumerate(lanes)
    }
    labels = {lane: whole.label(lane, step) for lane in lanes if whole.has(lane, step)}
    if OTHERS in lanes:
        labels[OTHERS] = f"+{born - len(lanes) + 1}"
    widths = [cell_len(ink.safe(text)) for text in labels.values()]
    if plan is not None and lanes == list(plan.lanes):
        widths.append(plan.widest)
    staggered = any(cells >= spacing for cells in widths)
    most = max(2 * spacing - 1 if staggered else spacing - 1, 3)
    named = [lane for lane in _ends(_current(whole, rows, step)) if lane in labels]
    above = tuple(lane for lane in named if cell_len(ink.safe(labels[lane])) > most)
    shown = {
        lane: ink.safe(text) if lane in above else ink.cut(text, most)
        for lane, text in labels.items()
    }
    return Layout(width, margin, columns, shown, staggered and len(lanes) > 1, above)


def _chosen(
    whole: Flow, rows: Sequence[Row], step: int, most: int, born: int, plan: Plan | None
) -> list[Lane]:
    """All lifelines if they fit, those of the plan included; else those nearest to the step, and
    one for the others.
    """
    if plan is not None and len(plan.lanes) <= most:
        return list(plan.lanes)
    if born <= most:
        return _ordered(whole, whole.order[:born], plan)
    wanted: dict[Lane, None] = {}
    for lane in _nearest(whole, rows, step):
        wanted.setdefault(lane)
        if len(wanted) >= max(most - 1, 1):
            break
    kept = _ordered(whole, wanted, plan)
    return [*kept, OTHERS] if most > 1 else kept or _ordered(whole, whole.order[:1], plan)


def _ordered(whole: Flow, lanes: Iterable[Lane], plan: Plan | None) -> list[Lane]:
    """Left to right: as planned, else by birth."""
    if plan is None:
        return whole.lanes(lanes)
    some = frozenset(lanes)
    return [lane for lane in plan.lanes if lane in some]


def _needed(lanes: Sequence[Lane], rows: Sequence[Row], step: int) -> int:
    """Cells from one lifeline to the next that give every arrow room for its words."""
    place = {lane: number for number, lane in enumerate(lanes)}
    most = 0
    for row in rows:
        if row.start in place and row.end in place and row.start != row.end:
            words = max(map(cell_len, row.wording(step)), default=0) + 6
            most = max(most, -(-words // abs(place[row.start] - place[row.end])))
    return most


def _nearest(whole: Flow, rows: Sequence[Row], step: int) -> Iterator[Lane]:
    """The ends of the root row and of the current row, layers and database, then the ends of the
    other rows from the newest to the oldest.
    """
    current = _current(whole, rows, step)
    first = [whole.root(current), current]
    shared = {lane: None for row in reversed(rows) for lane in _ends(row) if lane.role in _SHARED}
    yield from (lane for row in first for lane in _ends(row))
    yield from list(shared)[:3]
    yield from (lane for row in reversed(rows) for lane in _ends(row))


def _current(whole: Flow, rows: Sequence[Row], step: int) -> Row:
    """The row of this step's fact, else the newest."""
    index = whole.index(step)
    return whole.row(index) if index is not None else rows[-1]


def _ends(row: Row) -> list[Lane]:
    return [lane for lane in (row.start, row.end) if lane is not None]
