"""The rounds of a course's interviews, each against the recording of its scene."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from tutor.core.events import Event
from tutor.core.naming import clause, instead, unknown
from tutor.course.inside import trace
from tutor.course.model import Lesson
from tutor.course.problems import Problem, problem
from tutor.errors import TutorError
from tutor.quiz.card import Card
from tutor.quiz.check_rounds import check_round
from tutor.quiz.read_rounds import read_rounds
from tutor.quiz.rounds import Round
from tutor.runtime import recording


def check_interviews(lessons: Sequence[Lesson], cards: Iterable[Card]) -> Iterator[Problem]:
    """All problems of all rounds. `cards`: those of the course, which have its topics."""
    topics = sorted({f"{card.lesson}/{card.topic}" for card in cards})
    for lesson in lessons:
        found, problems = read_rounds(lesson.folder)
        yield from problems
        for one, source in found:
            yield from check_round(one, source, _events(one, lessons))
            yield from (problem(source, *told) for told in _topics(one, topics))


def _topics(one: Round, topics: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What is said aloud counts in a topic, one that cards have."""
    for stage in one.stages:
        if stage.kind == "talk" and not stage.topic:
            yield f"{one.id}: {stage.title}: it counts in no topic", 'topic = "7/Delivery"'
        elif stage.topic and stage.topic not in topics:
            told = clause(unknown("topic", stage.topic, topics))
            yield f"{one.id}: {stage.title}: {told}", clause(instead(stage.topic, topics))


def _events(one: Round, lessons: Sequence[Lesson]) -> Sequence[Event] | None:
    number, scene = one.proof
    folder = next((lesson.folder for lesson in lessons if lesson.number == number), None)
    if folder is None:
        return None
    with suppress(TutorError, ValueError):
        return recording.load(trace(folder, scene)).events
    return None
