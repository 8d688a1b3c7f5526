"""A goal as data."""

from __future__ import annotations

from tests.play.goals import goal


def test_par_is_the_length_of_the_shortest_solution() -> None:
    assert goal().par == 2
    assert goal().shortest == ("open ben", "open ann")
    assert goal(solutions=()).par == 0


def test_its_name_has_its_lesson() -> None:
    assert goal().name == "7/heard"
