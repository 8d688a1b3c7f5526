"""The rows of a message flow that are drawn: the newest that fit, repeated rows as one line.

250 ticks in a row are one line "tick 0 … tick 249 x250", and so is a cycle of up to four rows that
repeats itself, so that a flood looks like a flood. The current row always has its own line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from tutor.view.flow import Flow, Lane, Row

Seat = Callable[[Lane | None], Lane | None]
Look = tuple[object, ...] | None  # None: the current row, which never repeats another

_CYCLE: Final = 4
_MANY: Final = 4  # fewer repeated rows than this are drawn one by one
_BACK: Final = 20  # rows looked at for each line there is
_NUMBER: Final = re.compile(r"\d+")


class Run(NamedTuple):
    """One line of the picture: a row, or several that are alike."""

    rows: tuple[int, ...]  # indices into the flow

    @property
    def times(self) -> int:
        """The number of its rows."""
        return len(self.rows)


def candidates(whole: Flow, step: int, room: int, since: int | None) -> list[int]:
    """The rows that may be drawn, the newest last, the current one always among them."""
    if since is not None:
        return whole.between(since, step)
    end = whole.upto(step)
    first = max(end - room * _BACK, whole.first)
    current = whole.index(step)
    old = [current] if current is not None and current < first else []
    return [*old, *range(first, end)]


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
    if is_current:
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
