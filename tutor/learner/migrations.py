"""The tables of the learner's file, and the way from any earlier version to this one.

`user_version` counts the scripts that have run. A script that has been released is never changed.
`review` is the log and the truth; `memory` follows from it and can be thrown away at any time.
"""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path
from tempfile import mkstemp
from typing import Final
from zlib import crc32

from tutor.learner import wal
from tutor.learner.btree import MAGIC
from tutor.runtime.paths import is_alive

LOCK_SECONDS: Final = 1.0  # how long a write waits for another tutor's
NAP: Final = 0.01  # seconds
COMPARED: Final = 1_000_000  # bytes up to which indexes are held against their table, too: 8 ms
CHECKED: Final = 4_000_000  # bytes up to which a file is read through when it is opened: 5 ms
COUNTER: Final = 1 << 48  # a number of an entry beyond any that was ever given

MIGRATIONS: Final = (
    """
    CREATE TABLE position (
        lesson TEXT PRIMARY KEY, page INTEGER NOT NULL, scene TEXT NOT NULL,
        step INTEGER NOT NULL, pages INTEGER NOT NULL, at REAL NOT NULL
    );
    CREATE TABLE answer (
        id INTEGER PRIMARY KEY, question TEXT NOT NULL, lesson TEXT NOT NULL,
        choice TEXT NOT NULL, correct INTEGER NOT NULL, at REAL NOT NULL
    );
    CREATE INDEX answer_lesson ON answer (lesson, question);
    """,
    # AUTOINCREMENT: an id that was forgotten is never given again, so that "up to this id" holds.
    """
    CREATE TABLE review (
        id INTEGER PRIMARY KEY AUTOINCREMENT, card TEXT NOT NULL, lesson TEXT NOT NULL,
        at REAL NOT NULL, mode TEXT NOT NULL, grade INTEGER NOT NULL, correct INTEGER NOT NULL,
        score REAL NOT NULL, hints INTEGER NOT NULL, seconds REAL NOT NULL, answer TEXT NOT NULL,
        undoes INTEGER NOT NULL
    );
    INSERT INTO review
        (card, lesson, at, mode, grade, correct, score, hints, seconds, answer, undoes)
        SELECT question, lesson, at, 'lesson',
            CASE WHEN choice = '' THEN 0 WHEN correct THEN 3 ELSE 1 END,
            correct, correct, 0, 0, choice, 0
        FROM answer ORDER BY id;
    DROP TABLE answer;
    CREATE INDEX review_card ON review (card);
    CREATE INDEX review_lesson ON review (lesson);
    CREATE INDEX review_at ON review (at);
    CREATE INDEX review_undoes ON review (undoes) WHERE undoes != 0;
    CREATE TABLE flag (
        card TEXT PRIMARY KEY, lesson TEXT NOT NULL, is_on INTEGER NOT NULL, at REAL NOT NULL
    );
    CREATE TABLE memory (
        card TEXT PRIMARY KEY, stability REAL NOT NULL, difficulty REAL NOT NULL, due REAL NOT NULL,
        last REAL NOT NULL, reps INTEGER NOT NULL, lapses INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE memory_of (
        one INTEGER PRIMARY KEY CHECK (one = 1), stamp TEXT NOT NULL, upto INTEGER NOT NULL
    );
    """,
    # Where an answer was given, so that its day stays its day; for older ones it is unknown.
    "ALTER TABLE review ADD COLUMN zone INTEGER",
    # Memories follow from the log; with another column they are made anew.
    """
    DROP TABLE memory;
    DELETE FROM memory_of;
    CREATE TABLE memory (
        card TEXT PRIMARY KEY, stability REAL NOT NULL, difficulty REAL NOT NULL, due REAL NOT NULL,
        last REAL NOT NULL, reps INTEGER NOT NULL, lapses INTEGER NOT NULL,
        evidence INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE interview (
        id INTEGER PRIMARY KEY, at REAL NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL,
        seed TEXT NOT NULL, minutes REAL NOT NULL, seconds REAL NOT NULL,
        questions INTEGER NOT NULL, score REAL NOT NULL, file TEXT NOT NULL
    );
    """,
)
"""One script a version of the file; each changes what `sqlite_schema` says."""

SHAPE: Final = 2_087_879_267
"""The checksum of what `sqlite_schema` says at this version."""


