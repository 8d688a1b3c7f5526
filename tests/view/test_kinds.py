"""Every kind of fact that a table of the views and the player names exists, and has its row."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tutor.core.events import KINDS
from tutor.story import follow
from tutor.view import flow_rules

ROOT = Path(__file__).resolve().parents[2] / "tutor"
FILES = sorted([*(ROOT / "view").glob("*.py"), *(ROOT / "tui").glob("*.py")])
FAMILIES = {kind.partition(".")[0] for kind in KINDS}


def kinds_named(source: str) -> Iterator[str]:
    """Every text in this code that can only be meant as the kind of a fact."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            family, dot, word = node.value.partition(".")
            if family in FAMILIES and dot and word.isalpha():
                yield node.value


@pytest.mark.parametrize("table", [follow.VIEWS, flow_rules.RULES], ids=["follow", "flow"])
def test_every_kind_has_its_row(table: dict[str, object]) -> None:
    assert set(table) == set(KINDS)


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_every_kind_that_is_named_exists(file: Path) -> None:
    assert sorted(set(kinds_named(file.read_text(encoding="utf-8"))) - set(KINDS)) == []


def test_a_kind_that_does_not_exist_is_found() -> None:
    source = 'VIEWS = {"broker.killed": "broker", "chat.message": "x", "group.joined": "groups"}'
    assert list(kinds_named(source)) == ["broker.killed", "group.joined"]
