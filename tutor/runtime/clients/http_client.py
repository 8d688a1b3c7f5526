"""HTTP as a browser speaks it: one TCP connection for many requests, everything on the record.

No proxy, no cookie jar, no redirects. A server that closes the connection gets a new one with the
next request, from another port. One that agrees to another protocol (101) has answered, too; what
it then says is not read, and the connection is closed.
"""

from __future__ import annotations

import asyncio
import json as jsonlib
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Final

from tutor.errors import SceneFailed
from tutor.runtime.clients import client_socket
from tutor.runtime.clients.incoming import END, Head, parse_head
from tutor.runtime.clients.websocket_frames import PREVIEW
from tutor.runtime.fact_intake import Facts

LIMIT: Final = 1 << 20  # bytes of a head, or of a line between chunks


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a body, and the seconds from the request until it came."""

    after: float
    data: bytes

    @property
    def text(self) -> str:
        """The piece as text."""
        return self.data.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `port` is the client's own; `chunks` are of a body of unknown size."""

    status: int
    headers: dict[str, str]
    body: bytes
    port: int = 0
    kept: bool = False
    chunks: tuple[Chunk, ...] = ()

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        """The body as JSON."""
        return jsonlib.loads(self.body)


class Browser:
    """A client of one server. `port` is that of its present TCP connection, 0 for none."""

    def __init__(
        self, facts: Facts, name: str, *, address: str, server: str, headers: Mapping[str, str]
    ) -> None:
        self.name = name
        self.port = 0
        self._facts = facts
        self._address = address
        self._server = server
        self._headers = dict(headers)
        self._conn = 0
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def get(self, path: str, **more: Any) -> Answer:
        """`request("GET", path, …)`."""
        return await self.request("GET", path, **more)

    async def post(self, path: str, **more: Any) -> Answer:
        """`request("POST", path, …)`."""
        return await self.request("POST", path, **more)

    async def request(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        data: bytes | str = b"",
        headers: Mapping[str, str] | None = None,
        until: str = "",
        within: float = 10.0,
    ) -> Answer:
        """Ask; any status is an answer.

        `json` is encoded, and wins over `data`. `until`: leave as soon as the body contains this
        text. `within`: seconds for all of it. Raises `SceneFailed` where no answer comes.
        """
        self._facts.calls.note()
        body = data.encode() if isinstance(data, str) else data
        extra = {**self._headers, **(headers or {})}
        if json is not None:
            body = jsonlib.dumps(json).encode()
            extra.setdefault("Content-Type", "application/json")
        if body or method in {"POST", "PUT", "PATCH"}:
            extra.setdefault("Content-Length", str(len(body)))
        extra.setdefault("Host", self._address)
        lines = [f"{method} {path} HTTP/1.1", *(f"{key}: {extra[key]}" for key in extra), "", ""]
        try:
            async with asyncio.timeout(within):
                reader, writer = await self._connected()
                began = time.monotonic_ns()
                asked = self._emit(
                    "client.asked",
                    method=method,
                    path=path,
                    server=self._server,
                    port=self.port,
                    size=len(body),
                )
                writer.write("\r\n".join(lines).encode() + body)
                await writer.drain()
                return await self._answer(reader, method, asked, began, until)
        except (OSError, EOFError, ValueError, asyncio.LimitOverrunError) as error:
            await self.close()
            late = f"no whole answer within {within:g} s"
            why = late if isinstance(error, TimeoutError) else str(error) or type(error).__name__
            raise SceneFailed(f"{self.name}: {method} {path}: {why}") from error

    async def close(self) -> None:
        """Close the TCP connection."""
        writer, self._writer, self._reader, self.port = self._writer, None, None, 0
        if writer is not None:
            writer.close()

    # ── one request

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._reader is not None and self._writer is not None and not self._reader.at_eof():
            return self._reader, self._writer
        await self.close()
        own, port = client_socket.bound()
        try:
            await client_socket.reach(own, self._address)
        except BaseException:
            own.close()
            raise
        reader, writer = await asyncio.open_connection(sock=own, limit=LIMIT)
        self._reader, self._writer, self.port, self._conn = (
            reader,
            writer,
            port,
            client_socket.new_conn(),
        )
        return reader, writer

    async def _answer(
        self, reader: asyncio.StreamReader, method: str, asked: int, began: int, until: str
    ) -> Answer:
        head = await self._head(reader)
        size = 0 if method == "HEAD" else head.length
        answered = self._emit(
            "client.answered",
            cause=asked,
            status=head.status,
            software=head.headers.get("server", ""),
            size=head.length,
            kept=head.keeps,
        )
        port, chunks = self.port, list[Chunk]()
        body = await reader.readexactly(size) if size is not None else b""
        stops = False
        if size is None:
            async with aclosing(_pieces(reader, head)) as pieces:
                async for data in pieces:
                    chunks.append(Chunk((time.monotonic_ns() - began) / 1e9, data))
                    self._chunk(data, answered)
                    body += data
                    if stops := bool(until) and until.encode() in body:
                        break
            if not stops:
                self._chunk(b"", answered)
        if stops or not head.keeps:
            await self.close()
        headers = {name.title(): value for name, value in head.headers.items()}
        return Answer(head.status, headers, body, port, head.keeps, tuple(chunks))

    async def _head(self, reader: asyncio.StreamReader) -> Head:
        while True:
            head = parse_head(await reader.readuntil(END))
            if head is None:
                raise ValueError("the server's answer is not HTTP")
            if head.is_final:
                return head

    def _chunk(self, data: bytes, cause: int) -> None:
        text = data.decode("utf-8", "replace")[:PREVIEW]
        self._emit("client.chunk", cause=cause, text=text, size=len(data))

    def _emit(self, kind: str, *, cause: int = 0, **fields: Any) -> int:
        fields["name"] = self.name
        return self._facts.emit(kind, conn=self._conn, cause=cause, **fields)


async def _pieces(reader: asyncio.StreamReader, head: Head) -> AsyncGenerator[bytes, None]:
    """A body of unknown size as it comes: chunk by chunk, or until the connection ends."""
    while not head.is_chunked and (data := await reader.read(65536)):
        yield data
    while head.is_chunked and (size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16)):
        yield await reader.readexactly(size)
        await reader.readexactly(2)
    while head.is_chunked and await reader.readuntil(b"\r\n") != b"\r\n":
        pass  # trailers
