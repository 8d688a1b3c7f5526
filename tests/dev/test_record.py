"""`tutor dev record`: what is kept, and what is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dev.test_check_course import COURSE, LESSON
from tutor.core.events import (
    SCHEMA_MINOR,
    AppSent,
    Event,
    SceneFinished,
    SceneNoted,
    SceneStarted,
)
from tutor.dev import record
from tutor.dev.record import main
from tutor.runtime.recording import Recording, load

SCENE = '''\
async def s(stage):
    """A remark and nothing else."""
    stage.note("here")
'''


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course whose only scene needs no server."""
    lesson = tmp_path / "01_first"
    lesson.mkdir()
    (tmp_path / "course.toml").write_text(COURSE, encoding="utf-8")
    (lesson / "scenes.py").write_text(SCENE, encoding="utf-8")
    (lesson / "lesson.md").write_text(LESSON.format(beat="scene.noted"), encoding="utf-8")
    return tmp_path


def test_a_scene_that_fits_is_kept(course: Path) -> None:
    code = main(["1", "--lessons", str(course)])
    events = load(course / "01_first/traces/s.jsonl").events
    assert (code, [event.kind for event in events]) == (
        0,
        ["scene.started", "scene.noted", "scene.finished"],
    )


def test_a_scene_that_does_not_fit_is_not_kept(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (course / "01_first/lesson.md").write_text(LESSON.format(beat="app.sent"), encoding="utf-8")
    code = main(["1", "s", "--lessons", str(course)])
    printed = capsys.readouterr().out
    assert (code, "no fact of s matches `app.sent`" in printed) == (1, True)
    assert not (course / "01_first/traces/s.jsonl").exists()


def test_an_author_may_keep_it(course: Path) -> None:
    (course / "01_first/lesson.md").write_text(LESSON.format(beat="app.sent"), encoding="utf-8")
    main(["1", "s", "--keep", "--lessons", str(course)])
    assert (course / "01_first/traces/s.jsonl").exists()


# ── renewing what has changed ───────────────────────────────────────────────────────────────

STARTED = SceneStarted(seq=1, at=0, process="tutor", scene="s", minor=SCHEMA_MINOR)
NOTED = SceneNoted(seq=2, at=1, process="tutor", text="here")
SENT = AppSent(seq=3, at=1, process="server 1", type="websocket.send")


def recorded(course: Path, *events: Event) -> Path:
    """The recording that the scene has already; its end is added."""
    file = course / "01_first/traces/s.jsonl"
    end = SceneFinished(seq=len(events) + 1, at=2, process="tutor")
    file.parent.mkdir()
    Recording((*events, end)).save(file)
    return file


def renew(course: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """What is said of the scene, without how long it took."""
    assert main(["--all", "--changed", "--lessons", str(course)]) == 0
    [line] = capsys.readouterr().out.splitlines()
    assert line.startswith("1 s: 3 events, ")
    return line.rpartition(" s, ")[2]


def test_a_recording_that_a_run_repeats_stays_byte_for_byte(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = recorded(course, STARTED, NOTED)
    before = file.read_bytes()
    assert (renew(course, capsys), file.read_bytes()) == ("unchanged", before)


@pytest.mark.parametrize("kept", [False, True])
def test_a_recording_that_differs_from_a_run_is_renewed_unless_the_scene_races(
    course: Path, capsys: pytest.CaptureFixture[str], kept: bool
) -> None:
    file = recorded(course, STARTED, NOTED, SENT)
    if kept:
        (course / "01_first/scenes.py").write_text('RACES = {"s"}\n' + SCENE, encoding="utf-8")
    said = renew(course, capsys)
    assert said == ("unchanged" if kept else "saved: it differs from a run")
    assert (AppSent in map(type, load(file).events)) is kept


def test_a_run_that_differs_once_is_no_change(
    course: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([["a busy moment"], []])
    monkeypatch.setattr(record, "differences", lambda recorded, fresh: next(answers))
    recorded(course, STARTED, NOTED)
    assert renew(course, capsys) == "unchanged"


def test_a_recording_of_an_older_schema_is_renewed(
    course: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record, "SCHEMA_MINOR", SCHEMA_MINOR + 1)
    monkeypatch.setattr(record, "SCHEMA", "1.x")
    recorded(course, STARTED, NOTED)
    assert renew(course, capsys) == f"saved: it had schema 1.{SCHEMA_MINOR}, now 1.x"


def test_a_recording_that_the_text_does_not_fit_is_renewed(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recorded(course, STARTED)
    assert renew(course, capsys) == "saved: the text did not fit it"


def test_a_recording_that_cannot_be_read_is_renewed(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recorded(course, STARTED).write_text("{", encoding="utf-8")
    assert renew(course, capsys) == "saved: the recording could not be read"


def test_a_recording_that_is_missing_is_made(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert renew(course, capsys) == "saved: there was no recording"


def test_a_change_that_the_text_does_not_fit_is_not_kept(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = recorded(course, STARTED, NOTED, SENT)
    before = file.read_bytes()
    (course / "01_first/lesson.md").write_text(LESSON.format(beat="app.sent"), encoding="utf-8")
    code = main(["--changed", "--lessons", str(course)])
    said = capsys.readouterr().out
    assert (code, "not kept: it differs from a run" in said) == (1, True)
    assert file.read_bytes() == before


# ── mistakes ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["9"], "There is no lesson 9.\nThere are 1, 2."),
        (["2"], "Lesson 2, Second, is not written yet."),
        (["1", "t"], "There is no scene t in lesson 1.\nThere is s."),
        (["1", "--all"], "--all or lesson 1, not both."),
    ],
)
def test_a_name_that_is_unknown(
    course: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    code = main([*arguments, "--lessons", str(course)])
    assert (code, message in capsys.readouterr().err) == (2, True)
