"""The rows of a message flow that are drawn: the newest that fit, repeated rows as one line.

250 ticks in a row are one line "tick 0 … tick 249 x250", and so is a cycle of up to four rows that
repeats itself, so that a flood looks like a flood. The current row always has its own line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from tutor.view.acts import Acts
from tutor.view.flow import Flow, Lane, Row

if TYPE_CHECKING:
    from tutor.core.timeline import Timeline

Seat = Callable[[Lane | None], Lane | None]
Look = tuple[object, ...] | None  # None: it never repeats another

NOTED: Final = "scene.noted"  # the kind of a row that ends a round
_CYCLE: Final = 4
_MANY: Final = 4  # fewer repeated rows than this are drawn one by one
_BACK: Final = 20  # rows looked at for each line there is
_CHAIN: Final = 1000  # facts of one chain that are followed: a consumer may call itself for ever
_NUMBER: Final = re.compile(r"\d+")


class Run(NamedTuple):
    """One line of the picture: a row, or several that are alike."""

    rows: tuple[int, ...]  # indices into the flow

    @property
    def times(self) -> int:
        """The number of its rows."""
        return len(self.rows)


class Cut(NamedTuple):
    """Where a round begins: the index of its first row, and its title if it has one."""

    first: int
    title: str = ""


def candidates(
    whole: Flow, step: int, room: int, since: int | None, hides: tuple[str, ...] = ()
) -> list[int]:
    """The rows that may be drawn, the newest last, the current one always among them; kinds that
    begin with one of `hides` are passed over.
    """
    if since is not None:
        return whole.between(since, step)
    end = whole.upto(step)
    first = max(end - room * _BACK, whole.first)
    current = whole.index(step)
    old = [current] if current is not None and current < first else []
    shown = range(first, end)
    if not hides:
        return [*old, *shown]
    return [*old, *(i for i in shown if i == current or not whole.row(i).kind.startswith(hides))]


def cuts(whole: Flow, acts: Acts, rows: Sequence[int], step: int) -> list[Cut]:
    """Where rounds begin among these rows: behind what the scene notes, and where its text says."""
    noted = [Cut(index + 1) for index in rows if whole.row(index).kind == NOTED]
    named = [Cut(_first(whole, begin), title) for begin, title in acts.rounds if begin <= step]
    old = [cut for cut in named if cut.first < rows[0]][-1:]  # it may still go on
    return sorted(noted + old + [cut for cut in named if cut.first >= rows[0]])


def newest_round(rows: Sequence[int], cuts: Sequence[Cut]) -> int:
    """The index of the first row of the round that the newest of these rows belongs to."""
    return max((cut.first for cut in cuts if cut.first <= rows[-1]), default=0)


def _first(whole: Flow, step: int) -> int:
    index = whole.index(step)
    return whole.upto(step - 1) if index is None else index


def ancestors(whole: Flow, timeline: Timeline, step: int) -> set[int]:
    """The rows of a step's fact and of what brought it about."""
    fact, found = timeline.event(step), set[int]()
    for _ in range(_CHAIN):
        if fact is None:
            break
        index = whole.index(fact.seq)
        if index is not None:
            found.add(index)
        fact = timeline.event(fact.cause)
    return found


def gather(
    whole: Flow, rows: Sequence[int], step: int, *, room: int | None, seat: Seat, hidden: Lane
) -> list[Run]:
    """The last `room` lines; the current row takes the first one if it is older than these."""
    current = whole.index(step)
    looks = [_look(whole.row(index), index == current, step, seat) for index in rows]
    runs: list[Run] = []
    last: list[Look] = []  # how the newest row of each run looks
    place = 0
    while place < len(rows):
        length = _repeats(last, looks[place : place + _CYCLE])
        for offset in range(length):
            run = runs[offset - length]
            runs[offset - length] = Run((*run.rows, rows[place + offset]))
        if not length:
            runs.append(Run((rows[place],)))
            last.append(looks[place])
        place += length or 1
    lines = _unrolled(whole, runs, seat, hidden)
    kept = lines if room is None else lines[-max(room, 1) :]
    shown = {index for run in kept for index in run.rows}
    if current is not None and current in rows and current not in shown:
        kept[0] = Run((current,))
    return kept


def _look(row: Row, is_current: bool, step: int, seat: Seat) -> Look:
    """What equal rows share: their ends, their words without numbers, whether they arrived."""
    if is_current or row.kind == NOTED:  # each ends a round
        return None
    fate = (row.arrived <= step, row.broken <= step)
    return (row.shape, row.kind, seat(row.start), seat(row.end), _pattern(row, step), fate)


@lru_cache(maxsize=4096)
def _without_numbers(text: str) -> str:
    return _NUMBER.sub("0", text)


def _pattern(row: Row, step: int) -> str:
    return _without_numbers(row.wording(step)[0])


def _repeats(last: Sequence[Look], coming: Sequence[Look]) -> int:
    """How many of the coming rows repeat the last runs, one row per run; 0: they are new."""
    for length in range(1, min(_CYCLE, len(last), len(coming)) + 1):
        if None not in coming[:length] and last[-length:] == coming[:length]:
            return length
    return 0


def _unrolled(whole: Flow, runs: Sequence[Run], seat: Seat, hidden: Lane) -> list[Run]:
    """Short runs as single rows, in order, except for adjacent rules and hidden lifelines."""
    lines: list[Run] = []
    few: list[int] = []
    for run in runs:
        row = whole.row(run.rows[0])
        in_a_row = run.rows[-1] - run.rows[0] == run.times - 1
        together = (row.shape == "rule" and in_a_row) or hidden in (seat(row.start), seat(row.end))
        if run.times >= _MANY or (run.times > 1 and together):
            lines.append(run)
        else:
            few += run.rows
    lines += [Run((one,)) for one in few]
    return sorted(lines, key=lambda run: run.rows[0])  # time runs downwards, beside a long run too
