"""Where observed processes report to: a server on loopback that takes records and nothing else.

A process connects, says hello with its one-time token, and sends JSON lines of records. A
connection that begins in another way is dropped without an answer, an effect or a traceback. After
the hello, a line that cannot be read is dropped and counted, and a fact says so: one damaged line
must not silence a server for the rest of a run. Nothing is ever sent to a process, and no record is
interpreted.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter
from collections.abc import Callable
from typing import Any, Final

import msgspec

from tutor.core.events import FIELDS, SCHEMA
from tutor.runtime import loopback
from tutor.runtime.fact_intake import COMMON, Facts, Record
from tutor.runtime.processes.exit_status import exit_status, how_it_ended, look

HELLO_LIMIT: Final = 64 * 1024
LINE_LIMIT: Final = 32 * 1024 * 1024
HELLO_WITHIN: Final = 10.0  # seconds a connection may stay silent without its hello

ROLES: Final = ("server", "pytest", "worker", "command")
"""What a guest may say it is; it is named after that: `server 1`, `pytest 2`."""

MOST_GUESTS: Final = 1 << 30  # beyond their numbers: ids have 62 bits

HELLO_FIELDS: Final = {"pid": int, "address": str, "app": str, "layer": str, "versions": dict}

GOODBYE: Final = b'["goodbye"]'
"""The last line of a process whose interpreter ends in order."""

Status = Callable[[], "int | None"]

# Deep nesting is a RecursionError, bad UTF-8 a UnicodeDecodeError; both mean: not ours.
GARBAGE: Final = (msgspec.MsgspecError, ValueError, RecursionError)

_hello: Final = msgspec.json.Decoder(tuple[str, dict[str, Any]])
_batch: Final = msgspec.json.Decoder(tuple[Any, ...])
_LENGTHS: Final = {kind: COMMON + len(fields) for kind, fields in FIELDS.items()}


class Peer:
    """An expected process: its token, what it said in its hello, where its records go."""

    def __init__(self, process: str, number: int, facts: Facts, *, is_guest: bool = False) -> None:
        """`number`: the upper half of the ids of its records, which is its source's number."""
        self.process = process
        self.is_guest = is_guest
        self.number = number
        self.token = secrets.token_urlsafe(24)
        self.hello: dict[str, Any] = {}
        self.facts = facts
        self.greeted = asyncio.Event()
        self.gone = asyncio.Event()  # the connection has ended: nothing more will come
        self.said_goodbye = False  # it has come to the end of its interpreter
        self._leaving: asyncio.Task[None] | None = None

    def greet(self, said: dict[str, Any]) -> None:
        """It has connected and listens: the first fact of this process."""
        self.hello = said
        self.facts.expect(self.number)
        fields = {name: said[name] for name in ("pid", "address", "app", "layer", "versions")}
        self.facts.emit("server.started", process=self.process, **fields)
        self.greeted.set()

    def leave(self, known: Status | None = None, *, goes_on: bool = False) -> None:
        """Its connection has ended. Of a guest we find out how the process did; `known` is what its
        parent knows, where that is us.
        """
        self.facts.end(self.number)
        if self.is_guest and not goes_on:
            seen = look(self.hello["pid"]).status  # at once: its parent may take it away
            self._leaving = asyncio.create_task(self._tell_end(seen, known))
        else:
            self.gone.set()

    async def _tell_end(self, seen: int | None, known: Status | None) -> None:
        status = await exit_status(self.hello["pid"], known) if seen is None else seen
        how = how_it_ended(status, said_goodbye=self.said_goodbye)
        self.facts.emit("server.stopped", process=self.process, how=how, code=status)
        self.gone.set()


