"""No character that steers a terminal hides in a course."""

from __future__ import annotations

from pathlib import Path

import pytest

from tutor.dev.characters import check_characters
from tutor.dev.check_course import main
from tutor.runtime.paths import lessons_folder


@pytest.mark.parametrize("name", ["course.toml", "01_x/lesson.md", "01_x/labs/echo.py"])
def test_a_character_that_steers_is_named_with_its_line(name: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("# One\u2028line\n\na = 1  # \u202e\x1b \x1b\n")

    found = [(each.file, each.line, each.message) for each in check_characters(tmp_path)]

    assert found == [
        (file, 1, "The line has \\u2028 in it."),
        (file, 3, "The line has \\x1b, \\u202e in it."),
    ]


def test_line_ends_of_windows_and_emoji_are_nothing_to_name(tmp_path: Path) -> None:
    (tmp_path / "lesson.md").write_bytes("One\r\n\tTwo 👩\u200d💻❤\ufe0f\r\n".encode())
    assert list(check_characters(tmp_path)) == []


def test_our_own_course_has_none() -> None:
    assert list(check_characters(lessons_folder())) == []


def test_dev_check_tells(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "course.toml").write_text('title = "A"  # \u202e\nformat = 1\nlesson = []\n')
    assert main(["--lessons", str(tmp_path)]) == 1
    assert "course.toml:1: The line has \\u202e in it." in capsys.readouterr().out
