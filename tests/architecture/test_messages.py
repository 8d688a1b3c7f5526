"""Every message of an error has one form, and one place words what is unknown."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, files, tree

# A sentence: a capital, or a name, a number, an option or code in front; a full stop at its end.
SENTENCES = {"TutorError", "UsageError", "Unavailable", "DamagedRecording", "Misread"}
# The end of a sentence that Typer begins: "Error: Invalid value for '--port': expected …".
ENDS = {"BadParameter"}
# What goes on after "file:line: " or "scenes.py:12: john: ", and is listed with others.
CLAUSES = {"SceneFailed", "problem", "Problem"}

GAP = "\0"  # something that is filled in
BEGINS = re.compile(rf"[A-Z0-9{GAP}`'\"]|--")
CLAUSE_BEGINS = re.compile(rf"[a-z0-9{GAP}`'\"{{]|[A-Z]+[a-z]*[A-Z]|RACES")
UNKNOWN = re.compile(
    r"\b(is|are|has|have) no (lesson|scene|step|page|card|claim|chapter|(channel )?layer|user)\b"
    r"(?!'| yet)"  # a course that has no lesson yet names none
)
WORDS_IT = "tutor/core/naming.py"


def text_of(node: ast.expr | None) -> list[str]:
    """The texts that an expression may be, with gaps; none for what is made elsewhere."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.JoinedStr(values=parts):
            return ["".join(p.value if isinstance(p, ast.Constant) else GAP for p in parts)]
        case ast.IfExp(body=one, orelse=other):
            return [*text_of(one), *text_of(other)]
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return [a + b for a in text_of(left) or [GAP] for b in text_of(right) or [GAP]]
        case _:
            return []


def messages(root: Path) -> Iterator[tuple[str, str, int, ast.Call]]:
    """(place, what is called, line, call) of every error and problem that is made."""
    for path in files(root, "tutor"):
        place = path.relative_to(root).as_posix()
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
                name = node.func.id if isinstance(node.func, ast.Name) else name
                yield place, name, node.lineno, node


def malformed(root: Path) -> Iterator[str]:
    """One line for every message or hint that has not the form of its kind."""
    for place, name, line, call in messages(root):
        given = [text for arg in call.args[:2] for text in text_of(arg) if text]
        if name in SENTENCES:
            wrong = [text for text in given if not (BEGINS.match(text) and text[-1] in ".?")]
        elif name in ENDS:
            wrong = [text for text in given if not text.endswith(".")]
        elif name in CLAUSES:
            given = [text for arg in _clause(name, call) for text in text_of(arg) if text]
            wrong = [text for text in given if text.endswith(".") or not CLAUSE_BEGINS.match(text)]
        else:
            continue
        yield from (f"{place}:{line}: {text.replace(GAP, '…')!r}" for text in wrong)


def _clause(name: str, call: ast.Call) -> list[ast.expr]:
    if name == "SceneFailed":
        return call.args[:1]
    return [*call.args[1:2], *(word.value for word in call.keywords if word.arg == "message")]


def worded_twice(root: Path) -> Iterator[str]:
    """One line for every text that says in its own words that a name is unknown."""
    for path in files(root, "tutor"):
        place = path.relative_to(root).as_posix()
        source = tree(path)
        docs = {id(node.value) for node in ast.walk(source) if isinstance(node, ast.Expr)}
        docs |= {id(v) for n in ast.walk(source) if isinstance(n, ast.JoinedStr) for v in n.values}
        for node in ast.walk(source):
            if place != WORDS_IT and id(node) not in docs and isinstance(node, ast.expr):
                for text in text_of(node):
                    if UNKNOWN.search(text):
                        yield f"{place}:{node.lineno}: {text.replace(GAP, '…')!r}"


def test_every_message_has_the_form_of_its_kind() -> None:
    found = list(malformed(ROOT))
    assert not found, "\n".join(["", *found])


def test_what_is_unknown_is_worded_in_one_place() -> None:
    found = list(worded_twice(ROOT))
    assert not found, "\n".join(["", *found])


@pytest.mark.parametrize(
    ("source", "wrong"),
    [
        ('raise UsageError("lesson is unknown.")', True),
        ('raise UsageError("Lesson is unknown")', True),
        ('raise UsageError("Lesson is unknown.", "name another")', True),
        ('raise UsageError(f"{file} is unknown: {error}")', True),
        ('raise UsageError(f"{file} is unknown: {error}.", "Is it there?")', False),
        ('raise UsageError("--step needs --scene." if a else "what")', True),
        ('raise typer.BadParameter("expected a number")', True),
        ('raise typer.BadParameter(f"{expected}, got {text}.")', False),
        ('raise SceneFailed("The broker is not running.")', True),
        ('raise SceneFailed(f"{name}: expected a frame")', False),
        ('problem(source, "This is no list.")', True),
        ('problem(source, "this is no list", "Write one.")', False),
        ("raise Unavailable(why)", False),
    ],
)
def test_a_message_without_the_form_is_named(tmp_path: Path, source: str, wrong: bool) -> None:
    (tmp_path / "tutor").mkdir()
    (tmp_path / "tutor/a.py").write_text(source)
    assert bool(list(malformed(tmp_path))) == wrong


def test_a_second_wording_is_named_and_a_docstring_is_none(tmp_path: Path) -> None:
    (tmp_path / "tutor").mkdir()
    source = '"""There is no scene."""\nsay(f"Lesson {n} has no scene {name}.")\n'
    (tmp_path / "tutor/a.py").write_text(source)
    assert list(worded_twice(tmp_path)) == ["tutor/a.py:2: 'Lesson … has no scene ….'"]
