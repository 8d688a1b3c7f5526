"""`tutor export` and `tutor import`: everything the learner has, to another machine and back.

What is imported is added to what is here; nothing that is here is lost.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

from tutor import files, gate
from tutor.core import harmless
from tutor.errors import TutorError, UsageError
from tutor.learner import migrations, portable
from tutor.learner.btree import MAGIC
from tutor.learner.portable import Place, State
from tutor.learner.salvage import Salvaged, salvage
from tutor.library import find
from tutor.library.going_on import open_store
from tutor.runtime.chosen_files import whole

PIPE: Final = "-"  # standard input or output


def export(file: str, *, force: bool) -> None:
    """Writes it all to a file, or to standard output."""
    with open_store() as store:
        state = store.dump()
    data = portable.encode(state)
    if file == PIPE:
        gate.put_json(data)
        return
    _write(Path(file), harmless.json(data.decode()).encode(), force=force)
    log = portable.counted(state.reviews)
    counts = (*log, len(state.positions), len(state.flags), len(state.interviews))
    print(f"Written to {file}: {_count(*counts)}.")
    print(f"On the other machine: tutor import {Path(file).name}")


def _write(path: Path, data: bytes, *, force: bool) -> None:
    if path.is_file() and not force:
        raise UsageError(f"{path} exists already.", "--force writes over it.")
    whole(path, data, private=True)


def import_(file: str) -> None:
    """Adds what an export, or a copy that `tutor reset` kept, has more than is here."""
    from msgspec.structs import replace

    found = _read(file)
    beyond = _beyond(found.state)
    places = [place for place in found.state.positions if place not in beyond]
    with open_store() as store:
        merged = store.merge(replace(found.state, positions=places))
    for place, pages in beyond.items():
        told = f"Left out: page {place.page} of {place.lesson}, which has {pages}."
        print(harmless.visible(told), file=sys.stderr)
    if found.lost:
        print(f"Damaged, and left out: {found.lost} of its entries.", file=sys.stderr)
    rest = merged.positions, merged.flags, merged.interviews
    counts = (merged.answers, merged.goals, *rest)
    if not any(counts):
        print("Nothing new: all of it is here already.")
        return
    print(f"Imported: {_count(*counts)}.")


def _beyond(state: State) -> dict[Place, int]:
    """Places on pages that a lesson of this course does not have, and how many it has."""
    from tutor.library.course_cache import load_lesson

    found = {}
    lessons = {outline.slug: outline for outline in find.course().outlines if outline.folder}
    for place in state.positions:
        if place.lesson in lessons:
            with suppress(TutorError):  # a lesson that cannot be read is no reason to refuse it
                pages = len(load_lesson(lessons[place.lesson]).pages)
                if place.page > pages:
                    found[place] = pages
    return found


def _read(file: str) -> Salvaged:
    name = "standard input" if file == PIPE else file
    data = _bytes(sys.stdin.fileno() if file == PIPE else Path(file), name)
    if data.startswith(MAGIC):
        return _salvaged(data, b"" if file == PIPE else _log(Path(file)), name)
    return Salvaged(portable.decode(data, name))


def _bytes(file: Path | int, name: str) -> bytes:
    try:
        return files.read(file)
    except files.TooLarge as error:
        raise UsageError(f"{name} is not an export of tutor: {error}.") from None
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror or error}.") from error


def _log(path: Path) -> bytes:
    """What was written last, if the tutor that did was killed."""
    log = migrations.log_of(path)
    return _bytes(log, str(log)) if log.is_file() else b""


def _salvaged(data: bytes, log: bytes, name: str) -> Salvaged:
    """A file of the tutor itself: one that was set aside, or another home's.

    It is not opened as a database: who made it could have put endless views and triggers into it.
    """
    version = int.from_bytes(data[60:64], "big")
    found = salvage(data, log)
    if version > len(migrations.MIGRATIONS) and (found.lost or not found.count):
        raise UsageError(
            f"{name}: a newer tutor wrote this (version {version}).",
            "Update this tutor, then import it.",
        )
    if not found.count:
        raise UsageError(
            f"{name} cannot be imported: there is no entry in it that can be read.",
            "Nothing was imported.",
        )
    return found


def _count(*counts: int) -> str:
    kinds = ("answer", "goal", "position", "flag", "interview")
    counted = zip(counts, kinds, strict=True)
    parts = [f"{count} {what}{'s' * (count != 1)}" for count, what in counted if count]
    return ", ".join(parts) or "nothing yet"
