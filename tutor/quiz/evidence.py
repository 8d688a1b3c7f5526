"""What an incident shows of its recording: lines at their times, and figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from tutor.core.events import Event, LogWritten
from tutor.core.match import Context, Pattern, Query
from tutor.core.summary import summary
from tutor.quiz.rounds import Evidence, Round, Shown

SECOND: Final = 1e9  # nanoseconds


def shown(evidence: Sequence[Evidence], events: Sequence[Event]) -> list[Shown]:
    """The evidence as lines, in the order of the recording; figures after them.

    Raises PatternError for a pattern or a query that cannot be read.
    """
    context = Context(events)
    zero = next((event.at for event in events if event.kind.startswith("client.")), 0)
    lines = sorted(
        {line for one in evidence if one.fact for line in _lines(one, context, zero)},
        key=lambda pair: pair[0],
    )
    figures = [_figure(one, context) for one in evidence if one.figure]
    return [*_folded([line for _, line in lines]), *figures]


def _folded(lines: Sequence[Shown]) -> Iterator[Shown]:
    """Equal lines in a row as one, with their number."""
    for (where, text), same in groupby(lines, key=lambda line: (line.where, line.text)):
        first, *more = same
        times = f" ({len(more) + 1} times)" if more else ""
        yield Shown(first.at, where, text + times)


def _lines(one: Evidence, context: Context, zero: int) -> Iterator[tuple[int, Shown]]:
    for event in Pattern.parse(one.fact).all(context)[: one.most]:
        told = one.text or _told(event)
        yield event.seq, Shown((event.at - zero) / SECOND, _where(event), told)


def _where(event: Event) -> str:
    """Whose log says this; "" where the sentence names its client, or the tutor has seen it."""
    return "" if event.kind.startswith("client.") or event.process == "tutor" else event.process


def _told(event: Event) -> str:
    """The fact's own sentence; a line of a log as a log has it."""
    if isinstance(event, LogWritten):
        return f"{event.level} {event.logger}: {event.text}"
    return summary(event).removeprefix("note: ")


def _figure(one: Evidence, context: Context) -> Shown:
    value = Query.parse(one.figure).value(context)
    told = f"{value:,.0f}" if isinstance(value, float) else str(value)
    return Shown(None, "", one.text.replace("{}", told))


def opens_at(one: Round, events: Sequence[Event]) -> int:
    """The step at which the recording of an incident is opened; 1 where its fact is not there."""
    return Pattern.parse(one.step).find(events) or 1
