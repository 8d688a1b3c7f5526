"""A part of a recording as a recording of its own, which every reader of one understands.

    part = Excerpt(timeline, since)
    save(part.begun)                     # what stands at step `since`, as facts
    save(part.take(events))              # the events after it, in order, as they come

It begins with `scene.started` and with the facts that have made what was still there then: servers
that run, open connections with their consumers and channels, members of groups, as far as they are
kept. Its events are numbered from 1; a cause that is not in it is None.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from msgspec.structs import replace

from tutor.core import events as e
from tutor.core.events import SCHEMA_MINOR, SCHEMA_VERSION, Event
from tutor.core.timeline import Timeline
from tutor.core.world import Process, World

MAKES: Final = frozenset(
    {
        *("client.connecting", "client.opened", "connection.opened", "connection.accepted"),
        *("scope.entered", "consumer.created", "channel.created"),
    }
)
"""Kinds that have made a connection what it is."""

_OPEN: Final = frozenset({"connecting", "handshake", "open"})


class Excerpt:
    """From step `since` on."""

    def __init__(self, timeline: Timeline, since: int) -> None:
        """`since`: 0, or a step that is still there."""
        self._seqs: dict[int, int] = {}  # of what stands at `since`: old number → new
        self._since = since
        self._count = 0
        self.begun = [*self._renumbered(_standing(timeline, since))]
        self._behind = self._count - since  # from an old number to the new one, after `since`

    def take(self, events: Iterable[Event]) -> list[Event]:
        """Events after `since`, none left out."""
        return [*self._renumbered(events)]

    def _renumbered(self, events: Iterable[Event]) -> Iterator[Event]:
        for event in events:
            self._count += 1
            if event.seq <= self._since:
                self._seqs[event.seq] = self._count
            yield replace(event, seq=self._count, cause=self._cause(event.cause))

    def _cause(self, cause: int | None) -> int | None:
        if cause is None:
            return None
        if cause <= self._since:
            return self._seqs.get(cause)
        return cause + self._behind


def whole(timeline: Timeline) -> Sequence[Event]:
    """All that is still there."""
    part = Excerpt(timeline, timeline.first)
    return [*part.begun, *part.take(timeline.events)]


def _standing(timeline: Timeline, since: int) -> Iterator[Event]:
    """What has made the world at step `since`, in order, after the beginning."""
    if since == 0:
        return
    world, kept = timeline.world(since), timeline.between(0, since)
    first = kept[0] if kept else timeline.event(since + 1)
    at = first.at if first is not None else world.at
    if isinstance(first, e.SceneStarted):
        yield first
    else:
        head: dict[str, Any] = {"seq": 0, "at": at, "process": "tutor"}
        yield e.SceneStarted(**head, schema=SCHEMA_VERSION, minor=SCHEMA_MINOR)
    real = [event for event in kept if _stands(event, world)]
    yield from _restated(world, real, at)
    yield from real


def _stands(event: Event, world: World) -> bool:
    if isinstance(event, e.ServerStarted):
        process = world.processes.get(event.process)
        return process is not None and process.alive
    if isinstance(event, e.GroupJoined):
        return any(
            key.name == event.group and event.channel in members
            for key, members in world.groups.items()
        )
    return event.kind in MAKES and _is_open(world, event.conn)


def _is_open(world: World, conn: int | None) -> bool:
    ends = (world.clients.get(conn or 0), world.connections.get(conn or 0))
    return any(end is not None and end.state in _OPEN for end in ends)


# ── what a ring has forgotten and the world still knows ─────────────────────────────────────


def _restated(world: World, real: Sequence[Event], at: int) -> Iterator[Event]:
    """Facts that say again what the world holds and no kept fact says."""
    servers = {event.process for event in real if event.kind == "server.started"}
    opened = {event.conn for event in real if event.kind == "connection.opened"}
    joined = {(event.group, event.channel) for event in real if isinstance(event, e.GroupJoined)}
    for name, process in world.processes.items():
        if process.alive and process.role == "server" and name not in servers:
            yield e.ServerStarted(seq=0, at=at, process=name, **_told(process))
    for conn in sorted(world.connections.keys() - opened):
        if _is_open(world, conn):
            yield from _connection(world, conn, at)
    for key, members in world.groups.items():
        for channel in members:
            if (key.name, channel) not in joined:
                yield _member(world, key.name, channel, at)


def _told(process: Process) -> dict[str, Any]:
    return {"pid": process.pid, "address": process.address, "layer": process.layer}


def _connection(world: World, conn: int, at: int) -> Iterator[Event]:
    connection = world.connections[conn]
    head: dict[str, Any] = {"seq": 0, "at": at, "process": connection.process, "conn": conn}
    about: dict[str, Any] = {"keys": [*connection.keys], "values": connection.values}
    yield e.ConnectionOpened(**head, path=connection.path, **about)
    if (instance := world.instances.get(conn)) is not None:
        about = {"instance": instance.number, "where": instance.where}
        yield e.ConsumerCreated(**head, name=instance.name, **about)
        if (channel := world.channels.get(instance.channel)) is not None:
            about = {"backend": channel.backend, "capacity": channel.capacity}
            yield e.ChannelCreated(**head, channel=channel.name, **about)
    if connection.state == "open":
        yield e.ConnectionAccepted(**head)


def _member(world: World, group: str, channel: str, at: int) -> Event:
    known = world.channels.get(channel)
    process = known.process if known is not None else ""
    conn = known.conn if known is not None else None
    return e.GroupJoined(seq=0, at=at, process=process, conn=conn, group=group, channel=channel)
