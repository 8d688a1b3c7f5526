"""What linear text keeps of a lesson: nothing until there is something, then place and answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.story.lesson import LESSON, SCENE
from tutor.learner.store import Position, Store
from tutor.library.lesson_notes import LessonNotes


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TUTOR_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def kept(home: Path) -> tuple[int, str, int]:
    with Store(home) as store:
        position = store.position(LESSON.slug)
    assert position is not None
    return position.page, position.scene, position.pages


def test_a_lesson_that_is_only_opened_makes_no_file(home: Path) -> None:
    with LessonNotes(LESSON):
        pass
    assert not home.exists()


def test_a_page_is_read_once_its_end_is_out(home: Path) -> None:
    with LessonNotes(LESSON) as notes:
        notes.reached(LESSON.pages[0], False)
        notes.reached(LESSON.pages[0], True)
        notes.reached(LESSON.pages[1], False)
    assert kept(home) == (2, SCENE.name, 1)


def test_pages_before_the_one_that_was_begun_with_are_not_read(home: Path) -> None:
    with LessonNotes(LESSON) as notes:
        notes.reached(LESSON.pages[2], True)
    assert kept(home) == (3, "", 0)


def test_pages_that_were_read_before_still_are(home: Path) -> None:
    with Store(home) as store:
        store.save(Position(lesson=LESSON.slug, page=2, pages=2), 1.0)
    with LessonNotes(LESSON) as notes:
        notes.reached(LESSON.pages[0], True)
    assert kept(home) == (1, "", 2)


def test_an_answer_is_kept_with_its_label(home: Path) -> None:
    question = SCENE.predictions[0]
    with LessonNotes(LESSON) as notes:
        notes.answered(question, 0, 1)
        notes.answered(question, 1, 1)
    with Store(home) as store:
        given = [(one.question, one.choice, one.correct) for one in store.answers()]
    assert given == [("how-many", "2", False), ("how-many", "3", True)]


def test_a_look_in_passing_on_a_chosen_way_is_no_place_to_go_on_with(home: Path) -> None:
    with LessonNotes(LESSON, along=True) as notes:
        notes.reached(LESSON.pages[1], True)
        assert notes.store.position(LESSON.slug) is None
    with LessonNotes(LESSON, along=True) as notes:
        notes.reached(LESSON.pages[0], True)
    assert kept(home) == (1, "", 1)
