"""Which lifelines have columns, for stretches of a recording that are as long as can be: within one
the columns stay where they are.

A stretch ends where one more lifeline would be too many, behind the last beat before that if there
is one, and where a round of the scene begins. Rows of an earlier stretch whose lifelines have no
column in this one are left out of the picture.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from tutor.view.acts import Acts
from tutor.view.flow import Flow, Lane, Row


class Stretch(NamedTuple):
    """Lifelines from a step on."""

    since: int
    lanes: frozenset[Lane]


def stretches(whole: Flow, acts: Acts, last: int, most: int) -> list[Stretch]:
    """The stretches of a finished recording of `last` steps, for at most `most` lifelines."""
    rounds = {step for step, _ in acts.rounds}
    marks = sorted({*rounds, *(beat + 1 for beat in acts.beats)})
    found: list[Stretch] = []
    since, lanes, reach = 1, set[Lane](), list[tuple[int, tuple[Lane, ...]]]()
    for step in range(1, last + 1):
        touched = _touched(whole, step)
        reach.append((step, touched))
        too_many = len(lanes.union(touched)) > most
        if not (too_many or step in rounds):
            lanes.update(touched)
            continue
        cut = step if step in rounds else _cut(marks, since, step, reach, most)
        found.append(_stretch(whole, since, cut, reach, most, fill=since not in rounds))
        reach = [one for one in reach if one[0] >= cut]
        since, lanes = cut, {lane for _, some in reach for lane in some}
    return [*found, _stretch(whole, since, last + 1, reach, most, fill=since not in rounds)]


def at(found: list[Stretch], step: int) -> Stretch:
    """The stretch of a step."""
    return found[max(bisect_right(found, step, key=lambda one: one.since) - 1, 0)]


def _cut(
    marks: list[int], since: int, step: int, reach: list[tuple[int, tuple[Lane, ...]]], most: int
) -> int:
    """Where a new stretch begins when this step has no room in the one that began at `since`: at a
    beat, if what has happened since that one has room.
    """
    place = bisect_right(marks, step)
    for mark in reversed(marks[:place]):
        if mark <= since:
            break
        lanes = {lane for one, some in reach if one >= mark for lane in some}
        if len(lanes) <= most:
            return mark
        break
    return step


def _stretch(
    whole: Flow,
    since: int,
    end: int,
    reach: list[tuple[int, tuple[Lane, ...]]],
    most: int,
    *,
    fill: bool,
) -> Stretch:
    """Its lifelines, and while there is room those that are open and idle, the latest first."""
    lanes = {lane for step, some in reach if step < end for lane in some}
    if fill:
        lives = whole.lives
        idle = [lane for lane in lives if lane not in lanes and _open(whole, lane, since, end)]
        idle.sort(key=lambda lane: lives[lane].birth, reverse=True)
        lanes.update(idle[: max(most - len(lanes), 0)])
    return Stretch(since, frozenset(lanes))


def _open(whole: Flow, lane: Lane, since: int, end: int) -> bool:
    life = whole.lives[lane]
    return life.birth < since and life.death >= end


def _touched(whole: Flow, step: int) -> tuple[Lane, ...]:
    """The lifelines of the row that this step's fact opens or completes, and of what that goes back
    to.
    """
    index = whole.index(step)
    if index is None:
        return ()
    row = whole.row(index)
    if row.shape == "rule" or step not in (row.step, row.arrived, row.broken):
        return ()
    return tuple(dict.fromkeys([*ends(row), *ends(whole.root(row))]))


def ends(row: Row) -> Iterator[Lane]:
    """The lifelines that a row begins and ends at; for a server, that of its connection's client or
    application is the other end.
    """
    return (lane for lane in (row.start, row.end) if lane is not None and lane.role != "server")
