"""Finds errors in exercises without running them: what an author has to put right, with its place.

That the starter fails, the solution holds and each wrong mend is told apart is proved by runs.
"""

from __future__ import annotations

import ast
import difflib
import io
import keyword
import re
import tokenize
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from tutor import files
from tutor.core import naming
from tutor.course.inside import is_folder_name
from tutor.course.model import Source
from tutor.course.problems import Problem, problem
from tutor.practice.exercise import (
    FEWEST_WRONG,
    GOOD,
    SCENES,
    START,
    STOPPED,
    WRONG,
    Exercise,
)
from tutor.practice.judging import unread
from tutor.practice.other_names import faults
from tutor.practice.read_exercises import FILE

SHORTEST: Final = 4  # letters of a word that can give an answer away
LEFTOVERS: Final = ("~", ".bak", ".orig", ".rej", ".swp", ".pyc")  # of editors and tools
_ONE: Final = re.compile(r"\bcount .* == 1\b")
_ONCE: Final = re.compile(r"\b(once|one)\b", re.IGNORECASE)
Said = Iterator[tuple[str, str]]  # a message and a hint


def check_exercise(
    exercise: Exercise,
    source: Source,
    *,
    topics: Collection[str],
    pages: Collection[str],
    rules: Collection[str],
) -> Iterator[Problem]:
    """All errors of an exercise. `topics`, `pages`: of its lesson. `rules`: the general ones."""
    said = [
        *_texts(exercise, topics, pages),
        *_code(exercise),
        *_strays(exercise),
        *faults(exercise),
        *_queries(exercise),
        *_diagnoses(exercise, rules),
        *_given_away(exercise),
    ]
    yield from (problem(source, f"{exercise.name}: {message}", hint) for message, hint in said)
    yield from unreadable(exercise, source)


def unreadable(exercise: Exercise, source: Source) -> Iterator[Problem]:
    """The queries that cannot be read, each at its line: a run could not be judged."""
    lines = _lines(source.file)
    for text, error in unread(exercise):
        begins = text.splitlines()[0]
        at = next((n for n, line in enumerate(lines, 1) if begins in line), source.line)
        hint = "the grammar is in docs/architecture.md"
        yield Problem(file=source.file, line=at, message=f"{exercise.name}: {error}", hint=hint)


def _texts(exercise: Exercise, topics: Collection[str], pages: Collection[str]) -> Said:
    for field in ("title", "symptom", "nudge", "why", "topic"):
        if not getattr(exercise, field):
            yield f"{field} is empty", "an exercise has all of them"
    if topics and exercise.topic not in topics:
        yield _unknown("topic", exercise.topic, topics, "on the lesson's cards")
    if exercise.page and exercise.page not in pages:
        yield _unknown("page", exercise.page, pages, "in the lesson")
    if not exercise.where:
        yield "the second hint leads to no line of the learner's", 'where = "consumers.py:24"'
    elif not _is_place(exercise):
        yield f"the starter has no line {exercise.where}", 'where = "consumers.py:24"'
    for fact in exercise.facts:
        if _ONE.search(fact.holds) and not _ONCE.search(fact.says):
            yield f"{fact.says!r} does not say that it has to be so once", "twice is not true, too"
    if exercise.minutes <= 0 or exercise.par <= 0:
        yield "minutes and par are more than 0", ""


def _unknown(what: str, name: str, known: Collection[str], where: str) -> tuple[str, str]:
    there = sorted(known)
    return naming.clause(naming.unknown(what, name, there, where)), naming.instead(name, there)


def _is_place(exercise: Exercise) -> bool:
    name, _, line = exercise.where.rpartition(":")
    file = exercise.start().get(name)
    return file is not None and line.isdecimal() and 0 < int(line) <= len(_lines(file))


def _code(exercise: Exercise) -> Said:
    start, good = exercise.start(), exercise.good()
    scenes = exercise.folder / SCENES
    if not _has_scene(scenes, exercise.name):
        yield f"{SCENES} lacks its scene", f"async def {exercise.name}(stage)"
    if not is_folder_name(exercise.edit) or not exercise.edit.endswith(".py"):
        yield f"edit is {exercise.edit!r}", "a Python file of start, without a folder"
        return
    if exercise.edit not in start:
        yield f"there is no {START}/{exercise.edit}", "what the learner is given"
        return
    if stray := sorted(good.keys() - start.keys()):
        yield f"{GOOD} has {', '.join(stray)}, which the learner is not given", f"add it to {START}"
    changed = changed_lines(_lines(start[exercise.edit]), _lines(good[exercise.edit]))
    if not changed:
        yield f"{GOOD}/{exercise.edit} does not differ from the starter", "what mends it"
    elif changed > exercise.par:
        yield f"the solution changes {changed} lines, and par is {exercise.par}", "mend par"
    yield from _wrongs(exercise)


