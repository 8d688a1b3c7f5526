"""Which lifelines have columns, for stretches of a recording that are as long as can be: within one
the columns stay where they are.

A stretch ends where one more lifeline would be too many, behind the last beat before that if there
is one, and where a round of the scene begins. Rows of an earlier stretch whose lifelines have no
column in this one are left out of the picture.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from tutor.view.acts import Acts
from tutor.view.flow import Flow, Lane, Row
from tutor.view.stretches import Cut, cuts


class Stretch(NamedTuple):
    """Lifelines from a step on."""

    since: int
    lanes: frozenset[Lane]


def stretches(whole: Flow, acts: Acts, last: int, most: int) -> list[Stretch]:
    """The stretches of a finished recording of `last` steps, for at most `most` lifelines."""
    rounds = {step for step, _ in acts.rounds}
    found = cuts(
        partial(_touched, whole),
        lambda lanes: len(lanes) <= most,
        last,
        marks=acts.marks,
        breaks=rounds,
    )
    return [_stretch(whole, cut, most, fill=cut.since not in rounds) for cut in found]


def _stretch(whole: Flow, cut: Cut[Lane], most: int, *, fill: bool) -> Stretch:
    """Its lifelines, and while there is room those that are open and idle, the latest first."""
    lanes = set(cut.spoken)
    if fill:
        lives = whole.lives
        idle = [lane for lane in lives if lane not in lanes and _open(whole, lane, cut)]
        idle.sort(key=lambda lane: lives[lane].birth, reverse=True)
        lanes.update(idle[: max(most - len(lanes), 0)])
    return Stretch(cut.since, frozenset(lanes))


def _open(whole: Flow, lane: Lane, cut: Cut[Lane]) -> bool:
    life = whole.lives[lane]
    return life.birth < cut.since and life.death >= cut.end


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
