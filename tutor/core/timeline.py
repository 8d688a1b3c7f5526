"""The events of a recording and the world after any number of them: stepping back is recomputing.

A recording is finished or grows (`extend`). Folds only as far as it is asked, and keeps a copy of
the world every 128 events, a ring every 256. A world that is handed out may be handed out again:
callers read it, and copy it before they change it.

A ring keeps the newest events only. The world at its cut stays, so that every step that is still
there shows what an unbounded recording would show, but for what was over before the cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from .advance import fold
from .events import Event
from .world import World

CHECKPOINT: Final = 256
"""Steps from one kept world of a ring to the next: memory against the time to go to a step.

Where nothing is forgotten it is half of them. Each cut of a ring goes through all worlds that it
keeps: with 128 steps one of 50,000 took three times as long, and 40 MB more.
"""


class StepError(ValueError):
    """A step that this recording does not have, or has no longer."""

    def __init__(self, step: int, last: int, first: int = 0) -> None:
        super().__init__(f"expected a step from {first} to {last}, got {step}")
        self.step = step
        self.first = first
        self.last = last


class Timeline:
    """The events of a recording, and the world after any of them."""

    def __init__(self, events: Sequence[Event] = (), *, keep: int | None = None) -> None:
        """`keep`: the number of events of a ring, at least; None: all."""
        self.first = 0  # the oldest step that is still there
        self.keep = keep
        self.notes: dict[str, Any] = {}  # what readers remember of it, by their modules' names
        self._events: list[Event] = []
        self._kept: list[World] = [World()]  # the worlds after first, first + `_apart`, … events
        self._recent: World = self._kept[0]  # the one handed out last
        self.extend(events)

    @property
    def _apart(self) -> int:
        """Steps from one kept world to the next."""
        return CHECKPOINT // 2 if self.keep is None else CHECKPOINT

    @property
    def events(self) -> Sequence[Event]:
        """The events that are still there, in order; grows with the recording."""
        return self._events

    def __len__(self) -> int:
        """The number of events that there ever were, which is the last step."""
        return self.first + len(self._events)

    def extend(self, events: Sequence[Event]) -> None:
        """Append what has happened since. Moments that were given before stay as they are."""
        self._events += events
        if self.keep is not None and len(self._events) >= self.keep + self._apart:
            self._cut((len(self._events) - self.keep) // self._apart)

    def emptied(self) -> Timeline:
        """A timeline that goes on from here: without events, and with the world as it is."""
        fresh, now = Timeline(keep=self.keep), self.world(len(self))
        fresh.first = now.step
        fresh._recent = now.without(now.over())
        fresh._kept = [fresh._recent]
        return fresh

    def event(self, seq: int | None) -> Event | None:
        """The event with this `seq`; None where there is none, or no longer."""
        place = (seq or 0) - 1 - self.first
        return self._events[place] if 0 <= place < len(self._events) else None

    def between(self, since: int, step: int) -> Sequence[Event]:
        """The events after step `since` up to `step`, as far as they are still there."""
        return self._events[max(since - self.first, 0) : max(step - self.first, 0)]

    def world(self, step: int) -> World:
        """The world after `step` events; 0 is before the first. Raises `StepError`."""
        if not self.first <= step <= len(self):
            raise StepError(step, len(self), self.first)
        if self._recent.step != step:
            self._recent = self._made(step)
        return self._recent

    def moment(self, step: int) -> Moment:
        """What a view is given for `step`. Raises `StepError`."""
        earlier = self.world(max(step - 1, self.first))
        return Moment(self, step, self.world(step), self.event(step), earlier)

    def _made(self, step: int) -> World:
        if self._recent.step == step - 1:
            return fold(self._recent.copy(), self.between(step - 1, step))
        kept = self._checkpoint((step - self.first) // self._apart)
        if kept.step == step:
            return kept
        return fold(kept.copy(), self.between(kept.step, step))

    def _checkpoint(self, number: int) -> World:
        while len(self._kept) <= number:
            last = self._kept[-1]
            after = self.between(last.step, last.step + self._apart)
            self._kept.append(fold(last.copy(), after))
        return self._kept[number]

    def _cut(self, blocks: int) -> None:
        """Forget the oldest blocks of events, and what was over before the new beginning."""
        base = self._checkpoint(blocks)
        del self._events[: blocks * self._apart]
        del self._kept[:blocks]
        self.first = base.step
        over = base.over()
        if over:
            self._kept = [world.without(over) for world in self._kept]
        self._recent = (
            self._kept[0] if self._recent.step < self.first else self._recent.without(over)
        )


class Moment(msgspec.Struct, frozen=True):
    """One step of a timeline, as a view is given it."""

    timeline: Timeline
    step: int
    world: World
    event: Event | None  # the event just applied; None at the first step
    earlier: World  # the world one step before (at the first: the same), to mark what is new
