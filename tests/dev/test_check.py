"""`python -m tutor.dev.check`: what it prints, and with which exit code."""

from __future__ import annotations

from pathlib import Path

import pytest

from tutor.core.events import AppSent, Event, SceneFinished, SceneStarted
from tutor.dev.check import main
from tutor.runtime.recording import Recording

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
minutes: 1
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


def run(course: Path) -> int:
    return main(["--lessons", str(course), "--root", str(course)])


def test_a_sound_course(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(course)
    printed = capsys.readouterr().out
    assert (code, printed) == (
        0,
        "0 problems, 1 lessons, 1 scenes, 1 beats, 0 predictions, 0 claims\n",
    )


def test_a_text_that_the_recording_does_not_fit(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = LESSON.format(beat="app.sent nth=2")
    (course / "01_first/lesson.md").write_text(text, encoding="utf-8")
    code = run(course)
    printed = capsys.readouterr().out
    assert (code, "lesson.md:12: no fact of s matches `app.sent nth=2`" in printed) == (1, True)


def test_a_pattern_that_cannot_be_read_is_named_once(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (course / "01_first/lesson.md").write_text(LESSON.format(beat="app.send"), encoding="utf-8")
    run(course)
    assert capsys.readouterr().out.count("lesson.md:12") == 1


def test_a_damaged_recording_is_a_problem_of_its_scene(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (course / "01_first/traces/s.jsonl").write_text("{", encoding="utf-8")
    code = run(course)
    printed = capsys.readouterr().out
    assert (code, printed.startswith(f"{course}/01_first/lesson.md:10: ")) == (1, True)


def test_a_recording_that_is_missing(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (course / "01_first/traces/s.jsonl").unlink()
    run(course)
    assert "the scene s has no recording" in capsys.readouterr().out


def test_a_folder_without_a_course(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(tmp_path)
    assert (code, "course.toml does not exist" in capsys.readouterr().err) == (1, True)


def test_the_lessons_of_this_repository(capsys: pytest.CaptureFixture[str]) -> None:
    code = main([])
    assert code == 0, capsys.readouterr().out
