"""The ladder: a nudge, where to look, the answer; every rung costs a grade."""

from __future__ import annotations

import pytest
from fsrs import Rating
from hypothesis import given
from hypothesis import strategies as st

from tests.quiz.making import EVERY, card
from tutor.quiz.card import Card
from tutor.quiz.hints import AGAIN, EASY, GOOD, GRADES, HARD, grade, rung, rungs, worth
from tutor.quiz.marking import Response, mark

FULL = card("type")
BARE = card("type", nudge="", look="")
HALF = card("type", nudge="")


@pytest.mark.parametrize(
    ("made", "names"),
    [
        (FULL, ["nudge", "where to look", "answer"]),
        (HALF, ["where to look", "answer"]),
        (BARE, ["answer"]),
    ],
)
def test_a_rung_without_a_text_is_none(made: Card, names: list[str]) -> None:
    assert [rung(made, number)[0] for number in range(1, rungs(made) + 1)] == names


@pytest.mark.parametrize("made", EVERY, ids=lambda made: made.kind)
def test_the_last_rung_is_the_answer(made: Card) -> None:
    assert rung(made, rungs(made)) == ("answer", mark(made, Response()).key)


@pytest.mark.parametrize(
    ("made", "grades"),
    [
        (FULL, [GOOD, HARD, AGAIN, AGAIN]),
        (HALF, [GOOD, HARD, AGAIN]),
        (BARE, [GOOD, AGAIN]),
    ],
)
def test_every_rung_lowers_the_grade_and_the_answer_is_again(made: Card, grades: list[int]) -> None:
    found = [grade(made, correct=True, hints=number) for number in range(rungs(made) + 1)]
    assert found == grades


def test_a_wrong_answer_is_again_without_any_hint() -> None:
    assert grade(FULL, correct=False, hints=0) == AGAIN


def test_a_card_without_a_ladder_can_be_known() -> None:
    assert grade(card("say", nudge="", look="", model=""), correct=True, hints=0) == GOOD


def test_every_rung_takes_a_third() -> None:
    assert [worth(FULL, 1.0, number) for number in range(4)] == [1, 2 / 3, 1 / 3, 0]


@given(st.sampled_from([FULL, HALF, BARE]), st.floats(0, 1), st.integers(0, 5))
def test_what_is_worth_nothing_is_again_and_no_hint_makes_easy(
    made: Card, score: float, hints: int
) -> None:
    found = grade(made, correct=True, hints=hints)
    assert found < EASY
    assert worth(made, score, hints) <= score * (found > AGAIN or hints < rungs(made))


def test_grades_are_those_of_fsrs() -> None:
    assert [(each.value, each.name) for each in Rating] == list(GRADES.items())
