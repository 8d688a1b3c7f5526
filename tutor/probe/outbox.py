"""The way out: a bounded queue of records, encoded and written in batches on a non-blocking socket.

A record waits about two milliseconds for company, then the event loop writes, by a timer or, when
one turn of the loop takes longer, with the next record: a second thread that does it takes the GIL
from the loop five hundred times a second, which cost a busy server a quarter of its time. Records
of other threads, and of a loop that stands, are written by the watch (`watch.py`). A full queue
drops records and counts them. When the socket is gone the outbox falls silent. It never blocks and
never raises.
"""

from __future__ import annotations

import asyncio
import contextvars
import json
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Final

from tutor.probe.schema import Record

OVERDUE: Final = 2_500_000  # nanoseconds after which a first batch has to be written
BUSY: Final = 3_500_000  # the same while one batch follows the other
LULL: Final = 10_000_000  # nanoseconds without a batch after which the next is a first one
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
        self.nudge = threading.Event()  # wakes the watch
        self.idle = True  # the watch does not look by itself
        self._loop: asyncio.AbstractEventLoop | None = None
        self._loop_thread = 0
        self._timer = False  # the loop is going to look
        self._context = contextvars.Context()  # nobody's: the timer is kept by no connection
        self._socket = sock
        self._new_id = new_id
        self._encode = _encoder()
        self._queue: deque[Record] = deque()
        self._rest: list[memoryview] = []
        self._writing = threading.Lock()
        self._armed = False
        self._due = 0  # when the batch should have been written; 0: there is none
        self._busy = 0  # until then batches follow each other

    def put(self, record: Record) -> None:
        """Take a record."""
        queue = self._queue
        if len(queue) >= self.limit:
            self.flush()  # a loop that does not turn is no reason to lose anything
            if len(queue) >= self.limit:
                self.lost += 1
                return
        queue.append(record)
        if record[2] > self._due:  # once a batch; the rest is all that most records cost
            if self.silent:
                queue.clear()
            elif self._armed:
                self.flush()
            else:
                self._arm()

    def follow(self, loop: asyncio.AbstractEventLoop) -> None:
        """Write from this loop, which runs in the calling thread."""
        self._loop, self._loop_thread, self._timer = loop, threading.get_ident(), False

    def _arm(self) -> None:
        """The first record of a batch."""
        now = time.monotonic_ns()
        self._due = now + (OVERDUE if now > self._busy else BUSY)
        self._armed = True
        on_loop = self._loop is not None and threading.get_ident() == self._loop_thread
        if on_loop and not self._timer:
            self._wait(self._due - now)
        if self.idle or not on_loop:
            self.nudge.set()

    def _wait(self, nanoseconds: int) -> None:
        """The timer comes a fifth too early, so that a turn of the loop may still pass."""
        try:
            assert self._loop is not None
            seconds = nanoseconds / 1e9 * 0.8
            self._loop.call_later(seconds, self._timely, context=self._context)
            self._timer = True
        except Exception:  # it has been closed
            self._loop, self._timer = None, False

    def _timely(self) -> None:
        """On the loop: write, unless somebody has and the next batch is younger."""
        self._timer = False
        if self._armed:
            left = self._due - time.monotonic_ns()
            if left > OVERDUE / 2:
                self._wait(left)
            else:
                self.flush()

    @property
    def is_waiting(self) -> bool:
        """There is something to write."""
        return self._armed or bool(self._rest)

    @property
    def is_overdue(self) -> bool:
        """There is, and whoever should have written it did not come to it."""
        return self.is_waiting and time.monotonic_ns() > self._due

    def say(self, value: Any) -> None:
        """Write one line before anything else: the hello."""
        self._rest.append(memoryview(self._encode(value) + b"\n"))
        self.ready = True
        self.flush()

    def flush(self, patience: float = 0.0) -> bool:
        """Write what waits, as far as the socket takes it now; False: it was not our turn.

        `patience`: seconds to wait for a thread that is writing.
        """
        if not self.ready or not self._writing.acquire(timeout=patience):
            return False
        try:
            self._write()
        except Exception:
            self.faults += 1
        finally:
            self._writing.release()
        return True

    def _write(self) -> None:
        while not self.silent:
            if not self._send_rest():
                self._due = time.monotonic_ns() + OVERDUE
                return
            self._armed, self._due = False, 0
            batch = self._take()
            if not batch:
                return
            self._busy = batch[-1][2] + LULL
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
        self._armed, self._due = False, 0
        self._queue.clear()
        self._rest = []

    def drain(self) -> None:
        """Write the rest, with half a second of patience at most."""
        until = time.monotonic() + 0.5
        while not self.silent and self.ready and time.monotonic() < until:
            # Only who has had the lock knows that nobody holds a batch in his hands.
            if self.flush(patience=0.05) and not self._queue and not self._rest:
                break
            time.sleep(0.005)

    def close(self) -> None:
        """Write the rest and close the socket."""
        self.drain()
        self.fall_silent()
        if self._socket is not None:
            self._socket.close()
