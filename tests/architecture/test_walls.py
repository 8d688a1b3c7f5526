"""The import walls stand, and the test that says so sees a breach."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import ROOT
from tests.architecture.walls import breaches


def test_every_part_imports_only_what_it_may() -> None:
    found = list(breaches(ROOT))
    assert not found, "\n".join(["", *found])


@pytest.mark.parametrize(
    ("file", "source", "reason"),
    [
        ("tutor/core/world.py", "import time", "imports time; it may import __future__"),
        ("tutor/core/world.py", "from os import path", "imports os"),
        ("tutor/core/world.py", "def f():\n    import asyncio", "imports asyncio"),
        ("tutor/core/world.py", "from ..view import palette", "imports tutor.view"),
        ("tutor/core/world.py", "import rich.text", "imports rich.text"),
        ("tutor/course/load.py", "from tutor.view import text", "imports tutor.view"),
        ("tutor/view/flow.py", "from textual.app import App", "imports textual.app"),
        ("tutor/view/flow.py", "from tutor.course import load", "imports tutor.course"),
        ("tutor/probe/consumer_state.py", "from tutor.errors import Exit", "imports tutor.errors"),
        ("tutor/probe/consumer_state.py", "import django", "imports django as it loads"),
        ("tutor/probe/consumer_state.py", "def f():\n    import rich", "imports rich"),
        (
            "tutor/runtime/link.py",
            "def f():\n    from daphne.server import Server",
            "daphne.server",
        ),
        ("tutor/runtime/link.py", "import tutor.tui", "imports tutor.tui"),
        ("tutor/tui/player.py", 'import_module("twisted.internet")', "imports twisted.internet"),
        ("tutor/tui/player.py", 'import_module(f"tutor.dev.{name}")', "imports tutor.dev"),
        ("tutor/plain/lesson_text.py", "import textual", "imports textual"),
        ("tutor/cli.py", "from tutor.commands import lesson", "as it loads"),
        ("tutor/new.py", "", "belongs to no part"),
        ("demo_project/chat/views.py", "import tutor", "imports tutor"),
        ("demo_project/asgi.py", "import websockets", "imports websockets"),
        ("lessons/07_groups/scenes.py", "from tutor.core import world", "imports tutor.core"),
    ],
)
def test_a_breach_is_named_with_its_place(
    tmp_path: Path, file: str, source: str, reason: str
) -> None:
    path = tmp_path / file
    path.parent.mkdir(parents=True)
    path.write_text(source)
    line = len(source.splitlines()) or 1

    (found,) = breaches(tmp_path)

    assert found.startswith(f"{file}:{line}: ")
    assert reason in found


def test_what_is_allowed_is_no_breach(tmp_path: Path) -> None:
    path = tmp_path / "tutor/probe/consumer_state.py"
    path.parent.mkdir(parents=True)
    path.write_text(
        "from typing import TYPE_CHECKING\nfrom . import facts\nif TYPE_CHECKING:\n"
        "    import django\ndef f():\n    import twisted.internet\n    from tutor import probe\n"
    )

    assert not list(breaches(tmp_path))


HEAVY = ("textual", "django", "channels", "daphne", "twisted", "markdown_it", "websockets", "redis")


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["lesson", "--help"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    script = (
        "import sys\nfrom tutor.cli import main\ntry:\n    main()\nfinally:\n"
        "    print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert not set(HEAVY) & set(run.stderr.split())
