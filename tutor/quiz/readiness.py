"""How ready a learner is, topic by topic: what the answers have shown, and how sure that is. Pure.

Each card counts by its answers alone (`schedule.advance`): nothing until it is answered and after a
wrong answer, something after a right one, all of it only after right answers with a delay between
them or in an interview. It fades as FSRS says that memory does. A topic is the mean of its cards,
those included that have not been answered, so that a wrong answer can never raise it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tutor.quiz.card import Card
from tutor.quiz.schedule import Memory, recall

RUNGS: Final = (0.0, 0.15, 0.4, 0.8, 1.0)
"""The worth of `schedule.UNSHOWN`, `REPAIRED`, `FIRST`, `DELAYED` and `SURE`."""

FEW: Final = 0.5  # share of the cards below which the answers say little
ENOUGH: Final = 3  # answered cards below which they say little, too
WEAK: Final = 0.8  # share of right latest answers below which a topic is weak


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """A topic of a lesson, or (`topic` "") a lesson, or (`lesson` 0) everything."""

    lesson: int
    topic: str
    cards: int
    answered: int
    right: int  # of these, the latest answer was right
    share: float  # 0 to 1
    unsure: bool  # too few cards have been answered to rely on the share

    @property
    def is_weak(self) -> bool:
        """Whether too many of the latest answers were wrong."""
        return self.right < WEAK * self.answered


def worth(memory: Memory | None, now: float) -> float:
    """What a card's answers say of the learner, 0 to 1; None: it has not been answered."""
    if memory is None or not memory.evidence:
        return 0.0
    return RUNGS[memory.evidence] * recall(memory, now)


def readiness(
    cards: Sequence[Card],
    memories: Mapping[str, Memory],
    now: float,
    *,
    lesson: int = 0,
    topic: str = "",
) -> Readiness:
    """Of these cards; `now`: seconds since the epoch."""
    seen = [memories[card.id] for card in cards if card.id in memories]
    return Readiness(
        lesson=lesson,
        topic=topic,
        cards=len(cards),
        answered=len(seen),
        right=sum(not memory.failed for memory in seen),
        share=sum(worth(memory, now) for memory in seen) / len(cards) if cards else 0.0,
        unsure=len(seen) < max(min(ENOUGH, len(cards)), FEW * len(cards)),
    )


def by_topic(
    cards: Iterable[Card], memories: Mapping[str, Memory], now: float
) -> tuple[Readiness, ...]:
    """Every topic, in the order of the cards."""
    groups: dict[tuple[int, str], list[Card]] = {}
    for card in cards:
        groups.setdefault((card.lesson, card.topic), []).append(card)
    return tuple(
        readiness(own, memories, now, lesson=lesson, topic=topic)
        for (lesson, topic), own in groups.items()
    )


def weakest(topics: Iterable[Readiness]) -> list[Readiness]:
    """The weak topics, those with the fewest right answers first."""
    weak = [topic for topic in topics if topic.answered and topic.is_weak]
    return sorted(weak, key=lambda topic: (topic.right / topic.answered, topic.share))
