"""What the log says of exercises: grades, what is due again, and what a reopened file shows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.practice.making import exercise
from tests.practice.test_tries import FAILS, HOLDS, Hinted, Saved, Shown, run, tries
from tutor.learner.store import Store
from tutor.library.find import course
from tutor.library.practice_log import Log
from tutor.practice.tries import StartedOver, after
from tutor.quiz.schedule import DAY

FOUND = tries(Saved("a"), *run(HOLDS))
MENDED = tries(Saved("a"), *run(FAILS), Saved("b"), *run(HOLDS))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path) as made:
        yield made


def grades(store: Store) -> list[tuple[int, bool]]:
    return [(entry.grade, entry.correct) for entry in store.reviews()]


def test_how_it_was_mended_is_its_grade(store: Store) -> None:
    log = Log(store, course())
    log.mended(MENDED)
    log.mended(after(MENDED, Hinted()))
    log.shown(MENDED)
    log.mended(after(MENDED, Shown()))
    assert grades(store) == [(3, True), (2, True), (1, False), (0, True)]


def test_a_file_that_is_found_mended_shows_nothing_new(store: Store) -> None:
    log = Log(store, course())
    log.mended(FOUND)  # mended behind our back, the first time
    log.mended(FOUND)
    assert grades(store) == [(3, True)]
    again = after(after(FOUND, StartedOver()), Saved("a"))
    for event in (*run(FAILS), Saved("b"), *run(HOLDS)):
        again = after(again, event)
    log.mended(again)
    assert grades(store) == [(3, True), (3, True)]


def test_what_is_known_comes_back_and_what_was_shown_is_due_at_once(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = Log(store, course())
    log.mended(MENDED)
    assert log.due() == set()
    monkeypatch.setattr("time.time", lambda: store.reviews()[0].at + 30 * DAY)
    assert log.due() == {exercise().name}
    assert log.mends_if_due(exercise()) == 1
    monkeypatch.undo()
    assert log.mends_if_due(exercise()) == 0
    log.shown(MENDED)
    assert log.due() == {exercise().name}