class Unusable(Exception):
    """This tutor cannot use the file: a newer one wrote it, or it is damaged."""

    def __init__(self, why: str, *, is_newer: bool = False) -> None:
        super().__init__(why)
        self.is_newer = is_newer


def connect(path: Path | str) -> sqlite3.Connection:
    """The file, or a new one, at this version. Raises `Unusable`, `sqlite3.Error`, OSError."""
    if isinstance(path, Path):
        _look_at(path)
        _check_log(path)
    db = sqlite3.connect(
        path, timeout=LOCK_SECONDS, check_same_thread=False, isolation_level="IMMEDIATE"
    )
    try:
        migrate(db)
    except BaseException:
        db.close()
        raise
    return db


def log_of(path: Path) -> Path:
    """The log beside a file: what has been written last, until it is in the file."""
    return path.with_name(f"{path.name}-wal")


def _look_at(path: Path) -> None:
    """A damaged file that SQLite would take for a new one, or for one not to be written."""
    if not path.exists():
        if log_of(path).exists() and log_of(path).stat().st_size:
            raise Unusable("the file is gone, and the log beside it is not")
        make(path)
    if not path.is_file():
        return
    with path.open("rb") as file:
        head = file.read(100)
    if not head:
        raise Unusable("the file is empty")
    if head.startswith(MAGIC) and not _is_sound(head):
        raise Unusable("the file is damaged")


def _is_sound(head: bytes) -> bool:
    """What SQLite writes into a file of ours (section 1.3 of the file format)."""
    versions, rest = set(head[18:20]), head[44:48] + head[56:60]
    form, encoding = rest[:4], rest[4:]
    return (
        len(head) == 100
        and versions in ({1}, {2})
        and int.from_bytes(form, "big") <= 4
        and int.from_bytes(encoding, "big") <= 1
    )


def make(path: Path) -> None:
    """A new file, for its owner alone. It appears whole, so that an empty one is a damaged one."""
    descriptor, name = mkstemp(prefix=f".{path.name}-{os.getpid()}-", dir=path.parent)
    os.close(descriptor)
    try:
        with closing(sqlite3.connect(name, isolation_level="IMMEDIATE")) as db:
            db.execute("PRAGMA synchronous = OFF")  # nothing is in it yet; once is enough, below
            _use_wal(db)
            _upgrade(db)
        with Path(name).open("rb") as file:
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # another tutor was quicker
            _link(Path(name), path)
    finally:
        for ending in ("", "-wal", "-shm", "-journal"):
            Path(f"{name}{ending}").unlink(missing_ok=True)
        _sweep(path)


def _sweep(path: Path) -> None:
    """Removes what tutors have left that were killed while they made a file."""
    for file in path.parent.glob(f".{path.name}-*"):
        pid = file.name.removeprefix(f".{path.name}-").partition("-")[0]
        if pid.isdigit() and not is_alive(int(pid)):
            file.unlink(missing_ok=True)


def _link(made: Path, path: Path) -> None:
    try:
        path.hardlink_to(made)
    except FileExistsError:
        raise
    except OSError:  # a disk without hard links
        if not path.exists():
            made.rename(path)


def migrate(db: sqlite3.Connection) -> None:
    """Brings a file, or an empty one, to this version."""
    db.execute("BEGIN")  # one state of the file, whatever another tutor does to it meanwhile
    try:
        version = _check(db)
    finally:
        db.rollback()
    _use_wal(db)
    # FULL: an answer whose verdict was seen survives a power cut; 4 ms, and NORMAL takes 0.05.
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA secure_delete = ON")  # what has been forgotten is not there to be salvaged
    if version < len(MIGRATIONS):
        _upgrade(db)


def _upgrade(db: sqlite3.Connection) -> None:
    db.execute("BEGIN IMMEDIATE")  # two tutors that start at once migrate once
    done = _number(db, "user_version")
    for number, script in enumerate(MIGRATIONS[done:], start=done + 1):
        _run(db, script)
        db.execute(f"PRAGMA user_version = {number}")
    db.execute("COMMIT")


def _run(db: sqlite3.Connection, script: str) -> None:
    for statement in script.split(";"):
        db.execute(statement)


def _use_wal(db: sqlite3.Connection) -> None:
    """SQLite waits for another's lock, but not with every step of switching a new file."""
    db.execute("PRAGMA busy_timeout = 0")
    for last in (*[False] * int(LOCK_SECONDS / NAP), True):
        try:
            db.execute("PRAGMA journal_mode = WAL")
            break
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or last:
                raise
            time.sleep(NAP)
    db.execute(f"PRAGMA busy_timeout = {int(LOCK_SECONDS * 1000)}")


