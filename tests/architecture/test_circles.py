"""No modules import each other, by whatever way: at the top, in a function, for the type checker.

Two modules that need each other are one module in two files: neither is understood, or tested,
without the other.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from tests.architecture.graph import circle, graph, reach, rooms
from tests.architecture.source import ROOT

LEAF = "from __future__ import annotations"
LAZY = "def f():\n    from tutor.view import a"
TYPES = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from tutor.view.a import A"
COMPUTED = "from importlib import import_module\ndef f():\n    import_module('tutor.view.a')"
RELATIVE = "from . import a"


def test_no_modules_import_each_other() -> None:
    found = circle(graph(ROOT))
    assert not found, " → ".join(found)


def test_no_rooms_import_each_other() -> None:
    found = circle(rooms(graph(ROOT)))
    assert not found, " → ".join(found)


def test_rooms_that_import_each_other_are_found_where_no_two_modules_do(tmp_path: Path) -> None:
    _write(tmp_path, a="import tutor.core.a", b=LEAF)
    (tmp_path / "tutor/core").mkdir()
    (tmp_path / "tutor/core/a.py").write_text("from tutor.view.b import f")
    assert circle(graph(tmp_path)) == []
    assert {*circle(rooms(graph(tmp_path)))} == {"tutor.core", "tutor.view"}


@pytest.mark.parametrize("back", ["import tutor.view.a", LAZY, TYPES, COMPUTED, RELATIVE])
def test_a_circle_is_found_whatever_way_it_is_closed(tmp_path: Path, back: str) -> None:
    _write(tmp_path, a="from tutor.view import b", b="from tutor.view.c import f", c=back, d=LEAF)
    around = circle(graph(tmp_path))
    assert around[0] == around[-1]
    of = graph(tmp_path)
    assert all(other in of[one] for one, other in pairwise(around))
    assert {*around} == {"tutor.view.a", "tutor.view.b", "tutor.view.c"}


def test_a_chain_is_not_a_circle_and_reaches_its_end(tmp_path: Path) -> None:
    _write(tmp_path, a="from tutor.view import b", b=TYPES.replace(".a", ".c"), c=LEAF, d=LEAF)
    assert circle(graph(tmp_path)) == []
    assert reach("tutor.view.a", graph(tmp_path)) == {f"tutor.view.{name}" for name in "abc"}
    assert reach("tutor.view.a", graph(tmp_path, typing=False)) == {"tutor.view.a", "tutor.view.b"}


def _write(root: Path, **sources: str) -> None:
    folder = root / "tutor" / "view"
    folder.mkdir(parents=True)
    for name, source in sources.items():
        (folder / f"{name}.py").write_text(source)
