"""`tutor dev new`: what it makes is sound, runs, and overwrites nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tutor.dev.check_course import main as check
from tutor.dev.check_exercises import main as prove
from tutor.dev.new import main
from tutor.dev.record import main as record


def new(folder: Path, *arguments: str) -> int:
    return main(arguments, folder)


def problems(folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """What `dev check` says of the course."""
    capsys.readouterr()
    check(["--lessons", str(folder), "--root", str(folder)])
    return capsys.readouterr().out


def test_the_first_lesson_of_a_course_makes_the_course(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = new(tmp_path / "mine", "lesson", "1", 'Who "hears" whom')
    assert (code, "tutor dev new scene 1 NAME" in capsys.readouterr().out) == (0, True)
    assert (tmp_path / "mine/01_who_hears_whom/lesson.md").is_file()
    assert problems(tmp_path / "mine", capsys).startswith("0 problems, 1 lessons")


def test_a_lesson_that_the_course_lists_already(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new(tmp_path, "lesson", "1", "One")
    (tmp_path / "01_one/lesson.md").unlink()
    listed = (tmp_path / "course.toml").read_text(encoding="utf-8")
    assert new(tmp_path, "lesson", "1", "") == 0
    assert (tmp_path / "course.toml").read_text(encoding="utf-8") == listed
    assert "title: One" in (tmp_path / "01_one/lesson.md").read_text(encoding="utf-8")


def test_only_a_recording_is_wanting_in_a_new_scene(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new(tmp_path, "lesson", "1", "One")
    new(tmp_path, "scene", "1", "who_hears")
    told = problems(tmp_path, capsys).splitlines()
    assert [line.partition(": ")[2] or line.strip() for line in told[:-1]] == [
        "the scene who_hears has no recording",
        "tutor dev record 1 who_hears",
    ]


@pytest.mark.slow
def test_a_new_scene_runs_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new(tmp_path, "lesson", "1", "One")
    new(tmp_path, "scene", "1", "who_hears")
    code = record(["1", "who_hears", "--lessons", str(tmp_path)])
    assert (code, problems(tmp_path, capsys)[:10]) == (0, "0 problems")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("lesson", "1", "One"), "lesson.md is there."),
        (("scene", "1", "taken"), "01_one has a scene taken."),
        (("lesson", "2", ""), "what is its title?"),
        (("scene", "2", "other"), "Lesson 2 is not written."),
        (("scene", "1", "../other"), "Scenes cannot be named '../other'."),
    ],
)
def test_nothing_is_overwritten_and_no_name_is_guessed(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    message: str,
) -> None:
    new(tmp_path, "lesson", "1", "One")
    new(tmp_path, "scene", "1", "taken")
    before = {file: file.read_bytes() for file in tmp_path.rglob("*.*") if file.is_file()}
    code = new(tmp_path, *arguments)
    assert (code, message in capsys.readouterr().err) == (2, True)
    assert {file: file.read_bytes() for file in tmp_path.rglob("*.*") if file.is_file()} == before


def test_a_new_exercise_is_sound_as_it_stands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new(tmp_path, "lesson", "1", "One")
    assert new(tmp_path, "exercise", "1", "quiet_echo") == 0
    assert "tutor dev exercise quiet_echo: prove it" in capsys.readouterr().out
    assert problems(tmp_path, capsys).startswith("0 problems")
    assert new(tmp_path, "exercise", "1", "quiet_echo") == 2
    assert "quiet_echo is there.\nNothing was changed." in capsys.readouterr().err


@pytest.mark.slow
def test_a_new_exercise_proves_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    new(tmp_path, "lesson", "1", "One")
    new(tmp_path, "exercise", "1", "quiet_echo")
    monkeypatch.setenv("TUTOR_COURSE", str(tmp_path))
    assert (prove([]), capsys.readouterr().out.splitlines()[-1]) == (
        0,
        "1 exercises, 5 runs, 0 problems",
    )
