"""The learner's state: one SQLite file, written behind the learner's back and never in their way.

Rules
    An answer that has been graded is in the file before `review` returns: a killed tutor loses
    none. A position is noted at once and written by a thread, at most as late as the write before.
    What cannot be written (another tutor's lock, a full disk) is kept in memory, said once, in
    `trouble`, and tried again with the next write and at the end. A file that is damaged, newer,
    or not to be had: `statefile.py`.
    The log of reviews only grows, and is the truth; the cards' memories follow from it.
    Time is passed in (seconds since the epoch): the store never asks for it, only for the zone.
"""

from __future__ import annotations

import itertools
import math
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from tutor.errors import Unavailable
from tutor.learner import migrations, portable
from tutor.learner.memories import memories
from tutor.learner.pending_writes import (
    TALLY,
    Answer,
    Draft,
    Position,
    Tally,
    as_answer,
    as_review,
    renumbered,
    tally,
    write,
)
from tutor.learner.portable import Flag, Merged, Place, State
from tutor.learner.statefile import FILE, StateFile, free_name
from tutor.quiz.interviews import Interview
from tutor.quiz.schedule import Memory, Review, effective

__all__ = ["FILE", "Answer", "Merged", "Position", "State", "Store", "Tally"]

T = TypeVar("T")
FLAG_OF_LESSON: Final = "lesson = ?1 OR card IN (SELECT card FROM review WHERE lesson = ?1)"
"""A caller that flags a card need not know its lesson."""


