"""The way out: a bounded queue of records, encoded and written in batches on a non-blocking socket.

A record waits at most about two milliseconds, then the watch's thread writes (`watch.py`): a write
gives up the GIL, and on the event loop that alone cost a tenth of a busy server's time (measured
with py-spy). Only when the thread does not come to it, because the loop computes without a pause,
does whoever reports next write. A full queue drops records and counts them. When the socket is gone
the outbox falls silent. It never blocks and never raises.
"""

from __future__ import annotations

import json
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Final

from tutor.probe.schema import Record

OVERDUE: Final = 3_500_000  # nanoseconds after which the thread that reports writes itself
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
        self.nudge = threading.Event()  # wakes the watch, when it is idle
        self.idle = True  # the watch does not look by itself
        self._socket = sock
        self._new_id = new_id
        self._encode = _encoder()
        self._queue: deque[Record] = deque()
        self._rest: list[memoryview] = []
        self._writing = threading.Lock()
        self._armed = False
        self._due = 0

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
            self._armed = True
            self._due = time.monotonic_ns() + OVERDUE
            if self.idle:
                self.nudge.set()
        elif record[2] > self._due:
            self.flush()

    @property
    def is_waiting(self) -> bool:
        """There is something to write."""
        return self._armed or bool(self._rest)

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
                self._due = time.monotonic_ns() + OVERDUE
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
