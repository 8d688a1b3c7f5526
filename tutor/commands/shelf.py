"""What has been read before: a course's outlines and lessons, parsed, beside the user's caches.

Parsing a lesson's Markdown costs as much as a third of opening the player. What is kept is known by
the files it was made from, the code that made it included; anything amiss means reading again.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TypeVar

import tutor.course
from tutor.course.model import Course, Lesson, Outline
from tutor.runtime.paths import user_cache

Read = TypeVar("Read", Course, Lesson)


def load_course(folder: Path) -> Course:
    """The outlines of all lessons. Raises TutorError when the folder is no course."""

    def read() -> Course:
        from tutor.course import load

        return load.load_course(folder)

    return _kept("course", (folder / "course.toml", *sorted(folder.glob("*/lesson.md"))), read)


def load_lesson(outline: Outline) -> Lesson:
    """The whole lesson. Raises TutorError when it cannot be played as written."""

    def read() -> Lesson:
        from tutor.course import load

        return load.load_lesson(outline)

    if outline.folder is None:
        return read()
    files = outline.folder / "lesson.md", outline.folder / "scenes.py"
    return _kept(outline.slug, files, read)


def _kept(name: str, files: tuple[Path, ...], read: Callable[[], Read]) -> Read:
    stamp = [*_stamp(files), *_code()]
    file = user_cache() / f"{name}.pickle"
    with suppress(Exception):  # a cache that cannot be read is no cache
        kept = pickle.loads(file.read_bytes())  # ours, in the user's own folder
        if kept[0] == stamp:
            found: Read = kept[1]
            return found
    found = read()
    with suppress(OSError, pickle.PicklingError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        staging = file.with_suffix(".part")
        staging.write_bytes(pickle.dumps((stamp, found)))
        staging.replace(file)
    return found


def _stamp(files: Iterable[Path]) -> Iterator[tuple[str, int, int]]:
    """What files are known by; those that are not there are left out."""
    for file in files:
        with suppress(OSError):
            state = file.stat()
            yield str(file), state.st_mtime_ns, state.st_size


@cache
def _code() -> tuple[tuple[str, int, int], ...]:
    """The same for the code that parses: what it reads is not what other code has read."""
    return tuple(_stamp(sorted(Path(tutor.course.__file__).parent.glob("*.py"))))
