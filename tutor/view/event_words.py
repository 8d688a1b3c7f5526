"""The facts around a step in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.text import Text

from tutor.core.events import Event
from tutor.core.summary import summary
from tutor.view import clock, event_list
from tutor.view.spoken import paragraphs
from tutor.view.text import pen

if TYPE_CHECKING:
    from tutor.core.timeline import Moment
    from tutor.view.reserved import Plan

ROWS: Final = 15


def render(
    moment: Moment,
    *,
    width: int,
    height: int | None = None,
    ascii: bool = False,
    plan: Plan | None = None,
) -> Text:
    """The latest facts up to the step, oldest first; `plan`: the recording is finished."""
    zero = clock.counted_from(moment, plan)
    facts = moment.timeline.between(moment.step - (height or ROWS), moment.step)
    told = [_told(fact, zero) for fact in facts] or [event_list.EMPTY]
    return paragraphs(told, width=width, height=height, ink=pen(ascii=ascii))


def _told(fact: Event, zero: int) -> str:
    """ "Fact 27, 17.1 ms: john is open, because of fact 24"."""
    at = clock.stamp(fact.at - zero)
    because = f", because of fact {fact.cause}" if fact.cause is not None else ""
    return f"Fact {fact.seq}, {at}{' ms' if at[-1].isdigit() else ''}: {summary(fact)}{because}."
