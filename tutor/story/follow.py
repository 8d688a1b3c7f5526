"""Which view shows best what a step tells: the player turns to it unless one is held. Pure."""

from __future__ import annotations

from typing import Final

from tutor.core.events import Event, HandlerFinished

VIEWS: Final[dict[str, str]] = {
    # the run itself
    "scene.started": "sequence",
    "scene.noted": "sequence",
    "scene.finished": "sequence",
    "events.lost": "sequence",
    # processes
    "server.started": "sequence",
    "server.stopped": "sequence",
    "broker.started": "broker",
    "broker.stopped": "broker",
    "broker.read": "broker",
    "log.written": "sequence",
    "loop.stalled": "threads",
    # clients: what they send and get is an arrow
    "client.connecting": "sequence",
    "client.opened": "sequence",
    "client.refused": "sequence",
    "client.sent": "sequence",
    "client.received": "sequence",
    "client.closed": "sequence",
    "client.asked": "sequence",
    "client.answered": "sequence",
    "client.chunk": "sequence",
    "wire.sent": "sequence",
    "wire.received": "sequence",
    # connections
    "connection.opened": "scope",
    "scope.entered": "scope",
    "connection.accepted": "topology",
    "connection.refused": "topology",
    "connection.closed": "topology",
    "http.received": "sequence",
    "http.answered": "sequence",
    # consumers
    "consumer.created": "instances",
    "consumer.finished": "topology",
    "app.received": "sequence",
    "app.sent": "sequence",
    "handler.started": "source",
    "handler.finished": "sequence",
    "handler.failed": "source",
    # channel layer
    "channel.created": "topology",
    "channel.sent": "groups",
    "channel.delivered": "groups",
    "channel.dropped": "groups",
    "channel.expired": "groups",
    "group.joined": "groups",
    "group.left": "groups",
    "group.sent": "groups",
    "layer.failed": "sequence",
    # database and threads
    "db.started": "sequence",
    "db.finished": "sequence",
    "thread.entered": "threads",
    "thread.left": "threads",
}
"""Kind of a fact → view, for every kind there is: what no other view shows better is an arrow."""


def view_for(event: Event | None) -> str:
    """The view for the fact of a step; of a handler's end, what it left on its instance."""
    if event is None:
        return "topology"
    if isinstance(event, HandlerFinished) and event.state:
        return "instances"
    return VIEWS[event.kind]
