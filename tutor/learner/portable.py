"""Everything the learner has, as one value: for another machine, and out of a damaged file.

`dump` and `merge` speak to a connection; `encode` and `decode` know the JSON form. A merge only
adds: what is there already stays as it is, so that merging the same twice changes nothing. What is
read is an entry (`entry`) or `Nonsense`: nothing else reaches the program.
"""

from __future__ import annotations

import sqlite3
from codecs import BOM_UTF8
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple, TypeVar

import msgspec

from tutor.errors import UsageError
from tutor.quiz.interviews import Interview
from tutor.quiz.schedule import DAY, Review

FORMAT: Final = "channels-tutor progress"
VERSION: Final = 1
LATEST: Final = 1e11  # seconds; the year 5138. Dates end somewhere
PAGES: Final = 10_000  # more than any lesson has
STEPS: Final = 100_000  # the longest recording has 4,923


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
    interviews: list[Interview] = []


class Merged(msgspec.Struct, frozen=True, kw_only=True):
    """How much of a state was new."""

    positions: int
    answers: int
    goals: int  # that were solved, or whose solution was shown
    flags: int
    interviews: int = 0


class _Head(msgspec.Struct):
    format: str = ""
    version: int = 0


_LIMITS: Final[dict[type, tuple[tuple[str, float, float], ...]]] = {
    Place: (("at", 0, LATEST), ("page", 1, PAGES), ("pages", 0, PAGES), ("step", 0, STEPS)),
    Review: (
        *(("at", 0, LATEST), ("grade", 0, 4), ("score", 0, LATEST), ("hints", 0, LATEST)),
        *(("seconds", 0, LATEST), ("id", 0, LATEST), ("undoes", 0, LATEST), ("zone", -DAY, DAY)),
    ),
    Flag: (("at", 0, LATEST),),
    Interview: (
        *(("at", 0, LATEST), ("minutes", 0, LATEST), ("seconds", 0, LATEST)),
        *(("questions", 0, LATEST), ("score", 0, 1)),
    ),
}
"""The numbers of an entry, and what they can be."""

INTERVIEWS: Final = "SELECT * FROM interview ORDER BY at, id"
GOAL: Final = "goal"  # the mode of an entry that is about a goal
Entry = TypeVar("Entry", Place, Review, Flag, Interview)


class Nonsense(sqlite3.DatabaseError):
    """A row that no tutor has written: the file is damaged."""


def entry(type: type[Entry], row: Mapping[str, object]) -> Entry:
    """A row by the names of its columns. Raises Nonsense."""
    return _converted([row], type)[0]


def _converted(rows: list[Mapping[str, object]], type: type[Entry]) -> list[Entry]:
    try:
        found: list[Entry] = msgspec.convert(rows, list[type], strict=False)  # type: ignore[valid-type]
    except msgspec.ValidationError as error:
        raise Nonsense(f"an entry is damaged: {error}") from None
    for each in found:
        if wrong := _wrong(each):
            raise Nonsense(f"an entry is damaged: {wrong}")
    return found


def entries(
    db: sqlite3.Connection, type: type[Entry], query: str, values: Iterable[object] = ()
) -> list[Entry]:
    """What a query finds; its columns are called as the fields are. Raises `sqlite3.Error`."""
    found = db.execute(query, tuple(values))
    names = [column[0] for column in found.description]
    return _converted([dict(zip(names, row, strict=True)) for row in found], type)


class Counted(NamedTuple):
    """How many entries of a log are of which sort."""

    answers: int
    goals: int  # that were solved, or whose solution was shown


def counted(reviews: Sequence[Review]) -> Counted:
    """What is said of a goal is no answer; a goal that was solved twice is one goal."""
    goals = [entry.card for entry in reviews if entry.mode == GOAL]
    return Counted(len(reviews) - len(goals), len(set(goals)))


# ── a connection ────────────────────────────────────────────────────────────────────────────


def dump(db: sqlite3.Connection) -> State:
    """What is in the file. Raises `sqlite3.Error`."""
    return State(
        positions=entries(db, Place, "SELECT * FROM position ORDER BY rowid"),
        reviews=entries(db, Review, "SELECT * FROM review ORDER BY id"),
        flags=entries(db, Flag, "SELECT * FROM flag ORDER BY rowid"),
        interviews=entries(db, Interview, INTERVIEWS),
    )


