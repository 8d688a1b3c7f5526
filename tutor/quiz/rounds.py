"""A round of an interview, as data: a system to design, or an incident to explain, in stages.

`read_rounds.py` makes rounds from files, `round_talk.py` holds the conversation.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from tutor.quiz.card import Card, Level, Point
from tutor.quiz.drawing_review import Need

RoundKind = Literal["design", "incident"]
StageKind = Literal["clarify", "estimate", "draw", "talk"]


class Answerable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something worth asking before one begins, and what the interviewer says to it."""

    text: str  # "How many are connected at the same time"
    words: tuple[str, ...]  # hints of `heard.py`
    answer: str


class Estimate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A figure to estimate. What comes within a factor of it is of the right size."""

    ask: str
    answer: str  # a line of `sums.py`: "10,000 sockets * 30 KiB"
    why: str  # Markdown: the typical figure, and where it comes from
    source: str  # a claim, a scene, a page: "claim C11-Q9", "lesson 10, herd"
    within: float = 2.0


class Evidence(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """A line of a log or a figure, taken from the recording of the round's scene."""

    fact: str = ""  # a pattern: its facts are the lines, at their times
    most: int = 1  # that many of them
    figure: str = ""  # a query: its value stands in `text` at {}
    text: str = ""  # of a figure; in place of a fact's own sentence


class Shown(msgspec.Struct, frozen=True):
    """A line of evidence from a recording: seconds since the first act of a client, or None."""

    at: float | None
    where: str  # "server 1", "ann"; "" for a figure
    text: str


class Stage(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """A part of a round with a clock of its own. The kind decides which lists are filled."""

    kind: StageKind
    title: str
    minutes: float
    ask: str  # Markdown
    topic: str = ""  # "7/Delivery": what it shows of the learner counts there
    evidence: tuple[Evidence, ...] = ()  # shown before it asks
    questions: tuple[Answerable, ...] = ()  # clarify
    sums: tuple[Estimate, ...] = ()  # estimate
    needs: tuple[Need, ...] = ()  # draw
    board: tuple[str, ...] = ()  # draw: a good drawing, as one types it
    points: tuple[Point, ...] = ()  # talk
    model: str = ""  # talk: a good answer; clarify: what one asks; draw: what one says to it
    good: tuple[str, ...] = ()  # talk: answers in other people's words, to prove the rubric by
    wrong: tuple[str, ...] = ()  # talk: wrong or evasive ones

    @property
    def worth(self) -> int:
        """How many points there are to make."""
        parts = (self.questions, self.sums, self.needs, self.points)
        return sum(len(part) for part in parts)

    def card(self) -> Card:
        """Its rubric as a say-aloud card, for those that hear and mark one."""
        points = self.points or tuple(Point(text=q.text, words=q.words) for q in self.questions)
        return Card(
            id=self.title,
            kind="say",
            lesson=0,
            topic=self.title,
            question=self.ask,
            points=points,
            model=self.model,
        )


class Round(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A whole round. An incident has the scene it is taken from, and the step to look at."""

    id: str
    kind: RoundKind
    title: str
    level: Level
    prompt: str  # Markdown: what the interviewer begins with
    stages: tuple[Stage, ...]
    scene: str = ""  # "7/idle"
    step: str = ""  # a pattern: the recording is opened at this fact
    close: str = ""  # Markdown: what to take away

    @property
    def minutes(self) -> float:
        """How long it takes."""
        return sum(stage.minutes for stage in self.stages)

    @property
    def proof(self) -> tuple[int, str]:
        """Number of the lesson and name of the scene; (0, "") where there is none."""
        number, _, scene = self.scene.rpartition("/")
        return (int(number), scene) if number.isdecimal() else (0, "")


def stage_cards(one: Round) -> Iterator[Card]:
    """The stages that show a topic, as cards: they are counted, and never asked as cards."""
    for number, stage in enumerate(one.stages, start=1):
        if stage.topic:
            yield stage_card(one, number, stage)


def stage_card(one: Round, number: int, stage: Stage) -> Card:
    """The `number`-th stage of a round as a card of its topic."""
    lesson, _, topic = stage.topic.partition("/")
    return Card(
        id=f"round-{one.id}-{number}",
        kind="say",
        lesson=int(lesson) if lesson.isdecimal() else 0,
        topic=topic,
        question=stage.ask,
        level=one.level,
    )
