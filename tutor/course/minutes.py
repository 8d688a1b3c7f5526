"""How long a text takes: its words at a reader's pace, and a pause at every stop on the stage.

Computed from what a lesson says, so that no author has to guess and no figure grows old.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec

from tutor.course.model import Lesson, Page, Scene
from tutor.course.onward import Ahead

WORDS: Final = 200  # that are read in a minute
STOP: Final = 0.2  # minutes to look at the picture of a beat, or to think about a question
MOST: Final = 15.0  # minutes of a part: then it is time to rest


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """Pages of a lesson between two places to rest."""

    number: int  # from 1
    of: int  # parts of the lesson
    title: str  # "" for the first one
    first: int  # number of its first page
    last: int
    minutes: float


def page_minutes(page: Page) -> float:
    """What a page takes, in minutes: its prose and its scene."""
    prose = _reading(text.text for text in (*page.before, *page.after))
    return prose + (scene_minutes(page.scene) if page.scene else 0.0)


def scene_minutes(scene: Scene) -> float:
    """What a scene takes: all that it tells and asks, and a pause at each stop."""
    return _reading(_texts(scene)) + STOP * (len(scene.beats) + len(scene.predictions))


def lesson_minutes(lesson: Lesson) -> float:
    """What a whole lesson takes."""
    return sum(map(page_minutes, lesson.pages))


def parts(lesson: Lesson) -> tuple[Part, ...]:
    """A lesson from one place to rest to the next; a lesson without such places is one part."""
    starts = [0, *(page.number - 1 for page in lesson.pages[1:] if page.part)]
    runs = [
        lesson.pages[first:stop]
        for first, stop in zip(starts, [*starts[1:], len(lesson.pages)], strict=True)
    ]
    return tuple(_part(run, number, len(runs)) for number, run in enumerate(runs, start=1))


def ahead(lesson: Lesson, page: int) -> Ahead | None:
    """What lies behind a page of this number; None: it is the last one."""
    if page >= len(lesson.pages):
        return None
    part = next((part for part in parts(lesson)[1:] if part.first == page + 1), None)
    if part is not None:
        return Ahead(title=part.title, minutes=part.minutes, part=part.number, of=part.of)
    following = lesson.pages[page]
    return Ahead(title=following.title, minutes=page_minutes(following))


def _part(pages: Sequence[Page], number: int, of: int) -> Part:
    return Part(
        number=number,
        of=of,
        title=pages[0].part if number > 1 else "",
        first=pages[0].number,
        last=pages[-1].number,
        minutes=sum(map(page_minutes, pages)),
    )


def _reading(texts: Iterable[str]) -> float:
    return sum(len(text.split()) for text in texts) / WORDS


def _texts(scene: Scene) -> Iterator[str]:
    """Everything that is read while a scene plays, and at its end."""
    yield from (beat.text for beat in scene.beats)
    for question in scene.predictions:
        yield question.question
        yield from (f"{choice.label} {choice.why}" for choice in question.choices)
    yield from (claim.text for claim in scene.claims)
