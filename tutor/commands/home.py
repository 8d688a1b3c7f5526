"""`tutor` alone, and the list of lessons: where the learner is in each."""

from __future__ import annotations

import sys
import time

from tutor.commands import choose
from tutor.course.model import Course, Outline
from tutor.runtime.paths import user_data
from tutor.runtime.store import Position, Store


def open_store(*, quiet: bool = False) -> Store:
    """The learner's state; trouble is said once on stderr."""

    def say(sentence: str) -> None:
        if not quiet:
            print(f"tutor: {sentence}", file=sys.stderr)

    return Store(user_data(), say)


def places(store: Store, course: Course) -> list[Position]:
    """Where the learner is in the lessons that this course has, the latest first."""
    slugs = {outline.slug for outline in course.outlines if outline.folder is not None}
    return [position for position in store.positions() if position.lesson in slugs]


def list_lessons() -> None:
    """All lessons, from course.toml alone."""
    course = choose.course()
    with open_store() as store:
        _table(course, store.positions())
    print("\ntutor lesson N plays one.")


def _table(course: Course, positions: list[Position]) -> None:
    by_slug = {position.lesson: position for position in positions}
    width = max(len(outline.title) for outline in course.outlines)
    for outline in course.outlines:
        state = _state(outline, by_slug.get(outline.slug))
        print(f"{outline.number:>3}  {outline.title:<{width}}  {state}".rstrip())


def _state(outline: Outline, position: Position | None) -> str:
    if outline.folder is None:
        return "not there yet"
    if position is None:
        return "new"
    return f"page {position.page}" + (f", step {position.step}" if position.step else "")


def where(course: Course, position: Position) -> str:
    """Lesson, page, scene and step in words."""
    titles = {outline.slug: f"{outline.number} {outline.title}" for outline in course.outlines}
    place = f"{titles.get(position.lesson, position.lesson)}, page {position.page}"
    return f"{place}, {position.scene} step {position.step}" if position.scene else place


def now() -> float:
    """Seconds since the epoch."""
    return time.time()
