"""`tutor` alone, and the list of lessons: where the learner is in each."""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from contextlib import suppress
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from tutor.course.model import Course, Lesson, Outline
from tutor.course.onward import onward
from tutor.errors import TutorError
from tutor.learner.store import Position, Store
from tutor.library import find
from tutor.runtime.paths import user_data

if TYPE_CHECKING:
    from tutor.course.onward import Ending
    from tutor.course.routes import Stop
    from tutor.library.chosen_route import Way

CARDS_AT_THE_END: Final = 5  # of a lesson: the size of the quiz that its last page offers


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


# ── what has been read, and what comes next ─────────────────────────────────────────────────


def read_lessons(course: Course, positions: list[Position]) -> set[str]:
    """Folder names of the lessons whose last page has been read."""
    from tutor.library.deck import page_count

    seen = {position.lesson: position.pages for position in positions}
    begun = [outline for outline in course.outlines if outline.slug in seen]
    return {outline.slug for outline in begun if seen[outline.slug] >= page_count(outline) > 0}


class Onward(NamedTuple):
    """What `tutor next` opens, and what is said of it."""

    outline: Outline
    position: Position | None  # where it was left; None = it has not been begun
    place: str  # "7 Channel layers and groups, page 3"
    stop: Stop | None = None  # of the way that the learner has chosen

    @property
    def verb(self) -> str:
        """What the learner does there."""
        return "go on" if self.position or self.stop else "begin"

    @property
    def does(self) -> str:
        """What a key or a command does."""
        return "goes on" if self.position or self.stop else "begins"


def going_on(course: Course, positions: list[Position]) -> Onward | None:
    """Where `next` leads from these positions, the latest first; None: nothing is left to read.

    A way that the learner has chosen is gone to its end before anything else.
    """
    from tutor.library.chosen_route import way

    if (taken := way(course)) is not None:
        return _along(course, taken)
    read = read_lessons(course, positions)
    found = onward(course, positions[0].lesson if positions else "", read)
    if found is None:
        return None
    position = next((one for one in positions if one.lesson == found.slug), None)
    position = _behind_a_rest(found, position) if position else None
    place = where(course, position) if position else f"{found.number} {found.title}"
    return Onward(found, position, place)


def _along(course: Course, taken: Way) -> Onward:
    stop, number = taken.ahead[0], len(taken.stops) - len(taken.ahead) + 1
    outline = next(one for one in course.outlines if one.slug == stop.slug)
    place = f"{taken.title}, {number} of {len(taken.stops)}: {stop.title}"
    return Onward(outline, None, place, stop)


def _behind_a_rest(outline: Outline, position: Position) -> Position:
    """The first page of the next part, where the learner has stopped between two."""
    from tutor.course.onward import rested
    from tutor.library.course_cache import load_lesson

    with suppress(TutorError, OSError):  # said where the lesson is opened
        if rested(load_lesson(outline), position.page, position.pages):
            begin = {"page": position.page + 1, "scene": "", "step": 0}
            return msgspec.structs.replace(position, **begin)
    return position


def next_step(store: Store, course: Course) -> str:
    """Where `tutor next` leads, in a sentence."""
    from tutor.course.onward import ALL_READ

    found = going_on(course, places(store, course))
    return f"`tutor next` {found.does}: {found.place}." if found else ALL_READ


def ending(store: Store, lesson: Lesson) -> Ending:
    """What a lesson that has just been read leads to."""
    from tutor.course.onward import Ending
    from tutor.library import goals, practice_log
    from tutor.library.deck import load_deck
    from tutor.library.find_exercises import exercises_of
    from tutor.library.study import Study
    from tutor.quiz.plan import Scope, quiz

    course = find.course()
    read = read_lessons(course, places(store, course)) | {lesson.slug}
    found = onward(course, lesson.slug, read)
    minutes = lesson_time(found) if found else 0.0
    study = Study(store, course, load_deck(course))
    cards = quiz(
        *(study.deck, study.memories),
        now=study.now(),
        offset=study.offset,
        scope=Scope(lessons=frozenset({lesson.number})),
        count=CARDS_AT_THE_END,
    ).cards
    own = goals.of_folder(lesson.folder, lesson.number)
    solved = defaultdict(goals.Standing, goals.standings(store) if own else {})
    mended = practice_log.standings(store)
    tasks = [one.name for one in exercises_of(lesson.folder, lesson.number)]
    return Ending(
        lesson=lesson.number,
        onward=found,
        minutes=minutes,
        cards=len(cards),
        all_read=found is None,
        goals=len(own),
        exercises=len(tasks),
        exercise=next((one for one in tasks if mended.get(one) != "mended"), ""),
        goal=next((goal.id for goal in own if not solved[goal.name].best), ""),
    )


def lesson_time(outline: Outline) -> float:
    """Minutes of a lesson; 0 if it cannot be read."""
    from tutor.course.minutes import lesson_minutes
    from tutor.library.course_cache import load_lesson

    with suppress(TutorError, OSError):
        return lesson_minutes(load_lesson(outline)) if outline.folder is not None else 0.0
    return 0.0


# ── words ───────────────────────────────────────────────────────────────────────────────────


def state(outline: Outline, position: Position | None, pages: int) -> str:
    """How far a lesson of so many `pages` has been read, in a few words."""
    if outline.folder is None:
        return "not there yet"
    if position is None:
        return "new"
    if position.pages >= pages > 0:
        return "read"
    return f"page {position.page} of {pages}" if pages else "cannot be read"


def where(course: Course, position: Position) -> str:
    """Lesson and page in words, with the page's title where it can be read."""
    found = {outline.slug: outline for outline in course.outlines}.get(position.lesson)
    if found is None:
        return f"{position.lesson}, page {position.page}"
    title = _page_title(found, position.page)
    return f"{found.number} {found.title}, page {position.page}{title and f': {title}'}"


def _page_title(outline: Outline, page: int) -> str:
    from tutor.library.course_cache import load_lesson

    with suppress(TutorError, OSError):
        return "".join(one.title for one in load_lesson(outline).pages if one.number == page)
    return ""


def now() -> float:
    """Seconds since the epoch."""
    return time.time()
