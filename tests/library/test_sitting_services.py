"""What a verdict says of the card's next day, on a real file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.quiz.making import answer, card
from tutor.course.model import Course
from tutor.learner.store import Store
from tutor.library.sitting_services import Desk
from tutor.quiz.card import Deck
from tutor.quiz.hints import EASY
from tutor.quiz.sitting import Sitting

CARD = card("choice")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Store(tmp_path) as store:
        yield Desk(store, Course(title="x", outlines=(), folder=tmp_path), Deck((CARD,)))


def sit(desk: Desk, mode: str = "quiz") -> Sitting:
    return Sitting([CARD], desk, lambda found: found, mode=mode, lessons={})  # type: ignore[arg-type]


def test_a_right_answer_comes_again_in_days(desk: Desk) -> None:
    sitting = sit(desk)
    answer(sitting)
    assert desk.again(sitting.turns[-1]) == "in 2 days"


def test_a_wrong_one_in_a_moment(desk: Desk) -> None:
    sitting = sit(desk)
    answer(sitting, correct=False)
    assert desk.again(sitting.turns[-1]) == "again in a moment"


def test_what_was_wrong_first_counts_for_the_date(desk: Desk) -> None:
    sitting = sit(desk)
    answer(sitting, correct=False)
    sitting.go_on(0)
    answer(sitting)
    assert desk.again(sitting.turns[-1]) == "tomorrow"


def test_another_grade_is_another_date(desk: Desk) -> None:
    sitting = sit(desk)
    answer(sitting)
    sitting.regrade(EASY)
    assert desk.again(sitting.turns[-1]) == "in 8 days"


def test_what_is_taken_back_does_not_count(desk: Desk) -> None:
    sitting = sit(desk)
    answer(sitting, correct=False)
    sitting.undo(0)
    answer(sitting)
    assert desk.again(sitting.turns[-1]) == "in 2 days"


def test_cramming_moves_no_date(desk: Desk) -> None:
    sitting = sit(desk, "cram")
    answer(sitting)
    assert desk.again(sitting.turns[-1]) == ""
