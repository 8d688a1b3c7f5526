"""A card as the learner sees it: choices and steps shuffled, answers read as numbers.

Numbers on the screen begin with 1 and follow the screen's order; `Response` has the card's own.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from typing import Final

from tutor.quiz.card import Card
from tutor.quiz.marking import Response

_NUMBERS: Final = re.compile(r"\d+")
_ONLY_NUMBERS: Final = re.compile(r"\s*(\d[\d\s,;.)>-]*)?")
_DIGITS: Final = 4  # no card has a longer number, and int() refuses very long ones
YES_NO: Final = ({"yes", "no"}, {"true", "false"})


class Misread(ValueError):
    """A text that is not an answer; the message says what is expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A card with its key, in the order of this sitting."""

    card: Card
    order: tuple[int, ...] = ()  # place on the screen → the card's own number

    @property
    def options(self) -> tuple[str, ...]:
        """The numbered texts on the screen; empty where a line or a text is asked for."""
        return tuple(_texts(self.card)[number] for number in self.order)

    def response(self, places: tuple[int, ...]) -> Response:
        """An answer from places on the screen (from 0) or lines of a faulty program (from 1)."""
        if self.card.kind == "fault":
            return Response(picks=places)
        return Response(picks=tuple(self.order[place] for place in places))

    def read(self, text: str) -> Response:
        """An answer from a typed text. Raises Misread."""
        if self.card.kind == "type":
            return Response(text=text.strip())
        found = _NUMBERS.findall(text)
        numbers = tuple(int(digits) if len(digits) <= _DIGITS else -1 for digits in found)
        if not _ONLY_NUMBERS.fullmatch(text) or not self._fits(numbers):
            raise Misread(f"Type {self.wanted}.")
        if self.card.kind == "fault":
            return Response(picks=numbers)
        return self.response(tuple(number - 1 for number in numbers if number))

    @property
    def wanted(self) -> str:
        """The form of an answer, in words: "a number from 1 to 3"."""
        last = len(self.order)
        match self.card.kind:
            case "multiple":
                return f"one or more numbers from 1 to {last}, as 1 3"
            case "order":
                shown = " ".join(str(number) for number in range(last, 0, -1))
                return f"all numbers from 1 to {last} in the right order, as {shown}"
            case "fault":
                return f"the number of a line, 1 to {len(self.card.lines)}"
            case "say":
                return f"the numbers of the points you made, 1 to {last}, or 0 for none"
            case "type":
                return "a word, a number or a line of code"
            case _:
                return f"a number from 1 to {last}"

    def _fits(self, numbers: tuple[int, ...]) -> bool:
        last = len(self.order)
        match self.card.kind:
            case "fault":
                return len(numbers) == 1 and 0 < numbers[0] <= len(self.card.lines)
            case "order":
                return sorted(numbers) == list(range(1, last + 1))
            case "say":
                return numbers == (0,) or all(0 < number <= last for number in numbers)
            case "multiple":
                return bool(numbers) and all(0 < number <= last for number in numbers)
            case _:
                return len(numbers) == 1 and 0 < numbers[0] <= last


def _texts(card: Card) -> tuple[str, ...]:
    if card.kind == "order":
        return card.steps
    if card.kind == "say":
        return tuple(point.text for point in card.points)
    return tuple(choice.text for choice in card.choices) if card.kind != "fault" else ()


def ask(card: Card, seed: str) -> Asked:
    """Shuffles a card that has its key. The order depends on the seed and the card's id alone."""
    order = list(range(len(_texts(card))))
    chance = random.Random(f"{seed}/{card.id}")
    if card.kind == "order":
        while len(order) > 1 and order == sorted(order):
            chance.shuffle(order)
    elif card.kind != "say":
        chance.shuffle(order)
        if {choice.text.casefold() for choice in card.choices} in YES_NO:
            order = sorted(
                order, key=lambda number: card.choices[number].text.casefold() in {"no", "false"}
            )
    return Asked(card=card, order=tuple(order))
