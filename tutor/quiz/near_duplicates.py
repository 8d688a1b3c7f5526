"""Cards that say nearly the same, so that one gives the other's answer away. Pure.

Two cards are compared by the stems of their question and of what their answer teaches; rare words
count most (TF-IDF, cosine). The code of a fault is left out: all of it looks alike.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, Final

from tutor.quiz.card import Card

LIKE: Final = 0.32
"""From which likeness on two cards are near-duplicates: of 53,000 pairs of ours 90 reach it."""
COMMON: Final = 0.25  # share of the cards from which a word says nothing
_WORD: Final = re.compile(r"[a-z_]{2,}|\d+")


def near_duplicates(cards: Sequence[Card]) -> list[tuple[Card, Card, float]]:
    """Pairs that have no family in common, the most alike first."""
    found = [
        (cards[one], cards[other], likeness)
        for one, other, likeness in _alike([_words(card) for card in cards])
        if not cards[one].kin & cards[other].kin
    ]
    return sorted(found, key=lambda pair: -pair[2])


def _alike(texts: Sequence[Counter[str]]) -> Iterator[tuple[int, int, float]]:
    """Pairs of numbers, the lower one first, with how alike they are."""
    holders = Counter(word for words in texts for word in words)
    told = {word for word, count in holders.items() if count <= max(len(texts) * COMMON, 2)}
    earlier: dict[str, list[tuple[int, float]]] = defaultdict(list)  # who has the word, how much
    for number, words in enumerate(texts):
        weights = {
            word: (1 + math.log(count)) * math.log(len(texts) / holders[word])
            for word, count in words.items()
        }
        length = math.hypot(*weights.values())
        shared: Counter[int] = Counter()
        for word in told & weights.keys():
            weight = weights[word] / length if length else 0.0
            for other, worth in earlier[word]:
                shared[other] += weight * worth  # type: ignore[assignment]
            earlier[word].append((number, weight))
        yield from ((other, number, worth) for other, worth in shared.items() if worth >= LIKE)


def _words(card: Card) -> Counter[str]:
    """The stems of what the card asks and teaches, with their numbers."""
    return Counter(map(_stem, _WORD.findall(" ".join(_texts(card)).lower())))


@cache
def _stem(word: str) -> str:
    found: str = _stemmer().stemWord(word)
    return found


@cache
def _stemmer() -> Any:
    import snowballstemmer  # type: ignore[import-untyped]

    return snowballstemmer.stemmer("english")


def _texts(card: Card) -> Iterable[str]:
    """Where a run decides, any choice may be right."""
    yield from (card.question, card.why, card.model)
    right = [choice for choice in card.choices if choice.right] or card.choices
    yield from (text for choice in right for text in (choice.text, choice.why))
    yield from (*card.steps, *(point.text for point in card.points))
