"""Rounds from files, and what cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tutor.quiz.read_rounds import read_rounds

GOOD = """
kind = "design"
level = "mid"
title = "A chat"
prompt = '''
  Design it.
'''

[[stage]]
kind = "talk"
title = "Go deep"
minutes = 2
ask = "Talk."

[[stage.point]]
text = " Save first "
words = ["save"]

[[stage]]
kind = "draw"
title = "Draw"
minutes = 1.5
ask = "Draw."
board = ["a -> b"]
need = [{ kind = "server", why = "one" }]
"""


def put(folder: Path, name: str, text: str) -> Path:
    (folder / "rounds").mkdir(exist_ok=True)
    file = folder / "rounds" / name
    file.write_text(text)
    return file


def test_a_file_is_a_round_that_is_called_as_it_is(tmp_path: Path) -> None:
    file = put(tmp_path, "chat.toml", GOOD)
    put(tmp_path, "a.txt", "not one")
    ((one, source),), problems = read_rounds(tmp_path)
    assert (one.id, one.prompt, one.minutes, problems) == ("chat", "Design it.", 3.5, [])
    assert (one.stages[0].points[0].text, one.stages[1].needs[0].least) == ("Save first", 1)
    assert (source.file, source.line) == (file, 1)


def test_a_lesson_without_rounds_has_none(tmp_path: Path) -> None:
    assert read_rounds(tmp_path) == ([], [])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("kind = ", "this is not TOML"),
        (GOOD.replace('"mid"', '"boss"'), "Invalid enum value 'boss'"),
        (GOOD.replace('title = "A chat"', 'name = "A chat"'), "unknown field name"),
        (GOOD.replace('title = "A chat"', 'title = "A chat"\nid = "x"'), "unknown field id"),
        (GOOD.replace("[[stage.point]]", "[[stage.pointer]]"), "pointer"),
        (GOOD.replace("[[stage.point]]", "[stage.point]"), "points is not a list of tables"),
        ('stage = ["x"]', "stage is not a list of tables"),
        (GOOD.replace("level", "# level"), "missing required field `level`"),
    ],
)
def test_what_cannot_be_read_is_a_problem_and_stops_no_other(
    text: str, says: str, tmp_path: Path
) -> None:
    put(tmp_path, "a.toml", text)
    put(tmp_path, "b.toml", GOOD)
    rounds, (found,) = read_rounds(tmp_path)
    assert [one.id for one, _ in rounds] == ["b"]
    assert (found.file.name, found.line, says in found.message) == ("a.toml", 1, True), found


def test_bytes_and_names_that_are_no_text_are_problems(tmp_path: Path) -> None:
    put(tmp_path, "a.toml", "").write_bytes(b"\xff")
    put(tmp_path, "b\x1b[6n.toml", GOOD)
    rounds, problems = read_rounds(tmp_path)
    assert (rounds, len(problems)) == ([], 2)
    assert "control character" in problems[1].message
