"""The template is made once, where it can be, and copied for every scene."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tutor.errors import Unavailable
from tutor.runtime.paths import project_root
from tutor.runtime.processes import database
from tutor.runtime.processes.keeper import Keeper


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Building is slow and tested by every scene; here it only leaves its files."""
    built: list[Path] = []

    async def build(folder: Path, keeper: Keeper | None) -> None:
        built.append(folder)
        folder.mkdir()
        (folder / "minicom.sqlite3").write_bytes(b"x")
        (folder / "sessions.json").write_text('{"john": "key"}')

    monkeypatch.setattr(database, "_build", build)
    return built


async def test_it_is_made_once(
    quick: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUTOR_CACHE", str(tmp_path / "cache"))
    first = await database.template(tmp_path)
    second = await database.template(tmp_path)
    assert first == second
    assert first.file.is_relative_to(tmp_path / "cache")
    assert len(quick) == 1


async def test_a_cache_that_cannot_be_written_is_done_without(
    quick: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("TUTOR_CACHE", str(tmp_path / "file" / "cache"))
    made = await database.template(tmp_path)
    assert made.file.is_relative_to(tmp_path)
    assert made.sessions == {"john": "key"}


async def test_a_damaged_template_is_made_again(
    quick: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUTOR_CACHE", str(tmp_path / "cache"))
    made = await database.template(tmp_path)
    (made.file.parent / "sessions.json").write_text("{")
    again = tmp_path / "again"
    again.mkdir()
    assert (await database.template(again)).sessions == {"john": "key"}


async def test_a_project_that_cannot_be_migrated_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUTOR_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(database, "project_root", lambda: tmp_path)
    (tmp_path / "demo_project").mkdir()
    (tmp_path / "demo_project" / "__init__.py").touch()
    (tmp_path / "demo_project" / "settings.py").write_text("raise ValueError('no settings')")
    with pytest.raises(Unavailable, match="database cannot be made: ValueError: no settings"):
        await database.template(tmp_path)


def test_its_builder_ends_with_the_tutor(tmp_path: Path) -> None:
    argv = [sys.executable, str(database.BUILDER), str(project_root()), str(tmp_path / "s.json")]
    environment = {**os.environ, "MINICOM_DATABASE": str(tmp_path / "minicom.sqlite3")}
    ended = subprocess.run(argv, input=b"", env=environment, timeout=50)
    assert (ended.returncode, (tmp_path / "s.json").exists()) == (1, False)


async def test_the_real_one_has_people_who_are_logged_in(tmp_path: Path) -> None:
    made = await database.template(tmp_path)
    copy = tmp_path / "copy.sqlite3"
    made.copy_to(copy)
    with sqlite3.connect(copy) as db:
        keys = {key for (key,) in db.execute("select session_key from django_session")}
    db.close()
    assert set(made.sessions) >= {"john", "jane", "admin"}
    assert set(made.sessions.values()) <= keys
