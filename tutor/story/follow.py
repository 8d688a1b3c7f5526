"""Which view shows best what a step tells: the player turns to it unless one is held. Pure."""

from __future__ import annotations

from tutor.core.events import FACTS, Event
from tutor.view.table import FIRST, taking


def view_for(event: Event | None) -> str:
    """The view for the fact of a step; of a handler's end, what it left on its instance."""
    if event is None:
        return FIRST
    row = taking(event)
    return row.name if row else FACTS[event.kind].view
