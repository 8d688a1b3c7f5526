"""Work and its threads: one row per handler, database call and job, as bars on one time axis.

The rows stand under the names of their threads. A bar that is still running ends in an open head; a
dashed bar is time spent queueing for the thread. A time in which the event loop was blocked is a
row of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from heapq import nlargest
from itertools import groupby
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.console import RenderableType
from rich.text import Text

from tutor.core.events import (
    DbFinished,
    DbStarted,
    Event,
    HandlerFailed,
    HandlerFinished,
    HandlerStarted,
    LoopStalled,
    ThreadEntered,
    ThreadLeft,
)
from tutor.view import palette, picture_names
from tutor.view.fold import fold
from tutor.view.text import Pen, page, pen, sentence

if TYPE_CHECKING:
    from tutor.core.timeline import Moment

EMPTY: Final = "No handler, database call or job in a thread has run yet."
_LATELY: Final = "No handler, database call or job in a thread has begun lately."
_ROWS: Final = 16  # pieces of work: with more the axis is too long for short ones
_BAR: Final = 6  # cells, at least
_REST: Final = 22  # mark, blanks and "123.4 ms waiting"
_MAIN: Final = "MainThread"
_LOOP: Final = "event loop"
_UNKNOWN: Final = "a thread"  # its name is known when the call returns
_BOOKED: Final = {
    *(HandlerStarted, HandlerFinished, HandlerFailed, DbStarted, DbFinished),
    *(ThreadEntered, ThreadLeft, LoopStalled),
}


@dataclass(frozen=True, slots=True)
class Span:
    """One piece of work: its thread, its name, its begin and end in nanoseconds (None: running)."""

    process: str
    thread: str
    label: str
    begun: int
    ended: int | None
    waiting: bool = False
    seqs: tuple[int, ...] = ()  # the facts that begin and end it
    failed: bool = False


def spans(events: Iterable[Event]) -> list[Span]:
    """Every piece of work in `events`, in order of beginning."""
    book = _Book()
    for fact in events:
        if type(fact) in _BOOKED:  # few of a run are: asking this first costs a tenth of `enter`
            book.enter(fact)
    return sorted(book.found, key=lambda span: span.begun)


class _Book:
    """Pairs the facts that begin something with those that end it."""

    def __init__(self) -> None:
        self.found: list[Span] = []
        self.running: dict[tuple[object, ...], int] = {}

    def enter(self, fact: Event) -> None:
        match fact:
            case HandlerStarted():
                label = f"#{fact.instance} {fact.name.removeprefix('websocket_')}"
                self.begin((fact.process, fact.conn), _span(fact, fact.thread, label))
            case HandlerFinished():
                self.end((fact.process, fact.conn), fact)
            case HandlerFailed():
                self.end((fact.process, fact.conn), fact, failed=True)
            case DbStarted():
                self.begin((fact.seq,), _span(fact, _UNKNOWN, fact.name))
            case DbFinished():
                self.end((fact.cause,), fact, fact.thread, failed=bool(fact.error))
            case ThreadEntered():
                self.thread_entered(fact)
            case ThreadLeft():
                self.end((fact.cause,), fact)
            case LoopStalled():
                begun = fact.at - round(fact.ms * 1e6)
                stall = Span(fact.process, _LOOP, "stands still", begun, fact.at, seqs=(fact.seq,))
                self.found.append(stall)

    def begin(self, key: tuple[object, ...], span: Span) -> None:
        self.running[key] = len(self.found)
        self.found.append(span)

    def end(
        self, key: tuple[object, ...], fact: Event, thread: str = "", *, failed: bool = False
    ) -> None:
        place = self.running.pop(key, None)
        if place is not None:
            span = self.found[place]
            thread, seqs = thread or span.thread, (*span.seqs, fact.seq)
            self.found[place] = replace(
                span, thread=thread, ended=fact.at, seqs=seqs, failed=failed
            )

    def thread_entered(self, fact: ThreadEntered) -> None:
        if fact.waited:
            begun = fact.at - round(fact.waited * 1e6)
            line = Span(fact.process, fact.thread, fact.name, begun, fact.at, True, (fact.seq,))
            self.found.append(line)
        place = self.running.get((fact.cause,))
        if place is None:
            self.begin((fact.seq,), _span(fact, fact.thread, fact.name))
        else:  # the database call that waited: its work begins now
            self.found[place] = replace(self.found[place], thread=fact.thread, begun=fact.at)


def _span(fact: Event, thread: str, label: str) -> Span:
    return Span(fact.process, thread, label, fact.at, None, seqs=(fact.seq,))


def render(
    moment: Moment, *, width: int, height: int | None = None, ascii: bool = False
) -> RenderableType:
    """The latest pieces of work up to the moment's step, among the last `RECENT` facts.

    `width` and `height` are cells; `ascii`: no other characters.
    """
    ink = pen(ascii=ascii)
    found = spans(moment.timeline.between(moment.step - picture_names.RECENT, moment.step))
    if not found:
        words = picture_names.nothing(moment, EMPTY, _LATELY, recent=True)
        return sentence(words, width=width, height=height, pen=ink)
    shown = latest(found, moment.step, height)
    lines = _Rows(shown, moment, width, ink).lines()
    while height is not None and len(lines) > height and len(shown) > 1:  # some rows are folded
        shown = shown[:-1]
        lines = _Rows(shown, moment, width, ink).lines()
    return page(lines, width=width, height=height, pen=ink)


def latest(found: Iterable[Span], step: int, rows: int | None = None) -> list[Span]:
    """The step's own work, then what goes on and what has ended last, as much as has room on so
    many rows with the names of its threads.
    """

    def last(span: Span) -> tuple[bool, bool, int, int]:
        return step in span.seqs, span.ended is None, span.ended or 0, span.begun

    shown = nlargest(_ROWS, found, key=last)
    while rows is not None and len(shown) + len(set(map(_place, shown))) > rows and len(shown) > 1:
        del shown[-1]
    return shown


class _Rows:
    """The rows of one picture, which share columns and a time axis."""

    def __init__(self, shown: Sequence[Span], moment: Moment, width: int, ink: Pen) -> None:
        self.shown, self.moment, self.ink, self.width = shown, moment, ink, width
        self.several = len({span.process for span in shown}) > 1
        self.now = moment.world.at
        self.begun = min(span.begun for span in shown)
        here = [span for span in shown if moment.step in span.seqs]
        self.columns = _columns(shown, here, width)

    def lines(self) -> list[Text]:
        """The threads, each with its work, oldest first."""
        lines: list[Text] = []
        for _, work in groupby(sorted(self.shown, key=_order), key=_place):
            mine = list(work)
            name = self.ink.safe(_thread(mine[0], self.several))
            lines += fold(Text("  ").append(name, palette.STORE), self.width, hang=4)
            for span in mine:
                lines += fold(self._line(span), self.width, hang=6)
        return lines

    def _line(self, span: Span) -> Text:
        label, bar = self.columns
        here = self.moment.step in span.seqs
        line = Text().append(f"{self.ink.glyphs.now if here else ' '}   ", palette.MARK)
        style = palette.BAD if span.failed else palette.INSTANCE
        line.append(self.ink.pad(span.label, label, "both"), style).append(" ")
        before, drawn = self._bar(span, bar)
        line.append(" " * before).append(drawn, _style(span))
        took = picture_names.milliseconds(
            (self.now if span.ended is None else span.ended) - span.begun
        )
        line.append(f" {took}{'' if took.endswith('s') else ' ms'}", palette.QUIET)
        words = " waiting" if span.waiting else " failed" if span.failed else ""
        return line.append(words, palette.BAD if span.failed else palette.QUIET)

    def _bar(self, span: Span, room: int) -> tuple[int, str]:
        """The number of blank cells, and the bar after them."""
        whole = max(self.now - self.begun, 1)
        before = min(round((span.begun - self.begun) / whole * room), room - 1)
        until = self.now if span.ended is None else span.ended
        cells = max(round((until - self.begun) / whole * room) - before, 1)
        glyphs = self.ink.glyphs
        if span.ended is None:
            return before, glyphs.busy_bar * (cells - 1) + glyphs.open_right
        return before, (glyphs.dashed if span.waiting else glyphs.busy_bar) * cells


def _place(span: Span) -> tuple[str, str]:
    return span.process, span.thread


def _order(span: Span) -> tuple[str, int, str, int]:
    """Of each server first the thread of the event loop, last what has no thread yet."""
    ranks = {_MAIN: 0, _LOOP: 1, _UNKNOWN: 3}
    return span.process, ranks.get(span.thread, 2), span.thread, span.begun


def _thread(span: Span, several: bool) -> str:
    """ "MainThread"; of several servers "MainThread·s2", as their consumers are told apart."""
    if not several:
        return span.thread
    number = span.process.removeprefix("server ")
    return f"{span.thread}·{span.process if number == span.process else f's{number}'}"


def _style(span: Span) -> str:
    if span.waiting:
        return palette.QUIET
    if span.thread == _LOOP or span.failed:
        return palette.BAD
    return palette.NEW if span.ended is None else palette.MESSAGE


def _columns(shown: Sequence[Span], here: Sequence[Span], width: int) -> tuple[int, int]:
    """Cells of label and bar: the bar shrinks first, then the words of the other rows."""
    room = width - _REST - _BAR
    label = max(min(_longest(shown), max(room, 4)), _longest(here))
    return label, max(width - label - _REST, _BAR)


def _longest(spans: Sequence[Span]) -> int:
    """Cells that the longest label needs."""
    return max((cell_len(span.label) for span in spans), default=0)
