"""Recordings are read from beside their lesson."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.runtime.lesson import lesson, scene
from tutor.core.events import SceneFinished, SceneStarted
from tutor.errors import Unavailable, UsageError
from tutor.runtime.recording import Recording
from tutor.runtime.shipped_recordings import shipped, shipped_path

EVENTS = (
    SceneStarted(seq=1, at=0, process="tutor", schema=1, lesson="l", scene="s"),
    SceneFinished(seq=2, at=1, process="tutor"),
)


def test_a_recording_is_read(tmp_path: Path) -> None:
    path = shipped_path(lesson(tmp_path), scene("s"))
    assert path == tmp_path / "traces" / "s.jsonl"
    path.parent.mkdir()
    Recording(EVENTS).save(path)
    assert shipped(lesson(tmp_path), scene("s")) == EVENTS


def test_one_that_is_not_there_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no recording of s yet") as told:
        shipped(lesson(tmp_path), scene("s"))
    assert told.value.hint == "Leave --replay out to run it live."


def test_one_that_is_damaged_is_named(tmp_path: Path) -> None:
    path = shipped_path(lesson(tmp_path), scene("s"))
    path.parent.mkdir()
    path.write_text("no recording", encoding="utf-8")
    with pytest.raises(Unavailable, match=r"s\.jsonl:1: the line is damaged"):
        shipped(lesson(tmp_path), scene("s"))
