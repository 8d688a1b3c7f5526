"""When a card is due again: the review log, replayed through FSRS.

The log is the truth and only grows; a review that is taken back is a further entry that says so.
`Memory` is what follows from it for one card. Times are seconds since the epoch and given; a day
begins at four in the morning of the learner's own zone, because an evening may go past midnight.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal

import msgspec

if TYPE_CHECKING:
    from fsrs import Scheduler

Mode = Literal["lesson", "quiz", "review", "interview", "cram", "goal", "practice"]
SCHEDULED: Final[frozenset[str]] = frozenset({"lesson", "quiz", "review", "interview", "practice"})
"""Modes that move a card's date; cramming for tomorrow says little about next month."""

DAY: Final = 86_400.0
MORNING: Final = 4 * 3600.0
MATURE: Final = 21.0  # days of stability from which a card counts as known
RETENTION: Final = 0.9  # share of due cards that should still be known
RULES: Final = 2  # counts up when `advance` comes to other results
AGAIN, GOOD = 1, 3  # of FSRS's grades: not known; known without a hint

DECAY: Final = 0.1542  # the last of FSRS 6's default weights
DELAY: Final = DAY / 2  # seconds after which a right answer shows more than a good ear
UNSHOWN, REPAIRED, FIRST, DELAYED, SURE = range(5)
"""What a card's answers have shown: nothing, or the latest was wrong; right soon after a wrong one,
or with a hint; right the first time; right after a delay; after two, or in an interview as well."""


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of the log: an answer, or (`undoes`) a note that an earlier one does not count."""

    card: str
    lesson: str = ""  # folder name: what `tutor reset 7` forgets by
    at: float
    mode: Mode
    grade: int = 0  # 1 to 4, 0 = not graded: skipped, or an entry that undoes
    correct: bool = False
    score: float = 0.0  # 0 to 1, after hints
    hints: int = 0  # rungs that were taken
    seconds: float = 0.0  # until the answer
    answer: str = ""  # in words, for the learner's notes
    id: int = 0  # of the row; 0 = not written yet
    undoes: int = 0  # the id of the entry that does not count
    zone: int | None = None  # seconds east of Greenwich where it was answered; None = unknown


class Memory(msgspec.Struct, frozen=True, kw_only=True):
    """FSRS's estimate of how well one card is known."""

    card: str
    stability: float  # days until the chance of recall has fallen to 90 %
    difficulty: float  # 1 to 10
    due: float
    last: float
    reps: int
    lapses: int  # times it was known and then forgotten
    evidence: int = 0  # a rung of `readiness.RUNGS`: what the answers have shown

    @property
    def failed(self) -> bool:
        """Whether the latest answer was wrong, so that the card is due until one is right."""
        return self.due <= self.last


def replay(
    reviews: Iterable[Review],
    *,
    known: Mapping[str, Memory] | None = None,
    names: Mapping[str, str] | None = None,
) -> dict[str, Memory]:
    """Memories by card id after these reviews; `known`: memories after an earlier part of the log.

    `names` maps earlier ids to those of today. An entry can only undo one that is in `reviews` too:
    if it undoes an earlier part's entry, the card's whole log is needed.
    """
    memories = dict(known or {})
    for review in effective(reviews):
        if review.grade and review.mode in SCHEDULED:
            card = (names or {}).get(review.card, review.card)
            memories[card] = advance(
                memories.get(card), card, review.grade, review.at, mode=review.mode
            )
    return memories


def effective(reviews: Iterable[Review]) -> Iterator[Review]:
    """The entries that count."""
    entries = list(reviews)
    undone = {entry.undoes for entry in entries if entry.undoes}
    return (entry for entry in entries if not entry.undoes and entry.id not in undone)


