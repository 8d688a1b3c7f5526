"""Reads a lesson's `quiz.toml`, and makes cards from the predictions in its text.

The file is a list of `[[card]]` tables with the fields of `card.Card` (CONTRIBUTING.md, "Add a
card"); the folder gives `lesson`. Only an unreadable card is a problem here; `check_card.py`
judges the rest. All problems are reported at once, each with its line.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, Final

import msgspec

from tutor import files
from tutor.core.harmless import is_harmless
from tutor.course.inside import NAMES
from tutor.course.model import Lesson, Predict, Scene, Source
from tutor.course.problems import Problem, problem
from tutor.quiz.card import Card, Choice

FILE: Final = "quiz.toml"
_HEAD: Final = re.compile(r"^[ \t]*\[\[[ \t]*card[ \t]*\]\]", re.MULTILINE)
_SCENE: Final = re.compile(r"(\w+/)?[^\W\d]\w*")
_TABLES: Final = {"choice": "choices", "point": "points"}


def read_cards(folder: Path, lesson: int) -> tuple[list[tuple[Card, Source]], list[Problem]]:
    """The readable cards with their places, and the problems of the others."""
    file = folder / FILE
    start = Source(file=file, line=1)
    try:
        text = files.text(file)
        data = tomllib.loads(text)
    except FileNotFoundError:
        return [], []
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        return [], [problem(start, f"this is not TOML: {error}")]
    problems = [
        problem(start, f"unknown key {key!r}", "[[card]] only") for key in data.keys() - {"card"}
    ]
    entries = data.get("card", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        return [], [*problems, problem(start, "card is not a list of tables", "[[card]]")]
    cards = []
    for entry, line in zip(entries, _lines(text, len(entries)), strict=True):
        source = Source(file=file, line=line)
        try:
            cards.append((_card(entry, lesson), source))
        except (msgspec.ValidationError, TypeError) as error:
            problems.append(
                problem(source, f"{_name(entry)}: {error}", "fields: tutor/quiz/card.py")
            )
    return cards, problems


def _lines(text: str, count: int) -> list[int]:
    """First lines of `count` cards; 1 where a card does not begin with `[[card]]`."""
    heads = [text.count("\n", 0, found.start()) + 1 for found in _HEAD.finditer(text)]
    return [*heads, *[1] * count][:count]


def _card(entry: dict[str, Any], lesson: int) -> Card:
    given = {_TABLES.get(key, key): value for key, value in entry.items()}
    if unknown := given.keys() - set(Card.__struct_fields__):
        raise TypeError(f"unknown field {', '.join(sorted(unknown))}")
    if (scene := str(given.get("scene", ""))) and not _SCENE.fullmatch(scene):
        raise TypeError(f"scene is {scene!r}, and {NAMES}")
    texts = {
        key: value.strip()
        for key, value in given.items()
        if isinstance(value, str) and key != "code"
    }
    card = msgspec.convert({**given, **texts, "lesson": lesson}, Card)
    for name in (card.id, *card.aliases):
        if not is_harmless(name):
            raise TypeError(f"{name!r} is not an id: it has a control character")
    return card


def _name(entry: dict[str, Any]) -> str:
    return str(entry.get("id") or "a card without an id")


def from_predictions(lesson: Lesson) -> list[tuple[Card, Source]]:
    """Cards from the questions that the lesson asks while a scene plays."""
    return [
        (_predicted(lesson.number, page.title, page.scene, one), one.source)
        for page in lesson.pages
        if page.scene is not None
        for one in page.scene.predictions
    ]


def _predicted(lesson: int, page: str, scene: Scene, one: Predict) -> Card:
    return Card(
        id=one.id,
        kind="predict",
        lesson=lesson,
        topic=page,
        question=one.question,
        page=page,
        claims=tuple(claim.id for claim in scene.claims),
        scene=scene.name,
        setting=scene.title,
        family=f"{lesson}/{scene.name}",
        answer=one.answer,
        choices=tuple(Choice(text=choice.label, why=choice.why) for choice in one.choices),
    )