def merge(db: sqlite3.Connection, state: State) -> Merged:
    """Adds what is not there yet, in the transaction of the caller."""
    return Merged(
        positions=_merge_positions(db, state.positions),
        **_merge_reviews(db, state.reviews)._asdict(),
        flags=_merge_flags(db, state.flags),
        interviews=_merge_interviews(db, state.interviews),
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


def _merge_reviews(db: sqlite3.Connection, reviews: Iterable[Review]) -> Counted:
    found = db.execute("SELECT card, at, mode, answer, undoes, id FROM review")
    there = {row[:5]: row[5] for row in found}
    ids: dict[int, int] = {}
    free = not there  # then each keeps its number: a tutor that is running may know it by that
    taken: set[int] = set()
    new: list[Review] = []
    for review in sorted(reviews, key=lambda review: review.id):
        undoes = ids.get(review.undoes, 0)
        if review.undoes and not undoes:
            continue  # what it undid has been forgotten
        key = (review.card, review.at, review.mode, review.answer, undoes)
        if key not in there:
            number = review.id if free and review.id not in taken else 0
            there[key] = insert(db, msgspec.structs.replace(review, undoes=undoes), number)
            new.append(review)
        ids[review.id] = there[key]
        taken.add(there[key])
    return counted(new)


def insert(db: sqlite3.Connection, review: Review, number: int = 0) -> int:
    """Adds an entry to the log, under this number if it has one; its id."""
    values = {name: _text(value) for name, value in msgspec.structs.asdict(review).items()}
    values["id"] = number or None
    done = db.execute(
        "INSERT INTO review"
        " (id, card, lesson, at, mode, grade, correct, score, hints, seconds, answer, undoes, zone)"
        " VALUES (:id, :card, :lesson, :at, :mode, :grade, :correct, :score, :hints, :seconds,"
        " :answer, :undoes, :zone)",
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


def _merge_interviews(db: sqlite3.Connection, interviews: Iterable[Interview]) -> int:
    found = db.execute("SELECT at, kind, seed FROM interview").fetchall()
    new = [one for one in interviews if (one.at, one.kind, one.seed) not in found]
    for one in new:
        put_interview(db, one)
    return len(new)


def put_interview(db: sqlite3.Connection, interview: Interview) -> None:
    """Adds it; one that began at the same time is the same, and is written over."""
    values = {name: _text(value) for name, value in msgspec.structs.asdict(interview).items()}
    db.execute("DELETE FROM interview WHERE (at, kind, seed) = (:at, :kind, :seed)", values)
    db.execute(
        "INSERT INTO interview"
        " (at, kind, title, seed, minutes, seconds, questions, score, file) VALUES"
        " (:at, :kind, :title, :seed, :minutes, :seconds, :questions, :score, :file)",
        values,
    )


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
    data = data.removeprefix(BOM_UTF8)  # some editors, and PowerShell, put one in front
    try:
        head = msgspec.json.decode(data, type=_Head)
        if head.format != FORMAT:
            raise UsageError(f"{name} is not an export of tutor.", "`tutor export FILE` makes one.")
        if head.version > VERSION:
            raise UsageError(
                f"{name}: a newer tutor wrote this (version {head.version}).",
                "Update this tutor, then import it.",
            )
        state = msgspec.json.decode(data, type=State)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise _refusal(data, name, error) from None
    entries: list[Place | Review | Flag | Interview]
    entries = [*state.positions, *state.reviews, *state.flags, *state.interviews]
    if wrong := next(filter(None, map(_wrong, entries)), ""):
        raise UsageError(f"{name} is damaged: {wrong}.", "Nothing was imported.")
    return state


def _refusal(data: bytes, name: str, error: Exception) -> UsageError:
    if f'"{FORMAT}"'.encode() not in data[:200]:
        return UsageError(f"{name} is not an export of tutor.", "`tutor export FILE` makes one.")
    if isinstance(error, RecursionError):
        return UsageError(f"{name} is damaged: it is nested too deeply.", "Nothing was imported.")
    if isinstance(error, msgspec.ValidationError):
        return UsageError(f"{name} is damaged: {error}.", "Nothing was imported.")
    return UsageError(f"{name} is cut off or damaged: {error}.", "Export it once more.")


def _wrong(found: Place | Review | Flag | Interview) -> str:
    """What would harm a reader of this entry; "" = nothing."""
    for field, least, most in _LIMITS[type(found)]:
        value = getattr(found, field)
        if value is not None and not least <= value <= most:
            return f"{'time' if field == 'at' else field} cannot be {value}"
    return ""
