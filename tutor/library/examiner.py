"""Holds a sitting for a front end: takes its actions, writes their entries, then shows the state.

The command keeps the examiner too, so a signal that ends the front end loses no answer.
"""

from __future__ import annotations

from typing import Protocol

from tutor.quiz.card import Card
from tutor.quiz.hints import LOOK
from tutor.quiz.sitting import Action, Deal, Dealing, Entry, Flag, Leave, Sitting, Turn
from tutor.quiz.step import step


class Services(Protocol):
    """The clock, the learner's file, the deck, installed source, and a player for proofs."""

    def now(self) -> float:
        """Seconds since the epoch."""

    def write(self, entry: Entry) -> None:
        """Returns when the entry is in the learner's file, or the store has said that it is not."""

    def is_flagged(self, card: Card) -> bool:
        """Whether the file has a flag for the card."""

    def again(self, turn: Turn) -> str:
        """When the card of a verdict comes again, in words; "" if the answer moves no date."""

    def settle(self, card: Card) -> Card | None:
        """The card with its key; None: it cannot be had."""

    def look(self, place: str) -> str:
        """A place in the installed source, in words."""

    def prove(self, card: Card) -> str:
        """Plays the run that shows the card's answer; what went wrong, "" = nothing."""


class Examiner:
    """A sitting, held. `sitting` is its state now; its next card is dealt at once."""

    def __init__(self, sitting: Sitting, services: Services) -> None:
        self.sitting, self.services = sitting, services
        self._deal()

    def do(self, action: Action) -> None:
        """Takes an action. Raises Refused, and leaves the state as it was.

        The entries are in the learner's file before the new state, with its verdict, can be seen:
        a learner who has read a verdict cannot get rid of the answer by killing the program.
        """
        after, entries = step(self.sitting, action, self.services.now())
        for entry in entries:
            self.services.write(entry)
        self.sitting = after
        if not isinstance(action, Leave):  # a Ctrl-C while a recording is read must not read on
            self._deal()

    def flag(self) -> bool:
        """Flags the card in hand, or takes its flag away; whether it is flagged now.

        Raises Refused where there is no card.
        """
        asked = self.sitting.asked
        is_on = asked is None or not self.services.is_flagged(asked.card)
        self.do(Flag(on=is_on))
        return is_on

    def hints(self) -> list[tuple[str, str]]:
        """Names and texts of the hints that were taken; the place to look is described."""
        return [
            (name, self.services.look(text) if name == LOOK else text)
            for name, text in self.sitting.hints_taken
        ]

    def _deal(self) -> None:
        """Gives the drawn card its key; a card whose key cannot be had is left out."""
        while isinstance(self.sitting.phase, Dealing):
            drawn = self.sitting.cards[self.sitting.phase.card]
            deal = Deal(card=self.services.settle(drawn))
            self.sitting, _ = step(self.sitting, deal, self.services.now())
