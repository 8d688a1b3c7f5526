"""The events of a recording and the world after any number of them: stepping back is recomputing.

Folds only as far as somebody asks, and keeps a copy of the world every 256 events. A world that is
handed out may be handed out again: callers read it, and copy it before they change it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from .advance import advance, fold
from .events import Event
from .world import World

CHECKPOINT: Final = 256
"""Steps from one kept world to the next: memory against the time to go to a step."""


class StepError(ValueError):
    """A step that this recording does not have."""

    def __init__(self, step: int, last: int) -> None:
        super().__init__(f"expected a step from 0 to {last}, got {step}")
        self.step = step
        self.last = last


class Timeline:
    """All events of a recording, and the world after any of them."""

    def __init__(self, events: Sequence[Event]) -> None:
        self.events: tuple[Event, ...] = tuple(events)
        self._kept: list[World] = [World()]  # the worlds after 0, 256, 512 … events
        self._recent: World = self._kept[0]  # the one handed out last

    def __len__(self) -> int:
        """The number of events, which is the last step."""
        return len(self.events)

    def world(self, step: int) -> World:
        """The world after `step` events; 0 is before the first. Raises `StepError`."""
        if not 0 <= step <= len(self.events):
            raise StepError(step, len(self.events))
        if self._recent.step != step:
            self._recent = self._made(step)
        return self._recent

    def moment(self, step: int) -> Moment:
        """What a view is given for `step`. Raises `StepError`."""
        if not 0 <= step <= len(self.events):
            raise StepError(step, len(self.events))
        earlier = self.world(max(step - 1, 0))
        event = self.events[step - 1] if step else None
        return Moment(self, step, self.world(step), event, earlier)

    def _made(self, step: int) -> World:
        if self._recent.step == step - 1:
            return advance(self._recent.copy(), self.events[step - 1])
        kept = self._checkpoint(step // CHECKPOINT)
        if kept.step == step:
            return kept
        return fold(kept.copy(), self.events[kept.step : step])

    def _checkpoint(self, number: int) -> World:
        while len(self._kept) <= number:
            last = self._kept[-1]
            self._kept.append(fold(last.copy(), self.events[last.step : last.step + CHECKPOINT]))
        return self._kept[number]


class Moment(msgspec.Struct, frozen=True):
    """One step of a timeline, as a view is given it."""

    timeline: Timeline
    step: int
    world: World
    event: Event | None  # the event just applied; None at step 0
    earlier: World  # the world one step before (at step 0: the same), to mark what is new
