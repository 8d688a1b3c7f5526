"""Spelling of what a learner reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from tutor.dev.spelling import check_spelling


def lesson(folder: Path, text: str) -> Path:
    (folder / "01_x").mkdir()
    (folder / "01_x" / "lesson.md").write_text(text)
    return folder


def test_a_misspelt_word_is_named_with_its_line_and_the_right_one(tmp_path: Path) -> None:
    (found,) = check_spelling(lesson(tmp_path, "# Hello\n\nThis is teh end.\n"))
    assert (found.line, found.message, found.hint.split(",")[0]) == (3, "teh is misspelt", "the")


def test_code_is_left_alone(tmp_path: Path) -> None:
    assert not [*check_spelling(lesson(tmp_path, "Call `teh()`.\n"))]


def test_a_word_may_be_right_here(tmp_path: Path) -> None:
    (tmp_path / "spelling.txt").write_text("teh\n")
    assert not [*check_spelling(lesson(tmp_path, "This is teh end.\n"))]


@pytest.mark.parametrize("name", ["quiz.toml", "answers.toml", "rounds/chat.toml"])
def test_whatever_is_read_or_said_in_a_lesson_is_looked_at(name: str, tmp_path: Path) -> None:
    file = tmp_path / "01_x" / name
    file.parent.mkdir(parents=True)
    file.write_text('good = ["This is teh end."]\n')
    (found,) = check_spelling(tmp_path)
    assert (found.file, found.message) == (file, "teh is misspelt")
