"""The search over all of the course."""

from __future__ import annotations

from functools import cache

from tutor.library import find
from tutor.library.search_course import CourseSearch, entries


@cache
def course() -> CourseSearch:
    return CourseSearch(entries(find.course()))


def found(asked: str, *, unfinished: bool = False) -> list[tuple[str, str]]:
    return [(one.kind, one.command) for one in course().find(asked, unfinished=unfinished)]


def test_everything_that_can_be_opened_is_searched() -> None:
    kinds = {one.kind for one in entries(find.course())}
    assert kinds == {"page", "scene", "term", "symptom", "exercise", "goal", "card", "claim"}


def test_pages_and_scenes_are_opened_where_they_are() -> None:
    lessons = {one.number: find.lesson(str(one.number)) for one in find.course().outlines}
    for one in course().entries:
        if one.kind in {"page", "scene", "term"}:
            page = lessons[one.lesson].pages[one.page - 1]
            name = f"--scene {page.scene.name}" if one.kind == "scene" else f"--page {one.page}"
            assert one.command == f"tutor lesson {one.lesson} {name}"
            assert one.kind == "term" or one.title.startswith(page.title)


def test_a_term_leads_to_the_page_that_explains_it() -> None:
    (kind, command) = found("thundering herd")[0]
    (page,) = [one for one in find.lesson("10").pages if one.title.startswith("Reconnecting: back")]
    assert (kind, command) == ("term", f"tutor lesson 10 --page {page.number}")


def test_a_title_comes_before_a_text() -> None:
    assert ("goal", "tutor play --goal 7/ghost") in found("ghost in a group")[:3]


def test_most_of_the_words_are_needed() -> None:
    assert found("pineapple submarine ghost") == []
