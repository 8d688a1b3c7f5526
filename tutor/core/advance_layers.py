"""The channel layers' part of `advance`: channels with their queues, and groups with their members.

Where a group lives decides who loses it. An in-memory layer keeps groups and queues in its process:
they end with it. `RedisChannelLayer` keeps both in the broker: they outlive a server (its members
stay as ghosts) and end with the broker, which the tutor runs without persistence. With
`RedisPubSubChannelLayer` a group spans processes, but membership is a subscription held by each
server, and the queue stands in the server (channels_redis/pubsub.py: `groups`, `channels`): a
server's end takes its members along, a broker's end takes none. Leaving is never guessed: a
consumer that ended without `group_discard` stays a member.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from . import events as ev
from .world import Channel, GroupKey, World

BROKER = "broker"
"""The store of every group that does not live in one process."""


def store_of(backend: str, channel: str, process: str) -> str:
    """The store of the groups of a layer: `process` for an in-memory one, else `BROKER`.

    An unknown layer (its `channel.created` was lost) is told by the channel's name: that of the
    in-memory layer contains ".inmemory!" (channels/layers.py, `new_channel`).
    """
    if ".inmemory!" in channel or not backend or "memory" in backend.lower():
        return process
    return BROKER


# ── channels ────────────────────────────────────────────────────────────────────────────────


def channel_created(world: World, event: ev.ChannelCreated) -> None:
    """A name, an empty queue; the connection's instance now listens to it."""
    world.channels[event.channel] = Channel(
        event.channel,
        event.process,
        conn=event.conn,
        backend=event.backend,
        capacity=event.capacity,
    )
    instance = world.instances.get(event.conn or 0)
    if event.conn is not None and instance is not None:
        world.instances[event.conn] = replace(instance, channel=event.channel)


def channel_sent(world: World, event: ev.ChannelSent) -> None:
    """One more copy at the end of the queue."""
    channel = world.channels.get(event.channel) or _unknown(world, event.channel, event)
    world.channels[event.channel] = replace(channel, queue=(*channel.queue, event.seq))


def channel_delivered(world: World, event: ev.ChannelDelivered) -> None:
    """The copy that was its cause, else the oldest one, leaves the queue."""
    channel = world.channels.get(event.channel) or _unknown(world, event.channel, event)
    queue = channel.queue
    if not queue or queue[0] == event.cause:
        queue = queue[1:]
    else:
        queue = _without(queue, event.cause, oldest=True)
    world.channels[event.channel] = replace(channel, queue=queue, delivered=channel.delivered + 1)


def channel_dropped(world: World, event: ev.ChannelDropped) -> None:
    """Counted; a copy that stood in the queue already leaves it, any other never got there."""
    channel = world.channels.get(event.channel)
    if channel is not None:  # None: on Redis nobody may know whose copy it was
        queue = _without(channel.queue, event.cause, oldest=False)
        dropped = channel.dropped + 1
        world.channels[event.channel] = replace(channel, queue=queue, dropped=dropped)


def channel_expired(world: World, event: ev.ChannelExpired) -> None:
    """Counted; the copy that was its cause, else the oldest one, leaves the queue."""
    channel = world.channels.get(event.channel)
    if channel is not None:
        queue = _without(channel.queue, event.cause, oldest=True)
        expired = channel.expired + 1
        world.channels[event.channel] = replace(channel, queue=queue, expired=expired)


def _without(queue: tuple[int, ...], seq: int | None, *, oldest: bool) -> tuple[int, ...]:
    if seq in queue:
        place = queue.index(seq)
        return queue[:place] + queue[place + 1 :]
    return queue[1:] if oldest else queue


def _unknown(world: World, name: str, event: ev.ChannelSent | ev.ChannelDelivered) -> Channel:
    """A channel whose creation we did not see; only its receiver tells whose it is."""
    received = isinstance(event, ev.ChannelDelivered)
    return Channel(
        name,
        event.process if received else "",
        conn=event.conn if received else None,
        backend=_backend(world, event.process, event.layer),
    )


def _backend(world: World, process: str, alias: str) -> str:
    """The class of a process's layer, as far as it is known: that of the default one."""
    known = world.processes.get(process)
    return known.layer if known is not None and alias == "default" else ""


# ── groups ──────────────────────────────────────────────────────────────────────────────────


def group_joined(world: World, event: ev.GroupJoined) -> None:
    """One more member; joining again changes nothing."""
    key = _key(world, event)
    members = world.groups.get(key, {})
    if event.channel not in members:
        world.groups[key] = {**members, event.channel: None}


def group_left(world: World, event: ev.GroupLeft) -> None:
    """A member less; a group without members is no more."""
    _keep(world, _key(world, event), lambda member: member != event.channel)


def _key(world: World, event: ev.GroupJoined | ev.GroupLeft) -> GroupKey:
    channel = world.channels.get(event.channel)
    if channel is not None and channel.backend:
        backend = channel.backend
    else:
        backend = _backend(world, event.process, event.layer)
    return GroupKey(store_of(backend, event.channel, event.process), event.group)


def _keep(world: World, key: GroupKey, stays: Callable[[str], bool]) -> None:
    before = world.groups.get(key, {})
    after = {member: None for member in before if stays(member)}
    if after:
        world.groups[key] = after
    else:
        world.groups.pop(key, None)


# ── ends ────────────────────────────────────────────────────────────────────────────────────


def consumer_ended(world: World, name: str) -> None:
    """Nobody listens to the channel any more. Its memberships and copies stay where they are."""
    channel = world.channels.get(name)
    if channel is not None:
        world.channels[name] = replace(channel, alive=False)


def process_ended(world: World, process: str) -> None:
    """A server is gone: its channels are dead, and what it kept in its own memory is lost."""
    mine = {name: channel for name, channel in world.channels.items() if channel.process == process}
    for name, channel in mine.items():
        queue = channel.queue if _held_by_broker(channel) else ()
        world.channels[name] = replace(channel, alive=False, queue=queue)
    subscribed = {name for name, channel in mine.items() if _is_pubsub(channel)}
    for key in list(world.groups):
        if key.store == process:
            del world.groups[key]
        elif key.store == BROKER and subscribed:
            _keep(world, key, lambda member: member not in subscribed)


def broker_ended(world: World) -> None:
    """The broker is gone without persistence: what it held is lost, its clients' memory is not."""
    held = {name for name, channel in world.channels.items() if _held_by_broker(channel)}
    for name in held:
        world.channels[name] = replace(world.channels[name], queue=())
    for key in [key for key in world.groups if key.store == BROKER]:
        _keep(world, key, lambda member: member in world.channels and member not in held)


def _is_pubsub(channel: Channel) -> bool:
    return "pubsub" in channel.backend.lower()


def _held_by_broker(channel: Channel) -> bool:
    in_process = store_of(channel.backend, channel.name, "") == ""
    return not in_process and not _is_pubsub(channel)
