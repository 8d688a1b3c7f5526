"""Time in which nothing happened, as empty rows: a stall is as long as it was.

One empty row stands for a unit: a fifth of the longest gap, rounded up to 1, 2 or 5 · 10ⁿ.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from tutor.view.flow import NOTICEABLE, Flow, Lane

MOST: Final = 6  # empty rows of one gap
_SHARE: Final = 5  # units in the longest gap
_LEAST: Final = 50_000_000  # nanoseconds: a unit of a scene without long gaps


class Gap(NamedTuple):
    """The time between two rows that follow each other, and how it is drawn."""

    since: int  # nanoseconds, as in facts
    until: int
    rows: int
    more: int = 0  # the number of rows that it is really worth, where it has fewer

    @property
    def lasted(self) -> int:
        """In nanoseconds."""
        return self.until - self.since


def unit(longest: int) -> int:
    """The time that an empty row stands for."""
    least = max(-(-longest // _SHARE), _LEAST)
    step = int("1" + "0" * (len(str(least)) - 1))
    return next(step * digit for digit in (1, 2, 5, 10) if step * digit >= least)


def above(whole: Flow, index: int, *, longest: int, zero: int, most: int = MOST) -> Gap | None:
    """The gap above a row, if it is one that shows. What was before `zero` has no length."""
    before = whole.before(index)
    if before is None or before.at < zero:
        return None
    at = whole.row(index).at
    if at - before.at < NOTICEABLE:
        return None
    rows = max((at - before.at) // unit(longest), 1)
    return Gap(before.at, at, min(rows, most), rows if rows > most else 0)


def stands(whole: Flow, gap: Gap, lane: Lane, step: int) -> bool:
    """Whether a lifeline's event loop is known to have stood still for the most of a gap."""
    for stall in reversed(whole.stalls):
        if stall.step <= step and stall.process == lane.place and lane.role in ("app", "web"):
            common = min(stall.until, gap.until) - max(stall.since, gap.since)
            if common * 2 > gap.lasted:
                return True
    return False
