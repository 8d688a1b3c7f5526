"""The index of `tutor why`: each exact text is in a run, in a rule, or in the installed source.

A text names what proves it: "7/alone", a recording with a fact that has the text; "rule", the rule
of the entry's name, which knows it; a module whose source has it; "run: NAME", a program that
prints it; or "source: …", a document, where no run can show it. An empty proof is counted.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from tutor.core.diagnose.known_errors import ROWS
from tutor.core.diagnose.rules import RULES
from tutor.core.match import PatternError, Query
from tutor.core.naming import clause, instead, unknown
from tutor.course.inside import trace
from tutor.course.model import Course, Lesson, Source
from tutor.course.problems import Problem, problem
from tutor.course.symptoms import (
    FILE,
    RULE,
    RUN,
    SOURCE,
    Symptom,
    filled,
    normal,
    pattern,
    read_symptoms,
    run_of,
)
from tutor.errors import TutorError
from tutor.library.find_exercises import exercises
from tutor.play.read_goals import read_goals
from tutor.quiz.card import Card
from tutor.runtime import installed, recording

SCENE: Final = re.compile(r"(\d+)/(\w+)")
ANY: Final = "exception"
"""The rule of whatever no other knows: no symptom belongs to it."""
DOCUMENT: Final = re.compile(r"\w+, \S+")
"""Whose it is, and where there: "Chromium, net/websockets/websocket_stream.cc"."""
_FORMAT: Final = re.compile(r"%\(\w+\)[sdr]|%[sdr]|\{[\w.!]*\}")


@dataclass(frozen=True, slots=True)
class Checked:
    """What has been found, and in how many entries and texts."""

    problems: list[Problem]
    symptoms: tuple[Symptom, ...]

    def __str__(self) -> str:
        """The number of symptoms, and of those that no run, rule or source bears out."""
        texts = [proof for one in self.symptoms for _, proof in one.texts]
        bare = [one for one in self.symptoms if not is_tied(one)]
        names = f": {', '.join(one.id for one in bare)}" if bare else ""
        told = sum(proof.startswith(SOURCE) for proof in texts)
        return (
            f"{len(self.symptoms)} symptoms, {len(bare)} without run, rule or source{names}; "
            f"{len(texts)} texts, {told} by a document alone, {texts.count('')} without"
        )


def is_tied(symptom: Symptom) -> bool:
    """Whether a rule, a query or the proof of a text bears the entry out."""
    proofs = (symptom.holds, symptom.proof, *(proof for _, proof in symptom.texts))
    return symptom.is_rule or any(proofs)


def check_symptoms(course: Course, lessons: Sequence[Lesson], cards: Sequence[Card]) -> Checked:
    """All problems of the index; none where a course has no such file."""
    symptoms, problems = read_symptoms(course.folder)
    if not symptoms:
        return Checked(problems, symptoms)
    source = Source(file=course.folder / FILE, line=1)
    for name in sorted(RULES.keys() - {one.id for one in symptoms} - {ANY}):
        problems.append(problem(source, f"the rule {name} has no entry", f"[{name}]"))
    goals = [goal.name for one in lessons for goal, _ in read_goals(one.folder, one.number)[0]]
    known = {
        "exercise": {f"{one.lesson}/{one.name}" for one in exercises(course)},
        "goal": set(goals),
        "card": {card.id for card in cards},
        "fault": {fault for card in cards for fault in card.faults},
    }
    folders = {lesson.number: lesson.folder for lesson in lessons}
    for one in symptoms:
        told = [*_unknown(one, known), *_scene(one, folders), *_source(one)]
        told += _texts(one, folders)
        problems += [problem(one.source, *each) for each in told]
    return Checked(problems, symptoms)


def repeat_runs(symptoms: Sequence[Symptom]) -> list[Problem]:
    """What the programs behind the texts do not say any more; what cannot be run is no problem."""
    from tutor.runtime.symptom_runs import repeat

    return [problem(one.source, f"{one.id}: {told}") for one, told in repeat(symptoms).differs]


def _unknown(one: Symptom, known: dict[str, set[str]]) -> Iterator[tuple[str, str]]:
    for what, names in (
        ("exercise", one.exercises),
        ("goal", one.goals),
        ("card", one.cards),
        ("fault", one.faults),
    ):
        for name in names:
            if name not in known[what]:
                told = clause(unknown(what, name, sorted(known[what])))
                yield f"{one.id}: {told}", clause(instead(name, sorted(known[what])))


def _scene(one: Symptom, folders: dict[int, Path]) -> Iterator[tuple[str, str]]:
    file = _recording(one.scene, folders)
    if one.scene and file is None:
        yield f"{one.id}: there is no recording of {one.scene}", "like 7/alone"
    if not one.holds:
        return
    if file is None:
        yield f"{one.id}: holds asks a recording, and there is none", 'scene = "7/alone"'
        return
    try:
        shown = Query.parse(one.holds).holds(recording.load(file).events)
    except PatternError as error:
        yield f"{one.id}: {error}", "a query: docs/architecture.md"
        return
    if not shown:
        yield f"{one.id}: `{one.holds}` is not so in {one.scene}", ""


def _source(one: Symptom) -> Iterator[tuple[str, str]]:
    """Whether the installed source has the line that proves the entry, however it is broken."""
    module, _, line = one.proof.partition(": ")
    if not one.proof:
        return
    if one.proof.startswith(RUN):
        if told := _lacks_run(one):
            yield f"{one.id}: {told}", "a program in runs/"
        return
    if module.partition(".")[0] in sys.stdlib_module_names:
        yield f"{one.id}: each Python has a source of its own of {module}", 'proof = "run: NAME"'
        return
    try:
        source = installed.find(module).file.read_text(encoding="utf-8")
    except TutorError as error:
        yield f"{one.id}: {clause(error.message)}", 'proof = "channels.sessions: LINE"'
        return
    if not line.strip() or "".join(line.split()) not in "".join(source.split()):
        yield f"{one.id}: {module} as installed here does not have {line!r}", "look it up again"


def _recording(name: str, folders: dict[int, Path]) -> Path | None:
    match = SCENE.fullmatch(name)
    if match is None or int(match[1]) not in folders:
        return None
    file = trace(folders[int(match[1])], match[2])
    return file if file.is_file() else None


FOR_TESTS: Final = ("pytest_django",)
"""Packages with texts that people meet, which the program itself does not need."""

# ── proofs of texts ─────────────────────────────────────────────────────────────────────────


def _texts(one: Symptom, folders: dict[int, Path]) -> Iterator[tuple[str, str]]:
    """What is said of each text without its proof.

    Versions word it differently: of the texts that name one module, one has to be there.
    """
    told_of = {
        (text, proof): _unproved(one, text, proof, folders) for text, proof in one.texts if proof
    }
    worded = {proof for (_, proof), told in told_of.items() if not told and _is_module(proof)}
    for (text, proof), told in told_of.items():
        if told and proof not in worded:
            yield f"{one.id}: {text!r}: {told}", 'or prove it by nothing: "", which is counted'


def _is_module(proof: str) -> bool:
    return proof != RULE and not SCENE.fullmatch(proof) and not proof.startswith((RUN, SOURCE))


def _lacks_run(one: Symptom, proof: str = "") -> str:
    """Why there is nothing to run; "" = there is."""
    name = run_of(proof or one.proof)
    there = sorted(file.stem for file in (one.source.file.parent / "runs").glob("*.py"))
    return "" if name in there else clause(unknown("run", name, there))


def _unproved(one: Symptom, text: str, proof: str, folders: dict[int, Path]) -> str:
    """Why a text's proof does not hold; "" = it does."""
    if proof == RULE:
        errors = [row.error for row in ROWS if row.rule == one.id]
        return "" if any(_knows(error, text) for error in errors) else "its rule does not know it"
    if proof.startswith(RUN):
        return _lacks_run(one, proof)  # `--live` and `tutor check` repeat it
    if proof.startswith(SOURCE):
        names = proof.removeprefix(SOURCE).strip()
        return "" if DOCUMENT.search(names) else f"{names!r} names no document"
    if SCENE.fullmatch(proof):
        file = _recording(proof, folders)
        if file is None:
            return f"there is no recording of {proof}"
        found = any(pattern(text).search(told) for told in _said(file))
        return "" if found else f"no fact of {proof} has it"
    if proof.partition(".")[0] in FOR_TESTS and find_spec(FOR_TESTS[0]) is None:
        return ""  # proved where the tests run
    try:
        file = installed.find(proof).file
    except TutorError as error:
        return clause(error.message)
    found = any(pattern(text).search(told) for told in _constants(file))
    return "" if found else f"{proof} as installed here does not have it"


def _knows(error: str, text: str) -> bool:
    """Whether a row's pattern finds the text, behind the name of any exception."""
    told = filled(text)
    names = re.findall(r"\w+(?=: )", error.replace("(", " "))
    return any(re.search(error, f"{name}{told}") for name in ("", *(f"{one}: " for one in names)))


@lru_cache(maxsize=64)
def _said(file: Path) -> frozenset[str]:
    """Every text in the facts of a recording, as it is compared."""
    events = recording.load(file).events
    values = (getattr(event, field) for event in events for field in event.__struct_fields__)
    return frozenset(normal(value) for value in values if isinstance(value, str))


@lru_cache(maxsize=64)
def _constants(file: Path) -> frozenset[str]:
    """Every text in a module's source, with x where something is filled in."""
    return frozenset(_literals(ast.parse(file.read_text(encoding="utf-8"))))


def _literals(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield normal(_FORMAT.sub("x", node.value))
        elif isinstance(node, ast.JoinedStr):
            parts = (part.value if isinstance(part, ast.Constant) else "x" for part in node.values)
            yield normal("".join(map(str, parts)))
