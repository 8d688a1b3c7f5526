"""What goes wrong, as people meet it: reads `symptoms.toml`, the index of `tutor why`.

An entry with the name of a rule of `core/diagnose` has that rule's remedy and scene, and is found
by the rule's patterns, too. `docs/symptoms.md` says how an entry is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec

from tutor.core.diagnose.rules import RULES
from tutor.course.model import Source
from tutor.course.problems import Problem, problem
from tutor.course.toml_tables import read_tables

FILE: Final = "symptoms.toml"
RULE: Final = "rule"  # the proof of a text that the entry's rule knows
RUN: Final = "run: "  # begins a proof that names a program of `runs`
SOURCE: Final = "source: "  # begins one that names a document, where no run of ours shows it
_HEAD: Final = re.compile(r"^\[([\w-]+)\]", re.MULTILINE)
_PLACE: Final = re.compile(r"\{\w+\}")
_QUOTES: Final = str.maketrans(dict.fromkeys('"`´‘’“”', "'"))


class Symptom(msgspec.Struct, frozen=True, kw_only=True):
    """One cause, and all that people see of it."""

    id: str  # the rule's name, where there is a rule
    area: str  # where it stands in the list: "Nothing arrives"
    title: str  # what is seen, as a headline
    cause: str
    sure: str  # how to make sure
    remedy: str
    scene: str = ""  # "7/alone": a run that shows it
    holds: str = ""  # query: what that run shows, where neither a rule nor a text says so
    proof: str = ""  # "channels.sessions: LINE" of an installed module, or "run: NAME"
    words: tuple[str, ...] = ()  # what people say
    texts: tuple[tuple[str, str], ...] = ()  # exact text, {name} for what differs; what proves it
    faults: tuple[str, ...] = ()  # cards that have one of these show it
    cards: tuple[str, ...] = ()  # and these
    goals: tuple[str, ...] = ()  # "7/ghost"
    exercises: tuple[str, ...] = ()  # "7/closes"
    source: Source

    @property
    def is_rule(self) -> bool:
        """Whether a rule finds it in recordings."""
        return self.id in RULES


class _Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the file."""

    area: str
    title: str
    cause: str
    sure: str
    remedy: str = ""
    scene: str = ""
    holds: str = ""
    proof: str = ""
    words: tuple[str, ...] = ()
    texts: dict[str, str] = {}
    faults: tuple[str, ...] = ()
    cards: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    exercises: tuple[str, ...] = ()


def read_symptoms(folder: Path) -> tuple[tuple[Symptom, ...], list[Problem]]:
    """The entries that can be read, and what is wrong with the others; none without the file.

    Raises `TutorError` for a file that cannot be read or is not TOML.
    """
    file = folder / FILE
    text, data = read_tables(file)
    lines = {found[1]: text.count("\n", 0, found.start()) + 1 for found in _HEAD.finditer(text)}
    symptoms: list[Symptom] = []
    problems: list[Problem] = []
    for name, table in data.items():
        source = Source(file=file, line=lines.get(name, 1))
        try:
            entry = msgspec.convert(table, _Entry)
        except msgspec.ValidationError as error:
            problems.append(problem(source, f"{name}: {error}"))
            continue
        problems += [problem(source, *told) for told in _wrong(name, entry)]
        symptoms.append(_symptom(name, entry, source))
    return tuple(symptoms), problems


def _wrong(name: str, entry: _Entry) -> Iterator[tuple[str, str]]:
    if name in RULES and entry.remedy:
        yield f"{name} has a remedy, and so has the rule of that name", "leave the entry's out"
    if name not in RULES and not entry.remedy:
        yield f"{name} has no remedy, and no rule has that name", "write remedy = …"
    if name in RULES and RULES[name].scene and entry.scene:
        yield f"{name} has a scene, and so has the rule of that name", "leave the entry's out"
    for text in entry.texts:
        if len(literal(text)) < 4:
            yield f"{name}: {text!r} would match nearly anything", "give more of the text"


def _symptom(name: str, entry: _Entry, source: Source) -> Symptom:
    fields: dict[str, Any] = msgspec.structs.asdict(entry)
    fields["texts"] = tuple(entry.texts.items())
    if rule := RULES.get(name):
        fields["remedy"] = rule.remedy
        fields["scene"] = rule.scene or entry.scene
    return Symptom(id=name, source=source, **fields)


def run_of(proof: str) -> str:
    """The name of the program that a proof names; "" where it names none."""
    return proof.removeprefix(RUN).strip() if proof.startswith(RUN) else ""


# ── exact texts ─────────────────────────────────────────────────────────────────────────────


def normal(text: str) -> str:
    """A text as it is compared: one kind of quotes, single spaces, small letters."""
    return " ".join(text.translate(_QUOTES).split()).casefold()


def pattern(text: str) -> re.Pattern[str]:
    """What finds an exact text in a normal line; {name} is anything, and not nothing."""
    parts = [re.escape(part) for part in _PLACE.split(normal(text))]
    return re.compile(".{1,200}?".join(parts))


def literal(text: str) -> str:
    """The longest part of an exact text that is always the same, as it is compared."""
    return max((part.strip() for part in _PLACE.split(normal(text))), key=len)


def filled(text: str) -> str:
    """An exact text with something in its places."""
    return _PLACE.sub("x", text)
