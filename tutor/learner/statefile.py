"""The one file of the learner's state: opened, and kept usable whatever has happened to it.

Damaged, or written by a newer tutor: set aside as `.bak`, and what can be read of a damaged one
goes into the new file (`salvage.py`); a single entry that makes no sense is damage as well. Not to
be had (locked, read-only, no folder): everything happens in a copy in memory, and goes into the
file at the end if it can be had by then. Each is said, and nothing is ever deleted. File and folder
are their owner's alone.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from tutor import files
from tutor.learner.migrations import Unusable, connect, copy_of, log_of
from tutor.learner.portable import Entry, Nonsense, State, dump, entries, merge

if TYPE_CHECKING:
    from tutor.learner.salvage import Salvaged

FILE: Final = "tutor.sqlite3"
DAMAGE: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
NOT_TO_BE_HAD: Final = frozenset(
    {
        *(sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY),
        *(sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN),
        *(sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH, sqlite3.SQLITE_NOMEM),
        *(sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_NOLFS),
    }
)
"""What SQLite says of a file in which nothing is wrong."""
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
            self._follow()
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
        return self._read(lambda db: db.execute(query, values).fetchall())

    def entries(
        self, type: type[Entry], query: str, values: tuple[object, ...] = ()
    ) -> list[Entry]:
        """The same as entries, each of which makes sense."""
        return self._read(lambda db: entries(db, type, query, values))

    def _read(self, work: Callable[[sqlite3.Connection], list[T]]) -> list[T]:
        try:
            return self.run(work)
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
        log = _bytes(log_of(self.path))  # what SQLite cannot read of it, it throws away
        try:
            files.private_folder(self.path.parent)
            return self._connect()
        except (sqlite3.Error, Unusable) as error:
            if isinstance(error, Unusable) or not _is_not_to_be_had(error):
                return self._afresh(error, log)
            self._say_unsaved(f"{error}")
        except OSError as error:
            self._say_unsaved(f"{error.strerror or error}")
        return self._in_memory()

    def _salvage(self, error: Exception, log: bytes) -> Salvaged:
        from tutor.learner.salvage import Salvaged, salvage  # where something is damaged

        if isinstance(error, Unusable) and error.is_newer:
            return Salvaged(State())
        return salvage(_bytes(self.path), log)

    def _in_memory(self) -> sqlite3.Connection:
        """What the file holds, as far as it can be read; nothing of it is written."""
        self.is_kept = False
        if not self.path.is_file():
            return connect(":memory:")
        try:
            return copy_of(self.path)
        except (sqlite3.Error, Unusable) as error:
            db = connect(":memory:")
            with db:
                merge(db, self._salvage(error, _bytes(log_of(self.path))).state)
            return db

    def _hand_over(self) -> None:
        """What happened in memory goes into the file, if it can be had by now."""
        with suppress(sqlite3.Error, OSError, Unusable), closing(connect(self.path)) as db:
            with db:
                merge(db, dump(self.db))
            self.is_kept = True

    def _follow(self) -> None:
        """Another tutor has set the file aside: from now on the new one is ours, too."""
        if self.is_kept and _inode(self.path) != self._inode:
            with suppress(sqlite3.Error):
                self.db.close()
            self.db = self._again()

    def _renew(self, error: Exception) -> None:
        log = _bytes(log_of(self.path))
        with suppress(sqlite3.Error):
            self.db.close()
        self.db = self._afresh(error, log)

    def _afresh(self, error: Exception, log: bytes) -> sqlite3.Connection:
        """A new file in the place of one that is no use, which is kept, with its log."""
        if _inode(self.path) != self._inode:  # another tutor has done that already
            return self._again()
        saved = self._salvage(error, log)
        try:
            kept = set_aside(self.path)
            if log and saved.count and not log_of(kept).exists():
                files.write(log_of(kept), log, private=True)  # SQLite has thrown it away
            db = self._connect()
            with db:
                merge(db, saved.state)
        except (OSError, sqlite3.Error, Unusable) as again:
            self._say_unsaved(f"{error}; {again}")
            return self._in_memory()
        self.say(
            f"{self.path}: {error}. It was set aside as {kept.name}; {self._then(saved, kept)}."
        )
        return db

    def _then(self, saved: Salvaged, kept: Path) -> str:
        """What goes on, and what does not; where nothing does, the copy that there is."""
        if saved.count:
            lost = f", {saved.lost} could not" if saved.lost else ""
            return f"{saved.count} entries of it could be read and go on{lost}"
        copy = next(_copies(self.path, kept), None)
        if copy is None:
            return "progress starts afresh, and there is no copy of it"
        return f"progress starts afresh. `tutor import {copy}` brings back a copy of it"

    def _again(self) -> sqlite3.Connection:
        try:
            return self._connect()
        except (OSError, sqlite3.Error, Unusable) as error:
            self._say_unsaved(f"{error}")
            return self._in_memory()

    def _connect(self) -> sqlite3.Connection:
        db = connect(self.path)
        self._inode = _inode(self.path)  # it may be new
        for file in self.path.parent.glob(f"{self.path.stem}*"):  # with its log, and copies of it
            files.close_to_others(file)
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
    """Python has no code of SQLite's for a text that is none."""
    return (
        isinstance(error, Nonsense)
        or getattr(error, "sqlite_errorcode", 0) & 0xFF in DAMAGE
        or "Could not decode to UTF-8" in str(error)
    )


def _is_not_to_be_had(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in NOT_TO_BE_HAD


def _bytes(path: Path) -> bytes:
    """All that is in a file; nothing where there is none."""
    with suppress(OSError):
        return path.read_bytes()
    return b""


def _copies(path: Path, kept: Path) -> Iterator[Path]:
    """Copies of the file that hold entries, the latest first."""
    from tutor.learner.salvage import salvage

    found = [copy for copy in path.parent.glob(f"{path.stem}*.bak*") if copy.is_file()]
    for copy in sorted(found, key=lambda copy: copy.stat().st_mtime, reverse=True):
        if copy != kept and salvage(_bytes(copy), _bytes(log_of(copy))).count:
            yield copy


def set_aside(path: Path) -> Path:
    """Gives a file another name, and the log beside it with what was not in it yet."""
    kept = free_name(path.with_name(f"{path.name}.bak"))
    with suppress(FileNotFoundError):  # only its log may be left of it
        path.rename(kept)
    with suppress(FileNotFoundError):
        log_of(path).rename(log_of(kept))
    Path(f"{path}-shm").unlink(missing_ok=True)
    return kept


def free_name(path: Path) -> Path:
    """This name, or the first with a number that nothing has yet."""
    names = (path.with_name(f"{path.name}{n or ''}") for n in range(1000))
    return next(name for name in names if not name.exists())
