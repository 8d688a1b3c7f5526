"""The one file of the learner's state: opened, and kept usable whatever has happened to it.

Damaged, or written by a newer tutor: set aside as `.bak`, and what can be read of a damaged one
goes into the new file. Not to be had (locked, read-only, no folder): everything happens in a copy
in memory, and goes into the file at the end if it can be had by then. Each is said, and nothing is
ever deleted.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Final, TypeVar

from tutor.runtime.portable import State, dump, merge
from tutor.runtime.schema import Unusable, connect, copy_of

FILE: Final = "tutor.sqlite3"
DAMAGE: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
T = TypeVar("T")


class StateFile:
    """One connection, which any thread may use, one at a time."""

    def __init__(self, folder: Path, say: Callable[[str], None]) -> None:
        self.path = folder / FILE
        self.say = say
        self.lock = threading.RLock()
        self.is_kept = True  # False: in memory, as long as the tutor lives
        self._inode = _inode(self.path)
        self.db = self._open()

    def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """`work` in one transaction; once more if the file turned out to be damaged.

        Raises `sqlite3.Error`, and nothing has been changed.
        """
        with self.lock:
            try:
                with self.db:
                    return work(self.db)
            except sqlite3.DatabaseError as error:
                if not _is_damage(error) or not self.is_kept:
                    raise
                self._renew(error)
            with self.db:
                return work(self.db)

    def rows(self, query: str, values: tuple[object, ...] = ()) -> list[Any]:
        """What a query finds; none, and a word about it, when the file cannot be read."""
        try:
            return self.run(lambda db: db.execute(query, values).fetchall())
        except sqlite3.Error as error:
            self.say(f"Your progress cannot be read: {self.path}: {error}.")
            return []

    def wait_for_others(self, seconds: float) -> None:
        """How long a write waits for another tutor's from now on."""
        self.db.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")

    def close(self) -> None:
        """Hands over what happened in memory, and closes."""
        with self.lock, suppress(sqlite3.Error):
            if not self.is_kept:
                self._hand_over()
            self.db.close()

    # ── opening ─────────────────────────────────────────────────────────────────────────────

    def _open(self) -> sqlite3.Connection:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            return self._connect()
        except (sqlite3.OperationalError, OSError) as error:
            self._say_unsaved(f"{error}")
        except (sqlite3.DatabaseError, Unusable) as error:
            return self._afresh(error)
        return self._in_memory()

    def _in_memory(self) -> sqlite3.Connection:
        """What the file holds, if it can be read; nothing of it is written."""
        self.is_kept = False
        if self.path.is_file():
            with suppress(sqlite3.Error, Unusable):
                return copy_of(self.path)
        return connect(":memory:")

    def _hand_over(self) -> None:
        """What happened in memory goes into the file, if it can be had by now."""
        with suppress(sqlite3.Error, OSError, Unusable), closing(connect(self.path)) as db:
            with db:
                merge(db, dump(self.db))
            self.is_kept = True

    def _renew(self, error: Exception) -> None:
        with suppress(sqlite3.Error):
            self.db.close()
        self.db = self._afresh(error)

    def _afresh(self, error: Exception) -> sqlite3.Connection:
        """A new file in the place of one that is no use, which is kept."""
        if _inode(self.path) != self._inode:  # another tutor has done that already
            return self._again()
        saved = State() if isinstance(error, Unusable) and error.is_newer else _salvage(self.path)
        try:
            kept = set_aside(self.path)
            db = self._connect()
            with db:
                merged = merge(db, saved)
        except (OSError, sqlite3.Error) as again:
            self._say_unsaved(f"{error}; {again}")
            return self._in_memory()
        count = merged.positions + merged.reviews + merged.flags
        then = (
            f"{count} entries of it could be read and go on" if count else "progress starts afresh"
        )
        self.say(f"{self.path}: {error}. It was set aside as {kept.name}; {then}.")
        return db

    def _again(self) -> sqlite3.Connection:
        try:
            return self._connect()
        except (OSError, sqlite3.Error, Unusable) as error:
            self._say_unsaved(f"{error}")
            return self._in_memory()

    def _connect(self) -> sqlite3.Connection:
        db = connect(self.path)
        self._inode = _inode(self.path)  # it may be new
        return db

    def _say_unsaved(self, why: str) -> None:
        self.say(f"Your progress is not being saved: {self.path}: {why}.")


def _inode(path: Path) -> int:
    """Which file has this name; 0 = none."""
    try:
        return path.stat().st_ino
    except OSError:
        return 0


def _is_damage(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in DAMAGE


def _salvage(path: Path) -> State:
    with closing(sqlite3.connect(path)) as db:
        return dump(db, damaged=True)


def set_aside(path: Path) -> Path:
    """Gives a file another name, and the log beside it with what was not in it yet."""
    kept = free_name(path.with_name(f"{path.name}.bak"))
    path.rename(kept)
    with suppress(FileNotFoundError):
        Path(f"{path}-wal").rename(f"{kept}-wal")
    Path(f"{path}-shm").unlink(missing_ok=True)
    return kept


def free_name(path: Path) -> Path:
    """This name, or the first with a number that nothing has yet."""
    names = (path.with_name(f"{path.name}{n or ''}") for n in range(1000))
    return next(name for name in names if not name.exists())
