"""The cards of a course: static checks, keys against the recordings, places in installed source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from tutor.core.events import Event
from tutor.core.naming import clause
from tutor.course.inside import is_scene_name, trace
from tutor.course.model import Lesson
from tutor.course.problems import Problem, problem
from tutor.errors import TutorError
from tutor.quiz import option_lengths
from tutor.quiz.answers import Answers, Rates, check_answers, read_answers
from tutor.quiz.card import Card
from tutor.quiz.check_card import Placed, check_cards, check_key
from tutor.quiz.near_duplicates import near_duplicates
from tutor.quiz.read import from_predictions, read_cards
from tutor.runtime import installed, recording

NAMED: Final = 8  # cards that a problem of many names


class Checked(NamedTuple):
    """What has been found: all cards, and how well free answers are heard."""

    cards: list[Card]
    problems: list[Problem]
    rates: Rates


def check(lessons: Sequence[Lesson], claims: Set[str]) -> Checked:
    """All cards, and everything that is wrong with them. `claims`: the ids that there are."""
    placed: list[Placed] = []
    answers: Answers = {}
    problems: list[Problem] = []
    for lesson in lessons:
        written, wrong = read_cards(lesson.folder, lesson.number)
        own, unread = read_answers(lesson.folder)
        placed += written
        answers |= own
        problems += [*wrong, *unread]
    every = [*placed, *(card for lesson in lessons for card in from_predictions(lesson))]
    problems += check_cards(every, lessons, claims)
    folders = {lesson.number: lesson.folder for lesson in lessons}
    for card, source in placed:
        said = [*_key(card, folders), *_look(card)]
        problems += [problem(source, f"{card.id}: {message}", hint) for message, hint in said]
    problems += _telling_lengths(every)
    problems += _alike([(card, source) for card, source in every if not card.setting])
    rates, unheard = check_answers(placed, answers)
    return Checked([card for card, _ in every], problems + unheard, rates)


def _telling_lengths(placed: Sequence[Placed]) -> Iterator[Problem]:
    """Over all cards, the length of an option must not tell the right one."""
    found = option_lengths.lengths(card for card, _ in placed)
    for word, ids in found.gives_away():
        source = next((source for card, source in placed if card.id in ids), placed[0][1])
        hint = f"rewrite options; it is so in {', '.join(ids[:NAMED]) or 'none'}"
        yield problem(source, option_lengths.told(found, word, ids), hint)


def _alike(placed: Sequence[Placed]) -> Iterator[Problem]:
    """Cards that give each other away, and may be asked on the same day."""
    sources = {card.id: source for card, source in placed}
    for one, other, likeness in near_duplicates([card for card, _ in placed]):
        yield problem(
            sources[other.id],
            f"{other.id}: it is much like {one.id} ({likeness:.2f}), one gives the other away",
            f"a family that both have, as {one.family.split()[0] if one.family else one.topic}",
        )


def _key(card: Card, folders: dict[int, Path]) -> Iterator[tuple[str, str]]:
    number, scene = card.proof
    if not card.is_computed or number not in folders or not is_scene_name(scene):
        return
    file = trace(folders[number], scene)
    if not file.is_file():
        yield f"{scene} has no recording", f"tutor dev record {number} {scene}"
        return
    try:
        events = _events(file)
    except TutorError as error:
        yield clause(error.message), error.hint or "record it again"
        return
    yield from check_key(card, events)


@cache
def _events(file: Path) -> Sequence[Event]:
    return recording.load(file).events


def _look(card: Card) -> Iterator[tuple[str, str]]:
    if not card.look:
        return
    try:
        installed.find(card.look)
    except TutorError as error:
        yield f"look: {clause(error.message)}", "as channels.layers:InMemoryChannelLayer.group_send"
