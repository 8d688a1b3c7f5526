"""What is wrong with a goal and can be found without a run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.play.goals import HEARD, KEPT, goal
from tutor.course.model import Source
from tutor.play.check_goals import CONDITIONS, HINTS, TITLE, check_goals
from tutor.play.goal import Goal, Trap

PLACE = Source(file=Path("goals.toml"), line=3)


def told(*goals: Goal, opens: str = "") -> list[str]:
    return [each.message for each in check_goals([(one, PLACE) for one in goals], lambda _: opens)]


def test_a_goal_that_is_right_has_no_problem() -> None:
    assert told(goal()) == []


def test_a_goal_may_have_as_much_as_there_is_room_for() -> None:
    most = goal(
        title="x" * TITLE,
        conditions=(HEARD, *(KEPT,) * (CONDITIONS[1] - 1)),
        hints=("Think.", *("Look.",) * (HINTS[1] - 1)),
    )
    assert told(most) == []


def heard(**changed: Any) -> dict[str, Any]:
    return {"conditions": (msgspec.structs.replace(HEARD, **changed), KEPT)}


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"id": "Not so"}, "'Not so' is not an id"),
        ({"level": "mean"}, "there is no level mean"),
        ({"conditions": (HEARD,)}, "it has 1 conditions"),
        ({"hints": ("a", "b", "c", "d")}, "it has 4 hints"),
        ({"solutions": ()}, "it has no solution"),
        ({"conditions": (KEPT, KEPT)}, "it holds before anything has happened"),
        ({"solutions": ((),)}, "a solution or trap has no commands"),
        ({"solutions": (("opne ann",),)}, "'opne ann': There is no command opne."),
        ({"solutions": (("hint",),)}, "'hint' does nothing on the stage"),
        ({"solutions": (("# open",),)}, "'# open' does nothing on the stage"),
        ({"trap": Trap(lines=("open ben", "open ann"), told="x")}, "its trap is one of its solut"),
        ({"task": ""}, "task has 0 characters: ''"),
        ({"title": "x" * 60}, "title has 60 characters"),
        ({"hints": ("Type `open ben` now.", "b")}, "its first hint gives the command 'open ben' a"),
        (heard(saw="nothing"), "'Ben hears Hello' does not say what was seen instead"),
        (heard(says=" x"), "says has 2 characters"),
    ],
)
def test_a_mistake_is_named(changed: dict[str, Any], message: str) -> None:
    found = told(goal(**changed))
    assert any(each.startswith(f"{changed.get('id', 'heard')}: {message}") for each in found), found


def test_a_name_is_given_once_and_what_it_opens_is_there() -> None:
    assert told(goal(), goal()) == ["heard: there are two goals heard"]
    assert told(goal(), opens="no lab") == ["heard: opens: no lab"]
