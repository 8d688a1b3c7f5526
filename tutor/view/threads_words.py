"""Work and its threads in sentences: what ran where, and how long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from tutor.view import picture_names, threads
from tutor.view.spoken import paragraphs
from tutor.view.text import pen
from tutor.view.threads import Span

if TYPE_CHECKING:
    from tutor.core.timeline import Moment

ROWS = 24


def render(moment: Moment, *, width: int, height: int | None = None, ascii: bool = False) -> Text:
    """A sentence for each of the latest pieces of work, oldest first."""
    facts = moment.timeline.between(moment.step - picture_names.RECENT, moment.step)
    shown = threads.spans(facts)[-(height or ROWS) :]
    several = len({span.process for span in shown}) > 1
    told = [_told(span, moment.world.at, several=several) for span in shown]
    return paragraphs(told or [threads.EMPTY], width=width, height=height, ink=pen(ascii=ascii))


def _told(span: Span, now: int, *, several: bool) -> str:
    """ "MainThread: #1 receive, 4.5 ms, running"."""
    took = (now if span.ended is None else span.ended) - span.begun
    label = span.label.replace("#", "consumer ", 1) if span.label.startswith("#") else span.label
    state = ", waiting" if span.waiting else ", running" if span.ended is None else ""
    state = ", failed" if span.failed else state
    place = f" on {span.process}" if several else ""
    return f"{span.thread}{place}: {label}, {took / 1e6:.1f} ms{state}."
