"""The table of views is total: each view is in it, once, and every reference to a view finds it."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path

import pytest

from tests.view.tape import CHAT, Tape, drawn, three_tabs, upto
from tutor.core import events as e
from tutor.tui.arrange import FLOW
from tutor.tui.painter import CODE
from tutor.view import strips, table
from tutor.view.table import ROWS, VIEWS

ROOT = Path(__file__).resolve().parents[2]
STRIPS = [f"strips.{name}" for name in dir(strips) if name.startswith("tell_")]
ROOMS = ("view", "story", "tui", "plain", "commands", "dev")
FOLDERS = [*(f"tutor/{room}" for room in ROOMS), "bench"]
each = pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])


def modules(rows: Iterable[table.View]) -> set[str]:
    """The modules that these rows name."""
    return {name for row in rows for name in (row.module or row.name, row.words) if name}


def drawing(folder: Path) -> set[str]:
    """The modules that draw a moment."""
    found = set()
    for file in folder.glob("*.py"):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name == "render":
                found |= {file.stem} if node.args.args[0].arg == "moment" else set()
    return found


def lists_of_views(source: str) -> Iterator[str]:
    """Every literal with two views or more: the elements of a collection, or the keys of one."""
    for node in ast.walk(ast.parse(source)):
        parts: list[ast.expr | None] = []
        if isinstance(node, ast.Tuple | ast.List | ast.Set):
            parts = [*node.elts]
        elif isinstance(node, ast.Dict):
            parts = [*node.keys]
        names = [part.value for part in parts if isinstance(part, ast.Constant)]
        if len([name for name in names if name in VIEWS]) > 1:
            yield f"{node.lineno}: {', '.join(map(str, names))}"


@pytest.mark.parametrize("field", ["name", "key", "word"])
def test_nothing_that_a_view_is_called_by_stands_twice(field: str) -> None:
    values = [getattr(row, field) for row in ROWS]
    assert sorted(values) == sorted({*filter(None, values)})


def test_every_module_that_draws_a_moment_has_its_row() -> None:
    assert drawing(ROOT / "tutor/view") == modules(ROWS)


@each
def test_a_row_that_is_left_out_is_missed(row: table.View) -> None:
    rest = [one for one in ROWS if one is not row]
    assert drawing(ROOT / "tutor/view") - modules(rest) == modules([row])


@each
def test_a_view_is_drawn_as_its_row_says(row: table.View) -> None:
    look = {"moment", "width", "height", "ascii"} | ({"read"} if row.reads else set())
    for module in modules([row]):
        taken = inspect.signature(import_module(f"tutor.view.{module}").render).parameters
        needed = {name for name, one in taken.items() if one.default is inspect.Parameter.empty}
        assert needed <= look <= set(taken)


def test_every_strip_is_that_of_a_row() -> None:
    told = {row.strip: row.teller() for row in ROWS if row.strip}
    assert all(callable(tell) for tell in told.values())
    assert {name for name in told if name.startswith("strips.")} == {*STRIPS}


@each
def test_a_view_says_in_a_sentence_what_it_shows(row: table.View) -> None:
    assert row.shows[0].isupper()
    assert row.shows.endswith(".")


def test_the_views_that_code_names_exist() -> None:
    assert {table.FIRST, FLOW, CODE} <= set(VIEWS)


def test_no_other_list_of_views_is_kept() -> None:
    files = {file for folder in FOLDERS for file in (ROOT / folder).rglob("*.py")}
    found = {
        f"{file.relative_to(ROOT)}:{line}"
        for file in files - {Path(table.__file__)}
        for line in lists_of_views(file.read_text(encoding="utf-8"))
    }
    assert found == set()


@pytest.mark.parametrize(
    "source",
    ["A = ('scope', 'groups')", "A = {'scope': 1, 'threads': 2}", "f(['x', 'scope', 'broker'])"],
)
def test_another_list_of_views_is_seen(source: str) -> None:
    assert len(list(lists_of_views(source))) == 1


@pytest.mark.parametrize(
    "source", ["A = ('scope', 'x')", "A = {'a.b': 'scope', 'c.d': 'broker'}", "A = 'scope broker'"]
)
def test_a_view_named_alone_or_as_a_value_is_no_list(source: str) -> None:
    assert list(lists_of_views(source)) == []


@pytest.mark.parametrize(("state", "view"), [({"pages": "1"}, "instances"), ({}, None)])
def test_a_handler_that_left_something_on_its_instance_is_shown_there(
    state: dict[str, str], view: str | None
) -> None:
    tape = Tape()
    tape.add(e.HandlerFinished, state=state)
    fact = tape.moment().event
    assert fact is not None
    found = table.taking(fact)
    assert (found.name if found else None) == view


def test_the_sentences_of_a_view_are_drawn_where_it_has_some() -> None:
    moment = three_tabs().moment()
    said, seen = (
        drawn(VIEWS["sequence"].draw(moment, words=words, width=80), width=80)
        for words in (True, False)
    )
    assert " to layer: " in said
    assert said != seen


@each
@pytest.mark.parametrize("option", ["grows", "news", "marks", "plans"])
def test_a_view_takes_what_its_row_says_that_it_takes(row: table.View, option: str) -> None:
    name = {"grows": "since", "news": "news", "marks": "mark", "plans": "plan"}[option]
    taken = inspect.signature(import_module(f"tutor.view.{row.module or row.name}").render)
    assert (name in taken.parameters) is getattr(row, option)


def test_a_view_that_reads_files_is_given_them() -> None:
    tape = three_tabs()
    moment = tape.moment(upto(tape, "group.sent"))
    shown = VIEWS["source"].draw(moment, read={CHAT: "code()\n" * 80}.get, width=80)
    assert "▶ 60  code()" in drawn(shown)
