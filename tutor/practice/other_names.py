"""An exercise that comes back has other names, where its author says so: `[again]`.

Names are those of tokens and never parts of a text: an identifier where the program has one, a
literal where it is that text and no more. What a learner reads beside the code stays as it is, and
`check_exercise.py` sees to it that none of the old names stands there.
"""

from __future__ import annotations

import ast
import io
import keyword
import re
import tokenize
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from tutor import files
from tutor.practice.exercise import GOOD, START, Again, Exercise

Edit = tuple[int, int, int, str]  # line, from 1; first and last column; what stands there then
_QUOTES: Final = re.compile(r"""([a-zA-Z]*)('{3}|"{3}|'|")(.*)\2""", re.DOTALL)


def renamed(code: str, again: Again) -> str:
    """The same program with other names; layout and comments stay. Raises `ValueError`."""
    lines = code.splitlines(keepends=True)
    for line, first, last, text in sorted(_edits(code, again), reverse=True):
        row = lines[line - 1]
        lines[line - 1] = row[:first] + text + row[last:]
    return "".join(lines)


def _edits(code: str, again: Again) -> Iterator[Edit]:
    for token in _tokens(code):
        new = _other(token, again)
        if new is not None:
            (line, first), (last_line, last) = token.start, token.end
            if line != last_line:
                raise ValueError(f"line {line}: a text of several lines cannot be renamed")
            yield line, first, last, new


def _other(token: tokenize.TokenInfo, again: Again) -> str | None:
    if token.type == tokenize.NAME:
        return again.names.get(token.string)
    if token.type == tokenize.STRING and (parts := _QUOTES.fullmatch(token.string)):
        prefix, quote, text = parts.groups()
        if "f" not in prefix.lower() and text in again.texts:
            return f"{prefix}{quote}{again.texts[text]}{quote}"
    return None


def _tokens(code: str) -> list[tokenize.TokenInfo]:
    """Raises `ValueError`: it is no program."""
    try:
        return list(tokenize.generate_tokens(io.StringIO(code).readline))
    except (tokenize.TokenError, SyntaxError) as error:
        raise ValueError(f"it cannot be read as Python: {error}") from None


# ── an exercise ─────────────────────────────────────────────────────────────────────────────


def edited(exercise: Exercise) -> list[str]:
    """The files that stand for the edited one: the starter, the solution, the wrong mends."""
    own = [f"{START}/{exercise.edit}", f"{GOOD}/{exercise.edit}"]
    return [*own, *(one.file for one in exercise.wrongs)]


# ── what an author has to put right ─────────────────────────────────────────────────────────


def faults(exercise: Exercise) -> Iterator[tuple[str, str]]:
    """What is wrong with the other names of an exercise: a message and a hint each."""
    again = exercise.again
    if not again:
        return
    code = {name: _text(exercise.folder / name) for name in edited(exercise)}
    yield from _unfit(again, code[f"{START}/{exercise.edit}"])
    read = _read_beside(exercise)
    for name in sorted({*again.names, *again.texts}):
        for place in (place for place, text in read.items() if _has(text, name)):
            yield f"{name} has another name later, and stands in {place}", "name it otherwise there"
    for name, text in code.items():
        for word in _hidden(text, again):
            yield f"{name}: {word} stands in a comment or an f-string", "there it stays as it is"


def _unfit(again: Again, starter: str) -> Iterator[tuple[str, str]]:
    """A name that is not there, and one that cannot be taken."""
    there = _words(starter)
    for old, new in again.names.items():
        if old not in there:
            yield f"the starter has no name {old}", "[again.names] has those of the starter"
        if not new.isidentifier() or keyword.iskeyword(new):
            yield f"{new} cannot be a name of an author's", "another one"
        if new in there:
            yield f"the starter has a name {new} already", "another one"
    for old in again.texts:
        if not any(_other(token, Again(texts={old: ""})) is not None for token in _safe(starter)):
            yield f"the starter has no text {old!r}", "[again.texts] has whole texts of the starter"
    for names in (again.names, again.texts):
        if len(set(names.values())) < len(names):
            yield "two names become one", "a new one each"


def _read_beside(exercise: Exercise) -> Mapping[str, str]:
    """What is read beside the code, and what asks of a run: nothing of it is renamed."""
    told = {name: getattr(exercise, name) for name in ("title", "symptom", "nudge", "why")}
    for number, fact in enumerate(exercise.facts, 1):
        told[f"fact {number}"] = f"{fact.says}\n{fact.holds}\n{fact.saw}\n{fact.given}"
    for one in exercise.diagnoses:
        said = f"{one.says}\n{one.remedy}"
        told[f"diagnosis {one.id}"] = f"{said}\n{one.when}\n{one.show}\n{one.code}"
    for wrong in exercise.wrongs:
        told[f"says of {wrong.file}"] = wrong.says
    others = {name: path for name, path in exercise.start().items() if name != exercise.edit}
    others["scenes.py"] = exercise.folder / "scenes.py"
    return told | {name: _text(path) for name, path in others.items()}


def _hidden(code: str, again: Again) -> Iterator[str]:
    """Names in comments, docstrings and f-strings, in which nothing is replaced."""
    nodes = _nodes(code)
    docs = _docstrings(nodes)
    texts = [
        token.string
        for token in _safe(code)
        if token.type == tokenize.COMMENT or token.start[0] in docs
    ]
    # From Python 3.12 on, an f-string is many tokens.
    of_f = [node for node in nodes if isinstance(node, ast.JoinedStr)]
    texts += [ast.get_source_segment(code, node) or "" for node in of_f]
    for text in texts:
        yield from sorted(name for name in again.names if _has(text, name))


def _nodes(code: str) -> list[ast.AST]:
    try:
        return list(ast.walk(ast.parse(code)))
    except SyntaxError:
        return []


def _docstrings(nodes: Sequence[ast.AST]) -> set[int]:
    """The lines at which docstrings begin."""
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    owners = (node for node in nodes if isinstance(node, kinds))
    return {owner.body[0].lineno for owner in owners if ast.get_docstring(owner) is not None}


def _safe(code: str) -> list[tokenize.TokenInfo]:
    try:
        return _tokens(code)
    except ValueError:
        return []


def _words(code: str) -> set[str]:
    return {token.string for token in _safe(code) if token.type == tokenize.NAME}


def _has(text: str, name: str) -> bool:
    return re.search(rf"(?<![\w.]){re.escape(name)}(?![\w])", text) is not None


def _text(file: Path) -> str:
    try:
        return files.text(file, "replace")
    except OSError:
        return ""
