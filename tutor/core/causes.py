"""What brought an event about, and what it brought about: walks along `cause`, both ways.

Every function takes the events of a recording in order: the event `seq` stands at `seq - 1`. Causes
always come before their effects (`assemble.py` sees to that), so every walk ends. Nothing here ties
facts together; that was done when the events were assembled.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from .events import Event
from .world import World


def chain(events: Sequence[Event], seq: int) -> list[Event]:
    """The event `seq`, its cause, the cause of that, … back to the root. Raises `IndexError`."""
    event = _at(events, seq)
    walk = [event]
    while event.cause is not None:
        event = _at(events, event.cause)
        walk.append(event)
    return walk


def root(events: Sequence[Event], seq: int) -> Event:
    """The event that everything leading to `seq` began with; `seq` itself if it has no cause."""
    return chain(events, seq)[-1]


def effects(events: Sequence[Event], seq: int) -> list[Event]:
    """The events whose cause is `seq`, in order. For many look-ups make `Effects` once."""
    _at(events, seq)
    return [event for event in events[seq:] if event.cause == seq]


def tree(events: Sequence[Event], seq: int) -> list[Event]:
    """The event `seq` and all that came of it, directly or not, in order of `seq`."""
    found = {seq}
    walk = [_at(events, seq)]
    for event in events[seq:]:
        if event.cause in found:
            found.add(event.seq)
            walk.append(event)
    return walk


class Effects:
    """The same questions for one recording, asked often: every answer is a look-up."""

    def __init__(self, events: Sequence[Event]) -> None:
        self.events = events
        self._of: dict[int, list[Event]] = {}
        self._root: list[int] = [0]
        for event in events:
            if event.cause is None:
                self._root.append(event.seq)
            else:
                self._of.setdefault(event.cause, []).append(event)
                self._root.append(self._root[event.cause])

    def of(self, seq: int) -> Sequence[Event]:
        """The events whose cause is `seq`, in order."""
        return self._of.get(seq, ())

    def root(self, seq: int) -> Event:
        """The event that everything leading to `seq` began with."""
        _at(self.events, seq)
        return self.events[self._root[seq] - 1]

    def walk(self, seq: int, depth: int = 0) -> Iterator[tuple[int, Event]]:
        """(depth, event) of `seq` and all that came of it, depth first, as a tree is drawn."""
        waiting = [(depth, _at(self.events, seq))]
        while waiting:
            level, event = waiting.pop()
            yield level, event
            waiting.extend((level + 1, effect) for effect in reversed(self.of(event.seq)))


def unsettled(world: World) -> list[str]:
    """What is still under way, one phrase each: "connection 2 is open". Empty: all is settled.

    Of the copies in queues only those with a living receiver count, of connections only open ones.
    """
    return [
        *(f"{c.name} is {c.state}" for c in world.clients.values() if c.state in _PENDING),
        *(
            f"connection {number} is {connection.state}"
            for number, connection in world.connections.items()
            if connection.state in _PENDING
        ),
        *(
            f"{instance.name} #{instance.number} runs {instance.handler}"
            for instance in world.instances.values()
            if instance.state == "busy"
        ),
        *(
            f"{len(channel.queue)} waiting for {channel.name}"
            for channel in world.channels.values()
            if channel.alive and channel.queue
        ),
        *(f"{call.name} is in the database" for call in world.db.values()),
    ]


def settled(world: World) -> bool:
    """Nothing is under way any more."""
    return not unsettled(world)


_PENDING: Final = frozenset({"connecting", "handshake", "open"})


def _at(events: Sequence[Event], seq: int) -> Event:
    if not 1 <= seq <= len(events):
        raise IndexError(f"expected the seq of an event, 1 to {len(events)}, got {seq}")
    return events[seq - 1]
