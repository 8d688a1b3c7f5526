"""The rounds of a course's interviews, each against the recording of its scene."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress

from tutor.core.events import Event
from tutor.course.inside import trace
from tutor.course.model import Lesson
from tutor.course.problems import Problem
from tutor.errors import TutorError
from tutor.quiz.check_rounds import check_round
from tutor.quiz.read_rounds import read_rounds
from tutor.quiz.rounds import Round
from tutor.runtime import recording


def check_interviews(lessons: Sequence[Lesson]) -> Iterator[Problem]:
    """All problems of all rounds."""
    for lesson in lessons:
        found, problems = read_rounds(lesson.folder)
        yield from problems
        for one, source in found:
            yield from check_round(one, source, _events(one, lessons))


def _events(one: Round, lessons: Sequence[Lesson]) -> Sequence[Event] | None:
    number, scene = one.proof
    folder = next((lesson.folder for lesson in lessons if lesson.number == number), None)
    if folder is None:
        return None
    with suppress(TutorError, ValueError):
        return recording.load(trace(folder, scene)).events
    return None
