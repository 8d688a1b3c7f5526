"""The state of a round that is held: what was said, drawn and marked so far, and in which phase."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from tutor.quiz.drawing import Drawing
from tutor.quiz.drawing_review import Review
from tutor.quiz.heard import Span
from tutor.quiz.rounds import Round, Shown, Stage

EMPTY: Final = Drawing()


@dataclass(frozen=True, slots=True)
class Head:
    """A stage begins."""

    number: int
    stages: int
    stage: Stage


@dataclass(frozen=True, slots=True)
class Said:
    """Words, as Markdown where they are the interviewer's."""

    who: Literal["interviewer", "you"]
    text: str
    at: float = 0.0  # seconds since the round began


@dataclass(frozen=True, slots=True)
class Feed:
    """Lines of a log, and figures."""

    lines: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """A drawing, and what is said of it; without a review it is the interviewer's own."""

    drawing: Drawing
    review: Review | None = None


@dataclass(frozen=True, slots=True)
class Rubric:
    """The points of a stage, and where each was heard. Nothing is ticked in it."""

    stage: Stage
    said: str
    heard: dict[int, tuple[Span, ...]]
    later: frozenset[int] = frozenset()  # heard in a follow-up only


Item = Head | Said | Feed | Board | Rubric


class Mark(NamedTuple):
    """A point: what it is, whether it was made, and a remark."""

    text: str
    made: bool
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a stage came to."""

    stage: Stage
    seconds: float
    points: tuple[Mark, ...]

    @property
    def made(self) -> int:
        """How many of its points were made."""
        return sum(point.made for point in self.points)

    @property
    def over(self) -> float:
        """Seconds beyond its time; 0 or less when it was kept."""
        return self.seconds - self.stage.minutes * 60


Phase = Literal["answer", "probe", "claim", "check", "over"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """Where the conversation is, and all that was said."""

    round: Round
    feeds: tuple[tuple[Shown, ...], ...]  # of each stage
    began: float
    since: float  # when the stage began
    place: int = 0
    phase: Phase = "answer"
    items: tuple[Item, ...] = ()
    results: tuple[Result, ...] = ()
    lines: tuple[str, ...] = ()  # typed since the last empty line
    said: str = ""  # the answer to the stage, without its follow-ups
    point: int = 0  # of the follow-up in hand, of the estimate in hand
    later: frozenset[int] = frozenset()  # points made in follow-ups
    asked: tuple[int, ...] = ()  # points that were followed up; questions that were asked
    tries: int = 0
    drawing: Drawing = EMPTY
    points: tuple[Mark, ...] = ()  # of a stage that is marked as it goes
    claims: tuple[int, ...] = ()

    @property
    def stage(self) -> Stage:
        """The one in hand; of a round that is over, the last."""
        return self.round.stages[min(self.place, len(self.round.stages) - 1)]

    @property
    def unreached(self) -> tuple[Stage, ...]:
        """Stages without a result."""
        return self.round.stages[len(self.results) :]

    @property
    def is_over(self) -> bool:
        """Nothing more is asked."""
        return self.phase == "over"
