"""Where a lesson begins: named, or left; and the pages may have moved since."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.story.lesson import LESSON, SCENE
from tutor.story.start import Left, Start, at_end, at_page, at_scene, resumed
from tutor.story.walk import Walk

STAGE = Walk(place="stage", step=20)


def test_a_lesson_that_was_left_between_two_parts_goes_on_with_the_next() -> None:
    first, second, last = LESSON.pages
    parted = replace(LESSON, pages=(first, replace(second, part="Later"), last))
    assert resumed(parted, Left(1, "", 0, 1)) == Start(2, Walk(), 1)
    assert resumed(parted, Left(1, "", 0, 0)) == Start(1), "the page before has not been read"
    assert resumed(parted, Left(1, "", 0, 2)) == Start(1, read=2), "a second reading is under way"
    assert resumed(LESSON, Left(1, "", 0, 1)) == Start(1, read=1), "no part ends here"


@pytest.mark.parametrize(
    ("left", "start"),
    [
        (None, Start()),
        (Left(1), Start(1)),
        (Left(2, SCENE.name, 20, 1), Start(2, STAGE, 1)),
        (Left(2, SCENE.name, 0, 1), Start(2, Walk(), 1)),  # in the prose before the scene
        (Left(1, SCENE.name, 20, 1), Start(2, STAGE, 1)),  # the scene has moved to page 2
        (Left(2, "gone", 20, 1), Start(2, Walk(), 1)),
        (Left(9, "", 0, 2), Start(3, Walk(), 2)),  # the lesson has become shorter
        (Left(3, "", 0, 2), Start(3, Walk(), 2)),  # the last page, not read to its end
        (Left(3, "", 0, 3), Start(1, Walk(), 3)),  # read to its end: it begins anew
        (Left(1, "", 0, 3), Start(1, Walk(), 3)),
        (Left(2, SCENE.name, 20, 3), Start(2, STAGE, 3)),  # a second reading is under way
    ],
)
def test_a_lesson_is_resumed_where_it_was_left(left: Left | None, start: Start) -> None:
    assert resumed(LESSON, left) == start


def test_a_scene_begins_at_a_step_and_forgets_no_page() -> None:
    assert at_scene(LESSON, SCENE, 20, Left(3, pages=2)) == Start(2, STAGE, 2)
    assert at_scene(LESSON, SCENE, 0, None) == Start(2, Walk(place="stage"))


def test_a_page_that_is_named_begins_with_its_prose() -> None:
    assert at_page(2, Left(3, SCENE.name, 20, 1)) == Start(2, Walk(), 1)
    assert at_page(2, None) == Start(2)


def test_after_cards_the_learner_is_back_at_the_end() -> None:
    assert at_end(LESSON, Left(3, SCENE.name, 86, 3)) == Start(3, Walk(place="after", step=86), 3)
    assert at_end(LESSON, None) == Start(3, Walk(place="after"))
