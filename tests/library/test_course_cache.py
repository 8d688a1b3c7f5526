"""What has been read before is read again when it has changed, and only then."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import msgspec
import pytest

from tests.architecture.source import ROOT
from tutor.course import load
from tutor.course.model import Course, Lesson, Outline
from tutor.errors import TutorError
from tutor.library import course_cache
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
    monkeypatch.setenv("TUTOR_CACHE", str(tmp_path / "home/cache"))
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
    first, second = course_cache.load_course(folder), course_cache.load_course(folder)
    assert (first, reads) == (second, [folder])


def test_a_changed_course_is_parsed_again(folder: Path, reads: list[Path]) -> None:
    course_cache.load_course(folder)
    (folder / "course.toml").write_text(TOML.format(title="Another"))
    assert course_cache.load_course(folder).outlines[0].title == "Another"
    assert len(reads) == 2


def test_a_lesson_that_appears_is_there(folder: Path, reads: list[Path]) -> None:
    assert course_cache.load_course(folder).outlines[0].folder is None
    (folder / "01_one").mkdir()
    (folder / "01_one" / "lesson.md").write_text("# One\n")
    assert course_cache.load_course(folder).outlines[0].folder == folder / "01_one"


def test_another_course_is_not_this_one(folder: Path, tmp_path: Path) -> None:
    course_cache.load_course(folder)
    other = tmp_path / "other"
    other.mkdir()
    (other / "course.toml").write_text(TOML.format(title="Elsewhere"))
    assert course_cache.load_course(other).outlines[0].title == "Elsewhere"
    assert course_cache.load_course(folder).outlines[0].title == "One"


def test_a_damaged_cache_is_no_cache(folder: Path) -> None:
    course_cache.load_course(folder)
    (user_cache() / "course.msgpack").write_bytes(b"\xc1 letter")
    assert course_cache.load_course(folder).title == "A course"


def forge(folder: Path, changes: dict[str, object]) -> Path:
    """What was kept of a course, with something changed in it."""
    course_cache.load_course(folder)
    file = user_cache() / "course.msgpack"
    stamp, kept = msgspec.msgpack.decode(file.read_bytes())
    file.write_bytes(msgspec.msgpack.encode((stamp, kept | changes)))
    return file


def test_a_cache_is_data_of_its_owners_alone(folder: Path) -> None:
    course_cache.load_course(folder)
    modes = {oct(file.stat().st_mode) for file in user_cache().iterdir()}
    assert (modes, oct(user_cache().stat().st_mode)) == ({"0o100600"}, "0o40700")


def test_a_cache_that_is_believed_is_seen(folder: Path, reads: list[Path]) -> None:
    forge(folder, {"title": "Forged"})
    assert (course_cache.load_course(folder).title, len(reads)) == ("Forged", 1)


def test_a_cache_that_others_may_write_is_not_believed(folder: Path) -> None:
    forge(folder, {"title": "Forged"}).chmod(0o666)
    assert course_cache.load_course(folder).title == "A course"


@pytest.mark.parametrize("what", ["folder", "outlines"])
def test_a_cache_that_leads_elsewhere_is_not_believed(what: str, folder: Path) -> None:
    outline = {"number": 1, "slug": "01_one", "title": "One", "summary": "s", "folder": "/tmp/x"}
    forge(folder, {what: {"folder": "/tmp/x", "outlines": [outline]}[what]})
    found = course_cache.load_course(folder)
    assert (found.folder, found.outlines[0].folder) == (folder, None)


def test_a_pickle_is_never_run(folder: Path, tmp_path: Path) -> None:
    class Harm:
        def __reduce__(self) -> tuple[object, tuple[object]]:
            return (os.mkdir, (str(tmp_path / "harm"),))

    file = forge(folder, {})
    for name in (file, file.with_suffix(".pickle")):
        name.write_bytes(pickle.dumps(([], Harm())))
    course_cache.load_course(folder)
    assert not (tmp_path / "harm").exists()


def test_nothing_of_ours_unpickles() -> None:
    found = [file for file in ROOT.glob("tutor/**/*.py") if "pickle" in file.read_text()]
    assert found == []


def test_what_is_no_course_says_so(tmp_path: Path) -> None:
    with pytest.raises(TutorError, match=r"course\.toml does not exist"):
        course_cache.load_course(tmp_path)


def test_a_lesson_is_parsed_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUTOR_COURSE", str(ROOT / "tests/courses/small"))
    (outline,) = (o for o in load.load_course(ROOT / "tests/courses/small").outlines if o.folder)
    first = course_cache.load_lesson(outline)
    monkeypatch.setattr(load, "load_lesson", lambda _: pytest.fail("read again"))
    assert course_cache.load_lesson(outline) == first == load_again(outline)


def load_again(outline: Outline) -> Lesson:
    """Through the data that was kept, in another process's eyes."""
    course_cache._as_path.cache_clear()
    return course_cache.load_lesson(outline)


def test_a_lesson_that_is_not_there_says_so_and_nothing_is_kept(folder: Path) -> None:
    (outline,) = course_cache.load_course(folder).outlines
    with pytest.raises(TutorError):
        course_cache.load_lesson(outline)
    assert [file.name for file in user_cache().iterdir()] == ["course.msgpack"]


def test_code_that_has_changed_reads_again(
    folder: Path, reads: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    course_cache.load_course(folder)
    assert len(course_cache._code()) > 5
    monkeypatch.setattr(course_cache, "_code", lambda: (("load.py", 1, 1),))
    course_cache.load_course(folder)
    assert len(reads) == 2


def test_a_course_whose_lesson_lies_in_it_is_believed(folder: Path, reads: list[Path]) -> None:
    (folder / "01_one").mkdir()
    (folder / "01_one" / "lesson.md").write_text("# One\n")
    for _ in range(2):
        assert course_cache.load_course(folder).outlines[0].folder == folder / "01_one"
    assert len(reads) == 1
