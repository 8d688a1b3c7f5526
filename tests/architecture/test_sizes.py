"""Files and functions stay short enough to read in one sitting; modules say what they are."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source import FOLDERS, ROOT, files, functions, tree

LONGEST_FILE = 400
LONGEST_FUNCTION = 40  # its body; a signature of twenty options is a table

# A table has as many lines as it has rows.
TABLES = {
    "tests/view/tape.py": "a recording, event by event",
}


def too_long(root: Path, tables: dict[str, str]) -> Iterator[str]:
    """One line for every file and function beyond the limit, and every exception without need."""
    unused = set(tables)
    for path in files(root, *FOLDERS):
        place = path.relative_to(root).as_posix()
        found = list(_too_long(path))
        if place not in tables:
            yield from (f"{place}:{problem}" for problem in found)
        elif found:
            unused.remove(place)
    yield from (f"{place}:1: is short, or gone; take it out of TABLES" for place in sorted(unused))


def _too_long(path: Path) -> Iterator[str]:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    if lines > LONGEST_FILE:
        yield f"{LONGEST_FILE + 1}: {lines} lines, {LONGEST_FILE} at most"
    for function in functions(path):
        if function.length > LONGEST_FUNCTION:
            yield (
                f"{function.line}: {function.name} has {function.length} lines, "
                f"{LONGEST_FUNCTION} at most"
            )


def undescribed(root: Path) -> Iterator[str]:
    """One line for every module of the program that does not begin with what it is."""
    for path in files(root, "tutor", "bench"):
        if not (ast.get_docstring(tree(path)) or "").strip():
            yield f"{path.relative_to(root).as_posix()}:1: has no module docstring"


def test_no_file_and_no_function_is_too_long() -> None:
    found = list(too_long(ROOT, TABLES))
    assert not found, "\n".join(["", *found])


def test_every_module_says_what_it_is() -> None:
    found = list(undescribed(ROOT))
    assert not found, "\n".join(["", *found])


def _lines(count: int) -> str:
    return "    x = 1\n" * count


@pytest.mark.parametrize(
    ("source", "tables", "problem"),
    [
        ("x = 1\n" * 401, {}, "tutor/a.py:401: 401 lines, 400 at most"),
        ("x = 1\n" * 400, {}, ""),
        ("x = 1\n" * 401, {"tutor/a.py": "a table"}, ""),
        ("x = 1\n", {"tutor/a.py": "a table"}, "tutor/a.py:1: is short, or gone"),
        ("x = 1\n", {"tutor/b.py": "a table"}, "tutor/b.py:1: is short, or gone"),
        (f"def f():\n{_lines(41)}", {}, "tutor/a.py:1: f has 41 lines, 40 at most"),
        (f"def f():\n{_lines(41)}", {"tutor/a.py": "a table"}, ""),
        (f'async def f(\n    a, b\n):\n    """Doc."""\n{_lines(40)}', {}, ""),
        (f"class A:\n    pass\n    def g(s):\n{_lines(41).replace('  ', '    ')}", {}, "a.py:3: g"),
    ],
)
def test_what_is_too_long_is_named_with_its_place(
    tmp_path: Path, source: str, tables: dict[str, str], problem: str
) -> None:
    (tmp_path / "tutor").mkdir()
    (tmp_path / "tutor/a.py").write_text(source)

    found = "\n".join(too_long(tmp_path, tables))

    assert problem in found
    assert bool(found) == bool(problem)


@pytest.mark.parametrize(("source", "silent"), [("", True), ("x = 1", True), ('"""A."""', False)])
def test_a_module_without_a_docstring_is_named(tmp_path: Path, source: str, silent: bool) -> None:
    (tmp_path / "tutor").mkdir()
    (tmp_path / "tutor/a.py").write_text(source)

    assert list(undescribed(tmp_path)) == ["tutor/a.py:1: has no module docstring"] * silent
