"""What the facts of the channel layer add to a message flow: groups, copies, queues."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from tutor.core import events as e
from tutor.view.flow import Lane
from tutor.view.flow_builder import Builder


def _group_sent(b: Builder, fact: e.GroupSent) -> None:
    labels = (f"group_send {fact.type}", "group_send")
    b.done(fact, b.app(fact), b.layer(fact), *labels)


def _joined(b: Builder, fact: e.GroupJoined) -> None:
    b.done(fact, b.app(fact), b.layer(fact), f"group_add {fact.group}", "group_add")


def _left(b: Builder, fact: e.GroupLeft) -> None:
    if fact.reason:
        b.note(fact, b.layer(fact), f"member {fact.reason}: {fact.group}", fact.reason, bad=True)
    else:
        labels = (f"group_discard {fact.group}", "group_discard")
        b.done(fact, b.app(fact), b.layer(fact), *labels)


def _target(b: Builder, channel: str) -> Lane | None:
    conn = b.channels.get(channel)
    return None if conn is None else b.consumer(conn)


def _channel_sent(b: Builder, fact: e.ChannelSent) -> None:
    target = _target(b, fact.channel)
    if not fact.group:
        b.done(fact, b.app(fact), b.layer(fact), f"send {fact.type}", "send")
    elif target is None:
        b.note(fact, b.layer(fact), "a copy for nobody", "nobody")
    else:
        b.arrow(fact, b.layer(fact), target, fact.type)


def _delivered(b: Builder, fact: e.ChannelDelivered) -> None:
    row = b.cause(fact, "channel.sent")
    if row is not None and row.start == b.layer(fact):
        b.arrive(fact)
        return
    target = _target(b, fact.channel)
    if target is not None:
        b.done(fact, b.layer(fact), target, fact.type)
    else:
        b.fold(fact)


def _dropped(b: Builder, fact: e.ChannelDropped) -> None:
    target = _target(b, fact.channel)
    if target is None:
        b.note(fact, b.layer(fact), f"dropped: {fact.reason}", "dropped", bad=True)
    else:
        b.arrow(fact, b.layer(fact), target, "dropped", bad=True).broken = b.step


def _expired(b: Builder, fact: e.ChannelExpired) -> None:
    row = b.fold(fact, "channel.sent")
    if row is None:
        b.note(fact, b.layer(fact), "a copy expired", "expired", bad=True)
    else:
        row.broken = b.step


def _layer_failed(b: Builder, fact: e.LayerFailed) -> None:
    row = b.arrow(fact, b.app(fact), b.layer(fact), f"{fact.call} failed", fact.call, bad=True)
    row.broken = b.step


LAYER_RULES: Final[dict[str, Callable[[Builder, Any], None]]] = {
    "group.joined": _joined,
    "group.left": _left,
    "group.sent": _group_sent,
    "layer.failed": _layer_failed,
    "channel.sent": _channel_sent,
    "channel.delivered": _delivered,
    "channel.dropped": _dropped,
    "channel.expired": _expired,
}
"""A part of the table in `flow_rules.py`."""