class Link:
    """The listening side. `expect` first, then start the process with address and token."""

    def __init__(self) -> None:
        self.address = ""
        self.dropped = 0  # connections that said something wrong
        self._expected: dict[str, Peer] = {}
        self._inviting: dict[str, Facts] = {}  # by token: any number of processes may come
        self._guests: dict[int, Peer] = {}
        self._named: Counter[str] = Counter()  # guests of a role
        self._server: asyncio.Server | None = None
        self._open: set[_Connection] = set()
        self.is_closing = False
        self.children: dict[int, Status] = {}  # pid of a child of ours → its exit status

    async def start(self) -> None:
        """Listen on a free port of 127.0.0.1. Raises Unavailable where that is of no use."""
        loop = asyncio.get_running_loop()
        loopback.check()
        try:
            self._server = await loop.create_server(lambda: _Connection(self), loopback.HOST, 0)
        except OSError as error:
            raise loopback.unavailable(error) from error
        host, port = self._server.sockets[0].getsockname()[:2]
        self.address = f"{host}:{port}"

    async def close(self) -> None:
        """Stop listening and let every connection go; the processes go on."""
        self.is_closing = True
        if self._server is not None:
            self._server.close()
        for connection in list(self._open):
            connection.drop()
        await asyncio.sleep(0)  # lets the transports report connection_lost

    def expect(self, process: str, number: int, facts: Facts) -> Peer:
        """A process that may connect, once; its records go to `facts`.

        `process`: the name under which they stand. `number`: unique in the session; the process
        makes the upper half of its ids of it.
        """
        peer = Peer(process, number, facts)
        self._expected[peer.token] = peer
        return peer

    def invite(self, facts: Facts) -> str:
        """A token with which any number of processes may come; their records go to `facts`.

        A guest brings a number of its own, and is named when it comes: `server 1`, `server 2`,
        `pytest 1`. Its end is a fact, too.
        """
        token = secrets.token_urlsafe(24)
        self._inviting[token] = facts
        return token

    async def guests_are_gone(self) -> None:
        """Wait until nothing more will come from any of those that have come."""
        for guest in list(self._guests.values()):
            await guest.gone.wait()

    def _guest(self, token: str, said: dict[str, Any]) -> Peer | None:
        facts, number = self._inviting.get(token), said.get("number")
        if facts is None or type(number) is not int or not 0 < number < MOST_GUESTS:
            return None
        if number in self._guests:  # its facts would be taken for those of the other
            return None
        role = said.get("process")
        role = role if role in ROLES else ROLES[0]
        self._named[role] += 1
        guest = Peer(f"{role} {self._named[role]}", number, facts, is_guest=True)
        self._guests[number] = guest
        return guest

    def forget(self, peer: Peer) -> None:
        """This process will not connect any more: its token is no longer good."""
        self._expected.pop(peer.token, None)

    def greet(self, line: bytes) -> Peer | None:
        """The peer that this first line belongs to; None: no process that is expected."""
        try:
            word, said = _hello.decode(line)
        except GARBAGE:
            return None
        token = said.get("token")
        # A record is as long as its kind's fields: the minor version counts on the wire, too.
        if word != "hello" or said.get("schema") != SCHEMA or not isinstance(token, str):
            return None
        if not HELLO_FIELDS.items() <= {name: type(value) for name, value in said.items()}.items():
            return None
        peer = self._expected.pop(token, None) or self._guest(token, said)
        if peer is not None:
            peer.greet(said)
        return peer


class _Connection(asyncio.Protocol):
    def __init__(self, link: Link) -> None:
        self.link = link
        self.peer: Peer | None = None
        self.transport: asyncio.Transport | None = None
        self.buffer = bytearray()
        self.patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.link._open.add(self)
        self.patience = asyncio.get_running_loop().call_later(HELLO_WITHIN, self.drop)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        end = self.buffer.rfind(b"\n") + 1
        lines = bytes(self.buffer[:end])
        del self.buffer[:end]
        for line in lines.split(b"\n")[:-1]:
            if self.peer is not None:
                self.take(self.peer, line)
            elif not self.greet(line):
                self.refuse()
                return
        if len(self.buffer) > (LINE_LIMIT if self.peer else HELLO_LIMIT):
            self.refuse()

    def greet(self, line: bytes) -> bool:
        """The first line; False: it is not the hello of an expected process."""
        self.peer = self.link.greet(line) if len(line) <= HELLO_LIMIT else None
        if self.peer is not None and self.patience is not None:
            self.patience.cancel()
        return self.peer is not None

    def take(self, peer: Peer, line: bytes) -> None:
        """A line of records, whole or not at all: where the next one begins cannot be known."""
        if line == GOODBYE:
            peer.said_goodbye = True
            return
        try:
            records = cut(_batch.decode(line))
        except GARBAGE:
            peer.facts.add_damaged(peer.process)
        else:
            peer.facts.add(peer.process, records)

    def refuse(self) -> None:
        self.link.dropped += 1
        self.drop()

    def drop(self) -> None:
        if self.transport is not None:
            self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self.link._open.discard(self)
        if self.patience is not None:
            self.patience.cancel()
        if self.peer is not None:
            known = self.link.children.get(self.peer.hello["pid"])
            self.peer.leave(known, goes_on=self.link.is_closing)


def cut(items: tuple[Any, ...]) -> list[Record]:
    """A line's items as records; whether their fields have the right types is not asked.

    Raises `ValueError` where a record of no known kind begins, or one is cut off.
    """
    found: list[Record] = []
    start, end = 0, len(items)
    while start < end:
        kind = items[start]
        stop = start + (_LENGTHS.get(kind, 0) if type(kind) is str else 0)
        record = items[start:stop]
        if not start < stop <= end or not _is_common(record):
            raise ValueError(f"not a record: {record or kind}")
        found.append(record)
        start = stop
    return found


def _is_common(record: Record) -> bool:
    _, number, at, conn, cause = record[:COMMON]
    return type(number) is type(at) is type(conn) is type(cause) is int  # no bool, and quickly
