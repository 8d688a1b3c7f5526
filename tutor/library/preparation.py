"""A preparation for an interview: how it begins, what it asks each day, and what counts as done."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from tutor.course.minutes import page_minutes
from tutor.errors import TutorError
from tutor.library.chosen_route import today
from tutor.library.course_cache import load_lesson
from tutor.library.find_exercises import exercises
from tutor.library.find_rounds import rounds
from tutor.library.preparation_file import Kept, load, scene_key
from tutor.quiz import preparation_plan
from tutor.quiz.interviews import was_held
from tutor.quiz.preparation_plan import Act, Offered, Role, Schedule, Task, Wanted, topic_key
from tutor.quiz.readiness import Readiness, by_topic, weakest
from tutor.quiz.round_outcome import is_finished
from tutor.quiz.rounds import RoundKind

if TYPE_CHECKING:
    from tutor.course.model import Course
    from tutor.library.study import Study

NOW: Final = 20.0  # minutes, where there is no date


def begin(study: Study, *, by: int = 0, minutes: float = 0.0, role: Role = "backend") -> Kept:
    """A new preparation; `by` 0: for now. It is not saved yet."""
    return Kept(
        by=by or today(),
        minutes=minutes or NOW,
        role=role,
        dated=bool(by),
        begun=time.time(),
        diagnosis=preparation_plan.diagnosis(study.deck.alone, study.memories),
    )


# ── what has been done ──────────────────────────────────────────────────────────────────────


def was_done(study: Study, task: Task, since: float) -> bool:
    """Whether a task that was begun then was really done; `since`: seconds since the epoch."""
    return DONE[task.act](study, task, since)


def _answered(study: Study, task: Task, since: float) -> bool:
    """Each of its cards."""
    answered = {entry.card for entry in study.store.reviews(since=since)}
    return set(task.run[2::2]) <= answered


def _watched(_study: Study, task: Task, _since: float) -> bool:
    """Whoever shows the scene has noted that its end was seen (`page_ends`)."""
    kept = load()
    return kept is not None and set(task.keys) <= set(kept.done)


def _round_held(study: Study, task: Task, since: float) -> bool:
    kind: RoundKind = "design" if task.act == "design" else "incident"
    own = [one for one in rounds(study.course, kind) if one.id in task.keys]
    held = [one for one in study.store.interviews() if one.at >= since]
    return any(is_finished(one, each) for one in own for each in held)


def _mock_held(study: Study, task: Task, since: float) -> bool:
    held = (one for one in study.store.interviews() if one.at >= since)
    return any(was_held(one, task.minutes) for one in held)


def _practised(study: Study, task: Task, since: float) -> bool:
    mended = {one.card for one in study.store.reviews(since=since) if one.correct}
    return set(task.keys) <= mended


def _printed(_study: Study, _task: Task, _since: float) -> bool:
    """A page leaves no trace: who has printed it asks whether it was read."""
    return True


DONE: Final[dict[Act, Callable[[Study, Task, float], bool]]] = {
    "diagnose": _answered,
    "watch": _watched,
    "drill": _answered,
    "practise": _practised,
    "incident": _round_held,
    "design": _round_held,
    "sheet": _printed,
    "mock": _mock_held,
}
"""How it is known that a task was done, a row for each kind of task in `preparation_plan.ORDER`.

A further kind is a row there and one here, and where it shows a topic as well, a row of
`deck.TASKS`.
"""


# ── the plan ────────────────────────────────────────────────────────────────────────────────


def schedule(study: Study, kept: Kept) -> Schedule:
    """The days that are left, today's first."""
    memories, now = study.memories, study.now()
    cards = study.deck.alone
    topics = by_topic(study.deck.shown(memories), memories, now)
    unanswered = tuple(
        id for id in kept.diagnosis if id not in memories or memories[id].last < kept.begun
    )
    spent = kept.spent if kept.day == today() else 0.0
    return preparation_plan.plan(
        Wanted(
            cards=cards,
            topics=topics,
            memories=memories,
            now=now,
            days=max(kept.by - today(), 1),
            minutes=kept.minutes,
            left=kept.minutes - spent,
            role=kept.role,
            diagnosis=unanswered,
            scenes=dict(_scenes(study, weakest(topics))),
            rounds=_rounds(study.course) if kept.role == "lead" else {},
            exercises=dict(_exercises(study, weakest(topics))),
            done=kept.done,
        )
    )


def _scenes(study: Study, red: Iterable[Readiness]) -> Iterator[tuple[str, Offered]]:
    """For each red topic the scene that proves most of its cards."""
    for topic in red:
        key = topic_key(topic)
        proofs = [card.proof for card in study.deck.alone if topic_key(card) == key and card.scene]
        if proofs:
            number, name = max(proofs, key=proofs.count)
            with suppress(TutorError, OSError, StopIteration):
                yield key, _scene(study.course, number, name)


def _exercises(study: Study, red: Iterable[Readiness]) -> Iterator[tuple[str, Offered]]:
    """For each red topic its first exercise that is not known."""
    every = exercises(study.course)
    for topic in red:
        key, memories = topic_key(topic), study.memories
        own = [one for one in every if f"{one.lesson}/{one.topic}" == key]
        new = [one for one in own if one.card not in memories or memories[one.card].failed]
        for one in new[:1]:
            yield (
                key,
                Offered(
                    key=one.card,
                    title=f"Practise {one.name}: {one.title}",
                    minutes=one.minutes,
                    run=("practice", one.name),
                ),
            )


def _scene(course: Course, number: int, name: str) -> Offered:
    outline = next(one for one in course.outlines if one.number == number)
    pages = load_lesson(outline).pages
    page = next(page for page in pages if page.scene is not None and page.scene.name == name)
    return Offered(
        key=scene_key(number, name),
        title=f"lesson {number}: {page.title}",
        minutes=page_minutes(page),
        run=("lesson", str(number), "--scene", name),
    )


def _rounds(course: Course) -> dict[str, list[Offered]]:
    kinds: tuple[RoundKind, ...] = ("incident", "design")
    return {
        kind: [
            Offered(
                key=one.id,
                title=f"{kind.capitalize()}: {one.title}",
                minutes=one.minutes,
                run=("interview", f"--{kind}", one.id),
                topics=tuple(dict.fromkeys(s.topic for s in one.stages if s.topic)),
            )
            for one in rounds(course, kind)
        ]
        for kind in kinds
    }