class Store:
    """The open file. Safe to use from any thread."""

    def __init__(self, folder: Path, on_trouble: Callable[[str], None] | None = None) -> None:
        self.trouble = ""  # until it is over
        self.on_trouble = on_trouble
        self._said = self._noted = self._closing = False
        self._failing = self._unwritten = False  # the last write; an earlier one
        self._wake = threading.Condition()
        self._draft = Draft()
        self._numbers = itertools.count(-1, -1)
        self._ids: dict[int, int] = {}  # of entries that were noted: below 0 → in the file
        self._thread: threading.Thread | None = None
        self._file = StateFile(folder, self._say)

    @property
    def path(self) -> Path:
        """Where it is."""
        return self._file.path

    # ── positions ───────────────────────────────────────────────────────────────────────────

    def position(self, lesson: str) -> Position | None:
        """Where the learner left a lesson."""
        return next((found for found in self.positions() if found.lesson == lesson), None)

    def positions(self) -> list[Position]:
        """Where every lesson was left, the latest first."""
        late = self.flush().positions
        found = {
            row.lesson: (
                Position(
                    lesson=row.lesson,
                    page=row.page,
                    scene=row.scene,
                    step=row.step,
                    pages=row.pages,
                ),
                row.at,
            )
            for row in self._file.entries(Place, "SELECT * FROM position")
        }
        latest = sorted((found | late).values(), key=lambda noted: noted[1], reverse=True)
        return [position for position, _ in latest]

    def save(self, position: Position, at: float) -> None:
        """Notes where the learner stands; the latest position of a lesson wins."""
        with self._wake:
            self._draft.positions[position.lesson] = (position, at)
            self._noted = True
            if self._thread is None:
                self._thread = threading.Thread(target=self._write_behind, name="store")
                self._thread.daemon = True
                self._thread.start()
            self._wake.notify_all()

    # ── reviews ─────────────────────────────────────────────────────────────────────────────

    def review(self, review: Review) -> Review:
        """Adds to the log; the entry with its id, which is in the file, or said not to be.

        It says where it was given: the learner's zone, as this machine has it.
        """
        zone = time.localtime(review.at).tm_gmtoff if review.zone is None else review.zone
        with self._wake:
            undoes = self._ids.get(review.undoes, review.undoes)
            given = {"id": next(self._numbers), "undoes": undoes, "zone": zone}
            noted = msgspec.structs.replace(review, **given)
            self._draft.reviews.append(noted)
        self._commit()
        with self._wake:
            return renumbered(noted, self._ids)

    def undo(self, review: Review, at: float | None = None) -> None:
        """Says that an entry does not count; `at`: when, else at its own time."""
        if not review.id:
            raise ValueError(f"the review of {review.card} is not in the log")
        when = review.at if at is None else at
        self.review(
            Review(
                card=review.card,
                lesson=review.lesson,
                at=when,
                mode=review.mode,
                undoes=review.id,
            )
        )

    def reviews(
        self, since_id: int = 0, lesson: str = "", *, since: float = -math.inf, mode: str = ""
    ) -> list[Review]:
        """The log, the oldest entry first: all, after an entry, of a lesson, of a mode, since."""
        late = self.flush().reviews
        limits: dict[str, object] = {"id > ?": since_id} if since_id else {}
        limits |= {"lesson = ?": lesson} if lesson else {}
        limits |= {"mode = ?": mode} if mode else {}
        limits |= {"at >= ?": since} if since > -math.inf else {}
        where = " AND ".join(limits) or "true"
        query = f"SELECT * FROM review WHERE {where} ORDER BY at, id"
        found = self._file.entries(Review, query, tuple(limits.values()))
        late = [e for e in late if lesson in {"", e.lesson} and mode in {"", e.mode}]
        return found + [e for e in late if e.at >= since]

    def tally(self, since: float = -math.inf, lesson: str = "") -> Tally:
        """How much has been answered since then, without reading the whole log."""
        if self.flush().reviews:
            return tally(self.reviews(lesson=lesson, since=since))
        rows = self._file.rows(TALLY, (since, lesson))
        return Tally(answers=rows[0][0], correct=rows[0][1], seconds=rows[0][2])

    def memories(self, names: Mapping[str, str]) -> dict[str, Memory]:
        """How well every card is known; `names`: from ids that cards had to those they have."""
        late = self.flush().reviews
        try:
            return self._file.run(lambda db: memories(db, names, late))
        except sqlite3.Error as error:
            self._say(f"Your progress cannot be read: {self.path}: {error}.")
            return {}

    def answer(self, answer: Answer) -> None:
        """Adds the answer to a prediction to the log."""
        self.review(as_review(answer))

    def answers(self, lesson: str = "") -> list[Answer]:
        """Every answer to a prediction so far, the oldest first; of one lesson, or of all."""
        entries = effective(self.reviews(lesson=lesson))
        return [as_answer(entry) for entry in entries if entry.mode == "lesson"]

    # ── flags ───────────────────────────────────────────────────────────────────────────────

    def flag(self, card: str, on: bool, at: float, lesson: str = "") -> None:
        """Marks a card for a second look, or takes the mark away; `lesson`: its folder's name."""
        with self._wake:
            self._draft.flags[card] = Flag(card=card, lesson=lesson, is_on=on, at=at)
        self._commit()

    def flagged(self, lesson: str = "") -> dict[str, float]:
        """The cards that are marked, and since when, the first one first; of a lesson, or all."""
        late = {
            flag.card: (flag.at, flag.is_on)
            for flag in self.flush().flags.values()
            if lesson in {"", flag.lesson}
        }
        query = f"SELECT * FROM flag WHERE ?1 = '' OR {FLAG_OF_LESSON}"
        flags = self._file.entries(Flag, query, (lesson,))
        found = {flag.card: (flag.at, flag.is_on) for flag in flags} | late
        return {card: at for card, (at, on) in sorted(found.items(), key=_at) if on}

    # ── interviews ──────────────────────────────────────────────────────────────────────────

    def keep_interview(self, interview: Interview) -> None:
        """Notes an interview that has been held; the same one again is written over."""
        with self._wake:
            self._draft.interviews.append(interview)
        self._commit()

    def interviews(self) -> list[Interview]:
        """Those that were held, the oldest first."""
        late = self.flush().interviews
        return [*self._file.entries(Interview, portable.INTERVIEWS), *late]

    # ── all of it ───────────────────────────────────────────────────────────────────────────

    def reset(self, lesson: str = "") -> None:
        """Forgets a lesson's position, reviews and flags, or everything. Raises Unavailable."""
        self._change("forgotten", lambda db: _forget(db, lesson))

    def dump(self) -> State:
        """Everything. Raises Unavailable."""
        if self.flush():
            raise Unavailable(f"Some of your progress is not in {self.path} yet.", self.trouble)
        try:
            return self._file.run(portable.dump)
        except sqlite3.Error as error:
            raise Unavailable(f"{self.path} cannot be read: {error}.") from error

    def merge(self, state: State) -> Merged:
        """Adds what is not there yet; all of it, or nothing. Raises Unavailable."""
        return self._change("imported", lambda db: portable.merge(db, state))

    def backup(self, at: float) -> Path:
        """Copies the file as it is, with the date in the name. Raises Unavailable."""
        self.flush()
        day = datetime.fromtimestamp(at, UTC).astimezone().strftime("%Y-%m-%d")
        copy = free_name(self.path.with_name(f"{self.path.stem}-{day}{self.path.suffix}.bak"))
        try:
            copy.touch(0o600, exist_ok=False)
            with self._file.lock, closing(sqlite3.connect(copy)) as target:
                migrations.back_up(self._file.db, target)
        except (sqlite3.Error, OSError) as error:
            with suppress(OSError):
                copy.unlink()
            raise Unavailable(f"{copy} cannot be written: {error}.") from error
        return copy

    def _change(self, done: str, work: Callable[[sqlite3.Connection], T]) -> T:
        """Something that happens in the file or not at all."""
        if self.flush() or not self._file.is_kept:
            raise Unavailable(f"Nothing was {done}: the file cannot be written.", self.trouble)
        try:
            return self._file.run(work)
        except sqlite3.Error as error:
            raise Unavailable(f"Nothing was {done}: {self.path}: {error}.") from error

    # ── writing ─────────────────────────────────────────────────────────────────────────────

    def flush(self) -> Draft:
        """Writes what has been noted; what could not be."""
        self._commit()
        with self._wake:
            return self._draft.copy()

    def close(self) -> None:
        """Writes what is left and closes the file."""
        with self._wake:
            self._closing = True
            self._wake.notify_all()
        if self._thread is not None:
            self._thread.join(5)
        was_in_memory = not self._file.is_kept
        self._failing = False  # once more, and with patience
        self._commit()
        self._file.close()
        if was_in_memory and self._file.is_kept:
            self.trouble = ""

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _write_behind(self) -> None:
        while True:
            with self._wake:
                self._wake.wait_for(lambda: self._noted or self._closing)
                if not self._noted:
                    return
                self._noted = False
            self._commit()

    def _commit(self) -> None:
        with self._file.lock:
            with self._wake:
                draft = self._draft.copy()
            if not draft:
                return
            try:
                self._file.wait_for_others(0.05 if self._failing else migrations.LOCK_SECONDS)
                ids = self._file.run(lambda db: write(db, draft, self._ids))
            except sqlite3.Error as error:
                self._failing = self._unwritten = True
                self._say(
                    f"Your progress is not being saved: {self.path}: {error}."
                    " It is kept for now, and tried again with the next answer."
                )
                return
            with self._wake:
                self._draft.remove(draft)
                self._ids.update(ids)
            self._failing = False
            if self._unwritten:
                self._unwritten, self.trouble = False, ""

    def _say(self, sentence: str) -> None:
        self.trouble = self.trouble or sentence
        if not self._said and self.on_trouble is not None:
            self.on_trouble(sentence)
        self._said = True


def _at(noted: tuple[str, tuple[float, bool]]) -> float:
    return noted[1][0]


def _forget(db: sqlite3.Connection, lesson: str) -> None:
    if lesson:
        db.execute(f"DELETE FROM flag WHERE {FLAG_OF_LESSON}", (lesson,))
    for table in ("position", "review", "flag"):
        db.execute(f"DELETE FROM {table} WHERE ?1 = '' OR lesson = ?1", (lesson,))
    if not lesson:  # an interview is about several
        db.execute("DELETE FROM interview")
    db.execute("DELETE FROM memory_of")  # and with it all that follows from the log
