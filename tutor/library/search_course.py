"""All of the course that can be searched, with what opens it: pages, scenes, cards, claims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Final

import msgspec

from tutor.course.model import Course, Page
from tutor.errors import TutorError
from tutor.library.word_index import WordIndex

_WEIGHTS: Final = (8.0, 4.0, 1.0)  # the name of a term, the title, the text
_ENOUGH: Final = 0.5  # share of the telling words that is found


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What can be opened."""

    kind: str  # "page", "scene", "term", "symptom", "exercise", "goal", "card", "claim"
    title: str  # in one line: Markdown of the author's
    command: str
    text: str  # what is searched besides
    name: str = ""  # of a term: the term
    lesson: int = 0  # of a page or scene: the lesson's number
    page: int = 0  # and the page's


def entries(course: Course) -> Iterator[Entry]:
    """Everything, as far as it can be read. An answer of a card is not in it."""
    yield from _pages(course)
    yield from _terms(course)
    yield from _symptoms(course)
    yield from _things_to_do(course)
    yield from _cards(course)
    yield from _claims(course)


class CourseSearch:
    """Entries, ready to be asked again and again."""

    def __init__(self, found: Iterable[Entry]) -> None:
        self.entries = list(found)
        self._index = WordIndex(((one.name, one.title, one.text) for one in self.entries), _WEIGHTS)

    def find(self, asked: str, *, unfinished: bool = False) -> list[Entry]:
        """What has most of the words, the best first; [] when nothing has.

        `unfinished`: the last word may be the beginning of one.
        """
        found = self._index.find(asked, unfinished=unfinished)
        return [self.entries[at] for at, share in found if share >= _ENOUGH]


def _pages(course: Course) -> Iterator[Entry]:
    from tutor.library.course_cache import load_lesson

    for outline in course.outlines:
        with suppress(TutorError):
            lesson = load_lesson(outline)
            for page in lesson.pages:
                yield _page(lesson.number, page)


def _page(number: int, page: Page) -> Entry:
    parts = [part.text for part in (*page.before, *page.after)]
    if page.scene is None:
        return Entry(
            kind="page",
            title=page.title,
            command=f"tutor lesson {number} --page {page.number}",
            text=" ".join(parts),
            lesson=number,
            page=page.number,
        )
    parts += [beat.text for beat in page.scene.beats]
    parts += [claim.text for claim in page.scene.claims]
    return Entry(
        kind="scene",
        title=f"{page.title}: {page.scene.title}",
        command=f"tutor lesson {number} --scene {page.scene.name}",
        text=" ".join(parts),
        lesson=number,
        page=page.number,
    )


def _terms(course: Course) -> Iterator[Entry]:
    """The glossary, each term with the page that explains it."""
    from tutor.course.glossary import read_terms
    from tutor.library.course_cache import load_lesson

    lessons = {one.number: one for one in course.outlines}
    with suppress(TutorError):
        for term in read_terms(course.folder)[0]:
            lesson = load_lesson(lessons[term.lesson]) if term.lesson in lessons else None
            page = term.page_of(lesson) if lesson is not None else None
            if page is not None:
                yield Entry(
                    kind="term",
                    title=f"{term.name}: {term.says}",
                    command=f"tutor lesson {term.lesson} --page {page.number}",
                    text=" ".join(term.words),
                    name=term.name,
                    lesson=term.lesson,
                    page=page.number,
                )


def _symptoms(course: Course) -> Iterator[Entry]:
    from tutor.library.see import symptoms

    with suppress(TutorError):
        for one in symptoms(course):
            texts = [text for text, _ in one.texts]
            text = " ".join((*one.words, *texts, one.cause, one.remedy))
            yield Entry(kind="symptom", title=one.title, command=f"tutor why {one.id}", text=text)


def _things_to_do(course: Course) -> Iterator[Entry]:
    from tutor.library.find_exercises import exercises
    from tutor.library.goals import goals

    for exercise in exercises(course):
        yield Entry(
            kind="exercise",
            title=exercise.title,
            command=f"tutor practice {exercise.lesson}/{exercise.name}",
            text=exercise.symptom,
        )
    for goal in goals(course):
        command = f"tutor play --goal {goal.name}"
        yield Entry(kind="goal", title=goal.title, command=command, text=goal.task)


def _cards(course: Course) -> Iterator[Entry]:
    from tutor.library.deck import load_deck

    for card in load_deck(course).cards:
        if card.kind != "predict" or card.scene == "":
            command = f"tutor quiz --card {card.id}"
            yield Entry(kind="card", title=card.question, command=command, text=card.topic)


def _claims(course: Course) -> Iterator[Entry]:
    from tutor.course.claims import load_rows

    with suppress(TutorError):
        for row in load_rows(course.folder):
            yield Entry(
                kind="claim", title=row.says, command=f"tutor check --claim {row.id}", text=row.id
            )
