"""Which questions an interviewer asks whom: decks for a level, and the guide's nine alone.

A card that is said aloud has a level; one that says nothing of it is for the middle one.
"""

from __future__ import annotations

from typing import Final, get_args

import msgspec

from tutor.quiz.card import Card, Deck, Level

LEVELS: Final[tuple[Level, ...]] = get_args(Level)
GUIDE: Final = tuple(f"guide {number}" for number in range(1, 10))


def chosen(deck: Deck, *, level: str = "", guide: bool = False) -> Deck:
    """What the options of an interview leave of a deck."""
    return of_level(of_the_guide(deck) if guide else deck, level)


def of_level(deck: Deck, level: str) -> Deck:
    """The questions for this level; "" = all of them."""
    return _only(deck, [card for card in deck.cards if not level or card.level == level])


def of_the_guide(deck: Deck) -> Deck:
    """One card for each of the guide's nine questions, in its own words where there is one."""
    return _only(deck, [card for asked in GUIDE if (card := _asks(deck, asked)) is not None])


def _asks(deck: Deck, asked: str) -> Card | None:
    found = [card for card in deck.cards if card.kind == "say" and asked in card.asks]
    return max(found, key=lambda card: card.id.startswith("guide-"), default=None)


def _only(deck: Deck, cards: list[Card]) -> Deck:
    return msgspec.structs.replace(deck, cards=tuple(cards))
