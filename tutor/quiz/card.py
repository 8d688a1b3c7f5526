"""A card, as data: one question, its key, and a reason for every wrong answer.

`read.py` makes cards from a lesson's `quiz.toml` and from the predictions in its text, `key.py`
fills in the keys that a run decides, `marking.py` compares an answer with the key.
"""

from __future__ import annotations

from collections.abc import Container
from typing import Final, Literal

import msgspec

Kind = Literal["choice", "multiple", "order", "predict", "fault", "type", "say"]

OFTEN: Final = 2  # times as often as another question one of the guide's is asked

Level = Literal["junior", "mid", "senior"]

KINDS: Final[dict[str, str]] = {
    "choice": "One is right",
    "multiple": "Every right one, and no other",
    "order": "Put them in order",
    "predict": "Predict: the run decides",
    "fault": "Find the fault",
    "type": "Type the answer",
    "say": "Say it aloud",
}
"""Every kind, with its instruction to the learner."""


class Choice(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """An answer to choose, or one line of a faulty program."""

    text: str = ""  # empty for a line: the code shows it
    why: str = ""  # Markdown: why it is right, or wrong *here*
    right: bool = False
    line: int = 0  # from 1; of a faulty program only


class Near(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A typed answer that is wrong for a reason worth telling."""

    answer: str  # as `accept`
    why: str


class Point(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """One point of a free answer, for a listener to tick."""

    text: str
    words: tuple[str, ...] = ()  # any of these in a typed answer ticks the point at first
    ask: str = ""  # the follow-up question when the point was missed
    model: str = ""  # the answer to the follow-up question


class Card(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One question. The kind decides which fields of the lower half are filled."""

    id: str  # stable, unique in the course
    kind: Kind
    lesson: int
    topic: str  # the summary counts by topic
    question: str  # Markdown
    why: str = ""  # Markdown: explains the answer
    page: str = ""  # title of the lesson's page to reread
    claims: tuple[str, ...] = ()  # rows of the ledger that support the key
    faults: tuple[str, ...] = ()  # "F28"
    asks: tuple[str, ...] = ()  # well-known questions: "guide 4", "interview 30"
    source: str = ""  # another source of the key: "RFC 6455, 5.3"
    scene: str = ""  # the proof: "at_most_once"; in another lesson "7/at_most_once"
    nudge: str = ""  # first hint
    look: str = ""  # second: "channels.layers:InMemoryChannelLayer.group_send"
    family: str = ""  # cards of one family are not asked on the same day; several, with spaces
    aliases: tuple[str, ...] = ()  # earlier ids
    level: Level = "mid"  # say: whom an interviewer would ask it
    setting: str = ""  # title of the scene that asks it first, for a lesson's own prediction

    choices: tuple[Choice, ...] = ()  # choice, multiple, predict, fault
    answer: str = ""  # query on the scene's recording: predict; type where a run decides
    code: str = ""  # the program on the screen
    otherwise: str = ""  # fault: why any other line is wrong
    steps: tuple[str, ...] = ()  # order: in the right order
    facts: tuple[str, ...] = ()  # order: the pattern of each step's fact, where a run decides
    accept: tuple[str, ...] = ()  # type: texts, or "re:…" for a pattern
    near: tuple[Near, ...] = ()
    model: str = ""  # type: the answer; say: a good answer
    points: tuple[Point, ...] = ()

    @property
    def kin(self) -> frozenset[str]:
        """Its families; cards that have one in common give each other's answers away."""
        return frozenset(self.family.split() or (self.id,))

    @property
    def weight(self) -> int:
        """How often an interviewer asks it, against other cards: the guide's questions twice."""
        return OFTEN if any(asked.startswith("guide ") for asked in self.asks) else 1

    @property
    def proof(self) -> tuple[int, str]:
        """Number of the lesson and name of the scene that show it; "" = no scene does."""
        number, _, scene = self.scene.rpartition("/")
        return (int(number), scene) if number.isdecimal() else (self.lesson, self.scene)

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines of the program, without blank lines at its end."""
        return tuple(self.code.rstrip().split("\n")) if self.code.strip() else ()

    @property
    def is_computed(self) -> bool:
        """Whether a recording decides the key."""
        return bool(self.answer or self.facts)


class Deck(msgspec.Struct, frozen=True):
    """All cards of a course, in its order."""

    cards: tuple[Card, ...]
    pages: dict[int, int] = {}  # number of pages of each lesson
    tasks: tuple[Card, ...] = ()  # what shows a topic and is no card: stages of rounds

    @property
    def alone(self) -> list[Card]:
        """The cards that are whole by themselves: a lesson's own predictions need their scene."""
        return [card for card in self.cards if not card.setting]

    def shown(self, done: Container[str]) -> list[Card]:
        """What topics are judged by: all cards, and those `tasks` whose ids are in `done`."""
        return [*self.alone, *(task for task in self.tasks if task.id in done)]

    def by_id(self) -> dict[str, Card]:
        """Cards by their id, and by every earlier id."""
        found = {alias: card for card in self.cards for alias in card.aliases}
        return found | {card.id: card for card in self.cards}
