"""What the learner studies: the course's cards, and what the learner's file says about them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tutor.course.model import Course
    from tutor.learner.store import Store
    from tutor.quiz.card import Card, Deck
    from tutor.quiz.schedule import Memory


class Study:
    """An open file beside a deck. What is computed from them is computed once."""

    def __init__(self, store: Store, course: Course, deck: Deck) -> None:
        self.store, self.course, self.deck = store, course, deck

    @cached_property
    def names(self) -> dict[str, str]:
        """From ids that cards had before to those of today."""
        return {alias: card.id for card in self.deck.cards for alias in card.aliases}

    @cached_property
    def memories(self) -> Mapping[str, Memory]:
        """How well each card was known when this was first asked for, by id."""
        return self.store.memories(self.names)

    @property
    def lessons(self) -> dict[int, str]:
        """Folder names of the lessons, by number."""
        return {outline.number: outline.slug for outline in self.course.outlines}

    def now(self) -> float:
        """Seconds since the epoch."""
        return time.time()

    @property
    def offset(self) -> float:
        """Seconds east of Greenwich, here and now."""
        return float(time.localtime().tm_gmtoff)

    def settle(self, card: Card) -> Card | None:
        """The card with its key; None if the recording that decides it cannot be read."""
        from tutor.library.deck import settled

        return settled(card, self.course)
