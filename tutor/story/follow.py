"""Which pictures show best what a step tells: all front ends follow the same rule. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.view.table import FIRST, taking

if TYPE_CHECKING:
    from tutor.core.events import Event
    from tutor.core.timeline import Timeline
    from tutor.course.model import Beat


def view_for(event: Event | None) -> str:
    """The view for the fact of a step; of a handler's end, what it left on its instance."""
    if event is None:
        return FIRST
    from tutor.core.events import FACTS  # once a first frame stands

    row = taking(event)
    return row.name if row else FACTS[event.kind].view


def heroes(beat: Beat, event: Event | None) -> tuple[str, ...]:
    """The views that a beat speaks of, the first of which has the stage: those that it names, else
    the one for its fact.
    """
    return beat.look or (view_for(event),)


def telling(timeline: Timeline, since: int) -> Event | None:
    """Of the facts after step `since` the one that says most of what came of a command: the last
    that a client has seen, or how far a message came that was not answered; else the last.
    """
    news = list(timeline.between(since, len(timeline)))
    seen = [event for event in news if event.kind.startswith("client.")]
    if seen and seen[-1].kind == "client.sent":
        after = (event for event in news if event.seq > seen[-1].seq)
        seen += [event for event in after if view_for(event) == "message"]
    told = seen or news
    return told[-1] if told else None
