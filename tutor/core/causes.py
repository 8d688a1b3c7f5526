"""What brought an event about: the walk along `cause`, from the effect to the root.

It takes the events of a recording in order: the event `seq` is at `seq - 1`. Causes always come
before their effects (`assemble.py` sees to that), so every walk ends. Nothing here ties facts
together; that was done when the events were assembled.
"""

from __future__ import annotations

from collections.abc import Sequence

from .events import Event


def chain(events: Sequence[Event], seq: int) -> list[Event]:
    """The event `seq`, its cause, the cause of that, … back to the root. Raises `IndexError`."""
    event = _at(events, seq)
    walk = [event]
    while event.cause is not None:
        event = _at(events, event.cause)
        walk.append(event)
    return walk


def _at(events: Sequence[Event], seq: int) -> Event:
    if not 1 <= seq <= len(events):
        raise IndexError(f"expected the seq of an event, 1 to {len(events)}, got {seq}")
    return events[seq - 1]
