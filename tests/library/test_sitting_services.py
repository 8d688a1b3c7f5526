"""What a verdict says of the card's next day, on a real file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.quiz.making import answers, card
from tutor.course.model import Course
from tutor.learner.store import Store
from tutor.library.examiner import Examiner
from tutor.library.sitting_services import SittingServices
from tutor.library.study import Study
from tutor.quiz.card import Deck
from tutor.quiz.hints import EASY
from tutor.quiz.schedule import Mode
from tutor.quiz.sitting import Grade, Next, Undo
from tutor.quiz.step import begin

CARD = card("choice")


@pytest.fixture
def services(tmp_path: Path) -> Iterator[SittingServices]:
    with Store(tmp_path) as store:
        course = Course(title="x", outlines=(), folder=tmp_path)
        yield SittingServices(Study(store, course, Deck((CARD,))))


def hold(services: SittingServices, mode: Mode = "quiz") -> Examiner:
    return Examiner(begin([CARD], mode=mode, lessons={}), services)


def answer(held: Examiner, *, correct: bool = True) -> None:
    for action in answers(held.sitting, correct=correct):
        held.do(action)


def again(held: Examiner) -> str:
    return held.services.again(held.sitting.turns[-1])


def test_a_right_answer_comes_again_in_days(services: SittingServices) -> None:
    held = hold(services)
    answer(held)
    assert again(held) == "in 2 days"


def test_a_wrong_one_in_a_moment(services: SittingServices) -> None:
    held = hold(services)
    answer(held, correct=False)
    assert again(held) == "again in a moment"


def test_a_wrong_one_of_an_interview_today(services: SittingServices) -> None:
    held = hold(services, "interview")
    answer(held, correct=False)
    assert again(held) == "again today"


def test_what_was_wrong_first_counts_for_the_date(services: SittingServices) -> None:
    held = hold(services)
    answer(held, correct=False)
    held.do(Next())
    answer(held)
    assert again(held) == "tomorrow"


def test_another_grade_is_another_date(services: SittingServices) -> None:
    held = hold(services)
    answer(held)
    held.do(Grade(to=EASY))
    assert again(held) == "in 8 days"


def test_what_is_taken_back_does_not_count(services: SittingServices) -> None:
    held = hold(services)
    answer(held, correct=False)
    held.do(Undo())
    answer(held)
    assert again(held) == "in 2 days"


def test_cramming_moves_no_date(services: SittingServices) -> None:
    held = hold(services, "cram")
    answer(held)
    assert again(held) == ""


def test_a_flag_is_put_into_the_file_and_taken_away(services: SittingServices) -> None:
    held = hold(services)
    found = [(held.flag(), list(services.study.store.flagged())) for _ in range(2)]
    assert found == [(True, ["choice"]), (False, [])]


def test_another_program_sees_every_answer_and_that_one_was_taken_back(
    services: SittingServices, tmp_path: Path
) -> None:
    held = hold(services)
    answer(held, correct=False)
    held.do(Undo())
    answer(held)
    with Store(tmp_path) as other:
        first, back, second = other.reviews()
    assert (first.grade, back.undoes, second.grade, second.undoes) == (1, first.id, 3, 0)


@pytest.mark.parametrize(
    ("how", "options"),
    [
        ({}, ["--plain", "--replay"]),
        ({"ascii": True}, ["--plain", "--replay", "--ascii"]),
        ({"plain": False}, []),
        ({"plain": False, "ascii": True}, ["--ascii"]),
    ],
    ids=str,
)
def test_a_proof_is_a_visit_of_the_lesson_as_the_sitting_looks(
    services: SittingServices,
    monkeypatch: pytest.MonkeyPatch,
    how: dict[str, bool],
    options: list[str],
) -> None:
    asked: list[tuple[list[str], bool]] = []

    def run(*words: str, silent_input: bool) -> int:
        asked.append(([*words], silent_input))
        return len(asked) - 1

    monkeypatch.setattr("tutor.library.sitting_services.run_tutor", run)
    services = SittingServices(services.study, **how)
    shown = card("choice", lesson=7, scene="three_tabs")
    assert [services.prove(shown), services.prove(shown)] == ["", "The player ended with 1."]
    words = ["lesson", "7", "--scene", "three_tabs", "--visit", *options]
    assert asked == [(words, how.get("plain", True))] * 2
