"""What other people say to the cards that are said aloud, and how well `heard` tells it apart.

A lesson's `answers.toml` has a table for each such card: `good` answers, each of which makes every
point, and `wrong` ones, tempting or evasive, which make none. They are no part of the deck: only
`tutor dev check` and the tests read them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from tutor import files
from tutor.course.model import Source
from tutor.course.problems import Problem, problem
from tutor.quiz.card import Card
from tutor.quiz.heard import heard
from tutor.quiz.marking import GOOD_ENOUGH

FILE: Final = "answers.toml"
FEWEST: Final = 2  # answers of each kind that a card has
FOUND: Final = 0.85  # of the good answers' points, over a course
SLIPPED: Final = 0.10  # of the wrong answers' points, at most
_FORM: Final = 'one table a card, as [say-deploy], with good = ["…"] and wrong = ["…"]'


class Said(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The answers to one card."""

    good: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()


class Rates(NamedTuple):
    """How many points of all answers were found."""

    good: int = 0
    of_good: int = 0
    wrong: int = 0
    of_wrong: int = 0

    @property
    def found(self) -> float:
        """The share of the good answers' points; 1 where there are none."""
        return self.good / self.of_good if self.of_good else 1.0

    @property
    def slipped(self) -> float:
        """The share of the wrong answers' points."""
        return self.wrong / self.of_wrong if self.of_wrong else 0.0

    def __str__(self) -> str:
        return (
            f"free answers: {self.good} of {self.of_good} points of the good ones are heard"
            f" ({self.found:.0%}, at least {FOUND:.0%}), {self.wrong} of {self.of_wrong} of the"
            f" wrong ones ({self.slipped:.0%}, at most {SLIPPED:.0%})"
        )


Answers = dict[str, tuple[Said, Source]]
"""By the card's id."""


def read_answers(folder: Path) -> tuple[Answers, list[Problem]]:
    """The answers of a lesson, and what cannot be read."""
    file = folder / FILE
    try:
        text = files.text(file)
        data = tomllib.loads(text)
    except FileNotFoundError:
        return {}, []
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        return {}, [problem(Source(file=file, line=1), f"this is not TOML: {error}")]
    found: Answers = {}
    problems = []
    for id, table in data.items():
        source = Source(file=file, line=_line(text, id))
        try:
            found[id] = msgspec.convert(table, Said), source
        except msgspec.ValidationError as error:
            problems.append(problem(source, f"{id}: {error}", _FORM))
    return found, problems


def _line(text: str, id: str) -> int:
    head = re.search(rf"^\[{re.escape(id)}\]", text, re.MULTILINE)
    return text.count("\n", 0, head.start()) + 1 if head else 1


def check_answers(
    cards: Iterable[tuple[Card, Source]], answers: Mapping[str, tuple[Said, Source]]
) -> tuple[Rates, list[Problem]]:
    """The rates over all cards, and what has to be put right for them to hold."""
    spoken = {card.id: (card, source) for card, source in cards if card.kind == "say"}
    problems = [
        problem(source, f"{id}: no card of that id is said aloud", "an id of this course's cards")
        for id, (_, source) in answers.items()
        if id not in spoken
    ]
    rates = Rates()
    for id, (card, source) in spoken.items():
        said, place = answers.get(id, (Said(), source))
        one = _rates(card, said)
        rates = Rates(*(sum(pair) for pair in zip(rates, one, strict=True)))
        problems += [problem(place, f"{id}: {text}", hint) for text, hint in _wrong(card, said)]
    return rates, problems + _missed(rates, answers)


def _rates(card: Card, said: Said) -> Rates:
    return Rates(
        good=sum(len(heard(card, text)) for text in said.good),
        of_good=len(said.good) * len(card.points),
        wrong=sum(len(heard(card, text)) for text in said.wrong),
        of_wrong=len(said.wrong) * len(card.points),
    )


def _wrong(card: Card, said: Said) -> Iterator[tuple[str, str]]:
    for kind, texts in (("good", said.good), ("wrong", said.wrong)):
        if len(texts) < FEWEST:
            yield f"it has {len(texts)} {kind} answers, at least {FEWEST}", f"{FILE}: {_FORM}"
    for text in said.wrong:
        made = heard(card, text)
        if len(made) >= GOOD_ENOUGH * len(card.points):
            words = "; ".join(
                " … ".join(text[span.begin : span.end] for span in spans) for spans in made.values()
            )
            yield f"a wrong answer passes, by the words {words}", "hints: + for more, - for not"


def _missed(rates: Rates, answers: Mapping[str, tuple[Said, Source]]) -> list[Problem]:
    """The goals that the whole does not reach, told at the first answers."""
    place = next((source for _, source in answers.values()), None)
    if place is None or (rates.found >= FOUND and rates.slipped <= SLIPPED):
        return []
    return [problem(place, str(rates), "the hints are the words of a card's points")]
