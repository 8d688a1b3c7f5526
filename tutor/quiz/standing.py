"""A learner's progress: readiness, cards by state, retention, streak, forecast, heat map. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tutor.quiz.card import Card, Deck
from tutor.quiz.interviews import Interview
from tutor.quiz.plan import Plan, review
from tutor.quiz.readiness import Readiness, by_topic, readiness
from tutor.quiz.schedule import DAY, MATURE, Memory, Review, day, day_of, effective

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
    ready: Readiness

    @property
    def cards(self) -> int:
        """How many there are."""
        return self.new + self.young + self.mature


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """The figures of `tutor progress`."""

    all: Standing
    lessons: tuple[Standing, ...]
    topics: tuple[Readiness, ...]
    answers: int
    retention: float | None  # share of right repetitions in the last 30 days; None = no repetition
    streak: int  # days in a row, up to today or yesterday
    longest: int
    forecast: tuple[int, ...]  # cards due today, tomorrow, …
    heat: tuple[int, ...]  # answers a day, the last `WEEKS` weeks, today last
    interviews: tuple[Interview, ...] = ()  # the oldest first


def progress(
    deck: Deck,
    memories: Mapping[str, Memory],
    reviews: Sequence[Review],
    *,
    interviews: Iterable[Interview] = (),
    now: float,
    offset: float,
) -> Progress:
    """Counts. `reviews`: the log; its entries decide answers, retention, streak and heat map."""
    entries = [entry for entry in effective(reviews) if entry.grade]
    days = Counter(day_of(entry, offset) for entry in entries)
    today = day(now, offset)
    cards = deck.alone
    plan = review(deck, memories, now=now, offset=offset)
    due = {card.id for card in plan.cards}
    streak, longest = _streaks(sorted(days), today)
    return Progress(
        all=standing(cards, memories, due, now=now),
        lessons=tuple(
            standing(
                [card for card in cards if card.lesson == number],
                memories,
                due,
                lesson=number,
                now=now,
            )
            for number in sorted({card.lesson for card in cards})
        ),
        topics=by_topic(deck.shown(memories), memories, now),
        answers=len(entries),
        retention=_retention(entries, now),
        streak=streak,
        longest=longest,
        forecast=_forecast(cards, memories, plan, today, offset),
        heat=_heat(days, today),
        interviews=tuple(interviews),
    )


def _heat(days: Counter[int], today: int) -> tuple[int, ...]:
    """Answers per day. After a flight westwards, answers of "tomorrow" count for today."""
    *earlier, last = (days[today - back] for back in range(WEEKS * 7 - 1, -1, -1))
    return (*earlier, last + days[today + 1])


def standing(
    cards: Sequence[Card],
    memories: Mapping[str, Memory],
    due: Collection[str],
    *,
    lesson: int = 0,
    now: float,
) -> Standing:
    """Counts the cards of a lesson. `due`: ids of those that a review would ask today."""
    seen = [memories[card.id] for card in cards if card.id in memories]
    mature = sum(memory.stability >= MATURE for memory in seen)
    return Standing(
        lesson=lesson,
        new=len(cards) - len(seen),
        young=len(seen) - mature,
        mature=mature,
        due=sum(card.id in due for card in cards),
        lapsed=sum(memory.lapses > 0 for memory in seen),
        ready=readiness(cards, memories, now, lesson=lesson),
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
    cards: Sequence[Card], memories: Mapping[str, Memory], plan: Plan, today: int, offset: float
) -> tuple[int, ...]:
    """Cards due a day; `plan`: today's review, which leaves siblings for tomorrow."""
    known = (memories[card.id] for card in cards if card.id in memories)
    due = Counter(max(day(memory.due, offset) - today, 0) for memory in known)
    return (len(plan.cards), due[1] + plan.buried, *(due[ahead] for ahead in range(2, FORECAST)))
