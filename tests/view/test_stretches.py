"""A recording is cut where one more has no room, and nowhere else if it can be helped."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from tutor.view.flow_seats import Stretch
from tutor.view.stretches import Cut, at, cuts

SPOKEN = ["a", "b", "a", "c", "c", "d"]  # of steps 1 to 6


def found(
    most: int, marks: Sequence[int] = (), breaks: Collection[int] = ()
) -> list[tuple[int, int, str]]:
    told = cuts(
        lambda step: SPOKEN[step - 1],
        lambda some: len(some) <= most,
        len(SPOKEN),
        marks=marks,
        breaks=breaks,
    )
    return [(one.since, one.end, "".join(sorted(one.spoken))) for one in told]


def test_what_fits_is_one_stretch() -> None:
    assert found(4) == [(1, 7, "abcd")]


def test_one_ends_where_one_more_would_be_too_many() -> None:
    assert found(2) == [(1, 4, "ab"), (4, 7, "cd")]


def test_it_ends_at_the_last_mark_rather_than_in_the_midst() -> None:
    assert found(2, marks=[3]) == [(1, 3, "ab"), (3, 6, "ac"), (6, 7, "d")]


def test_a_mark_that_leaves_too_much_behind_it_is_none_to_end_at() -> None:
    assert found(3, marks=[2]) == [(1, 6, "abc"), (6, 7, "d")]


def test_a_break_begins_a_stretch_although_there_is_room() -> None:
    assert found(4, breaks={3}) == [(1, 3, "ab"), (3, 7, "acd")]


def test_a_step_that_is_too_much_alone_does_not_stop_the_others() -> None:
    told = cuts(lambda step: "ab" if step == 2 else "c", lambda some: len(some) < 2, 3, marks=[])
    assert [one.since for one in told] == [1, 2, 3]
    assert told[-1] == Cut(3, 4, frozenset("c"))


def test_the_stretch_of_a_step() -> None:
    told = [Stretch(1, frozenset()), Stretch(5, frozenset())]
    assert [at(told, step).since for step in (0, 1, 4, 5, 9)] == [1, 1, 1, 5, 5]
