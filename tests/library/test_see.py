"""What shows a cause, as commands."""

from __future__ import annotations

from pathlib import Path

from tests.library.test_find_exercises import course as small_course
from tutor.library import find
from tutor.library.see import commands, symptoms


def test_the_scene_comes_first_then_what_to_do_then_cards() -> None:
    course = find.course()
    (ghost,) = (one for one in symptoms(course) if one.id == "ghost")
    told = commands(ghost, course)
    kinds = [" ".join(command.split()[:2]) for command in told]
    assert told[:2] == ["tutor lesson 6 --scene ghost", "tutor practice 7/leaks"]
    assert kinds == [
        *("tutor lesson", "tutor practice", *["tutor play"] * 3, *["tutor quiz"] * 3),
    ]


def test_what_a_course_does_not_have_is_not_offered(tmp_path: Path) -> None:
    (ghost,) = (one for one in symptoms(find.course()) if one.id == "ghost")
    assert commands(ghost, small_course(tmp_path)) == []
