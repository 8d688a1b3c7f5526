"""The way out: a bounded queue of records, encoded and written in batches on a non-blocking socket.

A record waits at most about two milliseconds. Three things write, whichever comes first: a timer on
the event loop, the thread that happens to report a later record (a busy loop runs no timers), and
the watch (`watch.py`) when the loop stands still. A full queue drops records and counts them. When
the socket is gone the outbox falls silent. It never blocks and never raises.
"""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Final

from tutor.probe.schema import Record

PATIENCE: Final = 2_000_000  # nanoseconds that the first record of a batch waits for company
LIMIT: Final = 100_000  # records that may wait, some 20 MB
BATCH: Final = 250  # records a line


def _encoder() -> Callable[[Any], bytes]:
    try:
        import msgspec
    except ImportError:
        return lambda value: json.dumps(value, separators=(",", ":")).encode()
    return msgspec.json.Encoder().encode


class Outbox:
    """Takes records from any thread."""

    def __init__(
        self, sock: socket.socket | None, new_id: Callable[[], int], *, limit: int = LIMIT
    ) -> None:
        self.silent = sock is None
        self.lost = 0  # records dropped and not yet reported as lost
        self.faults = 0
        self.limit = limit
        self.ready = False  # the hello has been said
        self.nudge = threading.Event()  # asks the watch to write: there is no loop to do it
        self._socket = sock
        self._new_id = new_id
        self._encode = _encoder()
        self._queue: deque[Record] = deque()
        self._rest: list[memoryview] = []
        self._writing = threading.Lock()
        self._armed = False
        self._due = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._loop_thread = 0

    def follow(self, loop: asyncio.AbstractEventLoop) -> None:
        """Use the timers of `loop`, which is the one running in this thread."""
        self._loop, self._loop_thread = loop, threading.get_ident()

    def put(self, record: Record) -> None:
        """Take a record."""
        if self.silent:
            return
        if len(self._queue) >= self.limit:
            self.flush()  # a loop that does not turn is no reason to lose anything
            if len(self._queue) >= self.limit:
                self.lost += 1
                return
        self._queue.append(record)
        if not self._armed:
            self._arm()
        elif record[2] > self._due:
            self.flush()

    def _arm(self) -> None:
        self._armed = True
        self._due = time.monotonic_ns() + PATIENCE
        try:
            if self._loop is None:
                self.nudge.set()
            elif threading.get_ident() == self._loop_thread:
                self._loop.call_later(PATIENCE / 1e9, self.flush)
            else:
                self._loop.call_soon_threadsafe(self._loop.call_later, PATIENCE / 1e9, self.flush)
        except RuntimeError:  # the loop has been closed
            self._loop = None
            self.nudge.set()

    @property
    def overdue(self) -> bool:
        """Something waits longer than it should: the loop does not turn, or there is none."""
        return (self._armed and time.monotonic_ns() > self._due) or bool(self._rest)

    def say(self, value: Any) -> None:
        """Write one line before anything else: the hello."""
        self._rest.append(memoryview(self._encode(value) + b"\n"))
        self.ready = True
        self.flush()

    def flush(self) -> None:
        """Write what waits, as far as the socket takes it now."""
        if not self.ready or not self._writing.acquire(blocking=False):
            return
        try:
            self._write()
        except Exception:
            self.faults += 1
        finally:
            self._writing.release()

    def _write(self) -> None:
        while not self.silent:
            if not self._send_rest():
                self._due = time.monotonic_ns() + PATIENCE
                return
            self._armed = False
            batch = self._take()
            if not batch:
                return
            self._rest = [memoryview(line) for line in self._lines(batch)]

    def _take(self) -> list[Record]:
        queue = self._queue
        batch = [queue.popleft() for _ in range(min(len(queue), BATCH))]
        if self.lost and len(queue) < self.limit // 2:
            lost, self.lost = self.lost, 0
            batch.append(("events.lost", self._new_id(), time.monotonic_ns(), 0, 0, lost))
        return batch

    def _lines(self, batch: Sequence[Record]) -> list[bytes]:
        try:
            return [self._encode(batch) + b"\n"]
        except Exception:
            if len(batch) > 1:
                return [line for record in batch for line in self._lines([record])]
        try:  # msgspec refuses lone surrogates, which the standard library escapes
            return [json.dumps(batch).encode() + b"\n"]
        except Exception:
            self.faults += 1
            return []

    def _send_rest(self) -> bool:
        """True when nothing is left of what had been encoded."""
        assert self._socket is not None
        while self._rest:
            try:
                sent = self._socket.send(self._rest[0])
            except (BlockingIOError, InterruptedError):
                return False
            except OSError:
                self.fall_silent()
                return False
            rest = self._rest[0][sent:]
            self._rest[:1] = [rest] if rest else []
        return True

    def is_gone(self) -> bool:
        """The other end has closed the connection (it never sends anything)."""
        if self._socket is None or self.silent:
            return True
        try:
            return self._socket.recv(64) == b""
        except (BlockingIOError, InterruptedError):
            return False
        except OSError:
            return True

    def fall_silent(self) -> None:
        """Nobody listens any more."""
        self.silent = True
        self._queue.clear()
        self._rest = []

    def close(self) -> None:
        """Write the rest, with half a second of patience at most, and close the socket."""
        until = time.monotonic() + 0.5
        while not self.silent and self.ready and time.monotonic() < until:
            self.flush()
            if not self._queue and not self._rest:
                break
            time.sleep(0.005)
        self.fall_silent()
        if self._socket is not None:
            self._socket.close()
