"""The lifelines of a message flow that are drawn, with their columns and names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

import msgspec
from rich.cells import cell_len

from tutor.view.flow import Flow, Lane, Row
from tutor.view.flow_seats import ends
from tutor.view.text import Pen

if TYPE_CHECKING:
    from tutor.view.reserved import Plan

OTHERS: Final = Lane("web", -1, "others")
"""One lifeline in place of all those without room."""
MOST: Final = 9
"""Lifelines that an eye can follow."""

_TIGHT: Final = 4  # cells from one lifeline to the next, at least
_WIDE: Final = 24  # at most, unless the words of an arrow need more
_SHARED: Final = frozenset({"layer", "db"})
_TIME: Final = 7  # milliseconds, and a blank
_SINCE: Final = 8  # the same since the message was sent
_HEADS: Final = 4  # rows of names, at most


class Layout(msgspec.Struct, frozen=True):
    """Columns and labels of the lifelines, left to right."""

    width: int
    margin: int
    columns: dict[Lane, int]
    names: dict[Lane, tuple[int, int, str]]  # of those that have been born: row, column, label
    heads: int  # rows of names
    since: bool = False  # there is a column for the times of the followed message
    hidden: frozenset[Lane] = frozenset()  # those that share one lifeline

    def seat(self, lane: Lane | None) -> Lane | None:
        """The drawn lifeline of `lane`: itself, or that of the others; None: it has none."""
        if lane in self.columns or (lane is not None and lane.role == "server"):
            return lane
        return OTHERS if OTHERS in self.columns else None

    def shows(self, row: Row) -> bool:
        """Whether both ends of a row have a place."""
        return all(self.seat(lane) is not None for lane in (row.start, row.end) if lane is not None)


class Wanted(msgspec.Struct, frozen=True):
    """What decides which lifelines are drawn."""

    rows: Sequence[Row]  # that may be drawn
    current: Row
    kept: Sequence[Lane]  # those of the ancestors
    beat: int = 0  # the last beat: what was over before is out of play


def lay_out(
    whole: Flow, wanted: Wanted, step: int, width: int, ink: Pen, plan: Plan | None = None
) -> Layout:
    """Columns of the lifelines that matter at `step`, in a picture of `width` cells.

    `plan`: keep the columns that a finished recording reserves for later lifelines.
    """
    since = width >= 72
    margin = _TIME + (2 if width >= 60 else 1) + _SINCE * since if width >= 30 else 2
    side = 2 if width < 60 else 4  # half a label
    room = max(width - margin - 2 * side, 0)
    spacing = _TIGHT if width < 60 else _TIGHT + 2
    lanes, hidden = _chosen(whole, wanted, step, min(room // spacing + 1, MOST), plan)
    gaps = max(len(lanes) - 1, 1)
    spacing = min(room // gaps, _WIDE) if len(lanes) > 1 else 0
    needed = _needed(lanes, wanted.rows, step) if plan is None else 0
    if needed > spacing and gaps > 1 and OTHERS in lanes:  # that lifeline needs little room
        spacing = max(spacing, min((room - 2 * _TIGHT) // (gaps - 1), needed))
    elif needed > spacing and len(lanes) > 1:
        spacing = min(room // gaps, needed)
    columns = {
        lane: margin + side + min(number * spacing, room) for number, lane in enumerate(lanes)
    }
    names = {OTHERS: f"others ×{len(hidden)}"}
    for lane in lanes:
        if lane != OTHERS:
            known = [whole.label(lane, step)] if whole.has(lane, step) else []
            final = [] if plan is None else [plan.label(lane)]
            names[lane] = max(known + final, key=cell_len)
    places = _places(columns, names, margin, width, ink)
    shown: dict[Lane, tuple[int, int, str]] = {}
    for lane, (row, start) in places.items():
        if lane == OTHERS or whole.has(lane, step):
            label = ink.safe(names[lane] if lane == OTHERS else whole.label(lane, step))
            shorter = cell_len(ink.safe(names[lane])) - cell_len(label)
            shown[lane] = (row, start + shorter // 2, label)
    heads = 1 + max((row for row, _ in places.values()), default=0)
    return Layout(width, margin, columns, shown, heads, since, hidden)


def names_of(
    lanes: Iterable[Lane], whole: Flow, step: int, ink: Pen, plan: Plan | None = None
) -> tuple[str, ...]:
    """The labels of these lifelines, left to right."""
    return tuple(ink.safe(whole.label(lane, step)) for lane in _ordered(whole, lanes, plan))


def _places(
    columns: dict[Lane, int], names: dict[Lane, str], margin: int, width: int, ink: Pen
) -> dict[Lane, tuple[int, int]]:
    """The row and the first cell of each name: in the first row that has room, never cut."""
    taken: list[int] = []  # in each row, the cell after its last name
    places: dict[Lane, tuple[int, int]] = {}
    for lane, column in columns.items():
        cells = cell_len(ink.safe(names[lane]))
        start = max(min(max(column - (cells - 1) // 2, margin), width - cells), 0)
        row = next((row for row, end in enumerate(taken) if end < start or not end), len(taken))
        if row == _HEADS:
            row = min(range(_HEADS), key=taken.__getitem__)
            start = min(taken[row] + 1, max(width - cells, 0))
        taken[row:] = [start + cells, *taken[row + 1 :]]
        places[lane] = (row, start)
    return places


def _chosen(
    whole: Flow, wanted: Wanted, step: int, most: int, plan: Plan | None
) -> tuple[list[Lane], frozenset[Lane]]:
    """All lifelines if they fit, those of the plan included; else those in play; else those nearest
    to the step, and one for the others, which come second.
    """
    if plan is not None and len(plan.lanes) <= most:
        return list(plan.lanes), frozenset()
    playing = _playing(whole, wanted, step, most, plan)
    if len(playing) > most and plan is not None:  # what is still to come has no column yet
        playing = {lane: None for lane in playing if whole.has(lane, step)}
    if len(playing) <= most:
        return _ordered(whole, playing, plan), frozenset()
    near: dict[Lane, None] = {}
    for lane in _nearest(whole, wanted):
        near.setdefault(lane)
        if len(near) >= max(most - 1, 1):
            break
    kept = _ordered(whole, near, plan)
    hidden = frozenset(playing.keys() - near)
    return ([*kept, OTHERS], hidden) if most > 1 else (kept, frozenset())


def _playing(
    whole: Flow, wanted: Wanted, step: int, most: int, plan: Plan | None
) -> dict[Lane, None]:
    """The lifelines in play, and those of the ancestors."""
    if plan is not None:
        lanes = dict.fromkeys(plan.stretch(step, most).lanes)
    else:
        born = whole.order[: whole.born(step)]
        lanes = dict.fromkeys(lane for lane in born if whole.lives[lane].death >= wanted.beat)
    return lanes | dict.fromkeys(wanted.kept)


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


def _nearest(whole: Flow, wanted: Wanted) -> Iterator[Lane]:
    """The ends of the root row and of the current row, layers and database, then the ends of the
    other rows from the newest to the oldest.
    """
    rows, current = wanted.rows, wanted.current
    first = [whole.root(current), current]
    shared = {lane: None for row in reversed(rows) for lane in ends(row) if lane.role in _SHARED}
    yield from (lane for row in first for lane in ends(row))
    yield from list(shared)[:3]
    yield from wanted.kept
    yield from (lane for row in reversed(rows) for lane in ends(row))
