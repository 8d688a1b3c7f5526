"""Where the words of a lesson stand: a paragraph of a page, or a beat of its scene. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from tutor.course.model import Beat, Lesson, Page
from tutor.story.walk import Place

_MARKS: Final = re.compile(r"[*`]|^#+ |^> |^- ", re.MULTILINE)
_AROUND: Final = 24  # characters before a hit that an excerpt has room for


class Found(msgspec.Struct, frozen=True):
    """A paragraph that has all the words."""

    page: Page
    place: Place  # where on the page
    beat: Beat | None  # on the stage: the beat
    text: str  # the paragraph on one line, without markup
    at: int  # the character that the first word begins with


def find(lesson: Lesson, query: str) -> list[Found]:
    """Every paragraph and beat with the query in it, in the order of the lesson.

    Large and small letters are the same. Where no paragraph has the query as it is, those that have
    all of its words are found.
    """
    words = query.casefold().split()
    if not words:
        return []
    passages = list(_passages(lesson))
    whole = list(_having([" ".join(words)], passages))
    return whole or list(_having(words, passages))


def _having(words: list[str], passages: list[Found]) -> Iterator[Found]:
    for one in passages:
        places = [one.text.casefold().find(word) for word in words]
        if min(places) >= 0:
            yield msgspec.structs.replace(one, at=places[0])


def _passages(lesson: Lesson) -> Iterator[Found]:
    for page in lesson.pages:
        yield Found(page, "read", None, page.title, 0)
        for part in page.before:
            yield from (Found(page, "read", None, text, 0) for text in paragraphs(part.text))
        if page.scene is not None:
            yield Found(page, "read", None, page.scene.title, 0)
            for beat in page.scene.beats:
                yield Found(page, "stage", beat, plain(beat.text), 0)
        for part in page.after:
            yield from (Found(page, "after", None, text, 0) for text in paragraphs(part.text))


def paragraphs(markdown: str) -> list[str]:
    """What stands between empty lines, each on one line."""
    return [text for part in re.split(r"\n\s*\n", markdown) if (text := plain(part))]


def plain(markdown: str) -> str:
    """A text on one line, without marks for headings, lists, weight and code."""
    return " ".join(_MARKS.sub("", markdown).split())


def excerpt(found: Found) -> str:
    """The paragraph from a little before the hit on, at a whole word."""
    if found.at <= _AROUND:
        return found.text
    start = found.text.find(" ", found.at - _AROUND) + 1
    return f"…{found.text[min(start, found.at) :]}"
