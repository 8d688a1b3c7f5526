"""`tutor dev check`: what it prints, and with which exit code."""

from __future__ import annotations

import os
import re
from pathlib import Path

import msgspec
import pytest

from tutor.core.events import AppSent, Event, SceneFinished, SceneNoted, SceneStarted
from tutor.dev.check_course import main
from tutor.runtime.recording import Recording, load

COURSE = """\
title = "A course"
format = 1
[[lesson]]
number = 1
slug = "01_first"
title = "First"
summary = "One scene."
[[lesson]]
number = 2
slug = "02_second"
title = "Second"
summary = "Not written."
"""
LESSON = """\
---
title: First
summary: One scene.
chapter: First
---

## Page

:::: scene s

::: beat {beat}
Text.
:::

::::
"""
RUN: list[Event] = [
    SceneStarted(seq=1, at=0, process="tutor", scene="s"),
    AppSent(seq=2, at=1, process="server 1", type="websocket.send"),
    SceneFinished(seq=3, at=2, process="tutor"),
]

SENT = AppSent(seq=3, at=2, process="server 1", type="websocket.send")


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course of one sound lesson."""
    lesson = tmp_path / "01_first"
    (lesson / "traces").mkdir(parents=True)
    (tmp_path / "course.toml").write_text(COURSE, encoding="utf-8")
    (lesson / "scenes.py").write_text('async def s(stage):\n    """S."""\n', encoding="utf-8")
    (lesson / "lesson.md").write_text(LESSON.format(beat="app.sent"), encoding="utf-8")
    Recording(tuple(RUN)).save(lesson / "traces" / "s.jsonl")
    return tmp_path


def run(course: Path, *options: str) -> int:
    return main(["--lessons", str(course), "--root", str(course), *options])


def test_a_sound_course(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(course)
    printed = capsys.readouterr().out
    assert (code, printed) == (
        0,
        "0 problems, 1 lessons, 1 scenes, 1 beats, 0 predictions, 0 claims, 0 cards, 0 exercises\n",
    )


def test_a_text_that_the_recording_does_not_fit(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = LESSON.format(beat="app.sent nth=2")
    (course / "01_first/lesson.md").write_text(text, encoding="utf-8")
    code = run(course)
    printed = capsys.readouterr().out
    assert (code, "lesson.md:11: no fact of s matches `app.sent nth=2`" in printed) == (1, True)


def test_a_pattern_that_cannot_be_read_is_named_once(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (course / "01_first/lesson.md").write_text(LESSON.format(beat="app.send"), encoding="utf-8")
    run(course)
    assert capsys.readouterr().out.count("lesson.md:11") == 1


def test_a_damaged_recording_is_a_problem_of_its_scene(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (course / "01_first/traces/s.jsonl").write_text("{", encoding="utf-8")
    code = run(course)
    printed = capsys.readouterr().out
    assert (code, printed.startswith(f"{course}/01_first/lesson.md:9: ")) == (1, True)
    assert "record it again" in printed


def test_a_recording_that_is_missing(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (course / "01_first/traces/s.jsonl").unlink()
    run(course)
    assert "the scene s has no recording" in capsys.readouterr().out


def test_a_folder_without_a_course(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(tmp_path)
    assert (code, "course.toml does not exist" in capsys.readouterr().err) == (1, True)


CLAIM = "::: claim C01-0{} verdict=true\nproof: any app.sent\nText.\n:::\n\n::::"
ROW = '[C01-0{}]\nchapter = 1\nthen = "claimed"\nnow = "{}"\nsays = "So."\n'


def test_a_claim_that_the_ledger_does_not_know_and_one_that_it_judges_differently(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (course / "claims.toml").write_text(ROW.format(1, "bug"), encoding="utf-8")
    claims = CLAIM.format(1).replace("\n\n::::", "\n") + CLAIM.format(2)
    text = LESSON.format(beat="app.sent").removesuffix("::::\n") + claims
    (course / "01_first/lesson.md").write_text(text, encoding="utf-8")
    code = run(course)
    printed = capsys.readouterr().out
    assert code == 1
    assert "lesson.md:15: C01-01 is 'true' here and 'bug' in claims.toml" in printed
    assert "claims.toml has no row C01-02" in printed


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        ((), 0, "warning: 1 of 1 rows have no proof yet: C01-01"),
        (("--strict",), 1, "claims.toml:1: C01-01 has no proof"),
    ],
)
def test_a_row_without_a_proof(
    course: Path,
    capsys: pytest.CaptureFixture[str],
    options: tuple[str, ...],
    code: int,
    message: str,
) -> None:
    (course / "claims.toml").write_text(ROW.format(1, "true"), encoding="utf-8")
    ended = run(course, *options)
    assert (ended, message in capsys.readouterr().out) == (code, True)


def test_a_link_that_leads_nowhere(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    links = "[a](scenes.py) [b](scenes.py#L1) [c](https://x.org/y) [d](#page)\n\n![e](gone%20.svg)"
    text = LESSON.format(beat="app.sent").replace("## Page\n", f"## Page\n\n{links}\n")
    (course / "01_first/lesson.md").write_text(text, encoding="utf-8")
    code = run(course)
    lines = capsys.readouterr().out.splitlines()
    assert (code, len(lines)) == (1, 3)
    assert lines[0].endswith("lesson.md:11: the link to gone%20.svg leads nowhere")


def test_a_mark_for_a_scene_that_is_not_there(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = 'RACES = {"s", "t"}\nasync def s(stage):\n    """S."""\n'
    (course / "01_first/scenes.py").write_text(script, encoding="utf-8")
    code = run(course)
    said = "01_first/scenes.py:1: RACES names t, and no page plays it"
    assert (code, said in capsys.readouterr().out) == (1, True)


# ── live ────────────────────────────────────────────────────────────────────────────────────

NOTE = 'async def s(stage):\n    """S."""\n    stage.note("here")\n'
OTHER = 'async def t(stage):\n    """T."""\n    stage.note("here")\n'
BROKER = 'async def s(stage):\n    """S."""\n    await stage.broker.start()\n'
FAIL = 'async def s(stage):\n    """S."""\n    raise ValueError("rain")\n'


@pytest.fixture
def noted(course: Path) -> Path:
    """A course whose only scene needs no server, with its recording."""
    (course / "01_first/lesson.md").write_text(LESSON.format(beat="scene.noted"), encoding="utf-8")
    (course / "01_first/scenes.py").write_text(NOTE, encoding="utf-8")
    events = [RUN[0], SceneNoted(seq=2, at=1, process="tutor", text="here"), RUN[2]]
    Recording(tuple(events)).save(course / "01_first/traces/s.jsonl")
    return course


def test_a_live_run_that_repeats_the_recording(
    noted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(noted, "--live") == 0, capsys.readouterr().out


def test_a_live_run_that_does_not(noted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    recorded = [*load(noted / "01_first/traces/s.jsonl").events[:2]]
    recorded += [SENT]
    recorded += [SceneFinished(seq=4, at=3, process="tutor")]
    Recording(tuple(recorded)).save(noted / "01_first/traces/s.jsonl")
    code = run(noted, "--live")
    printed = capsys.readouterr().out
    assert (code, "a run of s differs from its recording" in printed) == (1, True)
    assert "app.sent type=websocket.send on server 1: 1 in the recording, 0 now" in printed


@pytest.mark.parametrize(("number", "more"), [(7, "and 2 more"), (5, "")])
def test_of_many_differences_five_are_told(
    noted: Path, capsys: pytest.CaptureFixture[str], number: int, more: str
) -> None:
    seqs = range(3, 3 + number)
    sent = [AppSent(seq=seq, at=seq, process="server 1", type=f"t{seq}") for seq in seqs]
    events = [*load(noted / "01_first/traces/s.jsonl").events[:2], *sent]
    file = noted / "01_first/traces/s.jsonl"
    Recording((*events, SceneFinished(seq=3 + number, at=10, process="tutor"))).save(file)
    run(noted, "--live")
    printed = capsys.readouterr().out
    assert printed.count("1 in the recording, 0 now") == 5
    assert "".join(re.findall(r"and \d+ more", printed)) == more


def test_a_pattern_that_cannot_be_read_is_named_once_in_a_live_run_too(
    noted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (noted / "01_first/lesson.md").write_text(LESSON.format(beat="app.send"), encoding="utf-8")
    code = run(noted, "--live")
    assert (code, capsys.readouterr().out.count("lesson.md:11")) == (1, 1)


def test_a_scene_that_races_is_held_to_its_text_only(
    noted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    events = [*load(noted / "01_first/traces/s.jsonl").events[:2], SENT]
    Recording((*events, SceneFinished(seq=4, at=3, process="tutor"))).save(
        noted / "01_first/traces/s.jsonl"
    )
    (noted / "01_first/scenes.py").write_text('RACES = {"s"}\n' + NOTE, encoding="utf-8")
    assert run(noted, "--live") == 0, capsys.readouterr().out


def test_a_live_run_that_fails(noted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (noted / "01_first/scenes.py").write_text(FAIL, encoding="utf-8")
    code = run(noted, "--live")
    printed = capsys.readouterr().out
    assert (code, "the run of s failed: 01_first/scenes.py:3: ValueError: rain" in printed) == (
        1,
        True,
    )


def test_a_run_that_cannot_be_had_here_is_named(
    noted: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    broken = tmp_path / "bin/redis-server"
    broken.parent.mkdir()
    broken.write_text("#!/bin/sh\necho no luck today\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(broken.parent), prepend=os.pathsep)
    (noted / "01_first/scenes.py").write_text(BROKER, encoding="utf-8")
    code = run(noted, "--live")
    said = "s could not be run: No broker could be started: no luck today"
    assert (code, said in capsys.readouterr().out) == (1, True)


def test_every_run_that_does_not_repeat_its_recording_is_named(
    noted: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 1)  # one after the other
    lesson = noted / "01_first"
    for file, more in (("lesson.md", "## More\n\n:::: scene t\n\n::::\n"), ("scenes.py", OTHER)):
        (lesson / file).write_text(f"{(lesson / file).read_text()}\n{more}")
    for scene in ("s", "t"):
        events = (msgspec.structs.replace(RUN[0], scene=scene), RUN[1], RUN[2])
        Recording(events).save(lesson / f"traces/{scene}.jsonl")
    run(noted, "--live")
    printed = capsys.readouterr().out
    assert [printed.count(f"a run of {scene} differs from") for scene in "st"] == [1, 1]


def test_the_lessons_of_this_repository(capsys: pytest.CaptureFixture[str]) -> None:
    code = main([])
    printed = capsys.readouterr().out
    assert code == 0, printed
    assert re.search(r"^free answers: \d+ of \d+ points", printed, re.MULTILINE)
    assert re.search(r"^\d+ symptoms, 0 without run, rule or source", printed, re.MULTILINE)
