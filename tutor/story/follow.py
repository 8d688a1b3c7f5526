"""Which view shows best what a step tells: the player turns to it unless one is held. Pure."""

from __future__ import annotations

from tutor.core.events import FACTS, Event, HandlerFinished


def view_for(event: Event | None) -> str:
    """The view for the fact of a step; of a handler's end, what it left on its instance."""
    if event is None:
        return "topology"
    if isinstance(event, HandlerFinished) and event.state:
        return "instances"
    return FACTS[event.kind].view