def advance(
    memory: Memory | None, card: str, grade: int, at: float, *, mode: Mode = "quiz"
) -> Memory:
    """The memory after one more answer. `grade`: 1 to 4; `at`: seconds since the epoch.

    After a wrong answer the card is due at once, whatever FSRS says: it comes back today.
    """
    from fsrs import Rating

    scheduler, when = _scheduler(), _moment(at)
    after, _ = scheduler.review_card(_card(memory, at), Rating(grade), when)
    if after.stability is None or after.difficulty is None:  # so typed for a card without reviews
        raise ValueError(f"FSRS gave {card} no stability or no difficulty")
    return Memory(
        card=card,
        stability=after.stability,
        difficulty=after.difficulty,
        due=at if grade == AGAIN else after.due.timestamp(),
        last=at,
        reps=memory.reps + 1 if memory else 1,
        lapses=(memory.lapses if memory else 0) + (memory is not None and grade == AGAIN),
        evidence=_evidence(memory, grade, at, mode),
    )


def _evidence(memory: Memory | None, grade: int, at: float, mode: Mode) -> int:
    """The rung after an answer; a wrong one leads to the lowest, whatever was shown before."""
    if grade == AGAIN:
        return UNSHOWN
    if memory is None:
        return REPAIRED if grade < GOOD else FIRST
    if at - memory.last < DELAY:  # the answer may still be in the learner's ear
        return max(memory.evidence, REPAIRED)
    if grade < GOOD:
        return max(memory.evidence, FIRST)
    is_sure = memory.evidence >= DELAYED or mode == "interview"
    return SURE if is_sure else DELAYED


def recall(memory: Memory, now: float) -> float:
    """The chance that the card is still known, 0 to 1.

    FSRS 6's forgetting curve, (1 + factor * t / S) ** -decay, with its default decay. The package
    computes the same, but takes a tenth of a second to import, which home has not got.
    """
    days = max(now - memory.last, 0.0) / DAY
    factor = RETENTION ** (-1 / DECAY) - 1
    return float((1 + factor * days / memory.stability) ** -DECAY)


@cache
def _scheduler() -> Scheduler:
    """Without steps of minutes, because a sitting repeats a card itself; without chance."""
    from fsrs import Scheduler

    return Scheduler(
        desired_retention=RETENTION, learning_steps=(), relearning_steps=(), enable_fuzzing=False
    )


def stamp(names: Mapping[str, str]) -> str:
    """Memories kept under another stamp must be rebuilt from the whole log."""
    import hashlib
    from importlib.metadata import version

    told = f"{version('fsrs')} {RETENTION} {RULES} {sorted(names.items())}"
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _card(memory: Memory | None, at: float) -> Any:
    from fsrs import Card, State

    if memory is None:
        return Card(card_id=1, due=_moment(at))
    return Card(
        card_id=1,
        state=State.Review,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=_moment(memory.due),
        last_review=_moment(memory.last),
    )


def _moment(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)


# ── days ────────────────────────────────────────────────────────────────────────────────────


def day(at: float, offset: float) -> int:
    """The number of the learner's day; `offset`: seconds east of Greenwich."""
    return int((at + offset - MORNING) // DAY)


def day_of(review: Review, offset: float) -> int:
    """The day of an answer, in the zone where it was given; `offset` for entries without a zone.

    Travelling does not move earlier answers to other days.
    """
    return day(review.at, offset if review.zone is None else review.zone)


def day_ends(at: float, offset: float) -> float:
    """End of the learner's day of `at`, in seconds since the epoch."""
    return (day(at, offset) + 1) * DAY + MORNING - offset


def is_due(memory: Memory, now: float, offset: float) -> bool:
    """Whether the card is to be asked today."""
    return memory.due < day_ends(now, offset)


def date(number: int) -> str:
    """A day's number as 2026-11-25."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=number)).date().isoformat()


def span(seconds: float) -> str:
    """ "in 3 days", "in 4 months", "later today"."""
    days = round(seconds / DAY)
    if days < 1:
        return "later today"
    if days == 1:
        return "tomorrow"
    if days < 60:
        return f"in {days} days"
    return f"in {round(days / 30.4)} months" if days < 730 else f"in {round(days / 365)} years"
