"""Rows out of SQLite's pages, without SQLite: of a file that is damaged, or not ours to trust.

A leaf page that accounts for each of its bytes is read by its cell pointers. Any other page is
searched for headers of records that look as they should: whatever is damaged in it, the next record
can still be found. No SQL is run, so no view or trigger of a stranger's file is either.

The format: https://www.sqlite.org/fileformat2.html, 1.6 (pages, cells, overflow) and 2.1 (records).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final, NamedTuple

Value = None | int | float | str | bytes

MAGIC: Final = b"SQLite format 3\0"
LEAF: Final = 13  # of a table
INTERIOR: Final = 5
INDEXES: Final = frozenset({2, 10})
LONGEST: Final = 1_000_000  # bytes of one row
SEARCHES: Final = 200_000  # places that look like a record, on damaged pages: some seconds' work
_SIZES: Final = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)  # of a value, by its serial type


class Row(NamedTuple):
    """A row of a table with a rowid."""

    id: int
    values: tuple[Value, ...]


class Found(NamedTuple):
    """What a page holds, and how many cells of it cannot be understood."""

    rows: list[Row]
    lost: int


class Image:
    """The pages of a database by their number, from 1; those that are missing are not there."""

    def __init__(self, size: int, pages: Mapping[int, bytes]) -> None:
        self.size, self.pages = size, pages
        # Each overflow page is one row's; a hostile file could name the same a million times.
        self._overflows = 4 * len(pages)
        self._searches = SEARCHES

    def rows(self, number: int, pattern: re.Pattern[bytes]) -> Found:
        """The rows of a page that `pattern`, of a record's header, is like; see `look_for`."""
        page, start = self.pages[number], 100 if number == 1 else 0
        if page[start : start + 1] and page[start] in INDEXES:
            return Found([], 0)
        pointers = self._pointers(page, start)
        if pointers is None:
            return self.look_for(page, pattern, start)
        found = [self._row(page, at) for at in pointers]
        return Found([row for row in found if row is not None], found.count(None))

    def _row(self, page: bytes, at: int) -> Row | None:
        try:
            number, size, place, local = self._cell(page, at)
            payload = page[place : place + local]
            if local < size:
                first = struct.unpack_from(">I", page, place + local)[0]
                payload += self._overflow(first, size - local)
            return Row(signed(number), record(payload))
        except (ValueError, IndexError, struct.error):
            return None

    def _cell(self, page: bytes, at: int) -> tuple[int, int, int, int]:
        """Rowid, size of the payload, where it begins, how much of it is on this page.

        Raises ValueError, IndexError.
        """
        size, place = varint(page, at)
        number, place = varint(page, place)
        local = self._local(size)
        if size > LONGEST or place + local > len(page):
            raise ValueError("the payload is not there")
        return number, size, place, local

    def _length(self, page: bytes, at: int) -> int:
        """Of a cell, which takes four bytes at least. Raises ValueError, IndexError."""
        _, size, place, local = self._cell(page, at)
        return max(place + local + 4 * (local < size) - at, 4)

    def _local(self, size: int) -> int:
        """How much of a payload is on the leaf page itself (1.6)."""
        if size <= self.size - 35:
            return size
        least = (self.size - 12) * 32 // 255 - 23
        most = least + (size - least) % (self.size - 4)
        return most if most <= self.size - 35 else least

    def _overflow(self, number: int, missing: int) -> bytes:
        parts = []
        while missing > 0:
            page = self.pages.get(number, b"")[: self.size]
            self._overflows -= 1
            parts.append(page[4 : 4 + missing])
            if len(page) < min(self.size, 4 + missing) or self._overflows < 0:
                raise ValueError("an overflow page is not there")
            missing -= self.size - 4
            number = int.from_bytes(page[:4], "big")
        return b"".join(parts)

    def _pointers(self, page: bytes, start: int) -> list[int] | None:
        """Where the cells of a leaf page begin; None: the page does not account for its bytes."""
        try:
            kind, free, count, begin, fragments = struct.unpack_from(">BHHHB", page, start)
            pointers = struct.unpack_from(f">{count}H", page, start + 8)
            used = sum(self._length(page, at) for at in pointers)
            used += fragments + sum(_free_blocks(page, free))
        except (ValueError, IndexError, struct.error):
            return None
        begin = begin or 65536
        is_whole = (
            kind == LEAF
            and len(page) == self.size
            and start + 8 + 2 * count <= begin
            and len(set(pointers)) == count
            and used == self.size - begin
        )
        return list(pointers) if is_whole else None

    def look_for(self, page: bytes, pattern: re.Pattern[bytes], start: int = 0) -> Found:
        """Every record whose header begins like group 1 of `pattern`, wherever it is in the page.

        A header says how long its payload is, and in front of it are, without a gap, that length
        and the rowid: what fits in so many places is a record.
        """
        places = [match.start(1) for match in islice(pattern.finditer(page), self._searches)]
        self._searches -= len(places)
        found = (self._at_header(page, place) for place in places)
        rows = [row for row in found if row is not None]
        return Found(rows, max(0, _count(page, start) - len(rows)) if rows else 0)

    def _at_header(self, page: bytes, place: int) -> Row | None:
        header = page[place : place + page[place]]
        try:
            length = as_varint(len(header) + sum(map(_size, _serials(header))))
        except IndexError:
            return None
        for digits in range(1, 10):
            at = place - digits - len(length)
            if at >= 0 and page[at : at + len(length)] == length:
                ends = varint(page, at + len(length))[1]
                if ends == place and (row := self._row(page, at)) is not None:
                    return row
        return None

    def children(self, number: int) -> Iterator[int]:
        """The pages that an interior page of a table refers to."""
        page, start = self.pages.get(number, b""), 100 if number == 1 else 0
        if page[start : start + 1] != bytes([INTERIOR]):
            return
        count = int.from_bytes(page[start + 3 : start + 5], "big")
        yield int.from_bytes(page[start + 8 : start + 12], "big")
        for at in range(start + 12, start + 12 + 2 * count, 2):
            place = int.from_bytes(page[at : at + 2], "big")
            yield int.from_bytes(page[place : place + 4], "big")


