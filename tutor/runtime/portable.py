"""Everything the learner has, as one value: for another machine, and out of a damaged file.

`dump` and `merge` speak to a connection; `encode` and `decode` know the JSON form. A merge only
adds: what is there already stays as it is, so that merging the same twice changes nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any, Final, TypeVar

import msgspec

from tutor.errors import UsageError
from tutor.quiz.schedule import Review

FORMAT: Final = "channels-tutor progress"
VERSION: Final = 1
_T = TypeVar("_T")
LATEST: Final = 1e11  # seconds; the year 5138. Nobody answers later, and dates end somewhere


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A position, and when it was taken."""

    lesson: str
    page: int
    scene: str = ""
    step: int = 0
    pages: int = 0
    at: float


class Flag(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a card is marked for a second look; also that it is not any more."""

    card: str
    lesson: str = ""
    is_on: bool
    at: float


class State(msgspec.Struct, frozen=True, kw_only=True):
    """All of it."""

    positions: list[Place] = []
    reviews: list[Review] = []
    flags: list[Flag] = []


class Merged(msgspec.Struct, frozen=True, kw_only=True):
    """How much of a state was new."""

    positions: int
    reviews: int
    flags: int


class _Head(msgspec.Struct):
    format: str = ""
    version: int = 0


# ── a connection ────────────────────────────────────────────────────────────────────────────


def dump(db: sqlite3.Connection, *, damaged: bool = False) -> State:
    """What is in the file; of a damaged one, what can still be read. Raises `sqlite3.Error`."""
    return State(
        positions=list(_read(db, "position", Place, damaged=damaged)),
        reviews=list(_read(db, "review", Review, damaged=damaged)),
        flags=list(_read(db, "flag", Flag, damaged=damaged)),
    )


def _read(db: sqlite3.Connection, table: str, type: type[_T], *, damaged: bool) -> Iterator[_T]:
    for row in _rows(db, table, damaged=damaged):
        try:
            yield msgspec.convert(row, type, strict=False)
        except msgspec.ValidationError:
            if not damaged:
                raise


def _rows(db: sqlite3.Connection, table: str, *, damaged: bool) -> Iterator[dict[str, Any]]:
    """Every row, in order; of a damaged file one by one, for each may be on a page of its own."""
    if not damaged:
        yield from _named(db.execute(f"SELECT * FROM {table} ORDER BY rowid"))
        return
    for number in range(1, _last(db, table) + 1):
        with suppress(sqlite3.DatabaseError):
            yield from _named(db.execute(f"SELECT * FROM {table} WHERE rowid = ?", (number,)))


def _named(found: sqlite3.Cursor) -> Iterator[dict[str, Any]]:
    names = [column[0] for column in found.description]
    return (dict(zip(names, values, strict=True)) for values in found)


def _last(db: sqlite3.Connection, table: str) -> int:
    """The highest number of a row, from either of the places that know it."""
    last = 0
    for query in (
        f"SELECT max(rowid) FROM {table}",
        f"SELECT seq FROM sqlite_sequence WHERE name = '{table}'",
    ):
        with suppress(sqlite3.DatabaseError, TypeError):
            last = max(last, *db.execute(query).fetchone())
    return last


def merge(db: sqlite3.Connection, state: State) -> Merged:
    """Adds what is not there yet, in the transaction of the caller."""
    return Merged(
        positions=_merge_positions(db, state.positions),
        reviews=_merge_reviews(db, state.reviews),
        flags=_merge_flags(db, state.flags),
    )


def _merge_positions(db: sqlite3.Connection, places: Iterable[Place]) -> int:
    """The later place wins; the pages that were seen are seen on either machine."""
    before = db.total_changes
    db.executemany(
        "INSERT INTO position (lesson, page, scene, step, pages, at)"
        " VALUES (:lesson, :page, :scene, :step, :pages, :at) ON CONFLICT (lesson) DO UPDATE SET"
        " page = iif(excluded.at > at, excluded.page, page),"
        " scene = iif(excluded.at > at, excluded.scene, scene),"
        " step = iif(excluded.at > at, excluded.step, step),"
        " pages = max(excluded.pages, pages), at = max(excluded.at, at)"
        " WHERE excluded.at > at OR excluded.pages > pages",
        map(msgspec.structs.asdict, places),
    )
    return db.total_changes - before


def _merge_reviews(db: sqlite3.Connection, reviews: Iterable[Review]) -> int:
    found = db.execute("SELECT card, at, mode, answer, undoes, id FROM review")
    there = {row[:5]: row[5] for row in found}
    ids: dict[int, int] = {}
    before = len(there)
    for review in sorted(reviews, key=lambda review: review.id):
        undoes = ids.get(review.undoes, 0)
        if review.undoes and not undoes:
            continue  # what it undid has been forgotten
        key = (review.card, review.at, review.mode, review.answer, undoes)
        if key not in there:
            there[key] = insert(db, msgspec.structs.replace(review, undoes=undoes))
        ids[review.id] = there[key]
    return len(there) - before


def insert(db: sqlite3.Connection, review: Review) -> int:
    """Adds an entry to the log; its id."""
    values = {name: _text(value) for name, value in msgspec.structs.asdict(review).items()}
    done = db.execute(
        "INSERT INTO review"
        " (card, lesson, at, mode, grade, correct, score, hints, seconds, answer, undoes) VALUES"
        " (:card, :lesson, :at, :mode, :grade, :correct, :score, :hints, :seconds, :answer,"
        " :undoes)",
        values,
    )
    return done.lastrowid or 0


def _text(value: object) -> object:
    """A terminal may hand over half a character, which no file takes."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _merge_flags(db: sqlite3.Connection, flags: Iterable[Flag]) -> int:
    before = db.total_changes
    for flag in flags:
        put_flag(db, flag)
    return db.total_changes - before


def put_flag(db: sqlite3.Connection, flag: Flag) -> None:
    """The later word counts; a lesson that is not told is kept as it was."""
    db.execute(
        "INSERT INTO flag (card, lesson, is_on, at) VALUES (:card, :lesson, :is_on, :at)"
        " ON CONFLICT (card) DO UPDATE SET is_on = excluded.is_on, at = excluded.at,"
        " lesson = iif(excluded.lesson = '', lesson, excluded.lesson) WHERE excluded.at > at",
        msgspec.structs.asdict(flag),
    )


# ── a file ──────────────────────────────────────────────────────────────────────────────────


def encode(state: State) -> bytes:
    """As JSON that a person can look into."""
    export = {"format": FORMAT, "version": VERSION, **msgspec.structs.asdict(state)}
    return msgspec.json.format(msgspec.json.encode(export), indent=1) + b"\n"


def decode(data: bytes, name: str) -> State:
    """What an export says; `name` is for messages. Raises UsageError."""
    try:
        head = msgspec.json.decode(data, type=_Head)
        if head.format != FORMAT:
            raise UsageError(f"{name} is no export of tutor.", "`tutor export FILE` makes one.")
        if head.version > VERSION:
            raise UsageError(
                f"{name}: a newer tutor wrote this (version {head.version}).",
                "Update this tutor, then import it.",
            )
        state = msgspec.json.decode(data, type=State)
    except (msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _refusal(data, name, error) from None
    if wrong := next(_unsound(state), ""):
        raise UsageError(f"{name} is damaged: {wrong}.", "Nothing was imported.")
    return state


def _refusal(data: bytes, name: str, error: Exception) -> UsageError:
    if f'"{FORMAT}"'.encode() not in data[:200]:
        return UsageError(f"{name} is no export of tutor.", "`tutor export FILE` makes one.")
    if isinstance(error, msgspec.ValidationError):
        return UsageError(f"{name} is damaged: {error}.", "Nothing was imported.")
    return UsageError(f"{name} is cut off or damaged: {error}.", "Export it once more.")


def _unsound(state: State) -> Iterator[str]:
    """What would harm whoever reads it later."""
    entries: list[Place | Review | Flag] = [*state.positions, *state.reviews, *state.flags]
    for entry in entries:
        if not 0 <= entry.at <= LATEST:
            yield f"there is no time {entry.at}"
        for field, value in msgspec.structs.asdict(entry).items():
            if isinstance(value, int | float) and not -LATEST < value <= LATEST:
                yield f"{field} cannot be {value}"
    for review in state.reviews:
        if not 0 <= review.grade <= 4:
            yield f"there is no grade {review.grade}"
