"""What is kept of an interview, and where several are going."""

from __future__ import annotations

import pytest

from tests.quiz.making import after, card, sit
from tutor.quiz.interviews import Interview, clock, in_words, interview_of, overtime, trend
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


@pytest.mark.parametrize(("seconds", "shown"), [(0.9, "0:00"), (65, "1:05"), (3599.9, "59:59")])
def test_a_clock(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown
