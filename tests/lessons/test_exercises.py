"""Every exercise of every lesson, proved by runs: an exercise that lies would teach it."""

from __future__ import annotations

import pytest

from tests.lessons.tools import tools
from tutor.course.load import load_course, read_lesson
from tutor.dev.check_exercises import Found, Proof, read_all
from tutor.runtime import paths

LESSONS = [
    read_lesson(outline)[0]
    for outline in load_course(paths.lessons_folder()).outlines
    if outline.folder is not None
]
EXERCISES, PROBLEMS = read_all(LESSONS)


def test_nothing_is_wrong_with_them_as_they_are_written() -> None:
    assert [str(problem) for problem in PROBLEMS] == []


@pytest.mark.timeout(180)
@pytest.mark.parametrize(
    "found",
    [
        pytest.param(found, id=found[0].name, marks=tools(found[0].folder, found[0].name))
        for found in EXERCISES
    ],
)
async def test_an_exercise_is_proved(found: Found) -> None:
    proof = Proof(workers=1)
    await proof.play([found])
    assert [str(problem) for problem in proof.problems] == []
    assert proof.runs >= 2 + len(found[0].wrongs)
