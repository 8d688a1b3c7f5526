"""A sitting: cards asked one after the other, hints, answers, grades, and taking one back.

Rules
    A card that was not known comes again a few cards later: in a quiz until it is not Again, in a
    review or when cramming until it is Good. What counts for the summary is the first answer.
    A verdict is written down (`Log`) before anybody sees it. Taking an answer back writes that down
    as well: the log only grows. A grade may be changed until the next card comes, but what a hint
    has cost is gone.
    In an interview a point that was not made is asked for once more; made then, it counts half.
    Who leaves then keeps what was ticked.

Knows no screen and no clock: `plain`, JSON and the player all drive this one object.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, Protocol

import msgspec

from tutor.quiz.asking import Asked, ask
from tutor.quiz.card import Card
from tutor.quiz.hints import GOOD, HARD, grade, rung, rungs, worth
from tutor.quiz.marking import GOOD_ENOUGH, Response, Verdict, mark
from tutor.quiz.schedule import Mode, Review

Stage = Literal["ask", "tick", "follow", "told", "over"]
"""A question; the points of a free answer; one that was missed, asked for; the verdict; the end."""

LATER: Final = 4  # cards that come before one that was not known
FOLLOW_UPS: Final = 2  # questions at most that an interviewer adds to one
SECOND_TRY: Final = 0.5  # what a point is worth that had to be asked for
HINTED: Final = "The hint has cost a grade; it stays as it is."
NOT_OPEN: Final = "Hints are for open questions."
NO_FURTHER: Final = "There is no further hint."
ANSWER_KEPT: Final = 2000  # characters of a free answer


class Log(Protocol):
    """Where answers are written down; each returns when that has been done."""

    def review(self, review: Review) -> Review: ...
    def undo(self, review: Review) -> None: ...


class Desk(Protocol):
    """What who shows a sitting cannot do alone: `library/sitting_services.py` does it."""

    def now(self) -> float: ...
    def prove(self, card: Card) -> str: ...
    def flag(self, card: Card) -> bool: ...
    def look(self, place: str) -> str: ...
    def again(self, turn: Turn) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One card, answered."""

    asked: Asked
    response: Response
    verdict: Verdict
    review: Review  # as it stands in the log
    hints: int
    first: bool  # not a repetition
    queue: tuple[Card, ...]  # what was still to come when it was asked
    followed: tuple[tuple[int, str, bool], ...] = ()  # point, what was said, whether it counts

    @property
    def card(self) -> Card:
        """With its key."""
        return self.asked.card


