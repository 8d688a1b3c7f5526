"""CONTRIBUTING.md, "Add a view", followed literally in a copy of the project."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import NamedTuple

import pytest

from tests.architecture.source import ROOT

COPIED = ("tutor", "tests", "lessons", "demo_project", "docs", "bench", "pyproject.toml")
FENCE = re.compile(r"^( *)```(\w+)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
NEW = re.compile(r"A new\s+`([\w/]+\.py)`:\s*$")
TABLE = "tutor/view/table.py"


class Block(NamedTuple):
    """A fenced block of the recipe and the text that leads to it."""

    language: str
    code: str
    before: str


def blocks() -> Iterator[Block]:
    """The blocks of the recipe, in its order."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    recipe = text.partition("## Add a view\n")[2].partition("\n## ")[0]
    end = 0
    for found in FENCE.finditer(recipe):
        yield Block(found[2], dedent(found[3]), recipe[end : found.start()])
        end = found.end()


def files() -> dict[str, str]:
    """The files that the recipe makes, and what is in them."""
    return {name[1]: one.code for one in blocks() if (name := NEW.search(one.before))}


def row() -> str:
    """The row that the recipe adds to the table, without its comma."""
    [code] = [one.code for one in blocks() if f"end of `ROWS` in `{TABLE}`" in one.before]
    return code


def commands() -> list[str]:
    """The lines that the recipe runs."""
    return [line for one in blocks() if one.language == "sh" for line in one.code.splitlines()]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as it is, without the recipe's view."""
    folder = tmp_path_factory.mktemp("project")
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            left_out = shutil.ignore_patterns("__pycache__", "*.sqlite3")
            shutil.copytree(source, folder / name, ignore=left_out)
        else:
            shutil.copy(source, folder / name)
    for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "Makefile", "LICENSE"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def run(copy: Path, command: str) -> subprocess.CompletedProcess[str]:
    """A line of the recipe, with this Python, in the copy."""
    words = command.replace(".venv/bin/python", sys.executable).split()
    env = {**os.environ, "PYTEST_ADDOPTS": "-vv -p no:cacheprovider", "PYTHONPATH": str(copy)}
    return subprocess.run(words, cwd=copy, env=env, capture_output=True, text=True, timeout=300)


def write(copy: Path) -> None:
    for name, code in files().items():
        (copy / name).write_text(code, encoding="utf-8")


def add_row(copy: Path, code: str) -> None:
    head, start, rest = (copy / TABLE).read_text(encoding="utf-8").partition("ROWS: Final = (\n")
    rows, end, tail = rest.partition("\n)\n")
    indented = "".join(f"    {line}\n" for line in code.splitlines()).rstrip() + ","
    (copy / TABLE).write_text(f"{head}{start}{rows}\n{indented}{end}{tail}", encoding="utf-8")


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_view_is_its_module_and_one_row(copy: Path) -> None:
    kept = (copy / TABLE).read_text(encoding="utf-8")
    write(copy)
    without = run(copy, ".venv/bin/python -m pytest tests/view/test_table.py")
    assert "FAILED tests/view/test_table.py::test_every_module_that_draws" in without.stdout
    add_row(copy, row().replace('key="a"', 'key="n"'))
    taken = run(copy, ".venv/bin/python -m pytest tests/tui/test_views.py -k two_meanings")
    assert "['n']" in taken.stdout
    (copy / TABLE).write_text(kept, encoding="utf-8")
    add_row(copy, row())
    said = ""
    for command in commands():
        done = run(copy, command)
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        said += done.stdout
    assert re.search(r"^▶ +\d+ [a-z]+\.[a-z]+$", said, re.MULTILINE), "plain text has it"
    assert "test_a_views_key_turns_to_it[40-(80, 24)-tally] PASSED" in said
    assert "test_a_views_key_turns_to_it[40-(120, 40)-tally] PASSED" in said
    assert "| `a` | tally |" in (copy / "docs/reference.md").read_text(encoding="utf-8")
    assert "| `tally` |" in (copy / "docs/architecture.md").read_text(encoding="utf-8")
    assert "scope.entered" in (copy / "step.svg").read_text(encoding="utf-8")


def test_the_recipe_names_two_places_and_a_test() -> None:
    assert [*files()] == ["tutor/view/tally.py", "tests/view/test_tally.py"]
    assert row().startswith("View(\n")
    assert len(commands()) == 6
