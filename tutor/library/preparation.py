"""The preparation for an interview that the learner has begun, and what it asks today.

It is one small file beside the learner's state, as the chosen way is; the plan itself is not kept:
it follows from the answers and from what has been done.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from tutor import files
from tutor.course.minutes import page_minutes
from tutor.errors import TutorError
from tutor.library.chosen_route import today
from tutor.library.course_cache import load_lesson
from tutor.quiz import preparation_plan
from tutor.quiz.preparation_plan import Offered, Role, Schedule, Task, Wanted, topic_key
from tutor.quiz.readiness import Readiness, by_topic, weakest
from tutor.runtime.paths import user_data

if TYPE_CHECKING:
    from tutor.course.model import Course
    from tutor.learner.store import Store
    from tutor.library.study import Study

FILE: Final = "prepare.json"
NOW: Final = 20.0  # minutes, where there is no date


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What is in the file."""

    by: int  # the day that it leads up to, as `date.toordinal` has it
    minutes: float  # of a day
    role: Role = "backend"
    dated: bool = True  # False: it is for now
    begun: float = 0.0  # seconds since the epoch
    diagnosis: tuple[str, ...] = ()  # ids of its cards
    done: tuple[str, ...] = ()  # keys of tasks
    day: int = 0  # of `spent`
    spent: float = 0.0  # minutes of that day's tasks that have been done

    @property
    def is_on(self) -> bool:
        """Its day has not gone by."""
        return today() <= self.by


def load() -> Kept | None:
    """What has been begun; None: nothing, nothing that can be read, or it is over."""
    with suppress(OSError, msgspec.MsgspecError, ValueError):
        kept = msgspec.json.decode(files.read(_file()), type=Kept)
        return kept if kept.is_on else None
    return None


def save(kept: Kept) -> None:
    """Raises OSError."""
    files.private_folder(user_data())
    files.write(_file(), msgspec.json.encode(kept) + b"\n", private=True)


def forget() -> None:
    """Prepares no longer."""
    _file().unlink(missing_ok=True)


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


def done(kept: Kept, task: Task, minutes: float, *, is_whole: bool = True) -> Kept:
    """After so many minutes with this task of today; `is_whole`: it was not broken off."""
    now = today()
    spent = kept.spent if kept.day == now else 0.0
    keys = task.keys if is_whole else ()
    return msgspec.structs.replace(kept, done=(*kept.done, *keys), day=now, spent=spent + minutes)


def was_done(store: Store, task: Task, since: float) -> bool:
    """Whether its cards were answered, its interview held; of what leaves no trace, yes."""
    if task.act == "mock":
        return any(one.at >= since for one in store.interviews())
    if task.act not in {"diagnose", "drill"}:
        return True
    answered = {entry.card for entry in store.reviews() if entry.at >= since}
    return set(task.run[2::2]) <= answered


def schedule(study: Study, kept: Kept) -> Schedule:
    """The days that are left, today's first."""
    memories, now = study.memories, study.now()
    cards = study.deck.alone
    topics = by_topic(cards, memories, now)
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


def _scene(course: Course, number: int, name: str) -> Offered:
    outline = next(one for one in course.outlines if one.number == number)
    pages = load_lesson(outline).pages
    page = next(page for page in pages if page.scene is not None and page.scene.name == name)
    return Offered(
        key=f"scene {number}/{name}",
        title=f"lesson {number}: {page.title}",
        minutes=page_minutes(page),
        run=("lesson", str(number), "--scene", name),
    )


def _rounds(course: Course) -> dict[str, list[Offered]]:
    from tutor.library.find_rounds import rounds
    from tutor.quiz.rounds import RoundKind

    kinds: tuple[RoundKind, ...] = ("incident", "design")
    return {
        kind: [
            Offered(
                key=one.id,
                title=f"{kind.capitalize()}: {one.title}",
                minutes=one.minutes,
                run=("interview", f"--{kind}", one.id),
            )
            for one in rounds(course, kind)
        ]
        for kind in kinds
    }


def _file() -> Path:
    return user_data() / FILE
