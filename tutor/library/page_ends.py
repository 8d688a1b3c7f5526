"""What is kept when a learner has seen the end of a page, besides the place in the lesson."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tutor.course.model import Lesson


def page_ended(lesson: Lesson, page: int) -> None:
    """On a chosen way and in a preparation the page is done; `page`: its number, from 1."""
    from tutor.library import chosen_route, preparation_file  # not before a page has an end

    chosen_route.mark(lesson, page)
    preparation_file.mark(lesson, page)
