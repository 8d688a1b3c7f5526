"""Free answers in other people's words: how many of their points are heard, and what is wrong."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from textwrap import dedent

import pytest

from tests.quiz.making import card
from tutor.course.model import Source
from tutor.library.deck import load_deck
from tutor.library.find import course
from tutor.quiz.answers import FOUND, SLIPPED, Rates, Said, check_answers, read_answers
from tutor.quiz.card import Card, Point
from tutor.quiz.heard import heard
from tutor.quiz.marking import GOOD_ENOUGH

CASES = json.loads((Path(__file__).parent / "cases" / "free-answers.json").read_text())
BLIND = json.loads((Path(__file__).parent / "cases" / "blind-answers.json").read_text())
"""Written before the hints of their cards were read; when first marked, 178 of 187 points (95 %) of
the good ones were heard, and none of the wrong ones' 191."""
HERE = Source(file=Path("quiz.toml"), line=3)
THERE = Source(file=Path("answers.toml"), line=5)
GOOD, WRONG = ("backoff and jitter", "jitter, backoff"), ("no backoff", "no jitter")


@cache
def cards() -> dict[str, Card]:
    return load_deck(course()).by_id()


def share(good: bool) -> list[float]:
    """The share of its points that each of the sample's answers makes."""
    chosen = [(cards()[case["card"]], case["answer"]) for case in CASES if case["good"] == good]
    return [len(heard(one, text)) / len(one.points) for one, text in chosen]


def test_the_good_answers_of_the_sample_make_their_points() -> None:
    found = share(good=True)
    assert sum(found) / len(found) >= FOUND
    assert min(found) >= GOOD_ENOUGH


def test_answers_that_were_written_blind_are_told_apart() -> None:
    wanted = heard_of_them = slipped = 0
    for case in BLIND:
        one = cards()[case["card"]]
        made = {number + 1 for number in heard(one, case["answer"])}
        points = set(case.get("points", ()))
        wanted, heard_of_them = wanted + len(points), heard_of_them + len(points & made)
        slipped += 0 if case["good"] else len(made)
    assert (wanted, heard_of_them / wanted >= FOUND, slipped) == (187, True, 0)


def test_the_wrong_answers_of_the_sample_make_none() -> None:
    found = share(good=False)
    assert sum(found) / len(found) <= SLIPPED
    assert max(found) < GOOD_ENOUGH


# ── the file ────────────────────────────────────────────────────────────────────────────────


def test_a_lesson_has_its_answers_in_a_file_of_their_own(tmp_path: Path) -> None:
    text = """\
        # What people say.

        [a-card]
        good = ["So.", "Thus."]
        wrong = ["No."]
        """
    (tmp_path / "answers.toml").write_text(dedent(text))
    found, problems = read_answers(tmp_path)
    said, source = found["a-card"]
    assert (said.good, said.wrong, source.line, problems) == (("So.", "Thus."), ("No.",), 3, [])


def test_a_lesson_may_have_none(tmp_path: Path) -> None:
    assert read_answers(tmp_path) == ({}, [])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("good = [", "answers.toml:1: this is not TOML"),
        ("\n[a]\ngood = 1\n", "answers.toml:2: a: Expected `array`"),
        ("\n[a]\nbad = []\n", "answers.toml:2: a: Object contains unknown field `bad`"),
        ('"a" = 1\n', "answers.toml:1: a: Expected `object`"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(
    tmp_path: Path, text: str, problem: str
) -> None:
    (tmp_path / "answers.toml").write_text(text)
    found, (one,) = read_answers(tmp_path)
    assert not found
    assert f"{one.file.name}:{one.line}: {one.message}".startswith(problem)


# ── the check ───────────────────────────────────────────────────────────────────────────────


def check(good: tuple[str, ...], wrong: tuple[str, ...], id: str = "a") -> tuple[Rates, list[str]]:
    points = tuple(Point(text=word, words=(word,)) for word in ("backoff", "jitter"))
    one = card("say", id="a", points=points)
    answers = {id: (Said(good=good, wrong=wrong), THERE)}
    rates, problems = check_answers([(one, HERE), (card("choice"), HERE)], answers)
    return rates, [f"{one.file.name}: {one.message}" for one in problems]


def test_points_are_counted_over_all_answers() -> None:
    rates, problems = check(GOOD, (*WRONG, "jitter"))
    assert rates == Rates(good=4, of_good=4, wrong=1, of_wrong=6)
    assert (rates.found, round(rates.slipped, 2)) == (1.0, 0.17)
    assert len(problems) == 1


def test_nothing_is_wrong_where_the_goals_are_met() -> None:
    rates, problems = check(GOOD, WRONG)
    assert problems == []
    assert str(rates) == (
        "free answers: 4 of 4 points of the good ones are heard (100%, at least 85%),"
        " 0 of 4 of the wrong ones (0%, at most 10%)"
    )


def test_without_answers_there_is_no_rate() -> None:
    assert (Rates().found, Rates().slipped) == (1.0, 0.0)
    assert check_answers([], {}) == (Rates(), [])


@pytest.mark.parametrize(
    ("good", "wrong", "problem"),
    [
        (GOOD[:1], WRONG, "answers.toml: a: it has 1 good answers, at least 2"),
        (GOOD, (), "answers.toml: a: it has 0 wrong answers, at least 2"),
        (
            GOOD,
            (*WRONG, "backoff, jitter"),
            "answers.toml: a: a wrong answer passes, by the words backoff; jitter",
        ),
        (("x", "y"), WRONG, "answers.toml: free answers: 0 of 4"),
        (GOOD, ("jitter", "x"), "answers.toml: free answers: 4 of 4"),
    ],
)
def test_what_misses_a_goal_is_named(
    good: tuple[str, ...], wrong: tuple[str, ...], problem: str
) -> None:
    _, problems = check(good, wrong)
    assert [one for one in problems if one.startswith(problem)]


def test_answers_belong_to_a_card_that_is_said_aloud() -> None:
    _, problems = check(GOOD, WRONG, id="b")
    assert problems[0] == "answers.toml: b: no card of that id is said aloud"
    assert problems[1] == "quiz.toml: a: it has 0 good answers, at least 2"
