"""What has been read before: a course's outlines and lessons, parsed, beside the user's caches.

Parsing a lesson's Markdown costs as much as a third of opening the player. What is kept is known by
the files it was made from, the code that made it included; anything amiss means reading again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeVar

import tutor.course
from tutor import files
from tutor.course.model import Course, Lesson, Outline
from tutor.runtime.paths import user_cache

Read = TypeVar("Read", Course, Lesson)


def load_course(folder: Path) -> Course:
    """The outlines of all lessons. Raises TutorError when the folder is not a course."""

    def read() -> Course:
        from tutor.course import load

        return load.load_course(folder)

    found = folder / "course.toml", *sorted(folder.glob("*/lesson.md"))
    return _kept("course", found, folder, Course, read)


def load_lesson(outline: Outline) -> Lesson:
    """The whole lesson. Raises TutorError when it cannot be played as written."""

    def read() -> Lesson:
        from tutor.course import load

        return load.load_lesson(outline)

    if outline.folder is None:
        return read()
    found = outline.folder / "lesson.md", outline.folder / "scenes.py"
    return _kept(outline.slug, found, outline.folder, Lesson, read)


def _kept(
    name: str, files_read: tuple[Path, ...], of: Path, what: type[Read], read: Callable[[], Read]
) -> Read:
    """What was kept of this folder (`of`), if it is still so, else what is read now."""
    import msgspec

    stamp = [*_stamp(files_read), *_code()]
    file = user_cache() / f"{name}.msgpack"
    with suppress(Exception):  # an unreadable cache counts as none
        if not files.is_ours(file):
            raise PermissionError("owned by another user")
        form: Any = tuple[list[tuple[str, int, int]], what]  # type: ignore[valid-type]
        kept: tuple[object, Read] = msgspec.msgpack.decode(
            files.read(file), type=form, dec_hook=_path
        )
        if kept[0] == stamp and _is_of(kept[1], of):
            return kept[1]
    found = read()
    with suppress(OSError):
        files.private_folder(file.parent)
        data = msgspec.msgpack.encode((stamp, found), enc_hook=str)
        files.write(file, data, private=True, lasting=False)
    return found


def _is_of(found: Course | Lesson, folder: Path) -> bool:
    """It leads nowhere else: what lies in its folders is run."""
    outlines = found.outlines if isinstance(found, Course) else ()
    inside = {folder / outline.slug for outline in outlines}
    named = {outline.folder for outline in outlines} - {None}
    return found.folder == folder and named <= inside


_as_path = lru_cache(maxsize=256)(Path)  # the same few names over and over


def _path(_: type, value: str) -> Path:
    return _as_path(value)


def _stamp(found: Iterable[Path]) -> Iterator[tuple[str, int, int]]:
    """What files are known by; those that are not there are left out."""
    for file in found:
        with suppress(OSError):
            state = file.stat()
            yield str(file), state.st_mtime_ns, state.st_size


@cache
def _code() -> tuple[tuple[str, int, int], ...]:
    """The same for the code that parses: what it reads is not what other code has read."""
    return tuple(_stamp(sorted(Path(tutor.course.__file__).parent.glob("*.py"))))
