"""The search of the whole course, as palettes show it."""

from __future__ import annotations

import pytest

from tutor.errors import TutorError
from tutor.library.search_course import CourseSearch, Entry
from tutor.tui.course_hits import CourseHits, wish_of


def test_hits_name_their_kind_and_lesson_and_are_gone_to() -> None:
    chosen: list[Entry] = []
    hits = CourseHits(chosen.append)("stale membership")
    scene = next(hit for hit in hits if hit.key == "scene in 7")
    assert scene.title.startswith("What survives a restart: stale membership")
    scene.call()
    assert [wish_of(one) for one in chosen] == ["lesson 7 --scene persistent"]


def test_a_word_is_found_before_it_is_whole_and_not_once_it_has_ended() -> None:
    hits = CourseHits(print)
    assert (bool(hits("pagina")), hits("pagina ")) == (True, [])


def test_the_course_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    hits = CourseHits(print)
    first = hits("ghost")
    monkeypatch.setattr(CourseSearch, "__init__", None)
    assert [hit.title for hit in hits("ghost")] == [hit.title for hit in first]


def test_a_course_that_has_gone_has_no_hits(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise TutorError("There is no course.")

    monkeypatch.setattr("tutor.library.find.course", gone)
    assert CourseHits(print)("ghost") == ()


def test_the_course_is_read_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    hits = CourseHits(print)
    hits.begin()
    hits.begin()
    assert hits._reader is not None
    hits._reader.join()
    monkeypatch.setattr("tutor.library.find.course", None)
    assert hits("ghost") != ()
