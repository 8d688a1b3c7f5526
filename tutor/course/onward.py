"""Where going on leads, and how much of a lesson counts as read: the one place that decides it.

A lesson is read once its last page has been seen to its end. Looking at one scene in the middle of
a lesson does not read the pages before it.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Final

import msgspec

from tutor.course.model import Course, Lesson, Outline

ALL_READ: Final = "You have read every lesson."
CARD: Final = 0.5  # minutes for a card


class Ending(msgspec.Struct, frozen=True, kw_only=True):
    """What the last page of a lesson leads to."""

    lesson: int
    onward: Outline | None = None  # the next unread lesson
    minutes: float = 0.0  # that one takes; 0 = it cannot be read
    cards: int = 0  # that a short quiz of this lesson asks now
    all_read: bool = False
    goals: int = 0  # of this lesson, on the open stage
    goal: str = ""  # the first of them that is not solved; "" = all are
    exercises: int = 0  # of this lesson
    exercise: str = ""  # the first of them that is not mended; "" = all are

    @property
    def exercises_told(self) -> str:
        """The exercises of this lesson in a line; "" where there are none."""
        if not self.exercises:
            return ""
        first = f"the next is `tutor practice {self.exercise}`" if self.exercise else "all mended"
        return f"Exercises of this lesson: {self.exercises}, {first}."

    @property
    def goals_told(self) -> str:
        """The goals of this lesson in a line; "" where there are none."""
        if not self.goals:
            return ""
        return f"Goals of this lesson: {self.goals}, {self._next_goal}."

    @property
    def _next_goal(self) -> str:
        return f"the next is `tutor play --goal {self.goal}`" if self.goal else "all solved"

    @property
    def said(self) -> str:
        """In a sentence."""
        told = f"Lesson {self.lesson} is done."
        return f"{told} {ALL_READ}" if self.all_read else told


class Ahead(msgspec.Struct, frozen=True, kw_only=True):
    """What lies behind a page that is not the last one of its lesson."""

    title: str  # of the next page, or of the part that begins with it
    minutes: float
    part: int = 0  # the number of that part: this is a place to rest; 0 = one goes on
    of: int = 0  # parts of the lesson
    route: str = ""  # the way through the course that leads there; "" = that of the pages

    @property
    def is_over(self) -> bool:
        """Nothing lies ahead on the way that the learner has chosen."""
        return bool(self.route) and not self.title

    @property
    def said(self) -> str:
        """What is over, in a sentence; "" = nothing is."""
        if self.is_over:
            return f"You have seen all of your path: {self.route}."
        return f"Part {self.part - 1} of {self.of} is done." if self.part else ""


def rested(lesson: Lesson, page: int, read: int) -> bool:
    """Whether the learner rests behind this page: a part ends with it, and it was read last."""
    return read == page < len(lesson.pages) and bool(lesson.pages[page].part)


def whole(minutes: float) -> int:
    """Minutes as they are told: at least one."""
    return max(int(minutes + 0.5), 1)


def in_all(minutes: Iterable[float]) -> int:
    """The sum of minutes that are told one by one: as whoever adds them up finds it."""
    return sum(whole(each) for each in minutes if each)


def spelled(minutes: float) -> str:
    """ "6 min", "7 h 55 min"."""
    hours, rest = divmod(whole(minutes), 60)
    return " ".join([f"{hours} h"] * bool(hours) + [f"{rest} min"] * bool(rest))


def onward(course: Course, at: str, read: Container[str]) -> Outline | None:
    """The lesson to go on with; None when every lesson that is written has been read.

    It is the one the learner was `at` last (its folder name, "" for none) until that is read, then
    the next unread one in the order of the course, then the first that was left out. `read` has
    the folder names of lessons that have been read.
    """
    outlines = course.outlines
    start = next((n for n, outline in enumerate(outlines) if outline.slug == at), 0)
    around = (*outlines[start:], *outlines[:start])
    unread = (one for one in around if one.folder is not None and one.slug not in read)
    return next(unread, None)


def pages_read(before: int, page: int, *, over: bool, turned: bool) -> int:
    """How many pages of a lesson have been read, when `before` had been and `page` is open.

    `over`: the end of this page has been seen. `turned`: the learner came here from the page
    before, not by naming a scene, so the pages in between count, too.
    """
    now = page if over else page - 1
    return max(before, now) if turned or now <= before + 1 else before
