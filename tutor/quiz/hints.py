"""The ladder of hints, and what each rung costs."""

from __future__ import annotations

from typing import Final

from tutor.quiz.card import Card
from tutor.quiz.marking import Response, mark

AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4
GRADES: Final = {AGAIN: "Again", HARD: "Hard", GOOD: "Good", EASY: "Easy"}
"""FSRS's grades."""

LOOK: Final = "where to look"
NAMES: Final = ("nudge", LOOK, "answer")
_GRADES: Final = (GOOD, HARD, AGAIN, AGAIN)
_WORTH: Final = (1.0, 2 / 3, 1 / 3, 0.0)


def rungs(card: Card) -> int:
    """How many rungs the ladder of a card with its key has; the last rung is the answer."""
    return len(_texts(card))


def rung(card: Card, number: int) -> tuple[str, str]:
    """Name and text of the rung `number`, from 1."""
    return _texts(card)[number - 1]


def _texts(card: Card) -> list[tuple[str, str]]:
    said = zip(NAMES, (card.nudge, card.look, mark(card, Response()).key), strict=True)
    return [(name, text) for name, text in said if text]


def grade(card: Card, *, correct: bool, hints: int) -> int:
    """The grade for the schedule. Every rung lowers it; once the answer is shown it is Again."""
    return _GRADES[_cost(card, hints)] if correct else AGAIN


def worth(card: Card, score: float, hints: int) -> float:
    """The score for the summary, 0 to 1: hints lower it."""
    return score * _WORTH[_cost(card, hints)]


def _cost(card: Card, hints: int) -> int:
    """A card without a nudge or a look has a shorter ladder; its last rung is still the answer."""
    return 3 if hints and hints >= rungs(card) else hints
