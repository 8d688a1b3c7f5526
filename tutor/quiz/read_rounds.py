"""Reads the rounds of a lesson: the files of its folder `rounds`, one round each.

The file's name is the round's id. Only what cannot be read is a problem here; `check_rounds.py`
judges the rest.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from tutor import files
from tutor.core.harmless import is_harmless
from tutor.course.model import Source
from tutor.course.problems import Problem, problem
from tutor.quiz.rounds import Round

FOLDER: Final = "rounds"
_TABLES: Final = {"question": "questions", "sum": "sums", "need": "needs", "point": "points"}


def read_rounds(folder: Path) -> tuple[list[tuple[Round, Source]], list[Problem]]:
    """The readable rounds of a lesson's folder, by their names, and the problems of the others."""
    rounds, problems = [], []
    for file in sorted((folder / FOLDER).glob("*.toml")):
        source = Source(file=file, line=1)
        try:
            rounds.append((_round(file.stem, tomllib.loads(files.text(file))), source))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
            problems.append(problem(source, f"this is not TOML: {error}"))
        except (msgspec.ValidationError, TypeError, OSError) as error:
            problems.append(problem(source, str(error), "fields: tutor/quiz/rounds.py"))
    return rounds, problems


def _round(name: str, given: dict[str, Any]) -> Round:
    if not is_harmless(name):
        raise TypeError(f"{name!r} is not an id: it has a control character")
    stages = [_stage(entry) for entry in _tables(given.pop("stage", []), "stage")]
    if unknown := given.keys() - set(Round.__struct_fields__) | given.keys() & {"id", "stages"}:
        raise TypeError(f"unknown field {', '.join(sorted(unknown))}")
    return msgspec.convert({**_trimmed(given), "id": name, "stages": stages}, Round)


def _stage(entry: dict[str, Any]) -> dict[str, Any]:
    named = {_TABLES.get(key, key): value for key, value in entry.items()}
    lists = {
        key: [_trimmed(one) for one in _tables(value, key)]
        for key, value in named.items()
        if key in {*_TABLES.values(), "evidence"}
    }
    return {**_trimmed(named), **lists}


def _tables(given: object, name: str) -> Sequence[dict[str, Any]]:
    if not isinstance(given, list) or not all(isinstance(entry, dict) for entry in given):
        raise TypeError(f"{name} is not a list of tables")
    return given


def _trimmed(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: value.strip() if isinstance(value, str) else value for key, value in entry.items()}
