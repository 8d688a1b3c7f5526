"""A scripted WebSocket client: does what a browser tab does, and reports every step.

Speaks through the `websockets` library on a socket of its own, so that its TCP port is known before
the handshake. It knows nothing of Channels; what it saw is a fact, what it expected in vain is a
`SceneFailed` with its name, the step and what did arrive.
"""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import time
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Final, cast

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

from tutor.errors import SceneFailed
from tutor.runtime.clients import client_socket
from tutor.runtime.fact_intake import Facts

Frame = str | bytes
Message = Frame | Mapping[str, Any] | Sequence[Any]

PREVIEW: Final = 2000
OPEN_WITHIN: Final = 10.0
_DATA: Final = (1, 2)  # opcodes of text and binary frames (RFC 6455, section 5.2)


class _Connection(ClientConnection):
    """Remembers the header and the mask of each data frame that it writes, oldest first."""

    heads: deque[bytes]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.heads = deque()
        super().connection_made(cast(asyncio.Transport, _Heard(transport, self.heads)))


class _Heard:
    """A transport, and what goes through its `write`: the library has no hook for frames."""

    def __init__(self, transport: asyncio.BaseTransport, heads: deque[bytes]) -> None:
        self._transport = transport
        self._heads = heads

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Write, and keep the head of a data frame."""
        if data[:1] and data[0] & 0x0F in _DATA:
            length = {126: 4, 127: 10}.get(data[1] & 0x7F, 2)
            self._heads.append(bytes(data[: length + 4]))  # a client always masks
        cast(asyncio.Transport, self._transport).write(data)


class Client:
    """One connection. `received` holds every frame so far, in order.

    What is expected in vain raises `SceneFailed`; `within` and the like are seconds.
    """

    def __init__(
        self, facts: Facts, name: str, url: str, *, address: str, server: str, closing: float
    ) -> None:
        self.name = name
        self.url = url
        self.received: list[Frame] = []
        self.code: int | None = None
        self.subprotocol = ""
        self.status: int | None = None  # of a refused handshake
        self.port = 0
        self.is_open = False
        self.over = asyncio.Event()
        self._facts = facts
        self._address = address
        self._server = server
        self._closing = closing
        self._conn = client_socket.new_conn()
        self._taken = 0  # frames that an expect has looked at
        self._news = asyncio.Event()
        self._socket: ClientConnection | None = None
        self._reading: asyncio.Task[None] | None = None
        self._left = ""  # "client" once we have closed, "lost" once we have cut

    # ── the handshake

    async def open(
        self,
        *,
        origin: str | None,
        cookies: Mapping[str, str],
        headers: Mapping[str, str],
        subprotocols: Sequence[str],
        within: float = OPEN_WITHIN,
    ) -> bool:
        """Send the handshake; False: refused, and `status` says how (None: no HTTP answer).

        `origin` None sends no such header. Raises `Unavailable` where no port is free.
        """
        self._facts.calls.note()
        own = await self._dial(origin or "", list(cookies))
        extra = dict(headers)
        if cookies:
            extra["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        try:
            self._socket = await connect(
                f"ws://{self._address}{self.url}",
                sock=own,
                create_connection=_Connection,
                proxy=None,
                origin=origin,  # type: ignore[arg-type]
                additional_headers=extra,
                subprotocols=subprotocols or None,  # type: ignore[arg-type]
                compression=None,
                user_agent_header="tutor",
                ping_interval=None,
                open_timeout=within,
                close_timeout=self._closing,
                max_size=None,
                max_queue=None,
            )
        except (InvalidHandshake, OSError, EOFError, TimeoutError) as error:
            own.close()
            self._refused(error)
            return False
        except BaseException:  # a header that cannot be written, a cancelled handshake
            own.close()
            raise
        self.is_open = True
        self.subprotocol = self._socket.subprotocol or ""
        self._emit("client.opened", subprotocol=self.subprotocol)
        self._reading = asyncio.create_task(self._read(self._socket))
        return True

    async def _dial(self, origin: str, cookies: list[str]) -> socket.socket:
        own, self.port = client_socket.bound()
        self._emit(
            "client.connecting",
            url=self.url,
            server=self._server,
            port=self.port,
            origin=origin,
            cookies=cookies,
        )
        with suppress(OSError):  # `connect` meets the same error and reports it
            await client_socket.reach(own, self._address)
        return own

    def _refused(self, error: Exception) -> None:
        text = str(error) or type(error).__name__
        if isinstance(error, InvalidStatus):
            self.status = error.response.status_code
            text = error.response.reason_phrase
        self._emit("client.refused", status=self.status, text=text)
        self.over.set()

    async def _read(self, connection: ClientConnection) -> None:
        try:
            while True:
                frame = await connection.recv()
                self._note("client.received", frame)
                self.received.append(frame)
                self._news.set()
        except ConnectionClosed:
            pass
        self.is_open = False
        self.code = None if connection.close_code is None else int(connection.close_code)
        self._emit(
            "client.closed",
            code=self.code,
            reason=connection.close_reason or "",
            by=self._closed_by(connection),
        )
        self.over.set()
        self._news.set()

    def _closed_by(self, connection: ClientConnection) -> str:
        protocol = connection.protocol
        if protocol.close_rcvd is None or self._left == "lost":
            return self._left or "lost"
        return "server" if protocol.close_rcvd_then_sent else "client"

    # ── what a script does

    async def send(self, message: Message) -> None:
        """One message: a dict or list as compact JSON, text, or bytes.

        Raises `SceneFailed` where the connection is not open.
        """
        self._facts.calls.note()
        frame = message if isinstance(message, str | bytes) else _compact(message)
        if self._socket is None or not self.is_open:
            raise self._failed(f"cannot send {_preview(frame)!r}: {self.state()}")
        at = time.monotonic_ns()
        try:
            await self._socket.send(frame)
        except ConnectionClosed:
            await self.over.wait()
            raise self._failed(f"cannot send {_preview(frame)!r}: {self.state()}") from None
        heads = cast(_Connection, self._socket).heads
        self._note("client.sent", frame, at=at, head=heads.popleft().hex(" "))

    async def expect(self, text: str, within: float = 2.0) -> Frame:
        """The next frame that contains `text`; frames before it are passed over."""
        start = self._taken
        try:
            async with asyncio.timeout(within):
                while True:
                    while self._taken < len(self.received):
                        frame = self.received[self._taken]
                        self._taken += 1
                        if text in _as_text(frame):
                            return frame
                    if self.over.is_set():
                        break
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            pass
        raise self._failed(
            f"expected a frame with {text!r} within {within:g} s, {self._arrived(start)}"
        )

    async def silence(self, seconds: float) -> None:
        """Nothing arrives for so long, beyond what has been expected already."""
        start = self._taken
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._taken == len(self.received):
                    self._news.clear()
                    await self._news.wait()
        if len(self.received) > start:
            raise self._failed(f"expected silence for {seconds:g} s, {self._arrived(start)}")

    async def close(self, code: int = 1000, reason: str = "") -> int | None:
        """Close as a browser does, and wait for the answer; the code both agreed on."""
        self._facts.calls.note()
        if self._socket is not None and self.is_open:
            self._left = "client"
            await self._socket.close(code, reason)
            await self._finished()
        return self.code

    async def drop(self) -> None:
        """Cut the TCP connection without a word, as a lost network does (RST)."""
        self._facts.calls.note()
        if self._socket is not None and self.is_open:
            self._left = "lost"
            transport = self._socket.transport
            own = transport.get_extra_info("socket")
            own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            transport.abort()
            await self._finished()

    async def closed(self, within: float = 2.5) -> int | None:
        """Wait until the other side has closed; the code. Daphne reports crashes up to 1 s late."""
        try:
            async with asyncio.timeout(within):
                await self.over.wait()
        except TimeoutError:
            raise self._failed(
                f"expected the connection to be closed within {within:g} s, it is still open and "
                + self._arrived(self._taken)
            ) from None
        return self.code

    async def _finished(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(self._closing + 1):
                await self.over.wait()

    async def abandon(self) -> None:
        """Let go of everything; for the end of a scene that has gone wrong."""
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)
        if self._socket is not None:
            self._socket.transport.abort()

    # ── reporting

    def _emit(self, kind: str, **fields: Any) -> None:
        self._facts.emit(kind, conn=self._conn, name=self.name, **fields)

    def _note(self, kind: str, frame: Frame, at: int | None = None, **more: Any) -> None:
        binary = isinstance(frame, bytes)
        size = len(frame) if isinstance(frame, bytes) else len(frame.encode())
        self._facts.emit(
            kind,
            conn=self._conn,
            at=at,
            name=self.name,
            text=_preview(frame),
            size=size,
            binary=binary,
            **more,
        )

    def state(self) -> str:
        """Why nothing can be sent, in words; "open" where it can."""
        if self.status is not None:
            return f"the handshake was refused with HTTP {self.status}"
        return f"the connection is closed with code {self.code}" if self.over.is_set() else "open"

    def _arrived(self, start: int) -> str:
        frames = [_preview(frame)[:200] for frame in self.received[start:]]
        what = "nothing arrived" if not frames else "what arrived: " + " | ".join(frames[-8:])
        return what + (f"; {self.state()}" if self.over.is_set() else "")

    def _failed(self, text: str) -> SceneFailed:
        return SceneFailed(f"{self.name}: {text}")


def _compact(message: Mapping[str, Any] | Sequence[Any]) -> str:
    return json.dumps(message, separators=(",", ":"), ensure_ascii=False)


def _as_text(frame: Frame) -> str:
    return frame if isinstance(frame, str) else frame.decode("utf-8", "replace")


def _preview(frame: Frame) -> str:
    return repr(frame[:200]) if isinstance(frame, bytes) else frame[:PREVIEW]
