"""Which view shows best what a step tells: the player turns to it unless one is held. Pure."""

from __future__ import annotations

from typing import Final

from tutor.core.events import Event, HandlerFinished

VIEWS: Final[dict[str, str]] = {
    "scope.entered": "scope",
    "connection.opened": "scope",
    "consumer.created": "instances",
    "thread.entered": "threads",
    "thread.left": "threads",
    "loop.stalled": "threads",
    "broker.read": "broker",
    "broker.started": "broker",
    "broker.killed": "broker",
    "group.joined": "groups",
    "group.left": "groups",
    "group.sent": "groups",
    "channel.created": "topology",
    "channel.sent": "groups",
    "channel.delivered": "groups",
    "channel.dropped": "groups",
    "channel.expired": "groups",
    "connection.accepted": "topology",
    "connection.refused": "topology",
    "connection.closed": "topology",
    "consumer.finished": "topology",
    "handler.started": "source",
    "handler.failed": "source",
}
"""Kind of a fact → view. Whatever else happens is best seen in the message flow."""


def view_for(event: Event | None) -> str:
    """The view for the fact of a step; of a handler's end, what it left on its instance."""
    if event is None:
        return "topology"
    if isinstance(event, HandlerFinished) and event.state:
        return "instances"
    return VIEWS.get(event.kind, "sequence")
