"""What a server sends on one TCP connection, cut into HTTP heads, bodies and WebSocket frames.

Bytes in, units out; no socket.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tutor.runtime.clients import websocket_frames
from tutor.runtime.clients.websocket_frames import Frame

END: Final = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Head:
    """The head of an HTTP answer. `headers` have names in lower case."""

    status: int
    reason: str
    headers: dict[str, str]
    is_old: bool  # HTTP/1.0

    @property
    def length(self) -> int | None:
        """Of the body as announced; None: not announced."""
        if self.status < 200 or self.status in (204, 304):
            return 0
        size = self.headers.get("content-length", "")
        return int(size) if size.isdigit() and not self.is_chunked else None

    @property
    def is_final(self) -> bool:
        """Nothing follows it that answers the same request: 1xx announces another head, except 101,
        after which the connection speaks another protocol (RFC 9110, 15.2.2).
        """
        return self.status >= 200 or self.status == 101

    @property
    def is_chunked(self) -> bool:
        """The body says its own length, piece by piece."""
        return "chunked" in self.headers.get("transfer-encoding", "").lower()

    @property
    def keeps(self) -> bool:
        """The TCP connection can be used for another request."""
        if self.status == 101:
            return False
        wish = self.headers.get("connection", "").lower()
        known = self.is_chunked or self.length is not None
        return known and wish != "close" and (not self.is_old or wish == "keep-alive")


@dataclass(frozen=True, slots=True)
class Unit:
    """Something whole: with a head, or a frame, or neither (a piece of a body)."""

    raw: bytes
    head: Head | None = None
    frame: Frame | None = None


def parse_head(raw: bytes) -> Head | None:
    """The head of an answer; None: these bytes are none."""
    first, *lines = raw.decode("latin-1").split("\r\n")
    version, _, rest = first.partition(" ")
    status, _, reason = rest.partition(" ")
    if not version.startswith("HTTP/") or not status.isdigit():
        return None
    pairs = (line.partition(":") for line in lines if ":" in line)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    return Head(int(status), reason, headers, version == "HTTP/1.0")


class Incoming:
    """One direction of a connection."""

    def __init__(self) -> None:
        self.is_websocket = False
        self._data = bytearray()
        self._body: int | None = 0  # bytes of a body still to come; None: as many as there are

    def feed(self, data: bytes) -> list[Unit]:
        """What is whole now."""
        self._data += data
        found = []
        while self._data and (unit := self._next()) is not None:
            del self._data[: len(unit.raw)]
            found.append(unit)
        return found

    def rest(self) -> list[Unit]:
        """The connection has ended: what is left is incomplete."""
        raw = bytes(self._data)
        self._data.clear()
        return [Unit(raw)] if raw else []

    def _next(self) -> Unit | None:
        if self.is_websocket:
            frame = websocket_frames.parse(self._data)
            return None if frame is None else Unit(frame.raw, frame=frame)
        if self._body is None or self._body:
            size = len(self._data) if self._body is None else self._body
            if len(self._data) < size:
                return None
            self._body = self._body and 0
            return Unit(bytes(self._data[:size]))
        end = self._data.find(END)
        if end < 0:
            return None
        raw = bytes(self._data[: end + len(END)])
        head = parse_head(raw)
        if head is not None:
            self.is_websocket = head.status == 101
            self._body = head.length
        return Unit(raw, head=head)
