"""The tables of the learner's file, and the way from any earlier version to this one.

`user_version` counts the scripts that have run. A script that has been released is never changed.
`review` is the log and the truth; `memory` follows from it and can be thrown away at any time.
"""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Final

LOCK_SECONDS: Final = 1.0  # how long a write waits for another tutor's
NAP: Final = 0.01  # seconds
CHECKED: Final = 4_000_000  # bytes up to which a file is read through when it is opened: 5 ms

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
)
"""One script a version of the file."""


class Unusable(Exception):
    """The file is no use to this tutor: a newer one wrote it, or it is damaged."""

    def __init__(self, why: str, *, is_newer: bool = False) -> None:
        super().__init__(why)
        self.is_newer = is_newer


def connect(path: Path | str) -> sqlite3.Connection:
    """The file, or a new one, at this version. Raises `Unusable`, `sqlite3.Error`."""
    db = sqlite3.connect(
        path, timeout=LOCK_SECONDS, check_same_thread=False, isolation_level="IMMEDIATE"
    )
    try:
        migrate(db)
    except BaseException:
        db.close()
        raise
    return db


def migrate(db: sqlite3.Connection) -> None:
    """Brings a file, or an empty one, to this version."""
    version = _number(db, "user_version")
    if version > len(MIGRATIONS):
        raise Unusable(f"a newer tutor wrote this file (version {version})", is_newer=True)
    if version and _number(db, "page_count") * _number(db, "page_size") <= CHECKED:
        _check(db)
    _use_wal(db)
    db.execute("PRAGMA synchronous = NORMAL")  # survives a killed process, and nearly all else
    if version == len(MIGRATIONS):
        return
    db.execute("BEGIN IMMEDIATE")  # two tutors that start at once migrate once
    done = _number(db, "user_version")
    for number, script in enumerate(MIGRATIONS[done:], start=done + 1):
        for statement in script.split(";"):
            db.execute(statement)
        db.execute(f"PRAGMA user_version = {number}")
    db.execute("COMMIT")


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


def _check(db: sqlite3.Connection) -> None:
    """A larger file shows its damage where it is read."""
    if db.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise Unusable("the file is damaged")


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
