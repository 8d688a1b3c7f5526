"""From the last page of a lesson to the next lesson and to cards, on a real terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pty.screen import AFTERWARDS, Terminal, eventually
from tutor.learner.store import Position, Store
from tutor.library import find
from tutor.library.deck import page_count

pytestmark = pytest.mark.pty


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a learner with a cache of their own."""
    monkeypatch.setenv("TUTOR_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TUTOR_CACHE", str(tmp_path / "cache"))
    return tmp_path / "home"


def on_the_last_page(home: Path, unread: int, *, all_others: bool = False) -> None:
    """The learner is on the last page of this lesson; earlier or all other lessons are read."""
    with Store(home) as store:
        for outline in find.course().outlines:
            number, pages = outline.number, page_count(outline)
            if number < unread or (all_others and number != unread):
                store.save(Position(lesson=outline.slug, page=pages, pages=pages), at=number)
            if number == unread:
                place = Position(lesson=outline.slug, page=pages, pages=pages - 1)
                store.save(place, at=100.0)


def test_the_last_page_leads_to_cards_and_back_and_to_the_next_lesson(home: Path) -> None:
    on_the_last_page(home, 1)
    with Terminal("next", columns=100, rows=60) as terminal:
        terminal.wait("c  5 cards on this lesson (3 min)")
        terminal.press("c")
        terminal.wait(lambda text: "0 of 5 done" in text and "is done" not in text)
        terminal.press("\x03")
        terminal.wait(lambda text: "lesson 2, Core concepts" in text and "of 5 done" not in text)
        terminal.press("n")
        terminal.wait("2 Core concepts · page 1 of 8")
        terminal.press("q")
        assert terminal.ends() == 0
        assert terminal.is_usable()
        # The one that clears up behind the tutor outlives it by a moment.
        assert eventually(lambda: not terminal.processes(), AFTERWARDS), terminal.processes()
    with Store(home) as store:
        assert store.positions()[0].lesson == "02_core_concepts"


def test_a_hit_of_another_lesson_is_opened_and_left_for_the_place_before(home: Path) -> None:
    with Terminal("lesson", "1", "--replay", "--page", "3", columns=100, rows=40) as terminal:
        terminal.wait("page 3 of 6")
        terminal.press("/")
        terminal.wait("words of this lesson, or of the course")
        terminal.press("stale membership")
        terminal.wait("term in 7")
        terminal.press("\r")
        terminal.wait("7 Channel layers and groups · page")
        terminal.press("q")
        terminal.wait("1 Introduction · page 3 of 6")
        terminal.press("q")
        assert terminal.ends() == 0
        assert terminal.is_usable()


def test_home_leads_to_the_next_lesson_once_one_has_been_read(home: Path) -> None:
    on_the_last_page(home, 1)
    with Terminal(columns=100, rows=60) as terminal:
        terminal.wait("n goes on: 1 Introduction, page 6")
        terminal.press("n")
        terminal.wait("Lesson 1 is done.")
        terminal.press("q")
        terminal.wait("n begins: 2 Core concepts")
        terminal.press("\r")
        terminal.wait("2 Core concepts · page 1 of 8")
        terminal.press("q")
        terminal.wait("n goes on: 2 Core concepts")
        terminal.press("q")
        assert terminal.ends() == 0


def test_a_lesson_that_was_left_at_its_end_begins_anew(home: Path) -> None:
    on_the_last_page(home, 2)
    with Terminal("lesson", "1", columns=100, rows=60) as terminal:
        terminal.wait("1 Introduction · page 1 of 6")
        terminal.press("q")
        assert terminal.ends() == 0
    with Store(home) as store:
        place = store.position("01_introduction")
    assert place is not None
    assert (place.page, place.step) == (1, 0)


def test_home_says_when_every_lesson_has_been_read(home: Path) -> None:
    on_the_last_page(home, 11, all_others=True)
    with Terminal(columns=100, rows=60) as terminal:
        terminal.wait("n goes on: 11 In the interview, page ")
        terminal.press("n")
        terminal.wait("You have read every lesson.")
        terminal.press("q")
        terminal.wait("You have read every lesson. r reviews cards, i is a mock interview.")
        terminal.press("q")
        assert terminal.ends() == 0
