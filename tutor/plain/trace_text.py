"""`tutor trace --plain`: a line for each message while the command runs, then what was found."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass, field
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Final

from rich.text import Text

from tutor import ending
from tutor.core.events import SCHEMA_MINOR, SCHEMA_VERSION, Event
from tutor.core.pattern import Context, Pattern
from tutor.core.summary import summary
from tutor.errors import Exit
from tutor.plain.findings_text import tell_findings
from tutor.plain.printer import Printer
from tutor.runtime import chosen_files
from tutor.runtime.fact_intake import Facts
from tutor.runtime.live_recording import LiveRecording
from tutor.runtime.recording import Recording
from tutor.runtime.traced_command import FULL, TracedCommand
from tutor.terminal import wants_ascii, wants_color
from tutor.view import palette

if TYPE_CHECKING:
    from tutor.core.timeline import Timeline

KEPT: Final = 200_000  # events that are kept where no file is asked for
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
        *("handler.failed", "layer.failed"),
    }
)
"""Kinds that have a line: a message in, a message out, and whatever goes wrong."""
LIFECYCLE: Final = frozenset({"websocket.connect", "websocket.disconnect", "websocket.accept"})


@dataclass(frozen=True)
class Request:
    """What is traced, and how it ends."""

    command: tuple[str, ...]
    jsonl: Path | None = None
    until: Pattern | None = None  # the command is ended at the first fact that matches
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

    live = LiveRecording(facts, keep=None if request.jsonl else KEPT)
    teller = Teller(live.timeline, request, printer)
    code = Exit.OK + 0
    with ending.signals_to(stop):
        async with live:
            live.watch(teller.tell)
            async with TracedCommand(request.command, facts, detail=request.detail) as command:
                ended = asyncio.ensure_future(command.end())
                ends = [ended, *(asyncio.ensure_future(e.wait()) for e in (stopped, teller.met))]
                await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
                code = ended.result() if ended.done() else Exit.OK
                for one in ends:
                    one.cancel()
            facts.emit("scene.finished")
        teller.tell()
    _report(live.timeline, request, printer)
    if teller.failed or (request.until is not None and not teller.met.is_set()):
        return Exit.FAILED
    return Exit.OK if teller.met.is_set() else code


class Teller:
    """Prints what is new, and looks for what the reader waits for."""

    def __init__(self, timeline: Timeline, request: Request, printer: Printer) -> None:
        self.met = asyncio.Event()  # `--until` has matched
        self.failed = False  # a kind of `--fail-on` has come
        self._timeline, self._request, self._printer = timeline, request, printer
        self._told = 0

    def tell(self) -> None:
        """The lines of all events since the last call."""
        events = self._timeline.between(self._told, len(self._timeline))
        self._told = len(self._timeline)
        until = self._request.until
        context = Context(events)
        for event in events:
            if is_told(event):
                text = Text(self._printer.pen.safe(line(event)), style=_style(event))
                self._printer.console.print(text, no_wrap=True, overflow="ignore", crop=False)
            self.failed |= event.kind in self._request.fail_on
            if until is not None and until.matches(event, context):
                self.met.set()
        sys.stdout.flush()


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


def _report(timeline: Timeline, request: Request, printer: Printer) -> None:
    """What was found, first; then what there is to read."""
    events = timeline.events
    servers = sum(event.kind == "server.started" for event in events)
    printer.console.print()
    if not servers:
        printer.say(
            "No server process was observed. Daphne, uvicorn, gunicorn, Hypercorn, Granian and "
            "`manage.py runserver` are, if Python reads PYTHONPATH (not with -I or -E). Without "
            '"daphne" in INSTALLED_APPS that runserver is Django\'s own and takes no WebSocket.'
        )
    else:
        tell_findings(timeline, printer)
    if request.jsonl is not None:
        chosen_files.whole(request.jsonl, Recording(tuple(events)).dumps())
        printer.say(f"Written: {request.jsonl}. `tutor why --trace {request.jsonl}` reads it.")
