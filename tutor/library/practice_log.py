"""What the learner's log has of exercises: who mended what, and what FSRS asks for again.

Without a stage: a lesson's end asks here what is left.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from tutor.practice.exercise import CARD
from tutor.quiz.schedule import AGAIN, GOOD, Review, is_due, replay

if TYPE_CHECKING:
    from tutor.course.model import Course
    from tutor.learner.store import Store
    from tutor.practice.exercise import Exercise
    from tutor.practice.tries import Tries

MODE: Final = "practice"
HARD: Final = 2  # FSRS's grade between AGAIN and GOOD: with a hint


class Log:
    """What is written of exercises in the learner's file, and goes with it wherever it goes."""

    def __init__(self, store: Store, course: Course) -> None:
        self._store = store
        self._slugs = {outline.number: outline.slug for outline in course.outlines}

    def mended(self, tries: Tries) -> None:
        """It was mended, with so many runs and hints.

        A file that was mended on another day, and is found so, shows nothing of today.
        """
        is_found_so = len(tries.runs) - tries.fresh == 1
        if is_found_so and self.standings().get(tries.exercise.name) == "mended":
            return
        grade = 0 if tries.is_solution_shown else HARD if tries.helped else GOOD
        self._note(tries, is_mended=True, grade=grade)

    def shown(self, tries: Tries) -> None:
        """The solution was looked at before it was mended: it is due until it is mended without."""
        self._note(tries, is_mended=False, grade=AGAIN)

    def _note(self, tries: Tries, *, is_mended: bool, grade: int) -> None:
        exercise = tries.exercise
        self._store.review(
            Review(
                card=exercise.card,
                lesson=self._slugs.get(exercise.lesson, ""),
                at=time.time(),
                mode=MODE,
                grade=grade,
                correct=is_mended,
                hints=tries.helped,
                answer=str(len(tries.runs)) if is_mended else "",
            )
        )

    def standings(self) -> dict[str, str]:
        """The name of each exercise that was tried → "mended", "solution shown"."""
        return standings(self._store)

    def mends_if_due(self, exercise: Exercise) -> int:
        """How often it was mended, where FSRS asks for it today; 0: it does not."""
        if exercise.name not in self.due():
            return 0
        entries = self._store.reviews(mode=MODE)
        return sum(entry.correct for entry in entries if entry.card == exercise.card)

    def due(self) -> set[str]:
        """The names of the exercises that FSRS asks for today."""
        memories = replay(self._store.reviews(mode=MODE))
        now, offset = time.time(), float(time.localtime().tm_gmtoff)
        return {
            card.removeprefix(CARD)
            for card, memory in memories.items()
            if is_due(memory, now, offset)
        }


def standings(store: Store) -> dict[str, str]:
    """The name of each exercise that was tried → "mended", "solution shown"."""
    found: dict[str, str] = {}
    for entry in store.reviews(mode=MODE):
        name = entry.card.removeprefix(CARD)
        if entry.correct or name not in found:
            found[name] = "mended" if entry.correct else "solution shown"
    return found
