"""Finds a place in the source that is installed here, without importing it.

A place is written `channels.layers:InMemoryChannelLayer.group_send`, or just `channels.layers`; of
the demo project `demo_project.chat.consumers:ChatConsumer.connect`.
"""

from __future__ import annotations

import ast
import importlib.util
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tutor.errors import TutorError


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A line of an installed file."""

    name: str  # "channels/layers.py", as below site-packages
    file: Path
    line: int  # from 1


def find(place: str) -> Place:
    """The file and the line of the definition. Raises TutorError when it is not there."""
    module, _, symbol = place.partition(":")
    top, *parts = module.split(".")
    root = _root(top)
    if root is None:
        raise TutorError(f"{top} is not installed here.")
    file = root.joinpath(*parts)
    file = file / "__init__.py" if file.is_dir() else file.with_suffix(".py")
    if not file.is_file():
        raise TutorError(f"The {top} that is installed here has no module {module}.")
    name = file.relative_to(root.parent).as_posix()
    return Place(name=name, file=file, line=_line(file, symbol) if symbol else 1)


def describe(place: str) -> str:
    """The place in words, as a hint: file and line of what is installed here."""
    try:
        found = find(place)
    except TutorError:
        return f"`{place}`"
    symbol = place.partition(":")[2]
    return f"`{symbol}` in {found.name}, line {found.line}" if symbol else found.name


def _root(package: str) -> Path | None:
    """The folder of a top-level package; asking for it imports nothing."""
    from tutor.runtime.paths import project_root

    if (own := project_root() / package).is_dir():
        return own
    try:
        spec = importlib.util.find_spec(package)
    except (ImportError, ValueError):
        return None
    folders = list(spec.submodule_search_locations or ()) if spec else []
    return Path(folders[0]) if folders else None


def _line(file: Path, symbol: str) -> int:
    node: ast.AST = _tree(file, file.stat().st_mtime_ns)
    for name in symbol.split("."):
        found = next((child for child in ast.walk(node) if _names(child) == name), None)
        if found is None:
            raise TutorError(f"{file.name} as installed here has no {symbol}.")
        node = found
    return int(getattr(node, "lineno", 1))


@lru_cache(maxsize=16)
def _tree(file: Path, _changed: int) -> ast.Module:
    """A deck asks for many places in few files."""
    return ast.parse(file.read_text(encoding="utf-8"))


def _names(node: ast.AST) -> str | None:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return node.name
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id
    return None
