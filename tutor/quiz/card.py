"""A card, as data: one question, its key, and a reason for every answer that is not it.

No format here and no judgement: `read.py` makes cards of a lesson's `quiz.toml` and of the
predictions in its text, `key.py` fills in what a run decides, `marking.py` compares an answer.
"""

from __future__ import annotations

from typing import Final, Literal

import msgspec

Kind = Literal["choice", "multiple", "order", "predict", "fault", "type", "say"]

KINDS: Final[dict[str, str]] = {
    "choice": "One is right",
    "multiple": "Every right one, and no other",
    "order": "Put them in order",
    "predict": "Predict: the run decides",
    "fault": "Find the fault",
    "type": "Type the answer",
    "say": "Say it aloud",
}
"""Every kind, and what the learner is told to do."""


class Choice(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """An answer to choose; of a faulty program, one of its lines."""

    text: str = ""  # a line: empty, the code shows it
    why: str = ""  # Markdown: why it is right, or wrong *here*
    right: bool = False
    line: int = 0  # from 1; only of a faulty program


class Near(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A typed answer that is wrong in a way worth a word."""

    answer: str  # as `accept`
    why: str


class Point(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """What a listener ticks when it has been said."""

    text: str
    words: tuple[str, ...] = ()  # any of these in a typed answer ticks it for a start
    ask: str = ""  # what an interviewer asks when it has not been said
    model: str = ""  # and what should be said then


class Card(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One question. Which of the lower half is filled depends on the kind."""

    id: str  # stable, unique in the course
    kind: Kind
    lesson: int
    topic: str  # what the summary counts by
    question: str  # Markdown
    why: str = ""  # Markdown: the answer, explained
    page: str = ""  # title of the lesson's page to reread
    claims: tuple[str, ...] = ()  # rows of the ledger that bear the key out
    faults: tuple[str, ...] = ()  # "F28"
    asks: tuple[str, ...] = ()  # "guide 4", "interview 30": which well-known question it is
    source: str = ""  # where else the key is written: "RFC 6455, 5.3"
    scene: str = ""  # the proof: "at_most_once", of another lesson "7/at_most_once"
    nudge: str = ""  # first hint
    look: str = ""  # second: "channels.layers:InMemoryChannelLayer.group_send"
    family: str = ""  # cards of one family are not asked on the same day
    aliases: tuple[str, ...] = ()  # ids it had before
    setting: str = ""  # of a lesson's own prediction: the scene in which it is met first

    choices: tuple[Choice, ...] = ()  # choice, multiple, predict, fault
    answer: str = ""  # query on the scene's recording: predict, and type where a run decides
    code: str = ""  # the program on the screen
    otherwise: str = ""  # fault: why any other line is not it
    steps: tuple[str, ...] = ()  # order: in the right one
    facts: tuple[str, ...] = ()  # order: the pattern of each step's fact, where a run decides
    accept: tuple[str, ...] = ()  # type: texts, or "re:…" for a pattern
    near: tuple[Near, ...] = ()
    model: str = ""  # type: the answer; say: what a good one sounds like
    points: tuple[Point, ...] = ()

    @property
    def kin(self) -> str:
        """Cards with the same one are siblings: one gives the other's answer away."""
        return self.family or self.id

    @property
    def proof(self) -> tuple[int, str]:
        """Lesson and scene that show it; the scene is "" when there is none."""
        number, _, scene = self.scene.rpartition("/")
        return (int(number), scene) if number.isdecimal() else (self.lesson, self.scene)

    @property
    def lines(self) -> tuple[str, ...]:
        """The program, line by line; blank ones at its end are none."""
        return tuple(self.code.rstrip().split("\n")) if self.code.strip() else ()

    @property
    def is_computed(self) -> bool:
        """Whether a recording decides the key."""
        return bool(self.answer or self.facts)


class Deck(msgspec.Struct, frozen=True):
    """All cards of a course, in its order."""

    cards: tuple[Card, ...]
    pages: dict[int, int] = {}  # number of pages of each lesson

    def by_id(self) -> dict[str, Card]:
        """Cards by their id, and by every id they had before."""
        found = {alias: card for card in self.cards for alias in card.aliases}
        return found | {card.id: card for card in self.cards}
