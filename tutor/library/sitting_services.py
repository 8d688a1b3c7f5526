"""What a sitting needs of the world: clock, the learner's file, the deck, a player for proofs."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from tutor.quiz.card import Card, Deck
from tutor.quiz.schedule import SCHEDULED, Memory, Review, advance, span
from tutor.quiz.sitting import comes_again
from tutor.runtime.processes.child_tutor import run_tutor

if TYPE_CHECKING:
    from tutor.course.model import Course
    from tutor.learner.store import Store
    from tutor.quiz.sitting import Turn


class Desk:
    """The learner's file on one side, the cards on the other."""

    def __init__(
        self, store: Store, course: Course, deck: Deck, *, ascii: bool = False, plain: bool = True
    ) -> None:
        self.store, self.course, self.deck = store, course, deck
        self.ascii, self.plain = ascii, plain
        self._now: dict[str, Memory | None] = {}  # cards of this sitting, as they are known now
        self._steps: dict[int, tuple[Memory | None, Memory]] = {}  # by the id of the review

    @cached_property
    def names(self) -> dict[str, str]:
        """Ids that cards had before, to those of today."""
        return {alias: card.id for card in self.deck.cards for alias in card.aliases}

    @cached_property
    def memories(self) -> Mapping[str, Memory]:
        """How well each card was known when the sitting began."""
        return self.store.memories(self.names)

    @property
    def lessons(self) -> dict[int, str]:
        """Folder names of the lessons."""
        return {outline.number: outline.slug for outline in self.course.outlines}

    # ── for a sitting ───────────────────────────────────────────────────────────────────────

    def now(self) -> float:
        """Seconds since the epoch."""
        return time.time()

    @property
    def offset(self) -> float:
        """Seconds east of Greenwich, here and now."""
        return float(time.localtime().tm_gmtoff)

    def review(self, review: Review) -> Review:
        """Into the file, before anybody sees the verdict."""
        before = self._now.get(review.card, self.memories.get(review.card))
        written = self.store.review(review)
        if review.grade and review.mode in SCHEDULED:
            after = advance(before, review.card, review.grade, review.at)
            self._now[review.card] = after
            self._steps[written.id] = before, after
        return written

    def undo(self, review: Review) -> None:
        """It does not count."""
        self.store.undo(review)
        if (step := self._steps.pop(review.id, None)) is not None:
            self._now[review.card] = step[0]

    def settle(self, card: Card) -> Card | None:
        """The card with its key."""
        from tutor.library.deck import settled

        return settled(card, self.course)

    # ── for a conversation ──────────────────────────────────────────────────────────────────

    def flag(self, card: Card) -> bool:
        """Flags the card, or takes the flag away; whether it is flagged now."""
        on = card.id not in self.store.flagged()
        self.store.flag(card.id, on, self.now(), self.lessons.get(card.lesson, ""))
        return on

    def look(self, place: str) -> str:
        """A place in the installed source, in words."""
        from tutor.runtime.installed import describe

        return describe(place)

    def again(self, turn: Turn) -> str:
        """When the card of a verdict comes again, in words."""
        if comes_again(turn.review):
            return "again in a moment"
        step = self._steps.get(turn.review.id)
        return span(step[1].due - turn.review.at) if step is not None else ""

    def prove(self, card: Card) -> str:
        """Plays the run that shows it, in a process of its own; what went wrong, in words."""
        number, scene = card.proof
        options = ["--plain", "--replay"] * self.plain + ["--ascii"] * self.ascii
        ended = run_tutor(
            "lesson", str(number), "--scene", scene, "--visit", *options, silent_input=self.plain
        )
        return "" if ended == 0 else f"The player ended with {ended}."
