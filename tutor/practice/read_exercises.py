"""Reads the exercises of a lesson: the folders in its `exercises`, each with an `exercise.toml`.

Only what cannot be read is a problem here, all of it at once; `check_exercise.py` judges the rest.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, Final

import msgspec

from tutor import files
from tutor.course.inside import is_scene_name
from tutor.course.model import Source
from tutor.course.problems import Problem, problem
from tutor.practice.exercise import Diagnosis, Exercise, Fact, Wrong

FOLDER: Final = "exercises"
FILE: Final = "exercise.toml"
FORMAT: Final = 1
_TABLES: Final[dict[str, tuple[str, type[msgspec.Struct]]]] = {
    "fact": ("facts", Fact),
    "diagnosis": ("diagnoses", Diagnosis),
    "wrong": ("wrongs", Wrong),
}
_HINT: Final = "fields: tutor/practice/exercise.py"
_OURS: Final = {"name", "lesson", "folder", *(name for name, _ in _TABLES.values())}


def read_exercises(
    folder: Path, lesson: int
) -> tuple[list[tuple[Exercise, Source]], list[Problem]]:
    """The readable exercises of a lesson's folder, by their names, and what is wrong in others."""
    exercises, problems = [], []
    for file in sorted((folder / FOLDER).glob(f"*/{FILE}")):
        exercise, found = read_exercise(file, lesson)
        problems += found
        if exercise is not None:
            exercises.append((exercise, Source(file=file, line=1)))
    for stray in sorted((folder / FOLDER).glob("*/")):
        if stray.name != "__pycache__" and stray.is_dir() and not (stray / FILE).is_file():
            problems.append(Problem(file=stray / FILE, line=1, message="there is no such file"))
    return exercises, problems


def read_exercise(file: Path, lesson: int) -> tuple[Exercise | None, list[Problem]]:
    """One exercise, None where it cannot be read, and everything that hinders that."""
    start = Source(file=file, line=1)
    try:
        text = files.text(file)
        data = tomllib.loads(text)
    except OSError as error:
        return None, [problem(start, f"it cannot be read: {error.strerror or error}")]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        return None, [problem(start, f"this is not TOML: {error}")]
    reader = _Reader(file, text)
    name = file.parent.name
    if not is_scene_name(name):
        reader.wrong(1, f"the folder is called {name!r}, and it has to be a function's name")
    if (found := data.pop("format", FORMAT)) != FORMAT:
        reader.wrong(reader.line("format"), f"format {found!r} is not known", f"format = {FORMAT}")
    tables: dict[str, Any] = {
        field: tuple(reader.entries(data.pop(table, []), table, kind))
        for table, (field, kind) in _TABLES.items()
    }
    given = reader.fields(data, Exercise, _OURS)
    if reader.problems:
        return None, reader.problems
    return Exercise(name=name, lesson=lesson, folder=file.parent, **given, **tables), []


class _Reader:
    """Collects what is wrong in one file."""

    def __init__(self, file: Path, text: str) -> None:
        self.problems: list[Problem] = []
        self._file, self._text = file, text

    def wrong(self, line: int, message: str, hint: str = "") -> None:
        self.problems.append(Problem(file=self._file, line=line, message=message, hint=hint))

    def line(self, key: str, after: int = 0) -> int:
        """Where a key stands, 1 where it is not written at the start of a line."""
        found = re.compile(rf"^[ \t]*{re.escape(key)}[ \t]*=", re.MULTILINE).search(
            self._text, after
        )
        return self._text.count("\n", 0, found.start()) + 1 if found else 1

    def entries(self, given: object, table: str, kind: type[msgspec.Struct]) -> list[Any]:
        if not isinstance(given, list) or not all(isinstance(entry, dict) for entry in given):
            self.wrong(1, f"{table} is not a list of tables", f"[[{table}]]")
            return []
        heads = [
            found.start()
            for found in re.finditer(
                rf"^[ \t]*\[\[[ \t]*{table}[ \t]*\]\]", self._text, re.MULTILINE
            )
        ]
        places = [*heads, *[0] * len(given)]
        made = []
        for entry, place in zip(given, places, strict=False):
            before = len(self.problems)
            fields = self.fields(entry, kind, set(), after=place)
            if len(self.problems) == before:
                made.append(kind(**fields))
        return made

    def fields(
        self, given: dict[str, Any], kind: type[msgspec.Struct], ours: set[str], after: int = 0
    ) -> dict[str, Any]:
        known = {field.name: field for field in msgspec.structs.fields(kind)}
        head = self._text.count("\n", 0, after) + 1
        for name in given.keys() - known.keys() | given.keys() & ours:
            self.wrong(self.line(name, after), f"unknown field {name}", _HINT)
        values = {}
        for name, field in known.items():
            if name in given and name not in ours:
                try:
                    values[name] = msgspec.convert(_trimmed(given[name]), field.type)
                except msgspec.ValidationError as error:
                    self.wrong(self.line(name, after), f"{name}: {error}", _HINT)
            elif name not in ours and field.required:
                self.wrong(head, f"it has no {name}", _HINT)
        return values


def _trimmed(value: object) -> object:
    return value.strip() if isinstance(value, str) else value
