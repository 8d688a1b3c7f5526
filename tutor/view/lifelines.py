"""Which lifelines of a message flow are drawn, in which columns, under which names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec
from rich.cells import cell_len

from tutor.view.flow import Flow, Lane, Row
from tutor.view.text import Pen

OTHERS: Final = Lane("web", -1, "others")
"""The one lifeline that stands for all that have no room."""

_TIGHT: Final = 4  # cells from one lifeline to the next, at least
_WIDE: Final = 18  # and at most, but where an arrow's words need more
_SHARED: Final = frozenset({"layer", "db"})
_TIME: Final = 7  # milliseconds, and a blank


class Layout(msgspec.Struct, frozen=True):
    """Columns and labels of the lifelines, left to right."""

    width: int
    margin: int
    columns: dict[Lane, int]
    labels: dict[Lane, str]
    staggered: bool
    above: tuple[Lane, ...] = ()  # whose names need a line of their own

    def seat(self, lane: Lane | None) -> Lane:
        """The lifeline that stands for `lane`: itself, or that of the others."""
        if lane in self.columns:
            return lane
        if OTHERS in self.columns or not self.columns:
            return OTHERS
        return next(iter(self.columns))


def lay_out(whole: Flow, rows: Sequence[Row], step: int, width: int, ink: Pen) -> Layout:
    """Give the lifelines that matter at `step` their columns."""
    margin = _TIME + (2 if width >= 60 else 1) if width >= 30 else 2
    side = 2 if width < 60 else 4  # half a label
    room = max(width - margin - 2 * side, 0)
    spacing = _TIGHT if width < 60 else _TIGHT + 2
    lanes = _chosen(whole, rows, step, room // spacing + 1)
    gaps = max(len(lanes) - 1, 1)
    spacing = min(room // gaps, _WIDE) if len(lanes) > 1 else 0
    needed = _needed(lanes, rows, step)
    if needed > spacing and gaps > 1 and OTHERS in lanes:  # it is content with little
        spacing = max(spacing, min((room - 2 * _TIGHT) // (gaps - 1), needed))
    elif needed > spacing and len(lanes) > 1:
        spacing = min(room // gaps, needed)
    columns = {
        lane: margin + side + min(number * spacing, room) for number, lane in enumerate(lanes)
    }
    hidden = len(whole.lives) - len(lanes) + 1
    labels = {lane: _label(whole, lane, hidden) for lane in lanes}
    staggered = any(cell_len(text) >= spacing for text in map(ink.safe, labels.values()))
    most = max(2 * spacing - 1 if staggered else spacing - 1, 3)
    named = [lane for lane in _ends(_current(whole, rows, step)) if lane in labels]
    above = tuple(lane for lane in named if cell_len(ink.safe(labels[lane])) > most)
    shown = {
        lane: ink.safe(text) if lane in above else ink.cut(text, most)
        for lane, text in labels.items()
    }
    return Layout(width, margin, columns, shown, staggered and len(lanes) > 1, above)


def _chosen(whole: Flow, rows: Sequence[Row], step: int, most: int) -> list[Lane]:
    """All lifelines if they fit, else those nearest to the step, and one for the others."""
    if len(whole.lives) <= most:
        return whole.lanes()
    wanted: dict[Lane, None] = {}
    for lane in _nearest(whole, rows, step):
        wanted.setdefault(lane)
        if len(wanted) >= max(most - 1, 1):
            break
    kept = whole.lanes(wanted)
    return [*kept, OTHERS] if most > 1 else kept or whole.lanes()[:1]


def _needed(lanes: Sequence[Lane], rows: Sequence[Row], step: int) -> int:
    """From one lifeline to the next, so that every arrow has room for its words."""
    place = {lane: number for number, lane in enumerate(lanes)}
    most = 0
    for row in rows:
        if row.start in place and row.end in place and row.start != row.end:
            words = max(map(cell_len, row.wording(step)), default=0) + 6
            most = max(most, -(-words // abs(place[row.start] - place[row.end])))
    return most


def _nearest(whole: Flow, rows: Sequence[Row], step: int) -> Iterator[Lane]:
    """The ends of the row that all goes back to and of the current one, layers and database, then
    the ends of the other rows from the newest to the oldest.
    """
    current = _current(whole, rows, step)
    first = [whole.rows[current.root], current]
    shared = {lane: None for row in reversed(rows) for lane in _ends(row) if lane.role in _SHARED}
    yield from (lane for row in first for lane in _ends(row))
    yield from list(shared)[:3]
    yield from (lane for row in reversed(rows) for lane in _ends(row))


def _current(whole: Flow, rows: Sequence[Row], step: int) -> Row:
    """The row of this step's fact, else the newest."""
    index = whole.row_of.get(step)
    return whole.rows[index] if index is not None else rows[-1]


def _ends(row: Row) -> list[Lane]:
    return [lane for lane in (row.start, row.end) if lane is not None]


def _label(whole: Flow, lane: Lane, hidden: int) -> str:
    if lane == OTHERS:
        return f"+{hidden}"
    life = whole.lives[lane]
    if whole.several and life.under.startswith("server "):
        return f"{life.label}·s{life.under.removeprefix('server ')}"
    return life.label
