"""A lesson of scenes without a text, for tests of what runs them."""

from __future__ import annotations

from pathlib import Path

from tutor.course.model import Lesson, Page, Scene, Source

HERE = Source(file=Path("lesson.md"), line=1)


def scene(name: str) -> Scene:
    """A scene of this name that nothing is told of."""
    return Scene(name=name, title=name, beats=(), predictions=(), claims=(), source=HERE)


def lesson(folder: Path, *names: str) -> Lesson:
    """The lesson in this folder, a page for each scene."""
    pages = tuple(
        Page(number=number, title=name, before=(), scene=scene(name), after=(), source=HERE)
        for number, name in enumerate(names, start=1)
    )
    return Lesson(
        number=1,
        slug=folder.name,
        title="",
        summary="",
        pages=pages,
        folder=folder,
    )
