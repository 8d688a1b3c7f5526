"""The goals of a course, as `tutor dev check` finds them."""

from __future__ import annotations

from pathlib import Path

from tests.play.test_read_goals import GOAL
from tutor.course.model import Lesson
from tutor.dev.check_play import check_all_goals


def told(folder: Path, text: str) -> list[str]:
    (folder / "labs").mkdir()
    (folder / "labs" / "lobby.py").touch()
    (folder / "goals.toml").write_text(text, encoding="utf-8")
    lesson = Lesson(number=7, slug="07", title="x", summary="x", pages=(), folder=folder)
    return [each.message for each in check_all_goals([lesson])]


def test_a_goal_opens_a_lab_or_a_scene_of_its_lesson(tmp_path: Path) -> None:
    text = GOAL.replace('task = "…"', 'task = "…"\nopens = "loby"')
    assert "heard: opens: lesson 7 has neither a lab nor a scene loby" in told(tmp_path, text)


def test_what_is_there_is_no_problem(tmp_path: Path) -> None:
    text = GOAL.replace('task = "…"', 'task = "…"\nopens = "lobby"')
    assert told(tmp_path, text) == ["heard: it has 1 conditions"]


def test_a_file_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    assert told(tmp_path, "[[goal")[0].startswith("this is not TOML")
