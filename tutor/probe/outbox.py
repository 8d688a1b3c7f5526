"""The way out: what waits in the queue is encoded and written in batches on a non-blocking socket.

A record waits for company, two milliseconds if nothing else is asked for, then the event loop
writes, by a timer or, when one turn of the loop takes longer, with the next record, the next call
of `receive`, and at the end of that turn: a second thread that does it takes the GIL from the loop
five hundred times a second, which cost a busy server a quarter of its time. Records of other
threads, and of a loop that stands, are written by the watch (`watch.py`). A queue beyond its limit
drops records and counts them. When the socket is gone the outbox falls silent. It never waits for
the other end and never raises; a thread that is late waits for one that is writing, two
milliseconds at most.
"""

from __future__ import annotations

import asyncio
import contextvars
import json
import socket
import threading
import time
from collections.abc import Callable
from typing import Any, Final

from .queue import LENGTHS, Queue, lost, records

OVERDUE: Final = 2_000_000
"""Nanoseconds after which a batch has to be written. In somebody else's project a record waits
longer (`attach.py`): a write costs a tenth of what a busy server does in two milliseconds, most of
it the waking of the tutor."""
MOMENT: Final = 0.002  # seconds to wait for another thread that is writing
LONG: Final = (0, 1_000_000, 50_000_000)  # nanoseconds that a collection of a generation takes
LIMIT: Final = 1_000_000  # items of records that may wait, some 20 MB


def _encoder() -> Callable[[Any], bytes]:
    try:
        import msgspec
    except ImportError:
        return lambda value: json.dumps(value, separators=(",", ":")).encode()
    return msgspec.json.Encoder().encode


class Outbox:
    """Writes what a queue holds; its records come from any thread."""

    def __init__(
        self,
        sock: socket.socket | None,
        queue: Queue,
        new_id: Callable[[], int],
        *,
        limit: int = LIMIT,
        cover: Callable[[list[Any]], list[Any]] | None = None,
    ) -> None:
        """`cover`: masks a line of records, the last thing before it is encoded."""
        self.overdue = OVERDUE
        self._cover = cover
        self.silent = sock is None
        self.lost = 0  # records dropped and not yet reported as lost
        self.faults = 0
        self.limit = limit
        self.ready = False  # the hello has been said
        self.nudge = threading.Event()  # wakes the watch
        self.idle = True  # the watch does not look by itself
        self.queue = queue
        queue.look = self._look
        self._full = 0  # length at which the queue was found beyond its limit; 0: it was not
        self._loop: asyncio.AbstractEventLoop | None = None
        self._loop_thread = 0
        self._timer = False  # the loop is going to look
        self._soon = False  # and at the beginning of its next turn
        self._context = contextvars.Context()  # empty: the timer belongs to no connection
        self._socket = sock
        self._new_id = new_id
        self._encode = _encoder()
        self._rest: list[memoryview] = []
        self._writing = threading.Lock()
        self._armed = False  # there is a batch, to be written when it is due

    def _look(self) -> None:
        """A record is later than what is due: it is the first of a batch, or the last."""
        if self.silent:
            self.queue.items.clear()
        elif self._armed:
            self.flush(MOMENT)
            self._look_soon()
        else:
            self._arm()

    def _look_soon(self) -> None:
        """This turn of the loop is a long one. What it still tells is written when the next begins,
        which may be as long and tell nothing: a thousand members are written to, or wait again.
        """
        if self._soon or self._loop is None or threading.get_ident() != self._loop_thread:
            return
        try:
            self._loop.call_soon(self._turned, context=self._context)
            self._soon = True
        except RuntimeError:  # it has been closed
            self._loop = None

    def _turned(self) -> None:
        """On the loop: a long turn has ended."""
        self._soon = False
        if self._armed:
            self.flush(MOMENT)

    def before_pause(self, phase: str, info: dict[str, int]) -> None:
        """A callback of the garbage collector, which stops a big process for ten milliseconds, or
        for a tenth of a second: what waits would wait as long.
        """
        if phase == "start" and self._armed and 2 * LONG[info["generation"]] >= self.overdue:
            self.flush()

    def follow(self, loop: asyncio.AbstractEventLoop) -> None:
        """Write from this loop, which runs in the calling thread."""
        self._loop, self._loop_thread = loop, threading.get_ident()
        self._timer = self._soon = False

    def _arm(self) -> None:
        """The first record of a batch."""
        now = time.monotonic_ns()
        self.queue.due = now + self.overdue
        self._armed = True
        on_loop = self._loop is not None and threading.get_ident() == self._loop_thread
        if on_loop and not self._timer:
            self._wait(self.queue.due - now)
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
        """On the loop: write, unless another thread has and the next batch is younger."""
        self._timer = False
        if self._armed:
            left = self.queue.due - time.monotonic_ns()
            if left > self.overdue / 2:
                self._wait(left)
            else:
                self.flush(MOMENT)

    @property
    def is_waiting(self) -> bool:
        """There is something to write."""
        return self._armed or bool(self._rest)

    @property
    def is_overdue(self) -> bool:
        """A batch is overdue: its writer did not come to it."""
        return self.is_waiting and time.monotonic_ns() > self.queue.due

    def say(self, value: Any) -> None:
        """Write one line before anything else: the hello."""
        self._rest.append(memoryview(self._encode(value) + b"\n"))
        self.ready = True
        self.flush()

    def say_last(self, value: Any) -> None:
        """Write one line after everything else: the goodbye."""
        self.drain()
        if not self.silent and self.ready and self._writing.acquire(timeout=MOMENT):
            self._rest.append(memoryview(self._encode(value) + b"\n"))
            self._writing.release()
            self.flush(MOMENT)

    def flush(self, patience: float = 0.0) -> bool:
        """Write what waits, as far as the socket takes it now; False: it was not our turn.

        `patience`: seconds to wait for a thread that is writing. It may be waiting for the GIL,
        which a busy thread gives up every five milliseconds only, or when it waits itself.
        """
        if not self._writing.acquire(timeout=patience):
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
            if not self.ready or not self._send_rest():
                self._shed()
                self.queue.due = time.monotonic_ns() + self.overdue
                return
            self._armed, self.queue.due, self._full = False, 0, 0
            batch = self.queue.take()
            if self.lost:
                batch += lost(self._new_id(), self.lost)
                self.lost = 0
            if not batch:
                return
            if self._cover is not None:
                batch = self._cover(batch)
            self._rest = [memoryview(line) for line in self._lines(batch)]

    def _shed(self) -> None:
        """The tutor takes nothing: drop what came after the queue had been found full."""
        if self._full:
            self.lost += self.queue.drop(self._full)
        elif len(self.queue.items) >= self.limit:
            self._full = len(self.queue.items)

    def _lines(self, batch: list[Any]) -> list[bytes]:
        try:
            return [self._encode(batch) + b"\n"]
        except Exception:
            if len(batch) > LENGTHS[batch[0]]:
                return [line for record in records(batch) for line in self._lines(record)]
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
        """The tutor does not listen any more."""
        self.silent = True
        self._armed, self.queue.due = False, 0
        self.queue.items.clear()
        self._rest = []

    def drain(self) -> None:
        """Write the rest, with half a second of patience at most."""
        until = time.monotonic() + 0.5
        while not self.silent and self.ready and time.monotonic() < until:
            # Only with the lock is it known that no thread holds a batch.
            if self.flush(patience=0.05) and not self.queue.items and not self._rest:
                break
            time.sleep(0.005)

    def close(self) -> None:
        """Write the rest and close the socket."""
        self.drain()
        self.fall_silent()
        if self._socket is not None:
            self._socket.close()
