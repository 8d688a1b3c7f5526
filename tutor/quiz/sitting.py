"""The state of a sitting as frozen data, the actions that change it, and the entries it writes.

`step.step(sitting, action, now)` gives the next state and the entries. All of it can be encoded and
decoded with msgspec; a decoded state goes on exactly as the original would.

A new kind of question adds a phase and its actions here, and a row for the phase in `step.py`.
"""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from tutor.quiz.asking import Asked
from tutor.quiz.card import Card
from tutor.quiz.heard import Span, heard, sentence_around
from tutor.quiz.hints import GOOD, HARD, rung, rungs
from tutor.quiz.marking import Response, Verdict
from tutor.quiz.schedule import Mode, Review


class Reply(NamedTuple):
    """The answer to a follow-up question."""

    point: int  # the card's own number of the point, from 0
    text: str  # "" = said aloud
    made: bool  # whether the answer makes the point


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """One card, answered."""

    asked: Asked
    response: Response
    verdict: Verdict
    review: Review  # as given to be written down; its `id` is 0, the log has its own
    number: int  # of the `Answered` entry that counts
    hints: int
    first: bool  # not a repetition
    queue: tuple[str, ...]  # ids of the cards that were still to come when it was asked
    followed: tuple[Reply, ...] = ()

    @property
    def card(self) -> Card:
        """The card with its key."""
        return self.asked.card


# ── phases ──────────────────────────────────────────────────────────────────────────────────


