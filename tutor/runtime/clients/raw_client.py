"""A client made of a TCP socket and nothing else: every byte is written and read on the record.

It writes what the scene says, right or wrong. What arrives is reported as it arrives: one HTTP
head, one WebSocket frame, one piece of an HTTP body at a time. By itself it only answers pings, as
browsers do, and not even those once it is `silent`.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

from tutor.errors import SceneFailed
from tutor.runtime.clients import client_socket, websocket_frames
from tutor.runtime.clients.incoming import Head, Incoming
from tutor.runtime.clients.websocket_frames import MASK, OPCODES, Frame
from tutor.runtime.fact_intake import Facts

CLOSED_WITHIN: Final = 1.5
WRITTEN_WITHIN: Final = 10.0


class Raw:
    """One TCP connection, named like a client.

    What is expected in vain raises `SceneFailed`; `within` is in seconds.
    """

    def __init__(self, facts: Facts, name: str, url: str, *, address: str, server: str) -> None:
        self.name = name
        self.url = url
        self.port = 0
        self.status: int | None = None  # of the last HTTP head that came
        self.code: int | None = None  # of the close frame that came
        self.is_open = False  # the TCP connection is
        self.over = asyncio.Event()
        self._facts = facts
        self._address = address
        self._server = server
        self._conn = client_socket.new_conn()
        self._socket: socket.socket | None = None
        self._reading: asyncio.Task[None] | None = None
        self._silent = False
        self._buffer = bytearray()  # what has come and has not been read
        self._incoming = Incoming()
        self._news = asyncio.Event()
        self._upgrading = False  # a WebSocket handshake has been written
        self._is_refused = False
        self._said_goodbye = False
        self._closing_frame = 0  # id of the fact

    # ── opening

    async def open(
        self, *, origin: str = "", cookies: list[str], silent: bool, handshake: bytes
    ) -> None:
        """Connect, and write the handshake if there is one; an answer is not waited for.

        Raises `SceneFailed` where nothing listens.
        """
        self._facts.calls.note()
        own, self.port = client_socket.bound()
        dialled = self._facts.emit(
            "client.connecting",
            conn=self._conn,
            name=self.name,
            url=self.url,
            server=self._server,
            port=self.port,
            origin=origin,
            cookies=cookies,
        )
        try:
            await client_socket.reach(own, self._address)
        except OSError as error:
            own.close()
            self._emit("client.refused", cause=dialled, text=str(error))
            self.over.set()
            raise self._failed(f"cannot connect to {self._address}: {error}") from error
        self._socket, self.is_open = own, True
        self._hush(silent)
        if handshake:
            await self._write(handshake, dialled)

    @property
    def silent(self) -> bool:
        """True: it reads nothing and answers no ping, while its TCP connection stays."""
        return self._silent

    @silent.setter
    def silent(self, value: bool) -> None:
        self._facts.calls.note()
        self._hush(value)

    def _hush(self, value: bool) -> None:
        self._silent = value
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        if not value and self._socket is not None and not self.over.is_set():
            self._reading = asyncio.create_task(self._read_all(self._socket))

    # ── what a script does

    async def write(self, data: bytes) -> None:
        """Write these bytes."""
        self._facts.calls.note()
        await self._write(data)

    async def frame(
        self,
        opcode: int | str,
        payload: bytes | str = b"",
        *,
        masked: bool = True,
        mask: bytes = MASK,
        final: bool = True,
    ) -> bytes:
        """Write one frame, made as told; its bytes. "text", "ping" … are opcodes, too."""
        self._facts.calls.note()
        data = websocket_frames.build(opcode, payload, masked=masked, mask=mask, final=final)
        if opcode in ("close", OPCODES["close"]):
            self._said_goodbye = not self._closing_frame
        await self._write(data)
        return data

    async def read(
        self, until: bytes | None = None, count: int | None = None, *, within: float = 2.0
    ) -> bytes:
        """Bytes up to and with `until`, or `count` of them; without either, what has come."""

        def enough() -> int:
            if until is not None:
                place = self._buffer.find(until)
                return place + len(until) if place >= 0 else 0
            wanted = count if count is not None else max(len(self._buffer), 1)
            return wanted if len(self._buffer) >= wanted else 0

        what = f"{until!r}" if until is not None else f"{count} bytes" if count else "something"
        await self._until(enough, what, within)
        return self._take(enough())

    async def read_frame(self, *, within: float = 2.0) -> Frame:
        """The next frame; the answer's head must have been read before."""
        await self._until(
            lambda: websocket_frames.parse(self._buffer) is not None, "a frame", within
        )
        frame = websocket_frames.parse(self._buffer)
        assert frame is not None
        self._take(len(frame.raw))
        return frame

    async def drop(self) -> None:
        """Close the socket without a word to the WebSocket: a FIN."""
        self._facts.calls.note()
        await self._leave("FIN")

    async def reset(self) -> None:
        """Cut the connection: a RST (SO_LINGER 0)."""
        self._facts.calls.note()
        if self._socket is not None:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        await self._leave("RST")

    async def close(self, code: int = 1000) -> int | None:
        """A close frame, the server's answer to it, the end; the code that came back."""
        if self._incoming.is_websocket and self.is_open and not self._silent:
            with suppress(SceneFailed, TimeoutError):
                await self.frame("close", code.to_bytes(2, "big"))
                async with asyncio.timeout(CLOSED_WITHIN):
                    await self.over.wait()
        await self.drop()
        return self.code

    async def closed(self, within: float = 2.5) -> int | None:
        """Wait until the server has ended the TCP connection; the code of its close frame."""
        if self._silent:
            raise self._failed("is silent: it reads nothing, so it cannot see the end")
        try:
            async with asyncio.timeout(within):
                await self.over.wait()
        except TimeoutError:
            raise self._failed(f"expected the TCP connection to end within {within:g} s") from None
        return self.code

    async def abandon(self) -> None:
        """Let go of everything; for the end of a scene that has gone wrong."""
        await self.drop()

    # ── the socket

    async def _write(self, data: bytes, cause: int = 0) -> None:
        if self._socket is None or not self.is_open:
            raise self._failed(f"cannot write {len(data)} bytes: the TCP connection is closed")
        self._upgrading = self._upgrading or b"upgrade: websocket" in data.lower()
        at = time.monotonic_ns()
        try:
            async with asyncio.timeout(WRITTEN_WITHIN):
                await asyncio.get_running_loop().sock_sendall(self._socket, data)
        except OSError as error:  # TimeoutError is one
            raise self._failed(f"cannot write {len(data)} bytes: {error!r}") from error
        self._note("wire.sent", data, at=at, cause=cause)

    async def _read_all(self, own: socket.socket) -> None:
        loop, reason = asyncio.get_running_loop(), "FIN"
        try:
            while data := await loop.sock_recv(own, 65536):
                await self._take_in(data)
        except OSError:
            reason = "RST"
        for unit in self._incoming.rest():
            self._note("wire.received", unit.raw)
        self._ended("client" if self._said_goodbye else "server", reason)

    async def _take_in(self, data: bytes) -> None:
        self._buffer += data
        for unit in self._incoming.feed(data):
            met = self._note("wire.received", unit.raw)
            if unit.head is not None:
                self._answered(unit.head, met)
            elif unit.frame is not None and unit.frame.opcode == OPCODES["close"]:
                self.code, self._closing_frame = unit.frame.code, met
            elif unit.frame is not None and unit.frame.opcode == OPCODES["ping"]:
                with suppress(SceneFailed):  # it may be gone already
                    await self._write(websocket_frames.build("pong", unit.frame.payload), met)
        self._news.set()

    def _answered(self, head: Head, met: int) -> None:
        self.status = head.status
        if head.status == 101:
            subprotocol = head.headers.get("sec-websocket-protocol", "")
            self._emit("client.opened", cause=met, subprotocol=subprotocol)
        elif self._upgrading:
            self._emit("client.refused", cause=met, status=head.status, text=head.reason)
            self._is_refused = True
        self._upgrading = False

    async def _leave(self, reason: str) -> None:
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)
        if self.is_open and self._socket is not None:
            if reason == "FIN":
                _finish(self._socket)
            self._ended("client", reason)

    def _ended(self, by: str, reason: str) -> None:
        if not self.is_open:
            return
        self.is_open = False
        if self._socket is not None:
            self._socket.close()
        if self._upgrading and by == "server":
            self._emit("client.refused", text=reason)
        elif not self._is_refused:
            code, cause = self.code, self._closing_frame if by == "server" else 0
            self._emit("client.closed", cause=cause, code=code, reason=reason, by=by)
        self.over.set()
        self._news.set()

    # ── waiting and reporting

    async def _until(self, holds: Callable[[], object], what: str, within: float) -> None:
        if self._silent:
            raise self._failed("is silent: it reads nothing")
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                while not holds() and not self.over.is_set():
                    self._news.clear()
                    await self._news.wait()
        if not holds():
            end = "; the TCP connection has ended" if self.over.is_set() else ""
            came = websocket_frames.dump(bytes(self._buffer)) or "nothing"
            raise self._failed(f"expected {what} within {within:g} s, unread: {came}{end}")

    def _take(self, count: int) -> bytes:
        taken = bytes(self._buffer[:count])
        del self._buffer[:count]
        return taken

    def _note(self, kind: str, data: bytes, *, at: int | None = None, cause: int = 0) -> int:
        text = websocket_frames.printable(data)
        return self._emit(
            kind, at=at, cause=cause, hex=websocket_frames.dump(data), text=text, size=len(data)
        )

    def _emit(self, kind: str, *, at: int | None = None, cause: int = 0, **fields: Any) -> int:
        fields["name"] = self.name
        return self._facts.emit(kind, conn=self._conn, at=at, cause=cause, **fields)

    def _failed(self, text: str) -> SceneFailed:
        return SceneFailed(f"{self.name}: {text}")


def _finish(own: socket.socket) -> None:
    """A FIN. Closing a socket that has unread bytes would send a RST."""
    with suppress(OSError):
        own.shutdown(socket.SHUT_WR)
        while own.recv(65536):
            pass
