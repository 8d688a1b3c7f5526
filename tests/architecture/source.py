"""Python files as these tests see them: their imports, functions and docstrings, read with `ast`.

Runs none of the code it reads.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_IMPORTING = (ast.Import, ast.ImportFrom, ast.Call)
_LATER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
FOLDERS = ("tutor", "demo_project", "lessons", "bench", "tests")


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One imported module; of `from a import b` it is `a.b` when that is a module, else `a`."""

    module: str
    line: int
    lazy: bool  # inside a function, or for the type checker alone
    typing: bool = False  # for the type checker alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function or method; its length is that of its body without the docstring."""

    name: str
    line: int
    length: int


def files(root: Path, *folders: str) -> Iterator[Path]:
    """The Python files in these folders of `root`; a folder may also be one file."""
    for folder in folders:
        path = root / folder
        yield from [path] if path.is_file() else sorted(path.rglob("*.py"))


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


@cache
def imports(path: Path, root: Path = ROOT) -> tuple[Import, ...]:
    """Everything that a file imports, also by `importlib.import_module`."""
    place = path.relative_to(root)
    return tuple(
        Import(module=module, line=node.lineno, lazy=lazy or typing, typing=typing)
        for node, lazy, typing in _walk(tree(path))
        if isinstance(node, _IMPORTING)
        for module in _modules(node, place, root)
    )


def functions(path: Path) -> Iterator[Function]:
    """The functions and methods of a file."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) is not None else node.body
            length = (node.end_lineno or 0) - body[0].lineno + 1 if body else 0
            yield Function(name=node.name, line=node.lineno, length=length)


def _walk(top: ast.AST) -> Iterator[tuple[ast.AST, bool, bool]]:
    """What is below a node, in the order of the text; lazy, and for the type checker alone."""
    waiting = [(top, False, False)]
    while waiting:
        node, lazy, typing = waiting.pop()
        if node is not top:
            yield node, lazy, typing
        below = [
            (
                child,
                lazy or isinstance(child, _LATER),
                typing or (isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test)),
            )
            for child in ast.iter_child_nodes(node)
        ]
        waiting += reversed(below)


def _modules(node: ast.AST, path: Path, root: Path) -> list[str]:
    match node:
        case ast.Import(names=names):
            return [alias.name for alias in names]
        case ast.ImportFrom(module=module, names=names, level=level):
            parts = path.parent.parts[: len(path.parent.parts) - level + 1] if level else ()
            base = ".".join([*parts, *([module] if module else [])])
            return [_deepest(base, alias.name, root) for alias in names]
        case ast.Call(func=ast.Attribute(attr="import_module") | ast.Name(id="import_module")):
            return _beginning(node.args[0]) if node.args else []
        case _:
            return []


def _deepest(base: str, name: str, root: Path) -> str:
    found = root.joinpath(*base.split("."), name)
    return f"{base}.{name}" if found.is_dir() or found.with_suffix(".py").is_file() else base


def _beginning(argument: ast.expr) -> list[str]:
    """What is known of a computed name: `f"tutor.view.{name}"` is in `tutor.view`."""
    if isinstance(argument, ast.JoinedStr) and argument.values:
        argument = argument.values[0]
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return [argument.value.rstrip(".")]
    return []
