"""Reads the goals of a lesson, its `goals.toml`; only what cannot be read is a problem here.

`check_goals.py` judges the rest.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, Final

import msgspec

from tutor import files
from tutor.core.match import PatternError
from tutor.course.model import Source
from tutor.course.problems import Problem, problem
from tutor.play.goal import Condition, Goal
from tutor.play.judge import queries, query

FILE: Final = "goals.toml"
WORDS: Final = "words"
Words = dict[str, str]
"""A frame that a lab understands, as it may be sent → what it does."""
_HEAD: Final = re.compile(r"\[\[\s*goal\s*\]\]")


def read_goals(folder: Path, lesson: int) -> tuple[list[tuple[Goal, Source]], list[Problem]]:
    """The readable goals of a lesson's folder, in their order, and the problems of the others."""
    file = folder / FILE
    if not file.is_file():
        return [], []
    try:
        text = files.text(file)
        given = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError, OSError) as error:
        return [], [problem(Source(file=file, line=1), f"this is not TOML: {error}")]
    if unknown := given.keys() - {"goal", WORDS}:
        told = f"unknown field {', '.join(sorted(unknown))}"
        return [], [problem(Source(file=file, line=1), told, "[[goal]]")]
    try:
        msgspec.convert(given.get(WORDS, {}), dict[str, Words])
    except msgspec.ValidationError as error:
        return [], [problem(Source(file=file, line=1), str(error), '[words.LAB] "frame" = "means"')]
    entries = given.get("goal", [])
    lines = [number for number, line in enumerate(text.splitlines(), 1) if _HEAD.match(line)]
    goals, problems = [], []
    for number, entry in enumerate(entries if isinstance(entries, list) else [entries]):
        line = lines[number] if number < len(lines) else 1
        source = Source(file=file, line=line)
        try:
            goals.append((_goal(entry, lesson), source))
        except (msgspec.ValidationError, TypeError) as error:
            problems.append(problem(source, str(error), "fields: docs/goals.md"))
    return goals, problems


def read_words(folder: Path, lab: str) -> Words:
    """The frames that a lab of a lesson understands, in their order; none where none are told."""
    try:
        given = tomllib.loads(files.text(folder / FILE))
        return msgspec.convert(given.get(WORDS, {}), dict[str, Words]).get(lab, {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError, OSError):
        return {}  # `dev check` says why


def _goal(entry: Any, lesson: int) -> Goal:
    if not isinstance(entry, dict) or "lesson" in entry:
        raise TypeError("a goal is a table, and its lesson is that of the folder")
    named = {("conditions" if key == "condition" else key): each for key, each in entry.items()}
    goal = msgspec.convert({**named, "lesson": lesson}, Goal)
    for condition in goal.conditions:
        _compile(condition)
    return goal


def _compile(one: Condition) -> None:
    """Raises `TypeError` for a query that cannot be read: the judge is never given one."""
    asked = [one.holds, *(each.when for each in one.instead)]
    for text in (one.saw, *(each.says for each in one.instead)):
        asked += queries(text)
    for text in asked:
        try:
            query(text)
        except PatternError as error:
            raise TypeError(f"{one.says!r}: {error}") from None
