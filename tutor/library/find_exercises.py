"""The exercises of a course, by name."""

from __future__ import annotations

from pathlib import Path

from tutor.course.model import Course
from tutor.errors import UsageError, unknown
from tutor.practice.exercise import Exercise
from tutor.practice.read_exercises import read_exercises


def exercises(course: Course) -> list[Exercise]:
    """Those that can be read, in the order of the course."""
    return [
        exercise
        for outline in course.outlines
        if outline.folder is not None
        for exercise in exercises_of(outline.folder, outline.number)
    ]


def exercises_of(folder: Path, lesson: int) -> list[Exercise]:
    """Those of a lesson that can be read."""
    return [exercise for exercise, _ in read_exercises(folder, lesson)[0]]


def named(course: Course, name: str) -> Exercise:
    """An exercise by its name, "closes", or with its lesson, "7/closes". Raises `UsageError`."""
    known = exercises(course)
    for exercise in known:
        if name in {exercise.name, f"{exercise.lesson}/{exercise.name}"}:
            return exercise
    if not known:
        raise UsageError("This course has no exercises.", "`tutor lesson` has scenes to watch.")
    raise unknown("exercise", name, [one.name for one in known])
