"""One recording per test of a traced pytest, in a folder, written as the tests run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tutor.core.events import (
    ConnectionOpened,
    Event,
    GroupSent,
    PytestFinished,
    PytestStarted,
    SceneFinished,
    SceneStarted,
    ServerStarted,
    ServerStopped,
)
from tutor.errors import Unavailable
from tutor.runtime.recording import load
from tutor.runtime.recording_per_test import LONGEST, RecordingPerTest

P: dict[str, str] = {"process": "pytest 1"}
RUN: tuple[Event, ...] = (
    SceneStarted(seq=1, at=0, process="tutor"),
    ServerStarted(seq=2, at=10, **P),
    GroupSent(seq=3, at=15, **P, group="fixture"),
    PytestStarted(seq=4, at=20, **P, name="tests/test_a.py::test_one[x/y]"),
    ConnectionOpened(seq=5, at=25, **P, conn=3, path="/a"),
    GroupSent(seq=6, at=30, **P, conn=3, cause=5, group="a"),
    PytestFinished(seq=7, at=35, **P, name="tests/test_a.py::test_one[x/y]"),
    PytestStarted(seq=8, at=40, **P, name="test_b.py::test_nothing"),
    PytestFinished(seq=9, at=45, **P, name="test_b.py::test_nothing"),
    PytestStarted(seq=10, at=50, **P, name="test_b.py::test_two"),
    GroupSent(seq=11, at=55, **P, cause=3, group="b"),
    ServerStopped(seq=12, at=60, **P),
    SceneFinished(seq=13, at=65, process="tutor"),
)


def test_each_test_has_a_recording_of_its_own(tmp_path: Path) -> None:
    folder = RecordingPerTest(tmp_path / "new" / "runs")
    for event in RUN:
        folder.add([event])
    folder.close()
    found = {path.name: load(path).events for path in folder.path.iterdir()}
    assert found.keys() == {
        *("tests-test_a.py-test_one-x-y.jsonl", "test_b.py-test_two.jsonl", "outside.jsonl")
    }
    one = found["tests-test_a.py-test_one-x-y.jsonl"]
    assert [(type(e), e.at, e.conn, e.cause) for e in one] == [
        (SceneStarted, 0, None, None),
        (ServerStarted, 0, None, None),
        (PytestStarted, 0, None, None),
        (ConnectionOpened, 5, 1, None),
        (GroupSent, 10, 1, 4),
        (PytestFinished, 15, None, None),
        (SceneFinished, 15, None, None),
    ]
    assert one[0] == SceneStarted(
        seq=1, at=0, process="tutor", scene="tests/test_a.py::test_one[x/y]", minor=one[0].minor
    )
    two = [type(event) for event in found["test_b.py-test_two.jsonl"]]
    assert two == [
        SceneStarted,
        ServerStarted,
        PytestStarted,
        GroupSent,
        ServerStopped,
        SceneFinished,
    ]
    assert (folder.count, [e.kind for e in found["outside.jsonl"]][1:3]) == (
        2,
        ["server.started", "group.sent"],
    )


def test_what_is_there_after_a_kill_can_be_read(tmp_path: Path) -> None:
    folder = RecordingPerTest(tmp_path)
    folder.add(RUN[:6])
    events = load(tmp_path / "tests-test_a.py-test_one-x-y.jsonl").events
    assert events[-1].kind == "group.sent"


def test_names_that_look_alike_have_files_of_their_own(tmp_path: Path) -> None:
    folder = RecordingPerTest(tmp_path)
    for seq, name in enumerate(("a::b", "a-b", "a/b", "::", "x" * 300)):
        folder.add([PytestStarted(seq=2 * seq + 2, at=seq, **P, name=name)])
        folder.add([GroupSent(seq=2 * seq + 3, at=seq, **P)])
    names = {path.name.removesuffix(".jsonl") for path in tmp_path.iterdir()}
    assert names == {"a-b", "a-b-2", "a-b-3", "outside", "x" * LONGEST}


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("")
    with pytest.raises(Unavailable, match="x/y cannot be written: Not a directory"):
        RecordingPerTest(tmp_path / "x" / "y")
    folder = RecordingPerTest(tmp_path / "runs")
    (tmp_path / "runs" / "outside.jsonl").mkdir()
    folder.add(RUN)
    with pytest.raises(Unavailable, match=r"outside\.jsonl cannot be written: Is a directory"):
        folder.close()
