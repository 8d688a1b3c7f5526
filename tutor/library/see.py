"""What a learner can open that shows a symptom's cause, as commands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from tutor.course.model import Course
from tutor.course.symptoms import Symptom, read_symptoms
from tutor.errors import TutorError

MOST_CARDS: Final = 3


def symptoms(course: Course) -> tuple[Symptom, ...]:
    """Those of the course that can be read."""
    return read_symptoms(course.folder)[0]


def scene_command(name: str) -> str:
    """The command that plays "7/alone"."""
    lesson, _, scene = name.partition("/")
    return f"tutor lesson {lesson} --scene {scene}"


def commands(symptom: Symptom, course: Course) -> list[str]:
    """The scene first, then exercises, goals and cards; only what the course has.

    A rule's scene is one of the course that comes with the program; another need not have it.
    """
    from tutor.library.find_exercises import exercises
    from tutor.library.goals import goals

    known_exercises = {f"{one.lesson}/{one.name}" for one in exercises(course)}
    known_goals = {goal.name for goal in goals(course)}
    return [
        *([scene_command(symptom.scene)] if _has_scene(course, symptom.scene) else []),
        *(f"tutor practice {name}" for name in symptom.exercises if name in known_exercises),
        *(f"tutor play --goal {name}" for name in symptom.goals if name in known_goals),
        *(f"tutor quiz --card {name}" for name in _cards(symptom, course)),
    ]


def _has_scene(course: Course, name: str) -> bool:
    from tutor.course.inside import trace

    number, _, scene = name.partition("/")
    folders = (one.folder for one in course.outlines if str(one.number) == number and one.folder)
    return any(trace(folder, scene).is_file() for folder in folders)


def _cards(symptom: Symptom, course: Course) -> Iterator[str]:
    from tutor.library.deck import load_deck

    if not symptom.cards and not symptom.faults:
        return
    with suppress(TutorError):
        cards = load_deck(course).cards
        found = [card.id for card in cards if card.id in symptom.cards]
        found += [card.id for card in cards if set(card.faults) & set(symptom.faults)]
        yield from list(dict.fromkeys(found))[:MOST_CARDS]
