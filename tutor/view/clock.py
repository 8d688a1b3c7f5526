"""The one clock of a scene: every view counts milliseconds from the first act of a client, or from
the fact that the scene's text names (`zero:`).

What happened before has no number: a negative time reads as an error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from tutor.core import events as e
from tutor.core.events import Event
from tutor.core.summary import summary
from tutor.view import acts

if TYPE_CHECKING:
    from tutor.core.timeline import Moment, Timeline
    from tutor.view.reserved import Plan

BEFORE: Final = "before"  # in place of a number: as wide as one


_UNKNOWN: Final = 1 << 62  # later than any fact: all of them were before


class Zero(NamedTuple):
    """When a scene's clock starts, and with what."""

    at: int  # nanoseconds since the scene's first fact
    words: str  # "john · tab 1 connects"
    step: int = 0  # the number of the fact; 0: none is an act of a client


def zero(timeline: Timeline) -> Zero:
    """What the scene says, else the first act of a client; without any, the oldest fact. Stays,
    however the recording grows, and when a ring forgets that fact.
    """
    known: Zero | None = timeline.notes.get(__name__)
    if known is not None:
        return known
    named = timeline.event(acts.of(timeline).zero)
    if named is not None:
        found = Zero(named.at, _act(named) or summary(named), named.seq)
        timeline.notes[__name__] = found
        return found
    for fact in timeline.events:
        if words := _act(fact):
            found = Zero(fact.at, words, fact.seq)
            timeline.notes[__name__] = found
            return found
    begun = "the oldest fact that is kept" if timeline.first else "the scene begins"
    return Zero(timeline.events[0].at if timeline.events else 0, begun)


def counted_from(moment: Moment, plan: Plan | None = None) -> int:
    """The nanosecond that a picture of this moment counts from. As long as no client has acted all
    that happened was before; a finished recording, which has a plan, may do without an act.
    """
    if plan is not None:
        return zero(plan.timeline).at
    found = zero(moment.timeline)
    return found.at if 0 < found.step <= moment.step else _UNKNOWN


def _act(fact: Event) -> str:
    match fact:
        case e.ClientConnecting():
            return f"{fact.name or 'a client'} connects"
        case e.ClientAsked():
            return f"{fact.name or 'a client'} asks"
        case e.WireSent() | e.ClientSent():
            return f"{fact.name or 'a client'} sends"
        case e.HttpReceived():
            return "the first request arrives"
        case e.ConnectionOpened():
            return "the first handshake arrives"
    return ""


def stamp(nanoseconds: int) -> str:
    """A time since zero, at most six cells below a day: "0.6", "1234.5", "12346", "before"."""
    ms = nanoseconds / 1e6
    if ms < 0:
        return BEFORE
    if ms < 999_999.5:
        return f"{ms:.{1 if ms < 9_999.95 else 0}f}"
    return f"{ms / 1000:.0f}s"
