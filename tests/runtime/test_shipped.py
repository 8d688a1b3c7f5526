"""The recording beside a lesson is read; where there is none, that is said with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.story.lesson import LESSON, SCENE
from tests.view.tape import three_tabs
from tutor.errors import TutorError, UsageError
from tutor.runtime.recording import Recording
from tutor.runtime.shipped import shipped, shipped_path


def test_a_recording_is_read_from_beside_its_lesson(tmp_path: Path) -> None:
    lesson = replace(LESSON, folder=tmp_path)
    path = shipped_path(lesson, SCENE)
    assert path == tmp_path / "traces" / "three_tabs.jsonl"
    path.parent.mkdir()
    path.write_bytes(Recording(tuple(three_tabs().events)).dumps())
    assert list(shipped(lesson, SCENE)) == list(three_tabs().events)


def test_where_there_is_none_the_learner_is_told_to_run_it(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no recording of three_tabs") as missing:
        shipped(replace(LESSON, folder=tmp_path), SCENE)
    assert missing.value.hint == "Leave --replay out to run it live."


def test_a_damaged_one_is_an_error_of_ours(tmp_path: Path) -> None:
    lesson = replace(LESSON, folder=tmp_path)
    shipped_path(lesson, SCENE).parent.mkdir()
    shipped_path(lesson, SCENE).write_text("no JSON")
    with pytest.raises(TutorError):
        shipped(lesson, SCENE)
