"""`tutor trace --plain`: a line for each message while the command runs, then what was found."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any, Final

from rich.text import Text

from tutor import ending
from tutor.core.assemble import LONE
from tutor.core.events import SCHEMA_MINOR, SCHEMA_VERSION, Event
from tutor.core.pattern import Context, Pattern
from tutor.core.summary import summary
from tutor.errors import Exit
from tutor.plain.findings_text import tell_findings
from tutor.plain.printer import Printer
from tutor.runtime.fact_intake import Facts
from tutor.runtime.growing_file import GrowingFile
from tutor.runtime.live_recording import LiveRecording
from tutor.runtime.recording_per_test import RecordingPerTest
from tutor.runtime.trace_link import FULL, TraceLink
from tutor.runtime.traced_command import TracedCommand
from tutor.terminal import wants_ascii, wants_color
from tutor.view import palette
from tutor.view.text import count
from tutor.view.trace_start import exit_words

if TYPE_CHECKING:
    from tutor.core.timeline import Timeline

KEPT: Final = 200_000  # events that the findings are about; a file has all of them
FAILURES: Final[dict[str, frozenset[str]]] = {
    "dropped": frozenset({"channel.dropped", "channel.expired"}),
    "stalled": frozenset({"loop.stalled"}),
    "failed": frozenset({"handler.failed", "layer.failed"}),
}
"""What `--fail-on` knows, and the kinds of facts it means."""

TOLD: Final = frozenset(
    {
        *("server.started", "server.stopped", "events.lost", "probe.faulted", "loop.stalled"),
        *("connection.opened", "connection.refused", "connection.closed", "http.received"),
        *("app.received", "app.sent", "group.sent", "channel.dropped", "channel.expired"),
        *("handler.failed", "layer.failed", "scene.noted"),
    }
)
"""Kinds that have a line: a message in, a message out, whatever goes wrong, and why we kill."""
INTERRUPTED: Final = frozenset({128 + number for number in ending.SIGNALS})
"""Exit statuses of a command that was asked to end."""
LIFECYCLE: Final = frozenset({"websocket.connect", "websocket.disconnect", "websocket.accept"})


@dataclass(frozen=True)
class Request:
    """What is traced, and how it ends."""

    command: tuple[str, ...]
    listens: bool = False  # the command is started in another terminal
    jsonl: Path | None = None
    masks: tuple[str, ...] = ()
    per_test: bool = False  # `jsonl` is a folder, for a recording a test of pytest
    until: Pattern | None = None  # the trace ends at the first fact that matches
    fail_on: frozenset[str] = field(default_factory=frozenset)  # kinds
    detail: str = FULL
    ascii: bool = False


def run(request: Request) -> int:
    """Traces until the command or the reader ends it; the exit code."""
    printer = Printer(
        sys.stdout,
        width=get_terminal_size().columns,
        ascii=request.ascii or wants_ascii(),
        color=wants_color(),
    )
    return asyncio.run(_trace(request, printer))


async def _trace(request: Request, printer: Printer) -> int:
    facts = Facts()
    facts.emit("scene.started", schema=SCHEMA_VERSION, minor=SCHEMA_MINOR)
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stop(_status: int) -> None:
        loop.call_soon_threadsafe(stopped.set)

    live = LiveRecording(facts, keep=KEPT, lone=LONE)
    teller = Teller(live.timeline, request, printer)
    code = Exit.OK + 0
    with ending.signals_to(stop):
        async with live:
            async with _source(request, facts, printer) as ended:
                if request.jsonl is not None:  # not before: what cannot be started leaves no file
                    made = RecordingPerTest if request.per_test else GrowingFile
                    teller.file = made(request.jsonl)
                live.watch(teller.tell)
                events = (stopped, teller.over)
                ends: list[asyncio.Future[Any]] = [ended]
                ends += [asyncio.ensure_future(event.wait()) for event in events]
                await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
                code = ended.result() if ended.done() else Exit.OK
                for one in ends:
                    one.cancel()
            facts.emit("scene.finished")
        teller.tell()
    printer.console.print()
    if code != Exit.OK:
        printer.say(f"The command has ended, {exit_words(code)}.")
    _report(live.timeline, teller, request, printer, code)
    if request.listens:
        ending.was_asked_for()
    if teller.failed or (request.until is not None and not teller.met):
        return Exit.FAILED
    return Exit.OK if teller.met else code


@asynccontextmanager
async def _source(
    request: Request, facts: Facts, printer: Printer
) -> AsyncIterator[asyncio.Future[int]]:
    """What is traced; gives what is done, with the exit code, when it has ended."""
    if request.listens:
        async with TraceLink(facts, request.masks, request.detail) as link:
            _invite(link.line(request.command), printer)
            yield asyncio.get_running_loop().create_future()  # the reader ends it
            await link.guests_are_gone()
    else:
        traced = TracedCommand(
            request.command, facts, reads=True, masks=request.masks, detail=request.detail
        )
        async with traced as command:
            yield asyncio.ensure_future(command.end())


def _invite(line: str, printer: Printer) -> None:
    printer.say("Run this line in another terminal, in the folder of your project:")
    printer.console.print()
    shown = Text(printer.pen.safe(line))
    printer.console.print(shown, no_wrap=True, overflow="ignore", crop=False)  # to be copied
    printer.console.print()
    printer.say("What it starts is traced until you press Ctrl-C here. It goes on without us.")
    printer.console.print()


class Teller:
    """Prints what is new, writes it to the file, and looks for what the reader waits for."""

    def __init__(self, timeline: Timeline, request: Request, printer: Printer) -> None:
        self.met = False  # `--until` has matched
        self.over = asyncio.Event()  # it has, or the file takes no more
        self.failed = False  # a kind of `--fail-on` has come
        self.servers = 0  # processes that were observed
        self.file: GrowingFile | RecordingPerTest | None = None
        self._timeline, self._request, self._printer = timeline, request, printer
        self._told = 0
        self._begun: dict[str, Event] = {}  # process → a test that has told nothing yet

    def tell(self) -> None:
        """The lines of all events since the last call."""
        events = self._timeline.between(self._told, len(self._timeline))
        self._told = len(self._timeline)
        if self.file is not None:
            self.file.add(events)
        until = self._request.until
        context = Context(events)
        for event in events:
            self._print(event)
            self.failed |= event.kind in self._request.fail_on
            self.servers += event.kind == "server.started"
            self.met |= until is not None and until.matches(event, context)
        if self.met or (self.file is not None and self.file.failure is not None):
            self.over.set()

    def _print(self, event: Event) -> None:
        """Its line; that of a test comes with the first line that the test brings about."""
        if event.kind == "test.started":
            self._begun[event.process] = event
        elif event.kind == "test.finished":
            self._begun.pop(event.process, None)
        elif is_told(event):
            begun = self._begun.pop(event.process, None)
            for one in filter(None, (begun, event)):
                text = Text(self._printer.pen.safe(line(one)), style=_style(one))
                self._printer.console.print(text, no_wrap=True, overflow="ignore", crop=False)


def is_told(event: Event) -> bool:
    """Whether an event is worth a line of its own."""
    return event.kind in TOLD and getattr(event, "type", "") not in LIFECYCLE


def line(event: Event) -> str:
    """ "  12.345 server 1 #3  group_send to room: …  at consumers.py:24 receive"."""
    conn = f" #{event.conn}" if event.conn else ""
    where = getattr(event, "where", "")
    at = f"  at {where}" if where and where not in summary(event) else ""
    return f"{event.at / 1e9:8.3f} {event.process}{conn}  {summary(event)}{at}"


def _style(event: Event) -> str:
    is_bad = any(event.kind in kinds for kinds in FAILURES.values())
    return palette.BAD if is_bad else palette.PLAIN


def _report(
    timeline: Timeline, teller: Teller, request: Request, printer: Printer, code: int
) -> None:
    """What was found, first; then what there is to read."""
    if teller.servers:
        tell_findings(timeline, printer)
    elif request.listens:
        printer.say("No process was observed: none was started with the line above.")
    elif code not in {Exit.OK, *INTERRUPTED}:
        printer.say("No server process was observed: what the command printed says why.")
    else:
        printer.say(
            "No server process was observed. Daphne, uvicorn, gunicorn, Hypercorn, Granian and "
            "`manage.py runserver` are, if Python reads PYTHONPATH (not with -I or -E)."
        )
    if teller.file is not None:
        teller.file.close()
        printer.say(_written(teller.file))


def _written(file: GrowingFile | RecordingPerTest) -> str:
    if isinstance(file, GrowingFile):
        return f"Written: {file.path}. `tutor why --trace {file.path}` reads it."
    tests = count(file.count, "test")
    return f"Written: {tests} in {file.path}. `tutor why --trace FILE` reads one of the files."
