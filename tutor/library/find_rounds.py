"""The rounds of a course, and what the recording of an incident shows."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from tutor.core.events import Event
from tutor.core.match import PatternError
from tutor.course.inside import trace
from tutor.course.model import Course
from tutor.errors import TutorError, Unavailable, unknown
from tutor.quiz.evidence import opens_at, shown
from tutor.quiz.read_rounds import read_rounds
from tutor.quiz.rounds import Round, RoundKind, Shown
from tutor.runtime.recording import load


def rounds(course: Course, kind: RoundKind, level: str = "") -> list[Round]:
    """Those that can be read, in the order of the course; of one level, or all."""
    found: list[Round] = []
    for outline in course.outlines:
        if outline.folder is not None:
            with suppress(TutorError, OSError):
                found += [one for one, _ in read_rounds(outline.folder)[0]]
    return [one for one in found if one.kind == kind and level in {"", one.level}]


def named(course: Course, kind: RoundKind, name: str) -> Round:
    """A round by its name, with or without its first word "incident-"."""
    every = rounds(course, kind)
    for one in every:
        if name in {one.id, one.id.removeprefix(f"{kind}-")}:
            return one
    raise unknown(kind, name, [one.id.removeprefix(f"{kind}-") for one in every])


def feeds(course: Course, one: Round) -> tuple[list[tuple[Shown, ...]], int]:
    """The evidence of each stage, and the step at which the recording is opened (0: none is).

    Raises Unavailable where the recording is missing or does not fit.
    """
    number, scene = one.proof
    if not scene:
        return [() for _ in one.stages], 0
    folders = (outline.folder for outline in course.outlines if outline.number == number)
    folder = next(folders, None)
    try:
        if folder is None:
            raise Unavailable(f"Lesson {number} is not there.")
        events: Sequence[Event] = load(trace(folder, scene)).events
        return [tuple(shown(stage.evidence, events)) for stage in one.stages], opens_at(one, events)
    except (TutorError, PatternError, ValueError) as error:
        told = error.told if isinstance(error, TutorError) else str(error)
        raise Unavailable(f"The recording of {one.id} cannot be used.", told) from None