class Dealing(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The next card is drawn and needs its key, which a recording may have."""

    card: str  # its id


class _Open(msgspec.Struct, frozen=True, kw_only=True):
    """A card is in hand and not judged yet."""

    asked: Asked
    hints: int = 0  # rungs taken


class Asking(_Open, frozen=True, kw_only=True, tag=True):
    """The question is open."""

    began: float  # when it came up, seconds since the epoch


class _Said(_Open, frozen=True, kw_only=True):
    """A free answer has been given."""

    said: str  # as typed, "" = aloud
    seconds: float  # until it was given


class Following(_Said, frozen=True, kw_only=True, tag=True):
    """An interviewer asks further; the rubric has not been seen yet."""

    to_ask: tuple[int, ...]  # points still to be asked for; the first one is being asked
    followed: tuple[Reply, ...] = ()

    @property
    def point(self) -> int:
        """The number of the point that is being asked for."""
        return self.to_ask[0]


class Ticking(_Said, frozen=True, kw_only=True, tag=True):
    """The learner ticks the points that the free answer made."""

    followed: tuple[Reply, ...] = ()


class Doubting(_Said, frozen=True, kw_only=True, tag=True):
    """A typed answer is wrong, and has the right one in it: was that meant?"""


class Told(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The last turn's verdict is on the screen."""


class Over(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """No card is left, or the time is up."""


Phase = Dealing | Asking | Doubting | Following | Ticking | Told | Over


# ── actions ─────────────────────────────────────────────────────────────────────────────────


class Deal(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The drawn card with its key; None leaves the card out, because it cannot be asked."""

    card: Card | None


class Answer(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """An answer to the open question. An empty response says that the learner does not know."""

    response: Response = Response()


class Hint(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The next rung of the ladder of hints."""


class Tick(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The points that a free answer made."""

    points: tuple[int, ...] = ()


class Follow(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The answer to a follow-up question."""

    text: str = ""  # "" = said aloud
    made: bool = False


class Mean(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Whether the right answer, which is part of the typed one, was meant."""

    yes: bool


class Grade(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Another grade for the answer whose verdict is on the screen."""

    to: int  # hints.HARD, GOOD or EASY


class Next(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """On to the next card."""


class Undo(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Takes the last answer back; a free answer that is not judged yet is the last one."""


class Flag(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Flags the card in hand, or takes the flag away."""

    on: bool


class Leave(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The learner leaves; what is not judged yet has not been answered."""


Action = Deal | Answer | Hint | Mean | Tick | Follow | Grade | Next | Undo | Flag | Leave


# ── entries ─────────────────────────────────────────────────────────────────────────────────


class Answered(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """An answer for the review log. Numbers count up from 1 in each sitting."""

    number: int
    review: Review


class TakenBack(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The answer of this number does not count any more."""

    number: int


class Flagged(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A card is flagged from now on, or no longer."""

    card: str
    lesson: str  # folder name
    on: bool
    at: float


Entry = Answered | TakenBack | Flagged


# ── the state ───────────────────────────────────────────────────────────────────────────────


class Sitting(msgspec.Struct, frozen=True, kw_only=True):
    """A sitting at one moment. Times are seconds since the epoch."""

    mode: Mode
    cards: dict[str, Card]  # the plan's cards by id, as the deck has them: keys may be missing
    queue: tuple[str, ...]  # ids of the cards to come
    phase: Phase
    turns: tuple[Turn, ...] = ()
    written: int = 0  # number of the latest `Answered` entry
    lessons: dict[int, str] = {}  # folder names by number
    seed: str = ""
    until: float = 0.0  # no new card from then on; 0 = no limit

    @property
    def asked(self) -> Asked | None:
        """The card in hand, as it was asked; None between two cards and at the end."""
        if isinstance(self.phase, Told):
            return self.turns[-1].asked
        return self.phase.asked if isinstance(self.phase, _Open) else None

    @property
    def card(self) -> Card:
        """The card in hand, with its key. Raises LookupError where there is none."""
        if (asked := self.asked) is None:
            raise LookupError(f"no card is in hand while the phase is {type(self.phase).__name__}")
        return asked.card

    @property
    def last(self) -> Turn | None:
        """The latest answer."""
        return self.turns[-1] if self.turns else None

    @property
    def hints(self) -> int:
        """Rungs that were taken for the card in hand."""
        if isinstance(self.phase, Told):
            return self.turns[-1].hints
        return self.phase.hints if isinstance(self.phase, _Open) else 0

    @property
    def hints_taken(self) -> list[tuple[str, str]]:
        """Names and texts of these rungs."""
        return [rung(self.card, number) for number in range(1, self.hints + 1)]

    @property
    def has_hint(self) -> bool:
        """Whether there is a further rung."""
        return isinstance(self.phase, Asking) and self.hints < rungs(self.card)

    @property
    def to_ask(self) -> tuple[int, ...]:
        """Points that an interviewer still asks for."""
        return self.phase.to_ask if isinstance(self.phase, Following) else ()

    @property
    def marked(self) -> dict[int, tuple[Span, ...]]:
        """Of a free answer whose points are being ticked: what was heard, and with which words.

        In an interview nothing is: the candidate decides alone what was said.
        """
        if self.mode == "interview" or not isinstance(self.phase, Ticking):
            return {}
        return heard(self.card, self.phase.said)

    @property
    def claimed(self) -> str:
        """The sentence by which an answer made the point that is asked about; "" = it did not."""
        if not isinstance(self.phase, Following):
            return ""
        said = self.phase.said
        spans = heard(self.card, said).get(self.phase.point, ())
        return sentence_around(said, spans) if spans else ""

    @property
    def place(self) -> tuple[str, int, tuple[int, ...]]:
        """Differs whenever the learner is asked something else: phase, turns, points to ask for."""
        return type(self.phase).__name__, len(self.turns), self.to_ask

    @property
    def done(self) -> int:
        """How many cards will not come again."""
        return len({turn.card.id for turn in self.turns} - {*self.queue, *self._in_hand()})

    @property
    def total(self) -> int:
        """How many different cards the sitting has."""
        return len({turn.card.id for turn in self.turns} | {*self.queue, *self._in_hand()})

    def _in_hand(self) -> set[str]:
        """The id of a card that is not done yet, if there is one."""
        match self.phase:
            case Dealing(card=card):
                return {card}
            case Told():
                turn = self.turns[-1]
                return {turn.card.id} if comes_again(turn.review) else set()
            case Over():
                return set()
            case phase:
                return {phase.asked.card.id}


def comes_again(review: Review) -> bool:
    """Whether the card of this answer is asked once more in the same sitting.

    In a quiz until the grade is not Again, in a review or when cramming until it is Good.
    """
    if review.mode == "interview":
        return False
    return review.grade < (HARD if review.mode == "quiz" else GOOD)
