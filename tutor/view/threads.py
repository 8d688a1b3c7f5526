"""Work and its threads: one row per handler, database call and job, as bars on one time axis.

A row names the thread it ran in. A bar that is still running ends in an open head; a dashed bar is
time spent queueing for the thread. A time in which the event loop was blocked is a row of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
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
_ROWS: Final = 24  # without a height
_BAR: Final = 6  # cells, at least
_REST: Final = 20  # mark, blanks and "123.4 waiting"
_MORE: Final = 3  # cells for "·s1" that a thread's name has before a label that is long, too
_LOOP: Final = "event loop"
_UNKNOWN: Final = "a thread"  # its name is known when the call returns


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


def spans(events: Iterable[Event]) -> list[Span]:
    """Every piece of work in `events`, in order of beginning."""
    book = _Book()
    for fact in events:
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
            case HandlerFinished() | HandlerFailed():
                self.end((fact.process, fact.conn), fact)
            case DbStarted():
                self.begin((fact.seq,), _span(fact, _UNKNOWN, fact.name))
            case DbFinished():
                self.end((fact.cause,), fact, fact.thread)
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

    def end(self, key: tuple[object, ...], fact: Event, thread: str = "") -> None:
        place = self.running.pop(key, None)
        if place is not None:
            span = self.found[place]
            seqs = (*span.seqs, fact.seq)
            self.found[place] = replace(
                span, thread=thread or span.thread, ended=fact.at, seqs=seqs
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
    shown = spans(moment.timeline.between(moment.step - picture_names.RECENT, moment.step))[
        -(height or _ROWS) :
    ]
    if not shown:
        words = picture_names.nothing(moment, EMPTY, _LATELY, recent=True)
        return sentence(words, width=width, height=height, pen=ink)
    several = len({span.process for span in shown}) > 1
    blocks = _Rows(shown, moment, width, ink, several).blocks()
    while height is not None and len(blocks) > 1 and sum(map(len, blocks)) > height:
        del blocks[0]  # the newest stay
    lines = [line for block in blocks for line in block]
    return page(lines, width=width, height=height, pen=ink)


class _Rows:
    """The rows of one picture, which share columns and a time axis."""

    def __init__(
        self, shown: Sequence[Span], moment: Moment, width: int, ink: Pen, several: bool
    ) -> None:
        self.shown, self.moment, self.ink, self.several = shown, moment, ink, several
        self.now = moment.world.at
        self.begun = min(span.begun for span in shown)
        self.width = width
        here = [span for span in shown if moment.step in span.seqs]
        self.columns = _columns(shown, here, width, several)

    def blocks(self) -> list[list[Text]]:
        """The lines of each, oldest first."""
        above = [None, *map(_place, self.shown)]
        return [
            fold(self._line(span, again=_place(span) == before), self.width, hang=4)
            for span, before in zip(self.shown, above, strict=False)
        ]

    def _line(self, span: Span, *, again: bool) -> Text:
        """`again`: in the thread of the row above, whose name is not to be read twice."""
        thread, label, bar = self.columns
        here = self.moment.step in span.seqs
        line = Text().append(f"{self.ink.glyphs.now if here else ' '} ", palette.MARK)
        name = self.ink.pad(_thread(span, self.several), thread, "both")
        line.append(name, palette.QUIET if again else palette.STORE)
        line.append(" ")
        line.append(self.ink.pad(span.label, label, "both"), palette.INSTANCE).append(" ")
        before, drawn = self._bar(span, bar)
        line.append(" " * before).append(drawn, _style(span))
        took = (self.now if span.ended is None else span.ended) - span.begun
        words = " waiting" if span.waiting else ""
        return line.append(f" {picture_names.milliseconds(took)}{words}", palette.QUIET)

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


def _thread(span: Span, several: bool) -> str:
    """ "MainThread"; of several servers "MainThread·s2", as their consumers are told apart."""
    if not several:
        return span.thread
    number = span.process.removeprefix("server ")
    return f"{span.thread}·{span.process if number == span.process else f's{number}'}"


def _style(span: Span) -> str:
    if span.waiting:
        return palette.QUIET
    if span.thread == _LOOP:
        return palette.BAD
    return palette.NEW if span.ended is None else palette.MESSAGE


def _columns(
    shown: Sequence[Span], here: Sequence[Span], width: int, several: bool
) -> tuple[int, int, int]:
    """Cells of thread, label and bar: the bar shrinks first, then the words of the other rows."""
    threads, labels = _longest(shown, several)
    room = width - _REST - _BAR
    if threads + labels > room:
        third = max((width - 12) // 3, 4)
        least = _longest(here, several)
        threads = max(min(threads, max(room - labels, third + _MORE * several)), least[0])
        labels = max(min(labels, max(room - threads, third)), least[1])
    return threads, labels, max(width - threads - labels - _REST, _BAR)


def _longest(spans: Sequence[Span], several: bool) -> tuple[int, int]:
    """Cells that the longest thread and the longest label need."""
    threads = max((cell_len(_thread(span, several)) for span in spans), default=0)
    return threads, max((cell_len(span.label) for span in spans), default=0)
