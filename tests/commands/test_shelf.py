"""What has been read before is read again when it has changed, and only then."""

from __future__ import annotations

from pathlib import Path

import pytest

from tutor.commands import shelf
from tutor.course import load
from tutor.course.model import Course
from tutor.errors import TutorError
from tutor.runtime.paths import user_cache

TOML = """
format = 1
title = "A course"
[[lesson]]
number = 1
slug = "01_one"
title = "{title}"
summary = "s"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course of one chapter that is not written yet; a home of its own."""
    monkeypatch.setenv("TUTOR_HOME", str(tmp_path / "home"))
    course = tmp_path / "course"
    course.mkdir()
    (course / "course.toml").write_text(TOML.format(title="One"))
    return course


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Every folder whose outlines are really parsed."""
    found: list[Path] = []
    original = load.load_course

    def counted(folder: Path) -> Course:
        found.append(folder)
        return original(folder)

    monkeypatch.setattr(load, "load_course", counted)
    return found


def test_the_outlines_are_parsed_once(folder: Path, reads: list[Path]) -> None:
    first, second = shelf.load_course(folder), shelf.load_course(folder)
    assert (first, reads) == (second, [folder])


def test_a_changed_course_is_parsed_again(folder: Path, reads: list[Path]) -> None:
    shelf.load_course(folder)
    (folder / "course.toml").write_text(TOML.format(title="Another"))
    assert shelf.load_course(folder).outlines[0].title == "Another"
    assert len(reads) == 2


def test_a_lesson_that_appears_is_there(folder: Path, reads: list[Path]) -> None:
    assert shelf.load_course(folder).outlines[0].folder is None
    (folder / "01_one").mkdir()
    (folder / "01_one" / "lesson.md").write_text("# One\n")
    assert shelf.load_course(folder).outlines[0].folder == folder / "01_one"


def test_another_course_is_not_this_one(folder: Path, tmp_path: Path) -> None:
    shelf.load_course(folder)
    other = tmp_path / "other"
    other.mkdir()
    (other / "course.toml").write_text(TOML.format(title="Elsewhere"))
    assert shelf.load_course(other).outlines[0].title == "Elsewhere"
    assert shelf.load_course(folder).outlines[0].title == "One"


def test_a_damaged_cache_is_no_cache(folder: Path) -> None:
    shelf.load_course(folder)
    (user_cache() / "course.pickle").write_bytes(b"no pickle")
    assert shelf.load_course(folder).title == "A course"


def test_what_is_no_course_says_so(tmp_path: Path) -> None:
    with pytest.raises(TutorError, match=r"course\.toml does not exist"):
        shelf.load_course(tmp_path)
