"""`python -m tutor.dev.record`: what is kept, and what is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dev.test_check_course import COURSE, LESSON
from tutor.dev.record import main
from tutor.runtime.recording import load

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


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["9"], "There is no lesson 9.\nThere are 1, 2."),
        (["2"], "Lesson 2, Second, is not written yet."),
        (["1", "t"], "There is no scene t in lesson 1.\nThere is s."),
    ],
)
def test_a_name_that_is_unknown(
    course: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    code = main([*arguments, "--lessons", str(course)])
    assert (code, message in capsys.readouterr().err) == (2, True)
