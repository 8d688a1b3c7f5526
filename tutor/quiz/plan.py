"""Chooses the cards of a sitting and their order. The seed and the time are given."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tutor.quiz.card import Card, Deck
from tutor.quiz.interviews import MINUTES_A_QUESTION
from tutor.quiz.readiness import by_topic, weakest, worth
from tutor.quiz.schedule import DAY, Memory, day_ends, is_due

NEW_AT_ONCE: Final = 20  # new cards of one quiz, unless the learner says otherwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which cards a learner wants; what is empty leaves the choice open."""

    lessons: frozenset[int] = frozenset()
    topics: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()

    def of(self, deck: Deck) -> list[Card]:
        """Its cards, in the order of the course; predictions are asked in their lesson only."""
        return [card for card in deck.alone if self.has(card)]

    def has(self, card: Card) -> bool:
        """Whether the card is in it."""
        wanted = (self.lessons, card.lesson), (self.topics, card.topic), (self.kinds, card.kind)
        return all(not names or name in names for names, name in wanted)


EVERYTHING: Final = Scope()


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
    scope: Scope = EVERYTHING,
    count: int = 0,
    seed: str = "",
) -> Plan:
    """Due cards, then new ones. Times in seconds since the epoch.

    `offset`: seconds east of Greenwich. `count`: 0 = all due cards and `NEW_AT_ONCE` new ones.
    """
    mine = scope.of(deck)
    due = _due(mine, memories, now, offset)
    new = _shuffled((card for card in mine if card.id not in memories), seed)
    kept, buried = _without_siblings(
        [*due, *new], _answered(deck, memories, now, offset), _failed(due, memories)
    )
    limit = count or sum(card.id in memories for card in kept) + NEW_AT_ONCE
    return _plan(kept, memories, limit, buried)


def review(
    deck: Deck, memories: Mapping[str, Memory], *, now: float, offset: float, count: int = 0
) -> Plan:
    """Cards that are due today, the longest overdue first. `count`: 0 = all."""
    due = _due(deck.alone, memories, now, offset)
    kept, buried = _without_siblings(
        due, _answered(deck, memories, now, offset), _failed(due, memories)
    )
    return _plan(kept, memories, count or len(kept), buried)


def cram(deck: Deck, *, scope: Scope = EVERYTHING, count: int = 0, seed: str = "") -> Plan:
    """All cards, regardless of the schedule; none is buried."""
    cards = _shuffled(scope.of(deck), seed)
    return _plan(cards, {}, count or len(cards), 0)


def wrong(
    deck: Deck, memories: Mapping[str, Memory], *, scope: Scope = EVERYTHING, count: int = 0
) -> Plan:
    """Cards whose latest answer was wrong, the latest first; none is buried."""
    cards = [card for card in scope.of(deck) if card.id in _failed([card], memories)]
    cards.sort(key=lambda card: -memories[card.id].last)
    return _plan(cards, memories, count or len(cards), 0)


def weak(
    deck: Deck,
    memories: Mapping[str, Memory],
    *,
    now: float,
    scope: Scope = EVERYTHING,
    count: int = 0,
) -> Plan:
    """Cards of the weak topics, the weakest topic first; in it what has been shown least."""
    mine = scope.of(deck)
    judged = filter(scope.has, deck.shown(memories))
    found = [
        card
        for topic in weakest(by_topic(judged, memories, now))
        for card in sorted(
            (card for card in mine if (card.lesson, card.topic) == (topic.lesson, topic.topic)),
            key=lambda card: (worth(memories.get(card.id), now), card.id not in memories),
        )
    ]
    kept, _ = _without_siblings(found)
    return _plan(kept, {}, count or NEW_AT_ONCE, 0)


def interview(deck: Deck, *, minutes: float, chapters: Sequence[int] = (), seed: str = "") -> Plan:
    """As many say-aloud questions as fit, chapters mixed; what is asked often comes often."""
    mine = [card for card in deck.alone if card.kind == "say"]
    mine = [card for card in mine if not chapters or card.lesson in chapters]
    cards, _ = _without_siblings(_weighted(mine, seed))
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
    known = ((card, memories.get(card.id)) for card in cards)
    due = [(memory.due, card) for card, memory in known if memory and is_due(memory, now, offset)]
    return [card for _, card in sorted(due, key=lambda pair: pair[0])]


def _shuffled(cards: Iterable[Card], seed: str) -> list[Card]:
    mixed = list(cards)
    random.Random(seed).shuffle(mixed)
    return mixed


def _weighted(cards: Sequence[Card], seed: str) -> list[Card]:
    """By chance, one with twice the weight twice as likely in front.

    Efraimidis and Spirakis, Weighted random sampling with a reservoir, 2006: sort by u ** (1 / w).
    """
    chance = random.Random(seed)
    drawn = {card.id: chance.random() ** (1 / card.weight) for card in cards}
    return sorted(cards, key=lambda card: -drawn[card.id])


def _failed(cards: Iterable[Card], memories: Mapping[str, Memory]) -> set[str]:
    """Ids of the cards whose latest answer was wrong."""
    return {card.id for card in cards if card.id in memories and memories[card.id].failed}


def _without_siblings(
    cards: Sequence[Card], answered: Iterable[str] = (), failed: Collection[str] = ()
) -> tuple[list[Card], int]:
    """One card per family that has not been `answered`, and how many cards are left out.

    What has `failed` is asked until it is right, even if that gives a sibling away.
    """
    seen = {*answered, *(name for card in cards if card.id in failed for name in card.kin)}
    kept = []
    for card in cards:
        if card.id in failed or not card.kin & seen:
            seen |= card.kin
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
            yield from card.kin
