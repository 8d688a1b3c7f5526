"""How well each card is known: `schedule.replay` of the log, kept in the file up to an entry.

What is kept counts under one stamp only (the version of FSRS, the names of the cards). Entries
after it are replayed on top. A card is replayed from its first entry when one of them reaches back:
when it undoes something that was counted, or is older than what was counted (another machine's).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from contextlib import suppress
from typing import Final
from zlib import crc32

import msgspec
from msgspec.structs import astuple

from tutor.learner.portable import entries
from tutor.quiz.schedule import SCHEDULED, Memory, Review, replay, stamp

MANY: Final = 500  # cards that reach back, from which reading the whole log is quicker

_FIELDS: Final = ("card", "stability", "difficulty", "due", "last", "reps", "lapses", "evidence")
_COLUMNS: Final = ", ".join(_FIELDS)
_HOLES: Final = ", ".join("?" * len(_FIELDS))


def memories(
    db: sqlite3.Connection, names: Mapping[str, str], late: Sequence[Review] = ()
) -> dict[str, Memory]:
    """Every card that has been answered. `late`: entries that the file does not hold yet."""
    key = f"{stamp(names)} "
    db.execute("BEGIN")  # one state of the file, whatever another tutor writes meanwhile
    try:
        known, upto = _kept(db, key)
        last = db.execute("SELECT max(id) FROM review").fetchone()[0] or 0
        if last <= upto and not late:
            return known
        fresh = _in_order([*_entries(db, "id > ?", (upto,)), *late])
        found, changed = _caught_up(known, fresh, upto, names, _whole(db, names, late))
        if not late:
            _keep(db, found, changed if upto else None, key, last)
        return found
    finally:
        db.rollback()  # the end of reading, unless it was kept


def _caught_up(
    known: dict[str, Memory],
    fresh: list[Review],
    upto: int,
    names: Mapping[str, str],
    whole: Callable[[Set[str]], list[Review]],
) -> tuple[dict[str, Memory], set[str]]:
    """What is known after the fresh entries, and whose cards they are."""
    anew = {_today(e, names) for e in fresh if _reaches_back(e, known, upto, names)}
    if not anew:
        return replay(fresh, known=known, names=names), {_today(e, names) for e in fresh}
    others = [entry for entry in fresh if _today(entry, names) not in anew]
    rest = {card: memory for card, memory in known.items() if card not in anew}
    found = replay(_in_order([*others, *whole(anew)]), known=rest, names=names)
    return found, {_today(entry, names) for entry in fresh}


def _reaches_back(
    entry: Review, known: Mapping[str, Memory], upto: int, names: Mapping[str, str]
) -> bool:
    if entry.undoes:
        return 0 < entry.undoes <= upto
    memory = known.get(_today(entry, names))
    counts = entry.grade and entry.mode in SCHEDULED
    return bool(counts and memory is not None and entry.at < memory.last)


def _today(entry: Review, names: Mapping[str, str]) -> str:
    return names.get(entry.card, entry.card)


def _in_order(entries: Iterable[Review]) -> list[Review]:
    """As they happened; an entry that is not in the file yet (its id is below 0) comes last."""
    return sorted(entries, key=lambda entry: (entry.at, entry.id < 0, abs(entry.id)))


# ── the file ────────────────────────────────────────────────────────────────────────────────


def _entries(db: sqlite3.Connection, where: str, values: Sequence[object]) -> list[Review]:
    return entries(db, Review, f"SELECT * FROM review WHERE {where}", values)


def _whole(
    db: sqlite3.Connection, names: Mapping[str, str], late: Sequence[Review]
) -> Callable[[Set[str]], list[Review]]:
    """`whole(cards)`: every entry of these cards, under whichever name."""

    def whole(cards: Set[str]) -> list[Review]:
        ids = [*cards, *(old for old, new in names.items() if new in cards)]
        if len(ids) > MANY:
            found = _entries(db, "true", ())
        else:
            found = _entries(db, f"card IN ({', '.join('?' * len(ids))})", ids)
        return [entry for entry in (*found, *late) if _today(entry, names) in cards]

    return whole


def _kept(db: sqlite3.Connection, key: str) -> tuple[dict[str, Memory], int]:
    """What is kept under this stamp, and up to which entry it holds; nothing, if it is damaged."""
    with suppress(sqlite3.DatabaseError, msgspec.ValidationError):
        told = db.execute("SELECT stamp, upto FROM memory_of").fetchone()
        if told is not None and str(told[0]).startswith(key):
            rows = db.execute(f"SELECT {_COLUMNS} FROM memory").fetchall()
            known = {row[0]: _memory(row) for row in rows}
            if told[0] == _stamp(key, told[1], known):
                return known, told[1]
    return {}, 0


def _memory(row: Sequence[object]) -> Memory:
    return msgspec.convert(dict(zip(_FIELDS, row, strict=True)), Memory, strict=False)


def _stamp(key: str, upto: int, known: Mapping[str, Memory]) -> str:
    """With a checksum of all that is kept, as one cannot see from a memory that it is damaged."""
    told = sorted((m.card, *map(float, astuple(m)[1:])) for m in known.values())
    return f"{key}{upto} {crc32(msgspec.msgpack.encode(told)):08x}"


def _keep(
    db: sqlite3.Connection,
    found: Mapping[str, Memory],
    changed: Set[str] | None,
    key: str,
    upto: int,
) -> None:
    """Keeps it for the next time; `changed` None: all of it is new.

    Only if that can be done at once, and if the file was not written after it was read: else a read
    transaction does not become a write transaction (SQLite, "Isolation In SQLite").
    """
    with suppress(sqlite3.OperationalError):
        db.execute(
            "INSERT OR REPLACE INTO memory_of VALUES (1, ?, ?)", (_stamp(key, upto, found), upto)
        )
        cards = found.keys() if changed is None else changed & found.keys()
        if changed is None:
            db.execute("DELETE FROM memory")
        else:
            gone = [(card,) for card in changed - found.keys()]
            db.executemany("DELETE FROM memory WHERE card = ?", gone)
        db.executemany(
            f"INSERT OR REPLACE INTO memory ({_COLUMNS}) VALUES ({_HOLES})",
            [astuple(found[card]) for card in cards],
        )
        db.commit()
