"""Whether the length of an option gives the right one away, over all single choices. Pure.

One card says nothing: some option has to be the longest. Over many cards the right one must be the
longest, and the shortest, about as often as chance would have it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from tutor.quiz.card import Card

FEWEST: Final = 20  # cards from which a share says something
SPREAD: Final = 2.0  # standard deviations that chance is allowed


@dataclass(frozen=True, slots=True, kw_only=True)
class Lengths:
    """In how many cards the right option is the one longest or shortest."""

    cards: int
    longest: tuple[str, ...]  # ids
    shortest: tuple[str, ...]
    expected: float  # of each, if lengths were chance
    margin: float

    def gives_away(self) -> list[tuple[str, tuple[str, ...]]]:
        """ "longest" or "shortest", with the cards in which it is so; [] = neither is telling."""
        if self.cards < FEWEST:
            return []
        found = ("longest", self.longest), ("shortest", self.shortest)
        return [each for each in found if abs(len(each[1]) - self.expected) > self.margin]


def lengths(cards: Iterable[Card]) -> Lengths:
    """Of the cards of which one option is right."""
    single = [card for card in cards if card.kind == "choice" and card.choices]
    shares = [1 / len(card.choices) for card in single]
    return Lengths(
        cards=len(single),
        longest=tuple(card.id for card in single if _is_extreme(card, 1)),
        shortest=tuple(card.id for card in single if _is_extreme(card, -1)),
        expected=sum(shares),
        margin=SPREAD * math.sqrt(sum(share * (1 - share) for share in shares)),
    )


def _is_extreme(card: Card, sign: int) -> bool:
    """Whether each wrong option is shorter (or with -1 longer) than the right one."""
    right = [sign * _shown(choice.text) for choice in card.choices if choice.right]
    wrong = [sign * _shown(choice.text) for choice in card.choices if not choice.right]
    return bool(right) and all(min(right) > length for length in wrong)


def _shown(text: str) -> int:
    return len(text.replace("`", ""))


def told(found: Lengths, word: str, ids: Sequence[str]) -> str:
    """What is wrong, for an author."""
    low, high = found.expected - found.margin, found.expected + found.margin
    return (
        f"the right option is the {word} in {len(ids)} of {found.cards} single choices;"
        f" chance would give {low:.0f} to {high:.0f}"
    )
