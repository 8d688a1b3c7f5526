"""Where a lesson begins: at a scene that was named, where the learner left off, or on page one."""

from __future__ import annotations

from typing import NamedTuple

from tutor.course.model import Lesson, Scene
from tutor.course.onward import rested
from tutor.story.walk import Walk


class Start(NamedTuple):
    """A page, the place on it, and how many pages were read before."""

    page: int = 1
    walk: Walk = Walk()
    read: int = 0


class Left(NamedTuple):
    """Where the lesson was left, and how many of its `pages` had been read."""

    page: int
    scene: str = ""  # its name, "" for none
    step: int = 0
    pages: int = 0


def at_scene(lesson: Lesson, scene: Scene, step: int, left: Left | None) -> Start:
    """At a step of a scene; 0 = its first beat."""
    page = next(page.number for page in lesson.pages if page.scene == scene)
    return Start(page, Walk(place="stage", step=step), left.pages if left else 0)


def at_page(page: int, left: Left | None) -> Start:
    """At the beginning of a page that was named."""
    return Start(page, read=left.pages if left else 0)


def at_end(lesson: Lesson, left: Left | None) -> Start:
    """At the end of the last page, where the learner was a moment ago."""
    step, read = (left.step, left.pages) if left else (0, 0)
    return Start(len(lesson.pages), Walk(place="after", step=step), read)


def resumed(lesson: Lesson, left: Left | None) -> Start:
    """Where a place leads in the lesson as it is today: pages may have moved.

    A lesson that was left at its end begins anew: to open it is to read it again. One that was
    left between two parts goes on with the next part.
    """
    if left is None:
        return Start()
    if min(left.page, left.pages) >= len(lesson.pages):
        return Start(read=left.pages)
    if rested(lesson, left.page, left.pages):
        return Start(left.page + 1, read=left.pages)
    pages = [page for page in lesson.pages if page.scene and page.scene.name == left.scene]
    page = pages[0].number if pages else min(left.page, len(lesson.pages))
    walk = Walk(place="stage", step=left.step) if pages and left.step else Walk()
    return Start(page, walk, left.pages)