class Sitting:
    """The cards of a plan, being asked."""

    def __init__(
        self,
        cards: Sequence[Card],
        log: Log,
        settle: Callable[[Card], Card | None],
        *,
        mode: Mode,
        lessons: dict[int, str],
        seed: str = "",
        until: float = 0.0,
        now: float = 0.0,
    ) -> None:
        """`settle` gives a card its key, None when it cannot be had: the card is left out.

        `lessons`: folder names by number. `until`: no new card after that, 0 = no limit.
        """
        self.queue = deque(cards)
        self.log, self.settle, self.mode, self.lessons = log, settle, mode, lessons
        self.seed, self.until = seed, until
        self.turns: list[Turn] = []
        self.asked: Asked | None = None
        self.stage: Stage = "ask"
        self.hints = 0
        self.said = ""  # a free answer as typed, "" = aloud
        self.ticks: frozenset[int] = frozenset()
        self.follows: deque[int] = deque()  # points still to be asked for
        self._followed: list[tuple[int, str, bool]] = []
        self.began = now  # when the card in hand came up
        self._next(now)

    # ── where we are ────────────────────────────────────────────────────────────────────────

    @property
    def card(self) -> Card:
        """The one in hand."""
        assert self.asked is not None
        return self.asked.card

    @property
    def done(self) -> int:
        """Cards that will not come again."""
        waiting = {card.id for card in self.queue}
        told = self.stage == "told" and not comes_again(self.turns[-1].review)
        if self.asked is not None and not told:
            waiting.add(self.card.id)
        return len({turn.card.id for turn in self.turns} - waiting)

    @property
    def total(self) -> int:
        """Different cards of this sitting."""
        ids = {turn.card.id for turn in self.turns} | {card.id for card in self.queue}
        return len(ids | ({self.card.id} if self.stage != "over" and self.asked else set()))

    @property
    def last(self) -> Turn | None:
        """The latest answer."""
        return self.turns[-1] if self.turns else None

    @property
    def hints_taken(self) -> list[tuple[str, str]]:
        """Names and texts of the rungs so far."""
        return [rung(self.card, number) for number in range(1, self.hints + 1)]

    @property
    def has_hint(self) -> bool:
        """Whether there is a further rung."""
        return self.stage == "ask" and self.hints < rungs(self.card)

    @property
    def no_hint(self) -> str:
        """Why there is no further rung."""
        return NO_FURTHER if self.stage == "ask" else NOT_OPEN

    # ── what a learner does ─────────────────────────────────────────────────────────────────

    def hint(self) -> None:
        """One rung further down."""
        if self.has_hint:
            self.hints += 1

    def respond(self, response: Response, now: float) -> None:
        """An answer; of a free one, what was said. Empty: the learner does not know."""
        assert self.stage == "ask"
        seconds = max(0.0, now - self.began)  # the clock may have been set back
        if self.card.kind == "say":
            self.said, self.stage, self._seconds = response.text, "tick", seconds
        else:
            self._judge(response, now, seconds)

    def tick(self, points: Sequence[int], now: float) -> None:
        """The points that were made."""
        assert self.stage == "tick"
        self.ticks = frozenset(points)
        if self.mode == "interview":
            missed = (n for n in range(len(self.card.points)) if n not in self.ticks)
            asked = [n for n in missed if self.card.points[n].ask]
            self.follows = deque(asked[:FOLLOW_UPS])
        self._follow_or_judge(now)

    def follow(self, text: str, made: bool, now: float) -> None:
        """The answer to a follow-up, and whether it makes the point."""
        assert self.stage == "follow"
        self._followed.append((self.follows.popleft(), text, made))
        self._follow_or_judge(now)

    def regrade(self, to: int) -> bool:
        """Another grade for the last answer, if it was right; whether it has that grade now."""
        turn = self.last
        if self.stage != "told" or turn is None or not turn.review.correct:
            return False
        if turn.hints and to > turn.review.grade:
            return False
        if to != turn.review.grade:
            self.log.undo(turn.review)
            review = self.log.review(msgspec.structs.replace(turn.review, grade=to, id=0))
            self.turns[-1] = replace(turn, review=review)
        return True

    def go_on(self, now: float) -> None:
        """The next card; the last one comes again when it was not known."""
        assert self.stage == "told"
        turn = self.turns[-1]
        if comes_again(turn.review):
            self.queue.insert(min(LATER, len(self.queue)), turn.card)
        self._next(now)

    def undo(self, now: float) -> bool:
        """The last answer does not count, and its card is asked again; False if there is none.

        A free answer that is not judged yet is the last one. Hints stay taken.
        """
        if self.stage in {"tick", "follow"} and self.asked is not None:
            self._show(self.asked, now, self.hints)
            return True
        if not self.turns:
            return False
        turn = self.turns.pop()
        self.log.undo(turn.review)
        self.queue = deque(turn.queue)
        self._show(turn.asked, now, turn.hints)
        return True

    def leave(self, now: float, said: str = "") -> None:
        """The learner goes: a free answer whose points are ticked is judged as it stands.

        `said`: what was typed when a point was asked for; nobody judged it, so it does not count.
        """
        if self.stage == "follow":
            if said:
                self._followed.append((self.follows[0], said, False))
            self.follows.clear()
            self._follow_or_judge(now)

    # ── how it goes on ──────────────────────────────────────────────────────────────────────

    def _follow_or_judge(self, now: float) -> None:
        if self.follows:
            self.stage = "follow"
        else:
            response = Response(picks=tuple(sorted(self.ticks)), text=self.said)
            self._judge(response, now, self._seconds)

    def _judge(self, response: Response, now: float, seconds: float) -> None:
        assert self.asked is not None
        card, verdict = self.card, mark(self.card, response)
        verdict = with_second_tries(verdict, self._followed, len(card.points))
        review = Review(
            card=card.id,
            lesson=self.lessons.get(card.lesson, ""),
            at=now,
            mode=self.mode,
            grade=grade(card, correct=verdict.correct, hints=self.hints),
            correct=verdict.correct,
            score=worth(card, verdict.score, self.hints),
            hints=self.hints,
            seconds=seconds,
            answer=in_words(card, response)[:ANSWER_KEPT],
        )
        turn = Turn(
            asked=self.asked,
            response=response,
            verdict=verdict,
            review=self.log.review(review),
            hints=self.hints,
            first=all(turn.card.id != card.id for turn in self.turns),
            queue=tuple(self.queue),
            followed=tuple(self._followed),
        )
        self.turns.append(turn)
        self.stage = "told"

    def _next(self, now: float) -> None:
        over = self.until and now >= self.until
        while self.queue and not over:
            if (card := self.settle(self.queue.popleft())) is not None:
                self._show(ask(card, f"{self.seed}/{len(self.turns)}"), now)
                return
        self.asked, self.stage = None, "over"

    def _show(self, asked: Asked, now: float, hints: int = 0) -> None:
        self.asked, self.stage, self.hints, self.began = asked, "ask", hints, now
        self.said, self.ticks, self._followed = "", frozenset(), []
        self.follows.clear()


def comes_again(review: Review) -> bool:
    """Whether the card of this answer is asked once more in the same sitting."""
    if review.mode == "interview":
        return False
    return review.grade < (HARD if review.mode == "quiz" else GOOD)


def with_second_tries(
    verdict: Verdict, followed: Sequence[tuple[int, str, bool]], points: int
) -> Verdict:
    """A point that had to be asked for counts half."""
    made = {point for point, _, counts in followed if counts}
    if not made:
        return verdict
    score = verdict.score + len(made) * SECOND_TRY / points
    parts = tuple(
        replace(part, mark="right", why="When asked for it.") if number in made else part
        for number, part in enumerate(verdict.parts)
    )
    return replace(verdict, score=score, correct=score >= GOOD_ENOUGH, parts=parts)


def in_words(card: Card, response: Response) -> str:
    """The answer as the learner's notes have it."""
    if card.kind in {"type", "say"}:
        made = f"{len(response.picks)} of {len(card.points)} points"
        return response.text or (f"aloud: {made}" if card.kind == "say" else "")
    if card.kind == "fault":
        return " ".join(f"line {line}" for line in response.picks)
    texts = card.steps if card.kind == "order" else tuple(c.text for c in card.choices)
    return " | ".join(texts[pick] for pick in response.picks)
