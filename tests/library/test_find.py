"""What a learner names is found, or what there is is said."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.architecture.source import ROOT
from tutor.course.model import Lesson
from tutor.errors import UsageError
from tutor.library import find


@pytest.fixture
def lesson(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lesson:
    monkeypatch.setenv("TUTOR_CACHE", str(tmp_path / "cache"))
    shutil.copytree(ROOT / "tests/courses/small", tmp_path / "course")
    monkeypatch.setenv("TUTOR_COURSE", str(tmp_path / "course"))
    return find.lesson("1")


def test_a_lesson_is_found_by_its_number_and_by_its_folder(lesson: Lesson) -> None:
    assert [find.lesson(name).slug for name in ("1", "01", lesson.slug)] == [lesson.slug] * 3


@pytest.mark.parametrize(
    ("names", "lessons"),
    [
        ("", []),
        ("4,7", [4, 7]),
        ("4-7", [4, 5, 6, 7]),
        ("7-5", [5, 6, 7]),
        ("1-3, 2, 9", [1, 2, 3, 9]),
    ],
)
def test_several_lessons_are_named_at_once(names: str, lessons: list[int]) -> None:
    assert find.numbers(names) == lessons


def test_a_scene_that_is_not_there_is_answered_with_those_that_are(lesson: Lesson) -> None:
    assert find.scene(lesson, lesson.scenes[0].name) == lesson.scenes[0]
    with pytest.raises(UsageError, match="nowhere"):
        find.scene(lesson, "nowhere")


def test_a_page_beyond_the_last_is_answered_with_those_that_are_there(lesson: Lesson) -> None:
    last = len(lesson.pages)
    assert find.page(lesson, last) == lesson.pages[-1]
    with pytest.raises(UsageError, match=f"There is no page {last + 1} in lesson 1"):
        find.page(lesson, last + 1)


def test_a_step_beyond_the_recording_is_not_one(lesson: Lesson) -> None:
    scene = lesson.scenes[0]
    trace = lesson.folder / "traces" / f"{scene.name}.jsonl"
    last = len(trace.read_text().splitlines())
    assert (find.step(lesson, scene, last), find.step(lesson, scene, 0)) == (last, 0)
    with pytest.raises(UsageError, match=f"{last + 1}"):
        find.step(lesson, scene, last + 1)


def test_without_a_recording_any_step_may_be_one(lesson: Lesson) -> None:
    shutil.rmtree(lesson.folder / "traces")
    assert find.step(lesson, lesson.scenes[0], 999) == 999
