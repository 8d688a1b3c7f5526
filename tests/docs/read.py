"""What the code reads of its environment, as `ast` sees it. Runs none of it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import ROOT, files, tree

OURS = re.compile(r"(TUTOR|MINICOM)(_[A-Z]+)+")
"""A text of this form is the name of a variable wherever it stands: a table may hold it."""


def variables(root: Path = ROOT, *folders: str) -> dict[str, str]:
    """Names of environment variables that the program reads or sets → where it does so first."""
    found: dict[str, str] = {}
    for path in files(root, *(folders or ("tutor", "demo_project"))):
        place = path.relative_to(root).as_posix()
        for name, line in sorted(_variables(tree(path)), key=lambda pair: pair[1]):
            found.setdefault(name, f"{place}:{line}")
    return found


def _variables(module: ast.Module) -> Iterator[tuple[str, int]]:
    aliases = {"environ"} | {
        target.id
        for node in ast.walk(module)
        if isinstance(node, ast.Assign) and _is_environment(node.value, {"environ"})
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(module):
        for key in _keys(node, aliases):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield key.value, key.lineno
        match node:
            case ast.Constant(value=str(text)) if OURS.fullmatch(text):
                yield text, node.lineno


def _keys(node: ast.AST, aliases: set[str]) -> list[ast.expr]:
    """The keys with which an expression asks the environment."""
    match node:
        case ast.Subscript(value=value, slice=key) if _is_environment(value, aliases):
            return [key]
        case ast.Call(func=ast.Attribute(value=value), args=[key, *_]) if _is_environment(
            value, aliases
        ):
            return [key]
        case ast.Call(func=ast.Attribute(attr="getenv") | ast.Name(id="getenv"), args=[key, *_]):
            return [key]
        case ast.Compare(left=key, ops=[ast.In() | ast.NotIn()], comparators=[value]) if (
            _is_environment(value, aliases)
        ):
            return [key]
    return []


def _is_environment(value: ast.expr, aliases: set[str]) -> bool:
    match value:
        case ast.Attribute(attr="environ"):
            return True
        case ast.Name(id=name):
            return name in aliases
    return False
