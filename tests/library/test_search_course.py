"""The search over all of the course."""

from __future__ import annotations

from functools import cache

from tutor.library import find
from tutor.library.search_course import entries, search


@cache
def found(asked: str) -> list[tuple[str, str]]:
    return [(one.kind, one.command) for one in search(find.course(), asked)]


def test_everything_that_can_be_opened_is_searched() -> None:
    kinds = {one.kind for one in entries(find.course())}
    assert kinds == {"page", "scene", "symptom", "exercise", "goal", "card", "claim"}


def test_a_title_comes_before_a_text() -> None:
    assert ("goal", "tutor play --goal 7/ghost") in found("ghost in a group")[:3]


def test_most_of_the_words_are_needed() -> None:
    assert found("pineapple submarine ghost") == []
