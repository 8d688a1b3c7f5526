"""Recordings survive the way to a file and back; what is damaged is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from tutor import files
from tutor.core.events import SCHEMA, Event, GroupJoined, GroupSent, SceneFinished, SceneStarted
from tutor.errors import Unavailable
from tutor.runtime.recording import DamagedRecording, Recording, lines, load, load_newest, loads

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


# ── a trace of any size


def long(facts: int) -> list[Event]:
    text = "x" * 50
    sent = (GroupSent(seq=n, at=n, process="a", group="g", text=text) for n in range(3, facts + 1))
    return [*EVENTS.events[:2], *sent]


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "PIECE", 700)


@pytest.mark.usefixtures("small_pieces")
def test_a_trace_of_any_size_is_read_in_pieces_and_its_newest_facts_are_kept(
    tmp_path: Path,
) -> None:
    file, events = tmp_path / "x.jsonl", long(2_000)
    file.write_bytes(lines(events))
    whole, ring = load_newest(file), load_newest(file, keep=300)
    assert [*whole.events] == events
    assert (len(ring), ring.first > 1_000) == (2_000, True)
    assert [*ring.events] == events[ring.first :]
    assert ring.world(ring.first).groups == whole.world(ring.first).groups != {}


@pytest.mark.usefixtures("small_pieces")
def test_a_last_line_that_a_kill_has_cut_is_left_out(tmp_path: Path) -> None:
    file, events = tmp_path / "x.jsonl", long(100)
    file.write_bytes(lines(events)[:-5])
    read: list[int] = []
    assert [*load_newest(file, progress=read.append).events] == events[:-1]
    assert (read[0], read[-1]) == (700, file.stat().st_size)
    assert read == sorted(read)


@pytest.mark.usefixtures("small_pieces")
@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b'"seq":77,', b'"seq":76,', "x.jsonl:77: expected seq 77, found 76."),
        (b'"seq":77,', b'"seq":77,,', "x.jsonl:77: the line is damaged"),
        (b'"scene.started"', b'"scene.noted"', "x.jsonl:1: expected a scene.started event first."),
    ],
)
def test_damage_far_behind_the_beginning_is_named_with_its_line(
    tmp_path: Path, old: bytes, new: bytes, message: str
) -> None:
    file = tmp_path / "x.jsonl"
    file.write_bytes(lines(long(100)).replace(old, new))
    with pytest.raises(DamagedRecording) as caught:
        load_newest(file)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("/dev/zero", "/dev/zero holds no JSON lines."),
        ("/dev/null", "/dev/null:1: expected a scene.started event first."),
        ("/nowhere", "/nowhere cannot be read: No such file or directory."),
    ],
)
def test_what_is_no_trace_is_refused(file: str, message: str) -> None:
    with pytest.raises(Unavailable) as caught:
        load_newest(Path(file))
    assert str(caught.value) == message
