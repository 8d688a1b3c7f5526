"""Goals in a lesson's file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tutor.play.read_goals import read_goals, read_words

GOAL = """
[[goal]]
id = "heard"
title = "Heard"
level = "easy"
task = "…"
hints = ["a", "b"]
solutions = [["open ann"]]
trap = { lines = ["open ben"], told = "no" }
[[goal.condition]]
says = "x"
holds = "any group.sent"
saw = "{count group.sent}"
"""


def test_a_goal_has_the_number_of_its_lesson_and_its_line(tmp_path: Path) -> None:
    (tmp_path / "goals.toml").write_text("# goals\n" + GOAL, encoding="utf-8")
    [(goal, source)], problems = read_goals(tmp_path, 7)
    assert (goal.name, source.line, problems) == ("7/heard", 3, [])
    assert goal.conditions[0].holds == "any group.sent"


def test_a_lesson_without_goals_has_none(tmp_path: Path) -> None:
    assert read_goals(tmp_path, 7) == ([], [])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[goal", "goals.toml:1: this is not TOML"),
        (GOAL + "\n[other]\nx = 1\n", "unknown field other"),
        ("[[goal]]\nid = 'x'\n", "missing required field `title`"),
        (GOAL.replace('level = "easy"', 'level = "easy"\nlesson = 3'), "a goal is a table"),
        (GOAL.replace("saw =", "seen ="), "unknown field `seen`"),
        (GOAL.replace("any group.sent", "any group.snt"), "'x': "),
        (GOAL.replace("{count group.sent}", "{count}"), "'x': "),
        (GOAL + 'instead = [{ when = "any x.y", says = "" }]', "'x': "),
        ("goal = 3\n", "a goal is a table"),
        ("[words]\nlobby = 'join'\n", "Expected `object`, got `str`"),
    ],
)
def test_what_cannot_be_read_is_a_problem_with_its_place(
    tmp_path: Path, text: str, message: str
) -> None:
    (tmp_path / "goals.toml").write_text(text, encoding="utf-8")
    goals, problems = read_goals(tmp_path, 7)
    assert goals == []
    assert message in str(problems[0]), problems


def test_a_goal_that_cannot_be_read_leaves_the_others(tmp_path: Path) -> None:
    (tmp_path / "goals.toml").write_text("[[goal]]\nid = 'x'\n" + GOAL, encoding="utf-8")
    goals, problems = read_goals(tmp_path, 7)
    assert ([goal.id for goal, _ in goals], problems[0].line) == (["heard"], 1)


def test_a_lab_has_the_frames_that_a_tab_may_send(tmp_path: Path) -> None:
    file = tmp_path / "goals.toml"
    assert read_words(tmp_path, "lobby") == {}, "a lesson without goals"
    file.write_text("[words.lobby]\njoin = 'joins'\n'say Hello' = 'speaks'\n" + GOAL, "utf-8")
    assert list(read_words(tmp_path, "lobby").items()) == [
        ("join", "joins"),
        ("say Hello", "speaks"),
    ]
    assert read_words(tmp_path, "other") == {}
    assert len(read_goals(tmp_path, 7)[0]) == 1
    file.write_text("[words]\nlobby = 'join'\n", "utf-8")
    assert read_words(tmp_path, "lobby") == {}
