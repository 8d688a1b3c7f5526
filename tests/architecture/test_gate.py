"""All that the program says passes `tutor/gate.py`; no module goes around it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, files, tree

GATE = "tutor/gate.py"

# What may be done where, and why nothing of others gets out there.
EXCEPT = {
    "Console": {
        GATE: "the one that is gated",
        "tutor/view/markdown.py": "renders to segments, which are printed by another",
    },
    "App": {"tutor/tui/gated.py": "the one that is gated"},
    "input": {GATE: "with a prompt that is clean"},
    ".buffer": {},
    ".write_ours": {GATE: "its own door"},
    "sys.__stdout__": {},
    "sys.__stderr__": {},
    "escape sequence": {
        GATE: "colours and a line that is erased",
        "tutor/tui/watcher.py": "gives the terminal back; has no text of anybody",
    },
}

# Processes of their own, whose streams are read by us and shown to nobody as they are.
OBSERVED = (
    "tutor/probe/",
    *(f"tutor/runtime/{name}.py" for name in ("janitor", "build_database", "fake_broker")),
)


def ways_around(root: Path) -> Iterator[str]:
    """One line for every place that writes to a terminal without the gate."""
    for path in files(root, "tutor"):
        place = path.relative_to(root).as_posix()
        if not place.startswith(OBSERVED):
            for node in ast.walk(tree(path)):
                yield from (
                    f"{place}:{getattr(node, 'lineno', 1)}: {what}; use {GATE}"
                    for what in _ways(node)
                    if place not in EXCEPT[what]
                )


def _ways(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Call(func=ast.Name(id="Console" | "input" as name)):
            yield name
        case ast.keyword(value=ast.Name(id="input")):
            yield "input"
        case ast.ClassDef(bases=bases):
            yield from ("App" for base in bases if ast.unparse(base).partition("[")[0] == "App")
        case ast.Attribute(value=ast.Attribute(attr="stdout" | "stderr"), attr="buffer"):
            yield ".buffer"
        case ast.Attribute(attr="write_ours"):
            yield ".write_ours"
        case ast.Attribute(value=ast.Name(id="sys"), attr="__stdout__" | "__stderr__" as name):
            yield f"sys.{name}"
        case ast.Constant(value=str(text)) if "\x1b" in text:
            yield "escape sequence"
        case ast.Constant(value=bytes(data)) if b"\x1b" in data:
            yield "escape sequence"


def test_nothing_goes_around_the_gate() -> None:
    found = list(ways_around(ROOT))
    assert not found, "\n".join(["", *found])


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("from rich.console import Console\nConsole().print('x')", "Console"),
        ("class Screen(App[str]):\n    pass", "App"),
        ("name = input('who? ')", "input"),
        ("import sys\nsys.stdout.buffer.write(b'x')", ".buffer"),
        ("import sys\nsys.stderr.write_ours('x')", ".write_ours"),
        ("import sys\nprint('x', file=sys.__stderr__)", "sys.__stderr__"),
        ("print('\\x1b[2K')", "escape sequence"),
        ("print(f'\\x1b[2K{1}')", "escape sequence"),
        ("play(ask=input)", "input"),
    ],
)
def test_a_way_around_is_named_with_its_place(tmp_path: Path, source: str, what: str) -> None:
    (tmp_path / "tutor").mkdir()
    (tmp_path / "tutor/new.py").write_text(source)
    line = len(source.splitlines()) if "import" in source else 1

    assert list(ways_around(tmp_path)) == [f"tutor/new.py:{line}: {what}; use {GATE}"]


def test_every_exception_is_needed() -> None:
    used = {
        (what, place)
        for path in files(ROOT, "tutor")
        for place in [path.relative_to(ROOT).as_posix()]
        for node in ast.walk(tree(path))
        for what in _ways(node)
    }
    told = {(what, place) for what, places in EXCEPT.items() for place in places}
    assert told - used == set()
