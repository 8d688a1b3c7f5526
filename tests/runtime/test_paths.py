"""Where things are, by the variables that say so, and what a dead tutor has left."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import ROOT
from tutor.runtime import paths


def test_the_checkout_is_the_root_unless_a_wheel_has_its_own_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert paths.project_root() == ROOT
    monkeypatch.setattr(paths.tutor, "__file__", str(tmp_path / "tutor/__init__.py"))
    (tmp_path / "tutor/bundled").mkdir(parents=True)
    assert paths.project_root() == tmp_path / "tutor/bundled"


def test_another_course_has_data_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUTOR_HOME", str(tmp_path))
    monkeypatch.delenv("TUTOR_COURSE", raising=False)
    assert paths.lessons_folder() == ROOT / "lessons"
    assert paths.user_data() == tmp_path
    found = []
    for course in ("a/words", "b/words"):
        monkeypatch.setenv("TUTOR_COURSE", str(tmp_path / course))
        assert paths.lessons_folder() == tmp_path / course
        found.append(paths.user_data())
    assert found[0] != found[1]
    assert {(path.parent, path.name[:6]) for path in found} == {(tmp_path / "courses", "words-")}


def test_a_cache_is_where_it_is_wanted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUTOR_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("TUTOR_CACHE", raising=False)
    assert paths.user_cache() == tmp_path / "home/cache"
    monkeypatch.setenv("TUTOR_CACHE", str(tmp_path / "mine"))
    assert paths.user_cache() == tmp_path / "mine"
    monkeypatch.delenv("TUTOR_CACHE")
    monkeypatch.delenv("TUTOR_HOME")
    monkeypatch.delenv("TUTOR_COURSE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert (paths.user_cache().name, paths.user_data().name) == ("channels-tutor",) * 2


def test_folders_of_tutors_that_have_ended_are_swept_and_no_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths.tempfile, "tempdir", str(tmp_path))
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    ours = paths.make_temp()
    for name in (f"channels-tutor-{gone.pid}-x", "channels-tutor-word-x", "another-1-x"):
        (tmp_path / name).mkdir()
    assert [folder.name for folder in paths.leftovers()] == [f"channels-tutor-{gone.pid}-x"]
    paths.sweep_temp()
    left = {folder.name for folder in tmp_path.iterdir()}
    assert left == {ours.name, "channels-tutor-word-x", "another-1-x"}


def test_a_process_of_somebody_else_is_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    assert paths.is_alive(os.getpid())

    def refuse(pid: int, _: int) -> None:
        raise PermissionError(pid)

    monkeypatch.setattr(os, "kill", refuse)
    assert paths.is_alive(1)
