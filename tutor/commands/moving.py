"""`tutor export` and `tutor import`: everything the learner has, to another machine and back.

What is imported is added to what is here; nothing that is here is lost.
"""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Final

from tutor import gate
from tutor.commands.home import open_store
from tutor.commands.writing import whole
from tutor.core import harmless
from tutor.errors import UsageError
from tutor.runtime import portable, schema
from tutor.runtime.portable import State

PIPE: Final = "-"  # standard input or output
SQLITE: Final = b"SQLite format 3\0"


def export(file: str, *, force: bool) -> None:
    """Writes it all to a file, or to standard output."""
    with open_store() as store:
        state = store.dump()
    data = portable.encode(state)
    if file == PIPE:
        gate.put_json(data)
        return
    _write(Path(file), harmless.json(data.decode()).encode(), force=force)
    counts = len(state.reviews), len(state.positions), len(state.flags)
    print(f"Written to {file}: {_count(*counts)}.")
    print(f"On the other machine: tutor import {Path(file).name}")


def _write(path: Path, data: bytes, *, force: bool) -> None:
    if path.is_file() and not force:
        raise UsageError(f"{path} exists already.", "--force writes over it.")
    whole(path, data)


def import_(file: str) -> None:
    """Adds what an export, or a copy that `tutor reset` kept, has more than is here."""
    state = _read(file)
    with open_store() as store:
        merged = store.merge(state)
    if not any((merged.reviews, merged.positions, merged.flags)):
        print("Nothing new: all of it is here already.")
        return
    print(f"Imported: {_count(merged.reviews, merged.positions, merged.flags)}.")


def _read(file: str) -> State:
    name = "standard input" if file == PIPE else file
    try:
        data = sys.stdin.buffer.read() if file == PIPE else Path(file).read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror or error}.") from error
    if data.startswith(SQLITE) and file != PIPE:
        return _read_copy(Path(file))
    return portable.decode(data, name)


def _read_copy(path: Path) -> State:
    """A file of the tutor itself: one that was set aside, or another home's."""
    try:
        with closing(schema.copy_of(path)) as db:
            return portable.dump(db)
    except (sqlite3.Error, schema.Unusable, ValueError) as error:
        raise UsageError(f"{path} cannot be imported: {error}.") from error


def _count(reviews: int, positions: int, flags: int) -> str:
    counted = ((reviews, "answer"), (positions, "position"), (flags, "flag"))
    parts = [f"{count} {what}{'s' * (count != 1)}" for count, what in counted if count]
    return ", ".join(parts) or "nothing yet"
