"""Home: what is due is what a review would ask, and what another course has is passed over."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pty.screen import Terminal
from tests.quiz.making import answers, card
from tutor.commands import home, lesson
from tutor.course.model import Course
from tutor.learner.store import Position, Store
from tutor.library import find
from tutor.library.examiner import Examiner
from tutor.library.going_on import places
from tutor.library.sitting_services import SittingServices
from tutor.library.study import Study
from tutor.quiz.card import Deck
from tutor.quiz.sitting import Next
from tutor.quiz.step import begin

DAY = 86_400.0


def test_what_is_due_is_what_a_review_would_ask(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cards = [card("choice", id=name, family="same") for name in ("a", "b")]
    course = Course(title="x", outlines=(), folder=tmp_path)
    with Store(tmp_path) as store:
        study = Study(store, course, Deck(tuple(cards)))
        held = Examiner(begin(cards, mode="quiz", lessons={}), SittingServices(study))
        for action in (*answers(held.sitting), Next()):
            held.do(action)
        for action in answers(held.sitting):
            held.do(action)
        later = study.now() + 30 * DAY
        monkeypatch.setattr(Study, "now", lambda _: later)
        [(total, met, due)] = home._counts(Study(store, course, Deck(tuple(cards)))).values()
    assert (total, met, due) == (2, 2, 1), "the other one waits for tomorrow"


def test_a_place_in_another_course_is_passed_over(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.save(Position(lesson="07_channel_layers_and_groups", page=2), at=1.0)
        store.save(Position(lesson="no_such_lesson", page=3), at=2.0)
        found = places(store, find.course())
    assert [place.lesson for place in found] == ["07_channel_layers_and_groups"]


def test_next_passes_it_over_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TUTOR_HOME", str(tmp_path))
    with Store(tmp_path) as store:
        store.save(Position(lesson="07_channel_layers_and_groups", page=12), at=1.0)
        store.save(Position(lesson="no_such_lesson", page=3), at=2.0)
    lesson.resume(plain=True)
    assert "Page 12 of " in capsys.readouterr().out


@pytest.mark.pty
def test_a_review_of_nothing_is_said(tmp_path: Path) -> None:
    with Terminal(TUTOR_HOME=str(tmp_path)) as terminal:
        terminal.wait("Channel layers and groups")
        terminal.press("r")
        terminal.wait("Nothing to review today.")
