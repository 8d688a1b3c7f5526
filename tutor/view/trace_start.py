"""The stage of a trace before the first connection: what runs, and what is awaited."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.text import Text

from tutor.core.observed import Process
from tutor.core.printout import Printout
from tutor.view import command_output, palette
from tutor.view.text import Pen, join, page, wrap

ABOUT: Final = 4  # rows that the command's last lines leave free
OBSERVED: Final = (
    "No server process has been observed yet. Daphne, uvicorn, Hypercorn and `manage.py runserver` "
    "are, if Python reads PYTHONPATH (not with -I or -E)."
)
WALKS: Final = "What it has done can be walked all the same: , and . go from fact to fact."


def awaits(processes: Sequence[Process], code: int | None) -> str:
    """What is waited for, in a sentence or two."""
    alive = [process for process in processes if process.stopped is None]
    if code is not None:
        return f"The command has ended, {exit_words(code)}. No connection came. o shows its output."
    if not alive:
        return OBSERVED
    where = join(sorted({address(one.started.address) for one in alive}))
    return f"Waiting for the first connection; the project listens at {where}."


def address(told: str) -> str:
    """ "http://127.0.0.1:8000/" of "127.0.0.1:8000"; a server on all addresses is found here."""
    host, colon, port = told.rpartition(":")
    if not colon or not port.isdecimal():
        return told or "an address that it has not told"
    return f"http://{host if host not in {'', '0.0.0.0', '::'} else '127.0.0.1'}:{port}/"


def exit_words(code: int) -> str:
    """ "exit status 1", "killed by SIGKILL"."""
    names = {9: "SIGKILL", 15: "SIGTERM", 2: "SIGINT", 6: "SIGABRT", 11: "SIGSEGV", 1: "SIGHUP"}
    if code > 128 and code - 128 in names:
        return f"ended by {names[code - 128]}"
    return f"exit status {code}"


def render(
    command: str,
    processes: Sequence[Process],
    printed: Printout,
    code: int | None,
    *,
    width: int,
    height: int,
    ink: Pen,
) -> Text:
    """The command, what is awaited, and the last lines that it has printed."""
    rows = [Text(row, palette.TITLE) for row in wrap(ink.safe(command), width)]
    rows.append(Text())
    rows += [Text(row) for row in wrap(ink.safe(awaits(processes, code)), width)]
    room = height - len(rows) - 2
    if room > 0 and len(printed):
        rows += [Text(), Text("o  its output", palette.QUIET)][: 2 if room > ABOUT else 1]
        last = command_output.tail(printed, width=width - 2, height=height - len(rows), ink=ink)
        rows += [Text("  ", palette.QUIET).append_text(row) for row in last]
    return page(rows, width=width, height=height, pen=ink)
