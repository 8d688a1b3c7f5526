"""The learner's state: one SQLite file, written behind the learner's back and never in their way.

Rules
    A position is saved at every step, an answer when it is given. `save` and `answer` return at
    once; a thread writes, at most as late as the write before takes. `close` waits for it.
    A file that is damaged, or that a newer tutor wrote, is set aside as `.bak`; a folder or disk
    that cannot be written to means a session without saving. Either is said once, in `trouble`,
    and never ends a lesson.
    Time is passed in (seconds since the epoch): the store never asks for it.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

FILE: Final = "tutor.sqlite3"
LOCK_SECONDS: Final = 1.0  # how long a write waits for another tutor's

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
)
"""One script a version of the file; `user_version` counts those that have run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where a learner stands in a lesson."""

    lesson: str  # folder name: "07_channel_layers_and_groups"
    page: int  # from 1
    scene: str = ""  # "" = the page has none
    step: int = 0
    pages: int = 0  # pages seen to their end: what progress counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer to a prediction; the log only grows."""

    question: str  # id of the prediction: "three-tabs-echo"
    lesson: str
    choice: str  # label, "" = skipped
    correct: bool
    at: float


class Store:
    """The open file. Reading is immediate, writing happens in a thread; safe to use from any."""

    def __init__(self, folder: Path, on_trouble: Callable[[str], None] | None = None) -> None:
        self.path = folder / FILE
        self.trouble = ""
        self.on_trouble = on_trouble
        self._lock = threading.Lock()
        self._wake = threading.Condition()
        self._positions: dict[str, tuple[Position, float]] = {}
        self._answers: list[Answer] = []
        self._busy = self._closing = False
        self._db = self._open()
        self._thread: threading.Thread | None = None

    # ── reading ─────────────────────────────────────────────────────────────────────────────

    def position(self, lesson: str) -> Position | None:
        """Where the learner left a lesson."""
        return next((found for found in self.positions() if found.lesson == lesson), None)

    def positions(self) -> list[Position]:
        """Where every lesson was left, the latest first."""
        self.flush()
        rows = self._rows("SELECT lesson, page, scene, step, pages FROM position ORDER BY at DESC")
        return [
            Position(lesson=row[0], page=row[1], scene=row[2], step=row[3], pages=row[4])
            for row in rows
        ]

    def answers(self, lesson: str = "") -> list[Answer]:
        """Every answer so far, the oldest first; of one lesson, or of all."""
        self.flush()
        rows = self._rows(
            "SELECT question, lesson, choice, correct, at FROM answer"
            " WHERE ?1 = '' OR lesson = ?1 ORDER BY id",
            (lesson,),
        )
        return [
            Answer(question=row[0], lesson=row[1], choice=row[2], correct=bool(row[3]), at=row[4])
            for row in rows
        ]

    # ── writing ─────────────────────────────────────────────────────────────────────────────

    def save(self, position: Position, at: float) -> None:
        """Notes where the learner stands; the latest position of a lesson wins."""
        with self._wake:
            self._positions[position.lesson] = (position, at)
            self._start()

    def answer(self, answer: Answer) -> None:
        """Adds to the log."""
        with self._wake:
            self._answers.append(answer)
            self._start()

    def reset(self, lesson: str = "") -> None:
        """Forgets one lesson's position and answers, or everything."""
        self.flush()
        with self._guarded(), self._lock, self._db:
            for table in ("position", "answer"):
                self._db.execute(f"DELETE FROM {table} WHERE ?1 = '' OR lesson = ?1", (lesson,))

    def flush(self) -> None:
        """Waits until everything noted so far is in the file, or cannot be."""
        with self._wake:
            self._wake.wait_for(lambda: not (self._busy or self._positions or self._answers), 5)

    def close(self) -> None:
        """Writes what is left and closes the file."""
        self.flush()
        with self._wake:
            self._closing = True
            self._wake.notify_all()
        if self._thread is not None:
            self._thread.join(5)
        with self._lock, suppress(sqlite3.Error):
            self._db.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ── the thread ──────────────────────────────────────────────────────────────────────────

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._write_behind, name="store", daemon=True)
            self._thread.start()
        self._wake.notify_all()

    def _write_behind(self) -> None:
        while True:
            with self._wake:
                self._wake.wait_for(lambda: self._positions or self._answers or self._closing)
                if not (self._positions or self._answers):
                    return
                positions, answers = list(self._positions.values()), self._answers
                self._positions, self._answers, self._busy = {}, [], True
            try:
                with self._guarded():
                    self._write(positions, answers)
            finally:
                with self._wake:
                    self._busy = False
                    self._wake.notify_all()

    def _write(self, positions: list[tuple[Position, float]], answers: list[Answer]) -> None:
        with self._lock, self._db:
            self._db.executemany(
                "INSERT INTO position (lesson, page, scene, step, pages, at)"
                " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (lesson) DO UPDATE SET"
                " page = excluded.page, scene = excluded.scene, step = excluded.step,"
                " pages = max(pages, excluded.pages), at = excluded.at",
                [(p.lesson, p.page, p.scene, p.step, p.pages, at) for p, at in positions],
            )
            self._db.executemany(
                "INSERT INTO answer (question, lesson, choice, correct, at) VALUES (?, ?, ?, ?, ?)",
                [(a.question, a.lesson, a.choice, a.correct, a.at) for a in answers],
            )

    # ── the file ────────────────────────────────────────────────────────────────────────────

    def _rows(self, query: str, values: tuple[str, ...] = ()) -> list[Any]:
        with self._guarded(), self._lock:
            return self._db.execute(query, values).fetchall()
        return []

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            self._say(f"Your progress is not being saved: {self.path}: {error}.")

    def _say(self, sentence: str) -> None:
        if not self.trouble:
            self.trouble = sentence
            if self.on_trouble is not None:
                self.on_trouble(sentence)

    def _open(self) -> sqlite3.Connection:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            return self._connect(str(self.path))
        except (_Unusable, sqlite3.DatabaseError, OSError) as error:
            if isinstance(error, sqlite3.OperationalError | OSError):
                self._say(f"Your progress is not being saved: {self.path}: {error}.")
            else:
                return self._afresh(error)
        return self._connect(":memory:")

    def _afresh(self, error: Exception) -> sqlite3.Connection:
        """A new file in the place of one that cannot be read, which is kept."""
        kept = _free_name(self.path)
        try:
            self.path.rename(kept)
            for suffix in ("-wal", "-shm"):
                Path(f"{self.path}{suffix}").unlink(missing_ok=True)
            db = self._connect(str(self.path))
        except (OSError, sqlite3.Error) as again:
            self._say(f"Your progress is not being saved: {self.path}: {error}; {again}.")
            return self._connect(":memory:")
        self._say(f"{self.path}: {error}. It was set aside as {kept.name}; progress starts afresh.")
        return db

    def _connect(self, path: str) -> sqlite3.Connection:
        db = sqlite3.connect(
            path, timeout=LOCK_SECONDS, check_same_thread=False, isolation_level="IMMEDIATE"
        )
        try:
            _migrate(db)
        except BaseException:
            db.close()
            raise
        return db


class _Unusable(Exception):
    """The file is sound, but not ours to write."""


def _migrate(db: sqlite3.Connection) -> None:
    """Brings a file, or an empty one, to this version."""
    version = _version(db)
    if version > len(MIGRATIONS):
        raise _Unusable(f"a newer tutor wrote this file (version {version})")
    if version and db.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise _Unusable("the file is damaged")
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")
    if version == len(MIGRATIONS):
        return
    db.execute("BEGIN IMMEDIATE")  # two tutors that start at once migrate once
    for number, script in enumerate(MIGRATIONS[_version(db) :], start=_version(db) + 1):
        for statement in script.split(";"):
            db.execute(statement)
        db.execute(f"PRAGMA user_version = {number}")
    db.execute("COMMIT")


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _free_name(path: Path) -> Path:
    names = (path.with_name(f"{path.name}.bak{n or ''}") for n in range(1000))
    return next(name for name in names if not name.exists())
