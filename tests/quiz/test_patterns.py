"""`re:` patterns: what fits, how long it may take, and which are dangerous."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tutor.quiz import patterns
from tutor.quiz.patterns import Shape, attacks, matches, wrong
from tutor.quiz.typed import fits

NESTED = [
    "(a+)+$",
    "(a*)*",
    "(?:a*)*",
    r"(\w+\s?)*$",
    "(x+x+)+y",
    "((((a+))))+",
    "(?P<x>a+)+",
    "(a+){5}",
    "(a+){3,}",
    "([*+]+)+",
]
SLOW = ["(a|a)*$", "(a|aa)+$", "(?R)*"]
SOUND = [
    r"(http )?(status )?500( internal server error)?",
    r"(await )?(self\.)?accept\(.*\)",
    r"\(a+\)+",
    "[(+]+[])]*",
    "(a+)?",
    "(a+){2}",
    r"\d{4}-\d{2}",
    ".*.*.*.*x",
    "(a?){30}",
    "a{,5}",
]
BIG = ["((a{999}){999}){999}", "a{20000}", "(a{1,200}){1,200}", "a{,20000}"]


@pytest.mark.parametrize("pattern", NESTED)
def test_a_repeat_of_a_repeat_is_dangerous(pattern: str) -> None:
    assert "repeats a repeat" in wrong(pattern)


@pytest.mark.parametrize("pattern", SLOW)
def test_a_pattern_that_a_wrong_answer_keeps_busy_is_dangerous(pattern: str) -> None:
    assert "on a wrong answer" in wrong(pattern)


@pytest.mark.parametrize("pattern", BIG)
def test_a_pattern_that_would_fill_the_memory_is_never_compiled(pattern: str) -> None:
    assert "parts, at most" in wrong(pattern)
    assert not matches(pattern, "a")


@pytest.mark.parametrize("pattern", SOUND)
def test_an_author_s_usual_pattern_is_sound(pattern: str) -> None:
    assert wrong(pattern) == ""


@pytest.mark.parametrize("pattern", ["(", ")", "a**", "[", "(a+(a+(a+"])
def test_what_is_no_pattern_fits_nothing(pattern: str) -> None:
    assert wrong(pattern).startswith("is not a pattern: ")
    assert not matches(pattern, pattern)


def test_a_long_text_is_no_answer() -> None:
    assert matches("a*", "a" * patterns.LONGEST)
    assert not matches("a*", "a" * (patterns.LONGEST + 1))


def test_every_attack_is_as_long_as_an_answer_may_be() -> None:
    assert {len(text) for text in attacks("(ab)+x")} == {patterns.LONGEST}


def test_the_size_of_a_pattern_is_that_of_its_repeats_written_out() -> None:
    assert [Shape.of(text).size for text in ("abc", "a{9}", "(ab){9}c", "(a{3}){4}b*")] == [
        *(3, 9, 19, 13)
    ]


@pytest.mark.parametrize("pattern", [*NESTED, *SLOW])
def test_no_pattern_keeps_the_program(pattern: str) -> None:
    """What would not come back ends at the limit that pytest sets every test."""
    assert not any(fits(text, f"re:{pattern}") for text in attacks(pattern))


def test_the_standard_library_would_not_come_back() -> None:
    """Why there is a library: the same pattern, the same answer, and a second is not enough."""
    script = "import re; re.fullmatch('(a|a)*$', 'a' * 499 + chr(0))"
    with pytest.raises(subprocess.TimeoutExpired):
        subprocess.run([sys.executable, "-c", script], timeout=2, check=False, cwd=Path("/"))
