"""Chooses the cards of a sitting and their order. The seed and the time are given."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tutor.quiz.card import Card, Deck
from tutor.quiz.schedule import DAY, Memory, day_ends

NEW_AT_ONCE: Final = 20  # new cards of one quiz, unless the learner says otherwise
MINUTES_A_QUESTION: Final = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The cards of a sitting in their order, with the counts of the rest."""

    cards: tuple[Card, ...]
    due: int = 0  # of the cards: seen before, and to be asked today
    new: int = 0  # of the cards: never seen
    buried: int = 0  # due or new, but a sibling is asked today
    waiting: int = 0  # left for another sitting


def quiz(
    deck: Deck,
    memories: Mapping[str, Memory],
    *,
    now: float,
    offset: float,
    lesson: int = 0,
    count: int = 0,
    seed: str = "",
) -> Plan:
    """Due cards, then new ones, from one lesson (0 = all). Times in seconds since the epoch.

    A lesson's own prediction is new only in its lesson, in the story; here it can only be due.
    `offset`: seconds east of Greenwich. `count`: 0 = all due cards and `NEW_AT_ONCE` new ones.
    """
    mine = [card for card in deck.cards if lesson in {0, card.lesson}]
    due = _due(mine, memories, now, offset)
    new = [card for card in mine if card.id not in memories and not card.setting]
    new = _shuffled(new, seed)
    kept, buried = _without_siblings([*due, *new], _answered(deck, memories, now, offset))
    limit = count or sum(card.id in memories for card in kept) + NEW_AT_ONCE
    return _plan(kept, memories, limit, buried)


def review(
    deck: Deck, memories: Mapping[str, Memory], *, now: float, offset: float, count: int = 0
) -> Plan:
    """Cards that are due today, the longest overdue first. `count`: 0 = all."""
    due = _due(deck.cards, memories, now, offset)
    kept, buried = _without_siblings(due, _answered(deck, memories, now, offset))
    return _plan(kept, memories, count or len(kept), buried)


def cram(deck: Deck, *, lesson: int = 0, count: int = 0, seed: str = "") -> Plan:
    """All cards of one lesson (0 = all lessons), regardless of the schedule; none is buried."""
    cards = _shuffled((card for card in deck.cards if lesson in {0, card.lesson}), seed)
    return _plan(cards, {}, count or len(cards), 0)


def interview(deck: Deck, *, minutes: float, chapters: Sequence[int] = (), seed: str = "") -> Plan:
    """As many say-aloud questions as fit; well-known ones first, chapters mixed."""
    mine = [card for card in deck.cards if card.kind == "say"]
    mine = [card for card in mine if not chapters or card.lesson in chapters]
    mixed = _shuffled(mine, seed)
    mixed.sort(key=lambda card: not card.asks)  # stable: chance decides within the two
    cards, _ = _without_siblings(mixed)
    count = max(1, round(minutes / MINUTES_A_QUESTION))
    return _plan(cards, {}, count, 0)


def only(cards: Sequence[Card], count: int = 0) -> Plan:
    """These cards, or the first `count` of them."""
    taken = tuple(cards[: count or len(cards)])
    return Plan(cards=taken, waiting=len(cards) - len(taken))


def _plan(cards: Sequence[Card], memories: Mapping[str, Memory], limit: int, buried: int) -> Plan:
    taken = tuple(cards[:limit])
    due = sum(card.id in memories for card in taken)
    return Plan(
        cards=taken,
        due=due,
        new=len(taken) - due,
        buried=buried,
        waiting=len(cards) - len(taken),
    )


def _due(
    cards: Iterable[Card], memories: Mapping[str, Memory], now: float, offset: float
) -> list[Card]:
    ends = day_ends(now, offset)
    known = ((card, memories.get(card.id)) for card in cards)
    due = [(memory.due, card) for card, memory in known if memory and memory.due < ends]
    return [card for _, card in sorted(due, key=lambda pair: pair[0])]


def _shuffled(cards: Iterable[Card], seed: str) -> list[Card]:
    mixed = list(cards)
    random.Random(seed).shuffle(mixed)
    return mixed


def _without_siblings(
    cards: Sequence[Card], answered: Iterable[str] = ()
) -> tuple[list[Card], int]:
    """One card per family that has not been `answered`, and how many cards are left out."""
    seen = set(answered)
    kept = []
    for card in cards:
        if card.kin not in seen:
            seen.add(card.kin)
            kept.append(card)
    return kept, len(cards) - len(kept)


def _answered(
    deck: Deck, memories: Mapping[str, Memory], now: float, offset: float
) -> Iterator[str]:
    """Families of the cards that were asked today."""
    begins = day_ends(now, offset) - DAY
    for card in deck.cards:
        memory = memories.get(card.id)
        if memory and memory.last >= begins:
            yield card.kin
