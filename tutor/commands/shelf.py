"""Lessons that have been read before: the parsed form beside the user's other caches.

Parsing a lesson's Markdown costs as much as a third of opening the player. What is kept is known by
the files it was made from, the code that made it included; anything amiss means reading again.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import tutor.course
from tutor.course.model import Lesson, Outline
from tutor.runtime.paths import user_cache


def load_lesson(outline: Outline) -> Lesson:
    """The whole lesson. Raises TutorError when it cannot be played as written."""
    if outline.folder is None:
        return _read(outline)
    stamp = list(_stamp(outline.folder))
    file = user_cache() / f"{outline.slug}.pickle"
    with suppress(Exception):  # a cache that cannot be read is no cache
        kept = pickle.loads(file.read_bytes())  # ours, in the user's own folder
        if kept[0] == stamp:
            lesson: Lesson = kept[1]
            return lesson
    lesson = _read(outline)
    with suppress(OSError, pickle.PicklingError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        staging = file.with_suffix(".part")
        staging.write_bytes(pickle.dumps((stamp, lesson)))
        staging.replace(file)
    return lesson


def _read(outline: Outline) -> Lesson:
    from tutor.course import load

    return load.load_lesson(outline)


def _stamp(folder: Path) -> Iterator[tuple[str, int, int]]:
    """What the parsed form depends on: two files of the lesson, and the code that reads them."""
    code = Path(tutor.course.__file__).parent
    for file in (folder / "lesson.md", folder / "scenes.py", *sorted(code.glob("*.py"))):
        with suppress(OSError):
            state = file.stat()
            yield str(file), state.st_mtime_ns, state.st_size
