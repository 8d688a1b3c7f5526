"""A recording that grows while it is made: facts in, settled events out, every 20 milliseconds.

    facts = Facts()
    async with LiveRecording(facts, keep=50_000) as live, open_stage(folder, facts=facts) as stage:
        live.watch(lambda: repaint(live.timeline))
        ...

It reads the records that `Facts` has, so that it can begin at any time, and gives them to the
assembler with the time, also when none came: a fact is settled by waiting. Nothing is decided here:
the order, causes and marks are `core/assemble.py`'s, the events and worlds `core/timeline.py`'s.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from types import TracebackType
from typing import Final, Self

from tutor.core.assemble import LIVE, Assembler
from tutor.core.events import Event
from tutor.core.timeline import Timeline
from tutor.runtime.fact_intake import Facts

EVERY: Final = 0.02
"""Seconds from one turn to the next. A fact waits `LIVE` (50 ms) and half of this on average."""

MOST: Final = 500
"""Records a turn takes at most, some 8 ms of work: a key that is pressed in a flood is answered
between two turns."""

STRIDE: Final = 40_000_000
"""Nanoseconds of the clock that a turn goes on at most, and a quarter more with each turn that is
behind. After a pause of the event loop (an import, a slow picture) sockets hold what was sent
meanwhile, and asyncio reads 256 KiB of each before the next turn, which is 100 ms of a server that
tells 25,000 facts a second: if the time came first, the rest would be late."""

SURPLUS: Final = 1024
"""Raw records beyond `keep` before they are forgotten: dropping moves all that stay."""


class LiveRecording:
    """The events of a run so far. `async with` makes it grow; leaving takes all the rest."""

    def __init__(
        self,
        facts: Facts,
        *,
        keep: int | None = None,
        delta: int = LIVE,
        lone: int | None = None,
    ) -> None:
        """`keep`: events (and raw records) of a ring, at least; None: all are kept.

        `delta`, `lone`: nanoseconds a fact waits for what belongs before it, as `Assembler` says.
        """
        self.facts = facts
        self.timeline = Timeline(keep=keep)
        self.late: set[int] = set()  # `seq` of events that came too late, as far as they are kept
        self.late_count = 0  # of all that ever came too late
        self.is_over = False
        self._keep = keep
        # silence=0: a process that hangs is not waited for; its facts come late, and marked.
        self._assembler = Assembler(delta=delta, silence=0, lone=lone)
        self._delta = delta
        self._taken = facts.first  # records, counted from the first that ever arrived
        self._sources = 0  # of facts.sources
        self._now = 0  # up to which time everything that had arrived was taken
        self._stride = STRIDE
        self._cut = 0  # timeline.first when `late` was cut to what is kept
        self._watchers: list[Callable[[], None]] = []
        self._turned = asyncio.Event()
        self._pulse: asyncio.Task[None] | None = None

    @property
    def dropped(self) -> int:
        """Lines and records that could not be read, or came twice."""
        return self.facts.damaged + self._assembler.dropped

    @property
    def lost_causes(self) -> int:
        """Causes that were named and had not come when their effects were due."""
        return self._assembler.lost_causes

    def clear(self) -> None:
        """Go on in a timeline without events; the world stays as it is."""
        self.timeline = self.timeline.emptied()
        self.late = set()

    # ── watching it grow

    def watch(self, watcher: Callable[[], None]) -> Callable[[], None]:
        """Call `watcher` after each turn in which the recording has grown; returns what ends that.

        It is called on the event loop, between two turns. What it raises is reported to the loop
        and stops neither the recording nor other watchers.
        """
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher) if watcher in self._watchers else None

    async def steps(self, since: int = 0) -> AsyncIterator[int]:
        """The last step, each time the recording has grown beyond `since`, until it is over.

        For a reader that is slower than the recording, several turns are one.
        """
        while True:
            if len(self.timeline) > since:
                since = len(self.timeline)
                yield since
            elif self.is_over:
                return
            else:
                await self._next_turn()

    async def caught_up(self) -> int:
        """Wait until everything that has happened by now is settled; the last step.

        Takes `delta` and a turn, some 70 ms. A cause that comes after its effect may take `delta`
        longer. Raises what has ended the recording, if anything has.
        """
        position, due = self.facts.count, time.monotonic_ns() + self._delta
        while not self.is_over and (self._taken < position or self._now <= due):
            await self._next_turn()
        return len(self.timeline)

    async def _next_turn(self) -> None:
        self._turned.clear()
        turned = asyncio.ensure_future(self._turned.wait())
        both = {turned} | ({self._pulse} if self._pulse is not None else set())
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            turned.cancel()
        if self._pulse is not None and self._pulse.done() and not self._pulse.cancelled():
            self._pulse.result()

    # ── growing

    async def __aenter__(self) -> Self:
        self._pulse = asyncio.create_task(self._beat())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._pulse is not None
        self._pulse.cancel()
        [ended] = await asyncio.gather(self._pulse, return_exceptions=True)
        if isinstance(ended, Exception):
            raise ended
        self.close()

    async def _beat(self) -> None:
        while True:
            is_behind = self.turn(time.monotonic_ns())
            await asyncio.sleep(0 if is_behind else EVERY)  # 0: sockets are read in between

    def turn(self, now: int) -> bool:
        """Take what has arrived and give what is settled by `now`; True: one turn was not enough.

        `now`: nanoseconds of the clock of the records. Of many records the first are taken, and
        nothing is settled yet that one of the others belongs before.
        """
        until = min(now, self._now + self._stride) if self._now else now
        end = self.facts.count
        if end - self._taken > MOST:
            end = self._taken + MOST
            until = min(until, self.facts.oldest(end) + self._delta - 1)
        self._take(end, until)
        self._stride = self._stride + STRIDE // 4 if until < now else STRIDE
        return until < now

    def close(self) -> None:
        """Take and give all the rest: nothing more comes. Again: without effect."""
        if self.is_over:
            return
        while self._taken < self.facts.count:
            self.turn(time.monotonic_ns())
        self.is_over = True
        self._grow(len(self.timeline), self._assembler.close())

    def _take(self, end: int, now: int) -> None:
        facts, before = self.facts, len(self.timeline)
        records = facts.records[self._taken - facts.first : end - facts.first]
        self._taken = end
        ended = self._expect(end)
        events = self._assembler.feed(records, now)
        for source in ended:
            self._assembler.end(source)
        self._now = max(self._now, now)
        self._grow(before, events)

    def _expect(self, end: int) -> list[int]:
        """Tell the assembler of sources that begin by this record; those that end with it."""
        ended = []
        while self._sources < len(self.facts.sources):
            turn = self.facts.sources[self._sources]
            if turn.after > end:
                break
            self._sources += 1
            if turn.at < 0:
                ended.append(turn.source)
            else:
                self._assembler.expect(turn.source, turn.at)
        return ended

    def _grow(self, before: int, events: list[Event]) -> None:
        self.timeline.extend(events)
        if late := self._assembler.late:
            self.late_count += len(late)
            self.late |= late
            late.clear()
        if self._keep is not None:
            self._forget(self._keep)
        self._turned.set()
        if len(self.timeline) > before or self.is_over:
            self._tell()

    def _forget(self, keep: int) -> None:
        if self._taken - self.facts.first >= keep + SURPLUS:
            self.facts.forget(self._taken - keep)
        if self._cut < self.timeline.first:
            self._cut = self.timeline.first
            self.late = {seq for seq in self.late if seq > self._cut}

    def _tell(self) -> None:
        for watcher in list(self._watchers):
            try:
                watcher()
            except Exception as error:  # noqa: BLE001 a painter's fault must not end the recording
                told = {"message": "a watcher of a recording failed", "exception": error}
                asyncio.get_running_loop().call_exception_handler(told)
