"""A learner's progress: cards by state, retention, streak, forecast, heat map. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tutor.quiz.card import Card, Deck
from tutor.quiz.schedule import DAY, MATURE, Memory, Review, day, day_of, effective, is_due, recall

FORECAST: Final = 14  # days
WEEKS: Final = 26  # of the heat map


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Counts of the cards of one lesson, or of all."""

    lesson: int  # 0 = all
    new: int
    young: int
    mature: int
    due: int
    lapsed: int  # forgotten at least once after they were known
    recall: float  # mean chance that a seen card is known now; 0 = no card was seen

    @property
    def cards(self) -> int:
        """How many there are."""
        return self.new + self.young + self.mature


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """The figures of `tutor progress`."""

    all: Standing
    lessons: tuple[Standing, ...]
    answers: int
    retention: float | None  # share of right repetitions in the last 30 days; None = no repetition
    streak: int  # days in a row, up to today or yesterday
    longest: int
    forecast: tuple[int, ...]  # cards due today, tomorrow, …
    heat: tuple[int, ...]  # answers a day, the last `WEEKS` weeks, today last


def progress(
    deck: Deck,
    memories: Mapping[str, Memory],
    reviews: Sequence[Review],
    *,
    now: float,
    offset: float,
) -> Progress:
    """Counts. `reviews`: the log; its entries decide answers, retention, streak and heat map."""
    entries = [entry for entry in effective(reviews) if entry.grade]
    days = Counter(day_of(entry, offset) for entry in entries)
    today = day(now, offset)
    numbers = sorted({card.lesson for card in deck.cards})
    streak, longest = _streaks(sorted(days), today)
    return Progress(
        all=standing(deck.cards, memories, now=now, offset=offset),
        lessons=tuple(
            standing(
                [card for card in deck.cards if card.lesson == number],
                memories,
                lesson=number,
                now=now,
                offset=offset,
            )
            for number in numbers
        ),
        answers=len(entries),
        retention=_retention(entries, now),
        streak=streak,
        longest=longest,
        forecast=_forecast(deck, memories, today, offset),
        heat=_heat(days, today),
    )


def _heat(days: Counter[int], today: int) -> tuple[int, ...]:
    """Answers per day. After a flight westwards, answers of "tomorrow" count for today."""
    *earlier, last = (days[today - back] for back in range(WEEKS * 7 - 1, -1, -1))
    return (*earlier, last + days[today + 1])


def standing(
    cards: Sequence[Card],
    memories: Mapping[str, Memory],
    *,
    lesson: int = 0,
    now: float,
    offset: float,
) -> Standing:
    """Counts the cards of a lesson."""
    seen = [memories[card.id] for card in cards if card.id in memories]
    mature = sum(memory.stability >= MATURE for memory in seen)
    return Standing(
        lesson=lesson,
        new=len(cards) - len(seen),
        young=len(seen) - mature,
        mature=mature,
        due=sum(is_due(memory, now, offset) for memory in seen),
        lapsed=sum(memory.lapses > 0 for memory in seen),
        recall=sum(recall(memory, now) for memory in seen) / len(seen) if seen else 0.0,
    )


def _retention(entries: Sequence[Review], now: float) -> float | None:
    """Share of right answers among first answers of a day to cards answered before."""
    seen: set[str] = set()
    right: list[bool] = []
    last: dict[str, float] = {}
    for entry in entries:
        fresh = entry.at - last.get(entry.card, 0.0) > DAY / 2
        if entry.card in seen and fresh and entry.at > now - 30 * DAY:
            right.append(entry.correct)
        seen.add(entry.card)
        last[entry.card] = entry.at
    return sum(right) / len(right) if right else None


def _streaks(days: Sequence[int], today: int) -> tuple[int, int]:
    """The streak that is still alive, and the longest."""
    longest = run = 0
    previous = None
    for number in days:
        run = run + 1 if previous is not None and number == previous + 1 else 1
        longest, previous = max(longest, run), number
    alive = previous is not None and previous >= today - 1
    return (run if alive else 0), longest


def _forecast(
    deck: Deck, memories: Mapping[str, Memory], today: int, offset: float
) -> tuple[int, ...]:
    ids = {card.id for card in deck.cards}
    due = Counter(
        max(day(memory.due, offset) - today, 0)
        for memory in memories.values()
        if memory.card in ids
    )
    return tuple(due[ahead] for ahead in range(FORECAST))