def _strays(exercise: Exercise) -> Said:
    """Files that nobody reads, and what an editor has left, which a learner would be given."""
    for path in sorted(exercise.folder.rglob("*")):
        place = path.relative_to(exercise.folder)
        if path.is_file() and "__pycache__" not in place.parts and not _is_wanted(place):
            yield f"{place.as_posix()} is no part of an exercise", "remove it, or move it to start"


def _is_wanted(place: Path) -> bool:
    if any(part.startswith(".") for part in place.parts) or place.name.endswith(LEFTOVERS):
        return False
    if len(place.parts) == 1:
        return place.name in {FILE, SCENES}
    if place.parts[0] == WRONG:
        return len(place.parts) == 2 and place.suffix == ".py"
    return place.parts[0] in {START, GOOD}


def _wrongs(exercise: Exercise) -> Said:
    if len(exercise.wrongs) < FEWEST_WRONG:
        yield f"{len(exercise.wrongs)} wrong mends are too few", f"at least {FEWEST_WRONG}"
    named = {one.file for one in exercise.wrongs}
    there = {f"{WRONG}/{path.name}" for path in (exercise.folder / WRONG).glob("*.py")}
    for file in sorted(named - there):
        yield f"there is no {file}", "a wrong mend is a file below wrong"
    for file in sorted(there - named):
        yield f"{file} is not named", "[[wrong]]"
    texts = {"the starter": exercise.start(), "the solution": exercise.good()}
    for one in sorted(named & there):
        for what, code in texts.items():
            if _lines(exercise.folder / one) == _lines(code[exercise.edit]):
                yield f"{one} is {what}", "what a learner may try in vain"


def _queries(exercise: Exercise) -> Said:
    if not exercise.facts:
        yield "nothing has to be true", "[[fact]]"


def _diagnoses(exercise: Exercise, rules: Collection[str]) -> Said:
    own = [one.id for one in exercise.diagnoses]
    for name in sorted({name for name in own if own.count(name) > 1}):
        yield f"two diagnoses are called {name}", "an id each"
    for name in sorted(set(own) & set(rules)):
        yield f"{name} is the name of a general rule", "call it otherwise"
    known = [*own, *rules, STOPPED]
    for wrong in exercise.wrongs:
        if wrong.diagnosis == STOPPED and not wrong.says:
            yield f"{wrong.file}: says is empty", "a part of what stops it"
        if rules and wrong.diagnosis not in known:
            yield _unknown("diagnosis", wrong.diagnosis, known, f"for {wrong.file}")


def _given_away(exercise: Exercise) -> Said:
    """A word that only the solution has must not stand in what is read before it."""
    start, good = (code.get(exercise.edit) for code in (exercise.start(), exercise.good()))
    if start is None or good is None:
        return
    new = _names(good) - _names(start)
    if exercise.kind == "write":  # what is asked for has a name
        new = {name for name in new if "_" in name.strip("_")}
    for field in ("title", "symptom", "nudge"):
        told = set(re.findall(r"\w+", getattr(exercise, field)))
        for word in sorted(told & new):
            yield f"{field} gives the answer away: {word}", "only the solution has that word"


# ── code ────────────────────────────────────────────────────────────────────────────────────


def changed_lines(before: list[str], after: list[str]) -> int:
    """How many lines a change touches; of a replaced piece the longer side counts."""
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    pieces = [one for one in matcher.get_opcodes() if one[0] != "equal"]
    return sum(max(end - start, stop - begin) for _, start, end, begin, stop in pieces)


def _lines(file: Path) -> list[str]:
    try:
        return files.text(file, "replace").splitlines()
    except OSError:
        return []


def _names(file: Path) -> set[str]:
    """The identifiers of a program, without comments and texts; none where it is no program."""
    text = "\n".join(_lines(file)) + "\n"
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, SyntaxError):
        return set()
    return {
        each.string
        for each in tokens
        if each.type == tokenize.NAME
        and len(each.string) >= SHORTEST
        and not keyword.iskeyword(each.string)
    }


def _has_scene(file: Path, name: str) -> bool:
    try:
        tree = ast.parse("\n".join(_lines(file)))
    except (SyntaxError, ValueError):
        return False
    return any(isinstance(one, ast.AsyncFunctionDef) and one.name == name for one in tree.body)
