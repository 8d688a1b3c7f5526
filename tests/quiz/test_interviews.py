"""What is kept of an interview, and where several are going."""

from __future__ import annotations

import pytest

from tests.quiz.making import after, card, sit
from tutor.quiz.interviews import (
    Interview,
    clock,
    in_words,
    interview_of,
    overtime,
    trend,
    trends,
    was_held,
)
from tutor.quiz.sitting import Answer, Follow, Next, Tick

ASKED = (Follow(made=True), Follow(made=True))  # what an interviewer asks before the rubric


def test_what_is_kept_of_an_interview() -> None:
    sitting = sit([card("say"), card("say", id="b")], "interview")
    for now, points in ((40, (0, 1, 2, 3)), (100, (0, 1, 2))):
        sitting = after(sitting, Answer(), *ASKED, Tick(points=points), Next(), now=now)
    held = interview_of(sitting.turns, began=-20.0, minutes=2, seed="7", title="chapter 7")
    assert held == Interview(
        at=-20.0, title="chapter 7", seed="7", minutes=2, seconds=120.0, questions=2, score=0.875
    )


@pytest.mark.parametrize(
    ("minutes", "seconds", "over"), [(1, 59, 0), (1, 60, 0), (1, 102, 42), (0, 999, 0)]
)
def test_time_beyond_the_plan(minutes: float, seconds: float, over: float) -> None:
    assert overtime(Interview(at=0, minutes=minutes, seconds=seconds)) == over


@pytest.mark.parametrize(
    ("scores", "change"),
    [([], None), ([0.5], None), ([0.5, 0.75], 25), ([0.25, 0.75, 0.25], -25)],
)
def test_the_latest_against_the_mean_of_those_before(
    scores: list[float], change: int | None
) -> None:
    assert trend([Interview(at=n, score=score) for n, score in enumerate(scores)]) == change


@pytest.mark.parametrize(
    ("change", "said"),
    [(2, "2 points better than"), (-1, "1 point worse than"), (0, "as good as the mean")],
)
def test_a_trend_in_words(change: int, said: str) -> None:
    assert f"The latest is {said}" in in_words(change)


def test_rounds_are_compared_with_rounds_of_their_kind() -> None:
    scores = {"aloud": (0.2, 0.3), "design": (0.5, 0.9), "incident": (0.7,)}
    held = [Interview(at=0, kind=kind, score=s) for kind, own in scores.items() for s in own]
    assert [*trends(held)] == [
        "The latest is 10 points better than the mean before it.",
        "The latest design is 40 points better than the mean before it.",
    ]


def test_what_an_interview_was_about_and_how_much_of_it() -> None:
    aloud = Interview(at=0, title="chapter 7", questions=8)
    design = Interview(at=0, kind="design", title="A chat", questions=1)
    assert (aloud.about, aloud.parts) == ("chapter 7", "8 questions")
    assert (design.about, design.parts) == ("design: A chat", "1 stage")


@pytest.mark.parametrize(
    ("kind", "questions", "seconds", "held"),
    [
        ("aloud", 1, 60, False),
        ("aloud", 5, 60, True),
        ("aloud", 1, 900, True),
        ("design", 5, 1800, False),
    ],
)
def test_half_of_an_interview_was_held(
    kind: str, questions: int, seconds: float, held: bool
) -> None:
    one = Interview(at=0, kind=kind, questions=questions, seconds=seconds)
    assert was_held(one, 30) is held


@pytest.mark.parametrize(("seconds", "shown"), [(0.9, "0:00"), (65, "1:05"), (3599.9, "59:59")])
def test_a_clock(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown
