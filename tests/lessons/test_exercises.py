"""Every exercise of every lesson, proved by runs: an exercise that lies would teach it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.lessons.tools import lessons, tools
from tutor.dev.check_exercises import Found, Proof, Variant, read_all
from tutor.practice.read_exercises import read_exercises

# Only what names the tests is done where they are collected: every worker collects them.
EXERCISES = [
    found for lesson in lessons() for found in read_exercises(lesson.folder, lesson.number)[0]
]


def test_nothing_is_wrong_with_them_as_they_are_written() -> None:
    found, problems = read_all(lessons())
    assert [str(problem) for problem in problems] == []
    assert found == EXERCISES


EACH = pytest.mark.parametrize(
    "found",
    [
        pytest.param(found, id=found[0].name, marks=tools(found[0].folder, found[0].name))
        for found in EXERCISES
    ],
)


@pytest.mark.timeout(180)
@EACH
async def test_its_starter_fails_and_its_solution_holds(found: Found) -> None:
    assert await proved(found, lambda variant: variant.wrong is None) >= 2


# What is typical of a mistake is the same on every Python: once is enough.
@pytest.mark.slow
@pytest.mark.timeout(180)
@EACH
async def test_its_wrong_mends_fail_as_it_says(found: Found) -> None:
    wrongs = max(len(found[0].wrongs), 3)
    assert await proved(found, lambda variant: variant.wrong is not None) >= wrongs


async def proved(found: Found, wants: Callable[[Variant], bool]) -> int:
    """The number of runs; one that went against what is expected is made twice."""
    proof = Proof(workers=1, wants=wants)
    await proof.play([found])
    assert [str(problem) for problem in proof.problems] == []
    return proof.runs
