"""What can still be read of a learner's file: damaged, cut off, or another program's.

Bytes in, entries out. Each page is read by itself (`btree.py`), the log beside the file with it
(`wal.py`), so that what is damaged costs what was written there and nothing else. What has been
forgotten stays so: pages that are free are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

import msgspec

from tutor.learner import wal
from tutor.learner.btree import Image, Row, Value
from tutor.learner.portable import Flag, Nonsense, Place, State, entry
from tutor.quiz.interviews import Interview
from tutor.quiz.schedule import Review

REVIEW: Final = (
    *("id", "card", "lesson", "at", "mode", "grade", "correct", "score", "hints", "seconds"),
    *("answer", "undoes", "zone"),
)
PLACE: Final = ("lesson", "page", "scene", "step", "pages", "at")
INTERVIEW: Final = (
    *("id", "at", "kind", "title", "seed"),
    *("minutes", "seconds", "questions", "score", "file"),
)
FLAG: Final = ("card", "lesson", "is_on", "at")
OTHERS: Final = frozenset({2, 3, 5})  # columns of the tables that hold no entry

# Serial types of a record's header (2.1 of the file format): text, integer, real or integer, null.
_KINDS: Final = {
    "T": rb"(?:[\x0d-\x7f]|[\x81-\xff]{1,3}[\x00-\x7f])",
    "N": rb"[\x01-\x06\x08\x09]",
    "R": rb"[\x01-\x09]",
    "0": rb"\x00",
}
# The last: an answer of version 1.
_SHAPES: Final = ("0TTRTNNRNRTN", "TNTNNR", "TTNR", "0RTTTRRNRT", "0TTTNR")
HEADER: Final = re.compile(
    rb"(?=([\x05-\x40](?:%s)))"
    % b"|".join(b"".join(_KINDS[kind] for kind in shape) for shape in _SHAPES),
    re.DOTALL,
)


class Salvaged(msgspec.Struct, frozen=True):
    """The entries, and how many more there seem to be that cannot be understood."""

    state: State
    lost: int = 0

    @property
    def count(self) -> int:
        """How many entries."""
        state = self.state
        others = len(state.positions) + len(state.flags) + len(state.interviews)
        return len(state.reviews) + others


def salvage(main: bytes, log: bytes = b"") -> Salvaged:
    """What a file and the log beside it hold; either may be damaged, or empty."""
    found = (_salvage(main, log, size) for size in _sizes(main, log))
    return max(found, key=lambda salvaged: salvaged.count)


def _sizes(main: bytes, log: bytes) -> Iterable[int]:
    """The sizes that a page may have: what the header says may be damaged, too."""
    told = int.from_bytes(main[16:18], "big")
    said = 65536 if told == 1 else told, wal.page_size(log), 4096
    return dict.fromkeys(size for size in said if 512 <= size <= 65536 and size.bit_count() == 1)


def _salvage(main: bytes, log: bytes, size: int) -> Salvaged:
    pages = {at // size + 1: main[at : at + size] for at in range(0, len(main), size)}
    added = wal.pages(log, size)
    image = Image(size, pages | added.sound)
    rows: dict[Row, None] = {}  # in the order they were found, each once
    lost = 0
    for number in image.pages.keys() - _free(image):
        found = image.rows(number, HEADER)
        rows |= dict.fromkeys(found.rows)
        lost += found.lost
    more = [row for page in added.doubtful for row in image.look_for(page, HEADER).rows]
    return _sorted_out([*rows, *_missing(rows, more)], lost)


def _missing(rows: Iterable[Row], more: Iterable[Row]) -> Iterator[Row]:
    """Of the doubtful rows, those without a sound one of the same key."""
    known = {(row.id, len(row.values)) for row in rows}
    for row in more:
        if (row.id, len(row.values)) not in known:
            known.add((row.id, len(row.values)))
            yield row


def _sorted_out(rows: Iterable[Row], lost: int) -> Salvaged:
    answers: list[Review] = []  # of version 1, where they were in a table of their own
    state = State(positions=[], reviews=[], flags=[], interviews=[])
    for row in rows:
        try:
            found = _entry(row)
        except Nonsense:
            lost += 1
            continue
        match found:
            case Place():
                state.positions.append(found)
            case Flag():
                state.flags.append(found)
            case Interview():
                state.interviews.append(found)
            case Review() if row.values[1:] and len(row.values) == len(PLACE):
                answers.append(found)
            case Review():
                state.reviews.append(found)
    if not state.reviews:
        state.reviews.extend(answers)
    state.reviews.sort(key=lambda review: review.id)
    return Salvaged(state, lost)


def _entry(row: Row) -> Place | Review | Flag | Interview | None:
    """What a row is, by its columns; None: a row of another table. Raises Nonsense."""
    values = row.values
    if len(values) in {len(REVIEW) - 1, len(REVIEW)}:
        return entry(Review, dict(zip(REVIEW, (row.id, *values[1:]), strict=False)))
    if len(values) == len(INTERVIEW):
        return entry(Interview, dict(zip(INTERVIEW[1:], values[1:], strict=True)))
    if len(values) == len(FLAG):
        return entry(Flag, dict(zip(FLAG, values, strict=True)))
    if len(values) == len(PLACE):
        return (
            _answer(row)
            if values[0] is None
            else entry(Place, dict(zip(PLACE, values, strict=True)))
        )
    if len(values) not in OTHERS:
        raise Nonsense("a row is damaged")
    return None


def _answer(row: Row) -> Review:
    """An answer of version 1, as the migration to version 2 has it."""
    _, question, lesson, choice, correct, at = row.values
    grade = (3 if correct else 1) if choice else 0
    told: dict[str, Any] = {"card": question, "lesson": lesson, "answer": choice, "at": at}
    told |= {"correct": correct, "score": correct, "grade": grade, "mode": "lesson", "id": row.id}
    return entry(Review, told)


# ── free pages ──────────────────────────────────────────────────────────────────────────────


def _free(image: Image) -> frozenset[int]:
    """Pages on the list of free ones that nothing refers to; none, if the list is damaged."""
    head = image.pages.get(1, b"")
    trunks, leaves = _list_of_free(image, int.from_bytes(head[32:36], "big"))
    listed = {*trunks, *leaves}
    if len(listed) != int.from_bytes(head[36:40], "big") or not listed:
        return frozenset()
    roots = [value for row in image.rows(1, HEADER).rows for value in _root(row.values)]
    others = image.pages.keys() - listed
    used = {child for number in others for child in image.children(number)}
    return frozenset(listed - used - {*roots}) if roots else frozenset()


def _list_of_free(image: Image, number: int) -> tuple[list[int], list[int]]:
    trunks: list[int] = []
    leaves: list[int] = []
    while number in image.pages and number not in trunks:
        page = image.pages[number]
        trunks.append(number)
        count = int.from_bytes(page[4:8], "big")
        if count > len(page) // 4:
            break
        leaves += [int.from_bytes(page[8 + 4 * n : 12 + 4 * n], "big") for n in range(count)]
        number = int.from_bytes(page[:4], "big")
    return trunks, leaves


def _root(values: tuple[Value, ...]) -> Iterator[int]:
    """Of a row of `sqlite_schema`: the first page of a table or an index."""
    if len(values) == 5 and isinstance(values[3], int):
        yield values[3]
