"""The log beside an SQLite file (`-wal`): what it adds to the file, and whether it is whole.

SQLite itself believes a log up to the first frame that is damaged and says nothing of the rest.
Here each frame is looked at by itself. The format: https://www.sqlite.org/fileformat2.html, 4.
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Iterator
from typing import Final, NamedTuple

HEADER: Final = 32
FRAME: Final = 24


class Frame(NamedTuple):
    """One page as it was after a write."""

    page: int
    commits: bool  # it is the last of its transaction
    data: bytes
    is_sound: bool


class Pages(NamedTuple):
    """What a log adds."""

    sound: dict[int, bytes]  # the latest of each page, of transactions that were finished
    doubtful: list[bytes]  # of frames that are damaged, or of a transaction whose end is


def page_size(log: bytes) -> int:
    """As the log has it; 0 = it does not say."""
    return int.from_bytes(log[8:12], "big") if len(log) >= HEADER else 0


def is_sound(log: bytes) -> bool:
    """The header is what its own checksum says; else SQLite takes the log for an empty one."""
    sums = {_checksum(log[:24], bytes(8), order) for order in "<>"}
    return log[24:HEADER] in sums


def pages(log: bytes, size: int) -> Pages:
    """The pages of a log, for a file with pages of this size."""
    sound: dict[int, bytes] = {}
    doubtful: list[bytes] = []
    pending: dict[int, bytes] = {}
    for frame in frames(log, size):
        if not frame.is_sound:
            doubtful.append(frame.data)
            continue
        pending[frame.page] = frame.data
        if frame.commits:
            sound |= pending
            pending = {}
    return Pages(sound, [*doubtful, *pending.values()])


def frames(log: bytes, size: int) -> Iterator[Frame]:
    """The frames since the log was begun anew; older ones have other salts."""
    salts = _salts(log, size)
    before = log[24:32]
    for at in range(HEADER, len(log) - FRAME + 1, FRAME + size):
        head, data = log[at : at + FRAME], log[at + FRAME : at + FRAME + size]
        if _differing_bits(head[8:16], salts) > 1:  # one may have been flipped
            continue
        sums = head[16:24]
        is_sound = len(data) == size and any(
            _checksum(head[:8] + data, before, order) == sums for order in "<>"
        )
        page, commit = struct.unpack_from(">II", head)
        yield Frame(page, bool(commit), data, is_sound)
        before = sums


def committed(log: bytes, size: int) -> int:
    """How many frames are in finished transactions, if the log is whole: SQLite finds as many."""
    salts, last = log[16:24], 0
    starts = range(HEADER, len(log) - FRAME - size + 1, FRAME + size)
    for number, at in enumerate(starts, start=1):
        if _differing_bits(log[at + 8 : at + 16], salts) > 1:  # one may have been flipped
            break
        if any(log[at + 4 : at + 8]):
            last = number
    return last


def _salts(log: bytes, size: int) -> bytes:
    """Two of three say the same, if one is damaged: the header and the first two frames."""
    places = (16, HEADER + 8, HEADER + FRAME + size + 8)
    found = [log[at : at + 8] for at in places if len(log) >= at + 8]
    return Counter(found).most_common(1)[0][0] if found else b""


def _differing_bits(one: bytes, other: bytes) -> int:
    return (int.from_bytes(one, "big") ^ int.from_bytes(other, "big")).bit_count()


def _checksum(data: bytes, before: bytes, order: str) -> bytes:
    """Section 4.2; it goes on from the sums of the frame before."""
    one, two = struct.unpack(">II", before)
    if len(data) % 8:
        return b""
    for x, y in struct.iter_unpack(f"{order}II", data):
        one = (one + x + two) & 0xFFFFFFFF
        two = (two + y + one) & 0xFFFFFFFF
    return struct.pack(">II", one, two)
