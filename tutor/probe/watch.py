"""A thread that watches: does the event loop turn, does the tutor still listen, is a batch overdue.

The loop sets a mark every 25 ms. When the mark grows old the watch looks at the stack of the loop's
thread, and when the loop turns again it tells for how long it stood and where. It writes what the
loop did not come to write. Every wake-up may cost the loop a change of threads, so it sleeps until
a mark can be too old, and for a moment at a time only while facts are told.
"""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections.abc import Callable
from typing import Final

from .outbox import Outbox
from .report import Facts

BEAT: Final = 0.025  # seconds
TICK: Final = 0.01  # seconds between two looks while facts are told, at least
LIVELY: Final = 0.05  # seconds after a record in which the watch wakes by itself
PATROL: Final = 0.1  # seconds between two looks when nothing happens
STALL: Final = 100_000_000  # nanoseconds without a beat that are worth telling


class Watch:
    """The watching thread of this process."""

    def __init__(self, facts: Facts, outbox: Outbox) -> None:
        self.facts = facts
        self.outbox = outbox
        self.on_gone: Callable[[], None] = lambda: None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._loop_thread = 0
        self._beat = 0  # when the loop last turned
        self._where = ""
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="tutor probe", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def follow(self, loop: asyncio.AbstractEventLoop) -> None:
        """Watch this loop, which runs in the calling thread."""
        self._loop, self._loop_thread = loop, threading.get_ident()
        self._beat = time.monotonic_ns()
        self.outbox.follow(loop)
        loop.call_later(BEAT, self._turned, loop)

    def _turned(self, loop: asyncio.AbstractEventLoop) -> None:
        """On the loop."""
        if self._stop.is_set() or loop is not self._loop:
            return
        now = time.monotonic_ns()
        stood = now - self._beat - int(BEAT * 1e9)
        where, self._where = self._where, ""
        self._beat = now
        if stood > STALL and where:
            with self.facts.guarded():
                self.facts.tell_of(None, 0, "loop.stalled", round(stood / 1e6, 1), where)
        loop.call_later(BEAT, self._turned, loop)

    def _run(self) -> None:
        outbox, lively = self.outbox, 0.0
        while not self._stop.is_set():
            outbox.idle = time.monotonic() > lively
            if outbox.nudge.wait(self._pause()):
                outbox.nudge.clear()
                time.sleep(outbox.overdue / 1e9)
            if outbox.is_waiting:
                lively = time.monotonic() + LIVELY
                if outbox.is_overdue:
                    outbox.flush()
            with self.facts.guarded():
                self._look()

    def _pause(self) -> float:
        """Seconds that the watch may sleep, unless it is nudged."""
        tick = max(TICK, 2 * self.outbox.overdue / 1e9)  # the loop is to have had its turn
        if not self.outbox.idle or self.outbox.is_waiting:
            return tick
        if self._loop is None or self._where:
            return PATROL
        return max(tick, (self._beat + STALL - time.monotonic_ns()) / 1e9)

    def _look(self) -> None:
        if not self.outbox.silent and self.outbox.is_gone():
            self.outbox.fall_silent()
            self.on_gone()
        if self._loop is None or self._where or self._stop.is_set():
            return
        if self._loop.is_closed() or not self._loop.is_running():
            self._loop = None
        elif time.monotonic_ns() - self._beat > STALL:
            frame = sys._current_frames().get(self._loop_thread)
            self._where = self.facts.places.of_frame(frame)

    def tell_standing(self) -> None:
        """Report a stall that has not ended yet: this process is about to die of a signal."""
        if where := self._where:
            stood = time.monotonic_ns() - self._beat - int(BEAT * 1e9)
            with self.facts.guarded():
                self.facts.tell_of(None, 0, "loop.stalled", round(stood / 1e6, 1), where)

    def stop(self) -> None:
        """Stop watching."""
        self._stop.set()
        self.outbox.nudge.set()
        self._loop = None
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(1.0)
