"""Channel layer."""

from __future__ import annotations

from . import words
from .declare import Event, fact


@fact(
    view="topology",
    compared="layer backend",
    newer={"capacity": 1},
    line=lambda event: f"{event.backend} makes the channel {words.short(event.channel)}",
)
class ChannelCreated(Event, tag="channel.created", frozen=True, kw_only=True):
    """The layer made a channel name for a consumer."""

    channel: str = ""
    layer: str = "default"  # alias in CHANNEL_LAYERS
    backend: str = ""  # class name
    capacity: int = 0  # copies that its queue takes; 0: the layer does not say


def _channel_sent(event: ChannelSent) -> str:
    via = f" for group {event.group}" if event.group else ""
    return f"a copy of {event.type} waits for {words.short(event.channel)}{via}{words.alias(event)}"


@fact(view="groups", compared="group type layer", newer={"digest": 2}, line=_channel_sent)
class ChannelSent(Event, tag="channel.sent", frozen=True, kw_only=True):
    """A copy is in the queue of a channel. In memory: it is queued. Redis: the script that queued
    it returned. Pub/sub: the *receiving* process has queued it.
    """

    channel: str = ""
    group: str = ""  # empty: sent to the channel directly
    type: str = ""
    layer: str = "default"
    digest: int = 0  # of the content, where a broker's message has no mark; 0: it is not needed


@fact(
    view="groups",
    compared="type layer",
    newer={"digest": 2},
    line=lambda event: f"{words.short(event.channel)} takes its copy of {event.type}",
)
class ChannelDelivered(Event, tag="channel.delivered", frozen=True, kw_only=True):
    """A copy left the queue: the layer's `receive` returned it to the consumer."""

    channel: str = ""
    type: str = ""
    layer: str = "default"
    digest: int = 0  # of the content, where a broker's message has no mark; 0: it is not needed


def _channel_dropped(event: ChannelDropped) -> str:
    to = f" for {words.short(event.channel)}" if event.channel else ""
    why = words.after(": ", event.reason)
    return f"a copy of {event.type}{to} is dropped{why}{words.alias(event)}"


@fact(view="groups", compared="group type layer", newer={"digest": 2}, line=_channel_dropped)
class ChannelDropped(Event, tag="channel.dropped", frozen=True, kw_only=True):
    """A copy was not taken (over capacity); neither end is told."""

    channel: str = ""  # empty: Redis did not say which
    group: str = ""
    type: str = ""
    layer: str = "default"
    reason: str = ""
    digest: int = 0  # of the content, where a broker's message has no mark; 0: it is not needed


@fact(
    view="groups",
    compared="layer",
    line=lambda event: f"a copy for {words.short(event.channel)} has expired",
)
class ChannelExpired(Event, tag="channel.expired", frozen=True, kw_only=True):
    """The in-memory layer threw away a copy older than `expiry`."""

    channel: str = ""
    layer: str = "default"


@fact(
    view="groups",
    compared="group layer",
    line=lambda event: f"{words.short(event.channel)} joins group {event.group}",
)
class GroupJoined(Event, tag="group.joined", frozen=True, kw_only=True):
    """`group_add` returned."""

    group: str = ""
    channel: str = ""
    layer: str = "default"
    where: str = ""


def _group_left(event: GroupLeft) -> str:
    why = f" ({event.reason})" if event.reason else ""
    return f"{words.short(event.channel)} leaves group {event.group}{why}{words.alias(event)}"


@fact(view="groups", compared="group layer reason", line=_group_left)
class GroupLeft(Event, tag="group.left", frozen=True, kw_only=True):
    """`group_discard` returned, or the layer removed the member."""

    group: str = ""
    channel: str = ""
    layer: str = "default"
    where: str = ""
    reason: str = ""  # `expired`: the in-memory layer removed the member


def _group_sent(event: GroupSent) -> str:
    return f"group_send to {event.group}: {words.cut(event.text) or event.type}{words.alias(event)}"


@fact(
    view="message",
    compared="group type text layer",
    newer={"digest": 2, "thread": 2},
    longer={"text": 1},
    line=_group_sent,
)
class GroupSent(Event, tag="group.sent", frozen=True, kw_only=True):
    """`group_send` was called and has not failed; `channel.sent` follow, one per copy."""

    group: str = ""
    type: str = ""
    text: str = ""  # preview of the message
    layer: str = "default"
    where: str = ""
    digest: int = 0  # of the content, where a broker's message has no mark; 0: it is not needed
    thread: str = ""  # that it ran in, where it was not the process's main one


@fact(
    view="sequence",  # it has changed no group and no queue; the flow draws the call that failed
    compared="call error layer",
    line=lambda event: f"{event.call} {event.name} failed: {words.cut(event.error)}",
)
class LayerFailed(Event, tag="layer.failed", frozen=True, kw_only=True):
    """A call to the channel layer raised; a full channel that raises ChannelFull at the sender is
    this, not a drop.
    """

    call: str = ""  # `group_add`, `group_send`, `send`, `receive`, …
    name: str = ""  # group or channel
    error: str = ""
    layer: str = "default"
    where: str = ""
