"""The cards of a course beside what a learner's file says about them."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.quiz.making import card
from tutor.course.model import Course, Outline
from tutor.learner.store import Store
from tutor.library.study import Study
from tutor.quiz.card import Deck
from tutor.quiz.schedule import Review

RENAMED = card("choice", id="new", aliases=("old", "older"))


def study(store: Store, folder: Path) -> Study:
    lesson = Outline(number=7, slug="07_groups", title="Groups", summary="", folder=None)
    return Study(store, Course(title="x", outlines=(lesson,), folder=folder), Deck((RENAMED,)))


def test_a_card_is_known_by_the_names_it_had(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.review(Review(card="old", at=1.0, mode="quiz", grade=3))
        found = study(store, tmp_path)
        assert found.names == {"old": "new", "older": "new"}
        assert (list(found.memories), found.lessons) == (["new"], {7: "07_groups"})


def test_memories_are_those_of_the_first_look(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        found = study(store, tmp_path)
        assert found.memories == {}
        store.review(Review(card="new", at=1.0, mode="quiz", grade=3))
        assert found.memories == {}


def test_a_card_with_a_written_key_is_settled_as_it_is(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        assert study(store, tmp_path).settle(RENAMED) == RENAMED


def test_the_clock_is_this_machines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    time.tzset()
    try:
        with Store(tmp_path) as store:
            found = study(store, tmp_path)
            assert (found.offset, abs(found.now() - time.time()) < 60) == (19800.0, True)
    finally:
        monkeypatch.undo()
        time.tzset()