def _check(db: sqlite3.Connection) -> int:
    """The version of the file. Raises `Unusable`, `sqlite3.DatabaseError`.

    What a larger file has wrong inside shows where it is read.
    """
    version = _number(db, "user_version")
    if version > len(MIGRATIONS) and not _has_shape(db, len(MIGRATIONS)):
        raise Unusable(f"a newer tutor wrote this file (version {version})", is_newer=True)
    if not _is_whole(db) or version > len(MIGRATIONS) or not _has_shape(db, version):
        raise Unusable("the file is damaged")
    if (
        version > 1
        and (db.execute("SELECT max(seq) FROM sqlite_sequence").fetchone()[0] or 0) > COUNTER
    ):
        raise Unusable("the file is damaged: it has run out of numbers")
    return version


def _is_whole(db: sqlite3.Connection) -> bool:
    size = _number(db, "page_count") * _number(db, "page_size")
    if size > CHECKED:
        return True
    how = "integrity" if size <= COMPARED else "quick"
    return bool(db.execute(f"PRAGMA {how}_check(1)").fetchone() == ("ok",))


def _has_shape(db: sqlite3.Connection, version: int) -> bool:
    """The tables of a version are there; another program's tables do no harm."""
    found = _shape(db)
    if version == len(MIGRATIONS) and shape_of(found) == SHAPE:
        return True
    with closing(sqlite3.connect(":memory:")) as new:  # 0.8 ms
        for script in MIGRATIONS[:version]:
            _run(new, script)
        return found >= _shape(new) if version else not found


def _shape(db: sqlite3.Connection) -> set[tuple[str, ...]]:
    return set(db.execute("SELECT type, name, tbl_name, ifnull(sql, '') FROM sqlite_schema"))


def shape_of(found: set[tuple[str, ...]]) -> int:
    """A checksum of tables and indexes."""
    return crc32(repr(sorted(found)).encode())


def _check_log(path: Path) -> None:
    """SQLite believes a log up to its first damaged frame, and is silent about the rest of it.

    A log that another tutor is writing is left alone: that one knows what is in it, and frames of
    one that was killed may lie behind. Raises `Unusable`, `sqlite3.DatabaseError`.
    """
    log = log_of(path)
    if len(_start(log, wal.HEADER + 1)) <= wal.HEADER:
        return
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as db:
        try:
            db.execute("PRAGMA locking_mode = EXCLUSIVE")
            db.execute("BEGIN IMMEDIATE")
            data = _start(log, None)
            db.rollback()
        except sqlite3.OperationalError:
            return
        found = int(db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()[1])
    is_short = 0 <= found < wal.committed(data, wal.page_size(data))
    if len(data) > wal.HEADER and (is_short or not wal.is_sound(data)):
        raise Unusable("the log beside the file is damaged")


def _start(log: Path, size: int | None) -> bytes:
    with suppress(FileNotFoundError), log.open("rb") as file:
        return file.read(size)
    return b""


def _number(db: sqlite3.Connection, pragma: str) -> int:
    return int(db.execute(f"PRAGMA {pragma}").fetchone()[0])


def copy_of(path: Path) -> sqlite3.Connection:
    """A file's content in memory, at this version; the file itself is only read.

    `immutable` reads what a folder that cannot be written to holds, but not what is still in a log
    beside it; so it comes second. Raises `Unusable`, `sqlite3.Error`.
    """
    copy = sqlite3.connect(":memory:", check_same_thread=False, isolation_level="IMMEDIATE")
    try:
        try:
            _copy(path, "mode=ro", copy)
        except sqlite3.OperationalError:
            _copy(path, "mode=ro&immutable=1", copy)
        migrate(copy)
    except BaseException:
        copy.close()
        raise
    return copy


def _copy(path: Path, how: str, copy: sqlite3.Connection) -> None:
    source = sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True, timeout=LOCK_SECONDS)
    try:
        back_up(source, copy)
    finally:
        source.close()


def back_up(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Copies a database. Left to itself, `backup` would try for ever when one of them is locked."""

    def told(status: int, _left: int, _pages: int) -> None:
        if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            raise sqlite3.OperationalError("database is locked")

    source.backup(target, progress=told)
