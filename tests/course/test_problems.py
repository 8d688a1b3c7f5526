"""How a problem reads."""

from __future__ import annotations

from pathlib import Path

from tutor.course.model import Source
from tutor.course.problems import as_error, problem

HERE = Source(file=Path("lesson.md"), line=12)


def test_a_problem_says_where_what_and_what_to_do() -> None:
    assert (
        str(problem(HERE, "it is wrong", "right it")) == "lesson.md:12: it is wrong\n    right it"
    )


def test_a_problem_without_a_hint_is_one_line() -> None:
    assert str(problem(HERE, "it is wrong")) == "lesson.md:12: it is wrong"


def test_one_problem_as_an_error_counts_no_others() -> None:
    error = as_error([problem(HERE, "it is wrong", "right it")])
    assert (error.message, error.hint) == ("lesson.md:12: it is wrong.", "Right it.")
