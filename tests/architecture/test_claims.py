"""Every test claims something: a function without an assertion passes whatever is built."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

import pytest

from tests.architecture.source import ROOT, files, tree

FOLDERS = ("tests", "demo_project")
OF_PYTEST = {"raises", "fail", "warns", "deprecated_call"}


def without_claim(root: Path) -> Iterator[str]:
    """One line for every test that has no assertion, of its own or of a `check_…` that it calls."""
    for path in files(root, *FOLDERS):
        for node in ast.walk(tree(path)):
            if _is_test(node) and not any(map(_claims, ast.walk(node))):
                place = path.relative_to(root).as_posix()
                yield f"{place}:{node.lineno}: {node.name} asserts nothing"


def _is_test(node: ast.AST) -> TypeGuard[ast.FunctionDef | ast.AsyncFunctionDef]:
    is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    return is_function and node.name.startswith("test_")


def _claims(node: ast.AST) -> bool:
    match node:
        case ast.Assert():
            return True
        case ast.Call(func=ast.Attribute(value=ast.Name(id="pytest"), attr=name)):
            return name in OF_PYTEST
        case ast.Call(func=ast.Attribute(value=ast.Name(id="self"), attr=name)):
            return name.startswith(("assert", "check_"))  # of the standard library's kind
        case ast.Call(func=ast.Name(id=name)):
            return name.startswith("check_")
        case _:
            return False


def test_every_test_asserts_something() -> None:
    found = list(without_claim(ROOT))
    assert not found, "\n".join(["", *found])


@pytest.mark.parametrize(
    ("body", "silent"),
    [
        ("assert x", True),
        ("with pytest.raises(E):\n        f()", True),
        ("self.assertEqual(1, 1)", True),
        ("check_output(x)", True),
        ("terminal.wait('x')", False),
        ("pytest.skip('x')", False),
        ("other.raises(E)", False),
    ],
)
def test_a_test_without_an_assertion_is_named(tmp_path: Path, body: str, silent: bool) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/test_a.py").write_text(f"async def test_x():\n    {body}\n")
    found = ["tests/test_a.py:1: test_x asserts nothing"] * (not silent)
    assert list(without_claim(tmp_path)) == found
