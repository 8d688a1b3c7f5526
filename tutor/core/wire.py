"""Messages among bytes: what a raw client wrote and read, frame by frame (RFC 6455, section 5.2).

A fact shows the first bytes it carries; the head of a frame tells how many follow. Control frames
may come between the parts of a message. Nothing here ties facts; `ties.py` does.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

TEXT: Final = 1
BINARY: Final = 2
CLOSE: Final = 8
PING: Final = 9
PONG: Final = 10


class Message(NamedTuple):
    """A whole message or control frame."""

    opcode: int
    size: int  # bytes of its payload


class Head(NamedTuple):
    """The head of a frame."""

    final: bool
    opcode: int
    size: int  # of the payload
    whole: int  # head and payload


class Stream:
    """One direction of a raw connection, read fact by fact."""

    __slots__ = ("_frame", "_opcode", "_rest", "_total")

    def __init__(self) -> None:
        self._frame = Head(True, 0, 0, 0)
        self._rest = 0  # bytes still to come of that frame
        self._opcode, self._total = 0, 0  # of the message that its frames make up

    def read(self, fact: Any) -> Iterator[Message]:
        """The messages that end in the bytes of this `wire.sent` or `wire.received`."""
        data, size, place = _bytes(fact.hex), fact.size, 0
        while place < size:
            if not self._rest and not self._begin(data[place:]):
                return  # HTTP, or more than is shown
            step = min(self._rest, size - place)
            place, self._rest = place + step, self._rest - step
            frame = self._frame
            if not self._rest and frame.opcode >= CLOSE:
                yield Message(frame.opcode, frame.size)
            elif not self._rest and frame.final:
                yield Message(self._opcode, self._total)

    def _begin(self, data: bytes) -> bool:
        found = _head(data)
        if found is None:
            return False
        self._frame, self._rest = found, found.whole
        if found.opcode < CLOSE:
            self._total = found.size + (0 if found.opcode else self._total)
            self._opcode = found.opcode or self._opcode
        return True


def is_http(fact: Any) -> bool:
    """Whether these bytes begin with the head of an HTTP answer."""
    return bool(fact.text.startswith("HTTP/"))


def first_head(shown: str) -> Head | None:
    """The head of the frame that these bytes begin with, in hex; None: they begin with none."""
    data = _bytes(shown)
    return _head(data) if data else None


def close_code(shown: str) -> int | None:
    """The code in the close frame that these bytes begin with, in hex; None: they have none."""
    data = _bytes(shown)
    head = _head(data)
    if head is None or head.opcode != CLOSE or head.size < 2 or len(data) < head.whole:
        return None
    payload = data[head.whole - head.size :]
    mask = data[head.whole - head.size - 4 :][:4] if data[1] & 0x80 else bytes(4)
    return (payload[0] ^ mask[0]) << 8 | (payload[1] ^ mask[1])


def _bytes(shown: str) -> bytes:
    try:
        return bytes.fromhex(shown.rstrip("… "))
    except ValueError:
        return b""


def _head(data: bytes) -> Head | None:
    if len(data) < 2 or data[0] & 0x70 or 2 < data[0] & 0x0F < CLOSE:
        return None
    length, head = data[1] & 0x7F, 2
    if length > 125:
        more = 2 if length == 126 else 8
        length, head = int.from_bytes(data[2 : 2 + more], "big"), 2 + more
    if data[1] & 0x80:
        head += 4
    return Head(data[0] >= 0x80, data[0] & 0x0F, length, head + length)
