"""Bytes that wait in the server for a client that does not read.

A server takes every frame at once and keeps what the network does not: under Daphne without limit.
It is looked at when much has been sent, and again a second later: a backlog that has not become
less by then is told. uvicorn lets `send` wait instead, with no more than 64 KiB kept.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from .report import Facts

CHECK: Final = 262_144  # bytes sent from one look to the next
MUCH: Final = 1_048_576  # bytes that wait: a client that reads is never so far behind for long
PATIENCE: Final = 1.0  # seconds


class Backlog:
    """What one connection's server keeps for its client."""

    __slots__ = ("_conn", "_facts", "_look_again", "_measure", "_send", "unseen")

    def __init__(self, facts: Facts, conn: Any, send: Any) -> None:
        """`send` is the server's own, by which its transport is found."""
        self.unseen = 0  # bytes sent since the last look
        self._facts, self._conn, self._send = facts, conn, send
        self._measure: Callable[[], int] | None = None
        self._look_again: asyncio.TimerHandle | None = None

    def add(self, size: int) -> None:
        """Bytes have been sent."""
        self.unseen += size
        if self.unseen >= CHECK:
            self.look()

    def look(self) -> None:
        """Much has been sent since the last look."""
        self.unseen = 0
        if self._look_again is not None:
            return
        if self._measure is None:
            self._measure = measure(self._send)
        self._plan(self._measure())

    def _plan(self, size: int) -> None:
        self._look_again = None
        if size >= MUCH:
            loop = asyncio.get_running_loop()
            self._look_again = loop.call_later(PATIENCE, self._again, size)

    def _again(self, before: int) -> None:
        with self._facts.guarded():
            size = self._measure() if self._measure is not None else 0
            if size >= before:
                self._facts.tell_of(self._conn, 0, "send.waiting", size)
            self._plan(size)

    def over(self) -> None:
        """The connection has ended."""
        if self._look_again is not None:
            self._look_again.cancel()
            self._look_again = None


def measure(send: Any) -> Callable[[], int]:
    """What tells the bytes that a server keeps for the client of this `send`; 0 if unknown.

    Daphne's is a `partial` with its protocol, uvicorn's a method of it.
    """
    if type(send) is functools.partial and send.args:
        protocol = send.args[0]
    else:
        protocol = getattr(send, "__self__", None)
    transport: Any = getattr(protocol, "transport", None)
    asked = getattr(transport, "get_write_buffer_size", None)  # asyncio, uvloop
    if callable(asked):
        return asked
    if hasattr(transport, "_tempDataLen"):  # twisted/internet/abstract.py: FileDescriptor
        return lambda: len(transport.dataBuffer) - transport.offset + transport._tempDataLen
    return lambda: 0
