"""`course.toml`: what it gives, and what is said about one that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tutor.course.load import load_course, load_lesson, scene_titles
from tutor.course.model import Outline
from tutor.errors import Exit, TutorError

COURSE = """\
title = "A course"
format = 1

[[lesson]]
number = 1
slug = "01_first"
title = "First"
summary = "It is written."

[[lesson]]
number = 2
slug = "02_second"
title = "Second"
summary = "It is not."
"""


def write(folder: Path, text: str) -> Path:
    (folder / "course.toml").write_text(text, encoding="utf-8")
    return folder


def test_gives_the_outlines_in_order(tmp_path: Path) -> None:
    course = load_course(write(tmp_path, COURSE))
    assert [(o.number, o.title) for o in course.outlines] == [(1, "First"), (2, "Second")]


def test_knows_which_chapters_are_written(tmp_path: Path) -> None:
    (tmp_path / "01_first").mkdir()
    (tmp_path / "01_first/lesson.md").write_text("unread", encoding="utf-8")
    course = load_course(write(tmp_path, COURSE))
    assert [o.folder for o in course.outlines] == [tmp_path / "01_first", None]


def test_says_that_a_lesson_is_not_written_yet() -> None:
    outline = Outline(number=2, slug="02_second", title="Second", summary="", folder=None)
    with pytest.raises(TutorError, match=r"Lesson 2, Second, is not written yet") as caught:
        load_lesson(outline)
    assert caught.value.exit_code is Exit.USAGE


def test_a_course_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    (tmp_path / "course.toml").mkdir()
    with pytest.raises(TutorError, match=r"course\.toml cannot be read: Is a directory"):
        load_course(tmp_path)


def test_a_course_that_is_nested_without_end_is_no_toml(tmp_path: Path) -> None:
    with pytest.raises(TutorError, match="is not TOML"):
        load_course(write(tmp_path, "lesson = " + "[" * 100_000))


def test_a_folder_without_a_course(tmp_path: Path) -> None:
    with pytest.raises(TutorError, match=r"course\.toml does not exist"):
        load_course(tmp_path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title =", "is not TOML"),
        ('title = "A"\nformat = 2', "has format 2, and this tutor reads 1"),
        ('title = "A"\nformat = 1', "lacks 'lesson'"),
        ('title = "A"\nformat = 1\n[[lesson]]\nslug = "a"', "lacks 'number'"),
    ],
)
def test_a_damaged_course(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(TutorError, match=message):
        load_course(write(tmp_path, text))


def test_scene_titles_come_from_the_docstrings(tmp_path: Path) -> None:
    (tmp_path / "scenes.py").write_text(
        'async def one(stage):\n    """Title.\n\n    More."""\ndef helper(): ...\n'
        "async def two(stage): ...\n",
        encoding="utf-8",
    )
    assert scene_titles(tmp_path) == {"one": "Title", "two": ""}


def test_a_script_that_is_no_python_has_no_titles(tmp_path: Path) -> None:
    (tmp_path / "scenes.py").write_text("async def", encoding="utf-8")
    assert scene_titles(tmp_path) == {}


def test_a_lesson_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "lesson.md").write_bytes(b"\xff")
    outline = Outline(number=1, slug="01_first", title="First", summary="", folder=tmp_path)
    with pytest.raises(TutorError, match=r"lesson\.md cannot be read"):
        load_lesson(outline)
