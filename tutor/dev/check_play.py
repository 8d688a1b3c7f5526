"""The goals of a course: what can be found in their files without a run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from tutor.course.model import Lesson
from tutor.course.problems import Problem
from tutor.play.check_goals import check_goals
from tutor.play.read_goals import read_goals


def check_all_goals(lessons: Sequence[Lesson]) -> Iterator[Problem]:
    """All problems of all goals."""
    for lesson in lessons:
        goals, problems = read_goals(lesson.folder, lesson.number)
        yield from problems
        yield from check_goals(goals, partial(_wrong, lesson))


def _wrong(lesson: Lesson, name: str) -> str:
    """What is wrong with what a goal of the lesson opens; "" = nothing."""
    scenes = [f"{lesson.number}/{scene.name}" for scene in lesson.scenes]
    labs = [file.stem for file in sorted(lesson.folder.glob("labs/*.py"))]
    if not name or name in {*scenes, *labs}:
        return ""
    return f"lesson {lesson.number} has neither a lab nor a scene {name}"