def _count(page: bytes, start: int) -> int:
    """How many cells a damaged leaf page has, if that can be believed; else 0."""
    if page[start : start + 1] != bytes([LEAF]) or len(page) < start + 8:
        return 0
    count, begin = struct.unpack_from(">HH", page, start + 3)
    if start + 8 + 2 * count > min(begin or 65536, len(page)):
        return 0
    pointers = struct.unpack_from(f">{count}H", page, start + 8)
    are_cells = len(set(pointers)) == count and all(begin <= at < len(page) for at in pointers)
    return count if are_cells else 0


def _free_blocks(page: bytes, at: int) -> Iterator[int]:
    """The sizes of the chain of free blocks, which ascends."""
    while at:
        following, size = struct.unpack_from(">HH", page, at)
        if following and following < at + size:
            raise ValueError("the chain turns back")
        yield size
        at = following


# ── records ─────────────────────────────────────────────────────────────────────────────────


def record(payload: bytes) -> tuple[Value, ...]:
    """The values of a record. Raises ValueError, IndexError, struct.error."""
    end, place = varint(payload, 0)[0], varint(payload, 0)[0]
    values = []
    for serial in _serials(payload[:end]):
        size = _size(serial)
        values.append(_value(serial, payload[place : place + size], size))
        place += size
    if place != len(payload):
        raise ValueError("header and body differ")
    return tuple(values)


def _serials(header: bytes) -> Iterator[int]:
    at = varint(header, 0)[1]
    while at < len(header):
        serial, at = varint(header, at)
        yield serial


def _size(serial: int) -> int:
    return _SIZES[serial] if serial < 10 else (serial - 12) // 2


def _value(serial: int, data: bytes, size: int) -> Value:
    if len(data) != size or serial in {10, 11}:
        raise ValueError("the value is not there")
    if serial == 0:
        return None
    if serial == 7:
        return float(struct.unpack(">d", data)[0])
    if serial in {8, 9}:
        return serial - 8
    if serial < 7:
        return int.from_bytes(data, "big", signed=True)
    return data.decode() if serial % 2 else data


def varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of one to nine bytes, and where it ends. Raises IndexError."""
    number = 0
    for place in range(at, at + 8):
        byte = data[place]
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            return number, place + 1
    return number << 8 | data[at + 8], at + 9


def as_varint(number: int) -> bytes:
    """The same backwards, below 2^56."""
    parts = [number & 0x7F]
    while number := number >> 7:
        parts.append(number & 0x7F | 0x80)
    return bytes(reversed(parts))


def signed(number: int) -> int:
    """Of 64 bits."""
    return number - (1 << 64) if number >> 63 else number
