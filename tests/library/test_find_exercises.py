"""Exercises of a course, by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.practice.making import written
from tutor.course.load import load_course
from tutor.course.model import Course
from tutor.errors import UsageError
from tutor.library.find_exercises import exercises, named

COURSE = """\
title = "One"
format = 1
[[lesson]]
number = 1
slug = "01_one"
title = "One"
summary = "One."
[[lesson]]
number = 2
slug = "02_two"
title = "Two"
summary = "Not written."
"""


def course(folder: Path) -> Course:
    (folder / "01_one").mkdir()
    (folder / "01_one/lesson.md").write_text("---\ntitle: One\n---\n")
    (folder / "course.toml").write_text(COURSE)
    return load_course(folder)


def test_those_that_can_be_read_are_found_by_name_and_with_their_lesson(tmp_path: Path) -> None:
    made = course(tmp_path)
    written(tmp_path / "01_one")
    written(tmp_path / "01_one", "broken", toml="x =")
    assert [one.name for one in exercises(made)] == ["echo"]
    assert named(made, "echo") == named(made, "1/echo") == exercises(made)[0]


def test_a_name_that_is_unknown_gets_what_there_is(tmp_path: Path) -> None:
    made = course(tmp_path)
    with pytest.raises(UsageError, match="This course has no exercises"):
        named(made, "echo")
    written(tmp_path / "01_one")
    with pytest.raises(UsageError) as error:
        named(made, "ecko")
    assert error.value.told == "There is no exercise ecko. Did you mean echo?"
