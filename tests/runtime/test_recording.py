"""Recordings survive the way to a file and back; what is damaged is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from tutor.core.events import SCHEMA, GroupJoined, SceneFinished, SceneStarted
from tutor.errors import Unavailable
from tutor.runtime.recording import DamagedRecording, Recording, load, loads

STARTED = b'{"kind":"scene.started","seq":1,"at":0,"process":"tutor","scene":"x"}\n'
EVENTS = Recording(
    (
        SceneStarted(seq=1, at=0, process="tutor", scene="x", versions={"django": "5.2"}),
        GroupJoined(seq=2, at=5, process="server 1", conn=1, cause=1, group="g", channel="c!1"),
        SceneFinished(seq=3, at=9, process="tutor", failed="ä – \u2028"),
    )
)


def test_what_is_saved_loads_as_equal_events(tmp_path: Path) -> None:
    EVENTS.save(tmp_path / "x.jsonl")
    assert load(tmp_path / "x.jsonl") == EVENTS
    assert [path.name for path in tmp_path.iterdir()] == ["x.jsonl"]


def test_recording_is_not_written_through_a_link_that_waits_for_it(tmp_path: Path) -> None:
    (tmp_path / "theirs").write_text("theirs")
    (tmp_path / ".x.jsonl.part").symlink_to(tmp_path / "theirs")
    EVENTS.save(tmp_path / "x.jsonl")
    assert (tmp_path / "theirs").read_text() == "theirs"


def test_recording_without_an_end_is_refused() -> None:
    with pytest.raises(Unavailable, match="more than 100 MB"):
        load(Path("/dev/zero"))


def test_one_event_is_one_line() -> None:
    assert len(EVENTS.dumps().splitlines()) == 3


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "x.jsonl:1: expected a scene.started event first"),
        (STARTED + b'{"kind":"group.jumped","seq":2}\n', r"x.jsonl:2: unknown kind 'group.jumped'"),
        (
            STARTED.replace(b'"scene":', b'"minor":99,"scene":') + b'{"kind":"new.kind"}\n',
            rf"unknown kind 'new.kind' \(the recording has schema 1.99, this tutor knows {SCHEMA}",
        ),
        (STARTED + b'{"kind":"scene.noted"', "x.jsonl:2: the line is damaged"),
        (STARTED + b"\xff\xff\n", "x.jsonl:2: the line is damaged"),
        (STARTED + b"[1]\n", "x.jsonl:2: expected an object with a kind"),
        (STARTED + b'{"kind":"scene.noted","seq":"2"}\n', "x.jsonl:2: scene.noted: "),
        (STARTED + STARTED, "x.jsonl:2: expected seq 2, found 1"),
        (STARTED.replace(b'"scene":', b'"schema":9,"scene":'), "x.jsonl:1: schema 9 is not known"),
        (
            STARTED.replace(b'"scene":', b'"schema":9,"scene":') + b'{"kind":"new.kind"}\n',
            "x.jsonl:1: schema 9 is not known",
        ),
        (STARTED.replace(b"scene.started", b"scene.noted").replace(b'scene"', b'text"'), ":1:"),
    ],
)
def test_damage_is_named_with_file_and_line(data: bytes, message: str) -> None:
    with pytest.raises(DamagedRecording, match=message):
        loads(data, "x.jsonl")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"missing\.jsonl cannot be read"):
        load(tmp_path / "missing.jsonl")
