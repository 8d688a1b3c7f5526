"""Nothing that a course names lies outside of its folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.course.conftest import WriteLesson
from tutor.course.inside import is_folder_name, links_out, source_text, trace
from tutor.course.load import load_course, read_lesson
from tutor.errors import TutorError

COURSE = """\
title = "A course"
format = 1
[[lesson]]
number = 1
slug = "01_first"
title = "First"
summary = "slug = none of these"
[[lesson]]
number = 2
slug = {slug}
title = "Second"
summary = "…"
"""
SCENE = "## One\n:::: scene {name}\n::: beat group.sent\nText.\n:::\n::::\n"


@pytest.mark.parametrize(
    "slug",
    ["../other", "..", ".", "/etc", "a/b", "a/../b", r"..\\other", ".git", r"a\u001b[2J", "a/"],
)
def test_a_slug_that_leaves_the_folder_is_refused_with_its_line(tmp_path: Path, slug: str) -> None:
    file = tmp_path / "course.toml"
    file.write_text(COURSE.format(slug=f'"{slug}"'), encoding="utf-8")
    with pytest.raises(TutorError) as raised:
        load_course(tmp_path)
    assert raised.value.message.startswith(f"{file}:10: the slug ")


def test_a_slug_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "course.toml").write_text(COURSE.format(slug="7"), encoding="utf-8")
    with pytest.raises(TutorError, match="the slug 7 is not"):
        load_course(tmp_path)


@pytest.mark.parametrize("name", ["01_first", "7", "Größen", "with blanks", "a.b"])
def test_a_folder_may_be_called_as_folders_are(name: str) -> None:
    assert is_folder_name(name)


@pytest.mark.parametrize("name", ["../../../tmp/x", "/tmp/x", "a.b", "a-b", "..", "7"])
def test_a_scene_whose_name_is_a_path_is_refused_with_its_line(
    write_lesson: WriteLesson, name: str
) -> None:
    _, problems = read_lesson(write_lesson(SCENE.format(name=name), matter=""))
    said = f"{name!r} is not the name of a scene"
    assert [found.line for found in problems if said in found.message] == [2]


def test_the_recording_of_a_path_is_not_looked_for(tmp_path: Path) -> None:
    assert trace(tmp_path, "hello") == tmp_path / "traces" / "hello.jsonl"
    with pytest.raises(ValueError, match="expected the name of a scene"):
        trace(tmp_path, "../hello")


def test_links_that_lead_out_of_the_course_are_refused(
    write_lesson: WriteLesson, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.jsonl").write_text("x")
    outline = write_lesson(SCENE.format(name="s"))
    assert outline.folder is not None
    (outline.folder / "labs").symlink_to(outside)
    (outline.folder / "traces").mkdir()
    (outline.folder / "traces/s.jsonl").symlink_to(outside / "secret.jsonl")
    (tmp_path / "shared.py").write_text("x")
    (outline.folder / "inside.py").symlink_to(tmp_path / "shared.py")
    _, problems = read_lesson(outline)
    out = [found for found in problems if "leads out of the course" in found.message]
    assert [found.file.name for found in out] == ["labs", "s.jsonl"]


def test_a_lesson_that_is_a_link_out_of_the_course_is_refused(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (tmp_path / "01_first").symlink_to(outside)
    assert list(links_out(tmp_path / "01_first", tmp_path)) == [tmp_path / "01_first"]


def test_a_course_of_links_into_one_place_is_a_course(tmp_path: Path) -> None:
    """So does uv install packages with `--link-mode symlink`."""
    real, made = tmp_path / "cache", tmp_path / "site-packages"
    (real / "01_first").mkdir(parents=True)
    (made / "01_first").mkdir(parents=True)
    for name in ("course.toml", "01_first/lesson.md"):
        (real / name).write_text("x")
        (made / name).symlink_to(real / name)
    assert list(links_out(made / "01_first", made)) == []


def test_a_recording_shows_no_file_beyond_the_project(tmp_path: Path) -> None:
    root = tmp_path / "project"
    root.mkdir()
    (root / "own.py").write_text("mine")
    (root / "notes.txt").write_text("no source")
    (tmp_path / "secret.py").write_text("theirs")
    places = ("own.py", "notes.txt", "../secret.py", str(tmp_path / "secret.py"), "gone.py")
    assert [source_text([root], place) for place in places] == ["mine", *[None] * 4]
