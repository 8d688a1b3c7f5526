"""What is kept of a lesson that is read from top to bottom: the place, the answers.

The learner's file is opened when there is something to keep.
"""

from __future__ import annotations

import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

from tutor.course.onward import pages_read
from tutor.library.going_on import ending, open_store
from tutor.library.page_ends import page_ended

if TYPE_CHECKING:
    from tutor.course.model import Lesson, Page, Predict
    from tutor.course.onward import Ending
    from tutor.learner.store import Store


class LessonNotes:
    """Writes as the lesson goes on; a context manager, which closes the file."""

    def __init__(self, lesson: Lesson, *, along: bool = False) -> None:
        """`along`: on a way that was chosen, where a look in passing is no place to go on with."""
        self.lesson, self.along = lesson, along
        self._stack = ExitStack()
        self._store: Store | None = None
        self._first = self._read = 0  # the page that was begun with; how many have been read

    def __enter__(self) -> LessonNotes:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def store(self) -> Store:
        """Opened at first use."""
        if self._store is None:
            self._store = self._stack.enter_context(open_store())
        return self._store

    def reached(self, page: Page, over: bool) -> None:
        """A page has been begun; or, `over`, its end has been reached."""
        from tutor.learner.store import Position

        if not self._first:
            left = self.store.position(self.lesson.slug)
            self._first, self._read = page.number, left.pages if left else 0
        turned, before = page.number > self._first, self._read
        self._read = pages_read(self._read, page.number, over=over, turned=turned)
        if over:
            page_ended(self.lesson, page.number)
        if self.along and self._read <= before:
            return
        scene = page.scene.name if page.scene else ""
        place = Position(lesson=self.lesson.slug, page=page.number, scene=scene, pages=self._read)
        self.store.save(place, time.time())

    def answered(self, question: Predict, chosen: int, right: int) -> None:
        """A prediction has its answer: the index of the choice, and that of the right one."""
        from tutor.learner.store import Answer

        self.store.answer(
            Answer(
                question=question.id,
                lesson=self.lesson.slug,
                choice=question.choices[chosen].label,
                correct=chosen == right,
                at=time.time(),
            )
        )

    def ending(self) -> Ending:
        """What the lesson leads to, now that it has been read."""
        return ending(self.store, self.lesson)
