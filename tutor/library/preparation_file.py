"""The file of the preparation for an interview that the learner has begun.

It is one small file beside the learner's state, as the chosen way is. The plan is not in it: that
follows from the answers and from what has been done.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from tutor import files
from tutor.library.chosen_route import today
from tutor.quiz.preparation_plan import Role, Task
from tutor.runtime.paths import user_data

if TYPE_CHECKING:
    from tutor.course.model import Lesson

FILE: Final = "prepare.json"


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


def done(kept: Kept, task: Task, minutes: float, *, is_whole: bool = True) -> Kept:
    """After so many minutes with this task of today; `is_whole`: it was not broken off."""
    now = today()
    spent = kept.spent if kept.day == now else 0.0
    keys = task.keys if is_whole and task.act != "watch" else ()  # `mark` has noted a scene
    return msgspec.structs.replace(kept, done=(*kept.done, *keys), day=now, spent=spent + minutes)


def scene_key(number: int, scene: str) -> str:
    """What is remembered of a scene that has been seen to its end."""
    return f"scene {number}/{scene}"


def mark(lesson: Lesson, page: int) -> None:
    """The end of a page has been seen. A file that cannot be written is no reason to stop."""
    scene, kept = lesson.pages[page - 1].scene, load()
    if scene is None or kept is None:
        return
    key = scene_key(lesson.number, scene.name)
    if key not in kept.done:
        with suppress(OSError):
            save(msgspec.structs.replace(kept, done=(*kept.done, key)))


def _file() -> Path:
    return user_data() / FILE
