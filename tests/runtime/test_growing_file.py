"""A recording in a file as it grows: what is there can be read at any time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tutor.core.events import Event, SceneNoted, SceneStarted
from tutor.errors import Unavailable
from tutor.runtime.growing_file import GrowingFile
from tutor.runtime.recording import DamagedRecording, load, load_newest

EVENTS: tuple[Event, ...] = (
    SceneStarted(seq=1, at=0, process="tutor", scene="x"),
    SceneNoted(seq=2, at=5, process="tutor", text="one"),
    SceneNoted(seq=3, at=9, process="tutor", text="two"),
)


def test_each_event_is_in_the_file_at_once(tmp_path: Path) -> None:
    file = GrowingFile(tmp_path / "x.jsonl")
    for end in range(1, 4):
        file.add(EVENTS[end - 1 : end])
        assert load(tmp_path / "x.jsonl").events == EVENTS[:end]
    file.close()


def test_what_a_kill_leaves_is_read_up_to_its_last_whole_line(tmp_path: Path) -> None:
    file = GrowingFile(tmp_path / "x.jsonl")
    file.add(EVENTS)
    whole = (tmp_path / "x.jsonl").read_bytes()
    (tmp_path / "x.jsonl").write_bytes(whole[:-9])
    assert load_newest(tmp_path / "x.jsonl").events == [*EVENTS[:2]]
    with pytest.raises(DamagedRecording):
        load(tmp_path / "x.jsonl")


def test_a_disk_that_takes_no_more_is_told_at_the_end() -> None:
    file = GrowingFile(Path("/dev/full"))
    file.add(EVENTS)
    file.add(EVENTS)
    with pytest.raises(Unavailable, match="/dev/full cannot be written: No space left"):
        file.close()


def test_a_file_that_has_appeared_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text("mine")
    with pytest.raises(Unavailable, match=r"x\.jsonl cannot be written: File exists"):
        GrowingFile(tmp_path / "x.jsonl")
    assert (tmp_path / "x.jsonl").read_text() == "mine"


TIGHT = """
import resource
from pathlib import Path
from tests.runtime.test_growing_file import EVENTS, GrowingFile, SceneNoted
resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
file = GrowingFile(Path("x.jsonl"))
file.add(EVENTS)
file.add([SceneNoted(seq=4, at=10, process="tutor", text="x" * 5000)])
print(file.failure.message)
"""


def test_of_a_line_that_did_not_fit_nothing_stays(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", TIGHT],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert ended.stdout == "x.jsonl cannot be written: File too large.\n", ended.stderr
    assert load(tmp_path / "x.jsonl").events == EVENTS
