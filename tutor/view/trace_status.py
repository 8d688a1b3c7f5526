"""How it stands with a trace, in one line: what was lost first, then processes, then the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec
from rich.cells import cell_len
from rich.text import Text

from tutor.core.advance import PROGRAMS
from tutor.core.observed import Observed, Process
from tutor.view import palette
from tutor.view.text import Pen, count
from tutor.view.trace_start import exit_words

VERSIONS: Final = ("uvloop", "channels", "django", "python")
"""What is told of a process beside the server that it runs, as far as it says so."""


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What the line is a function of, beside what was observed."""

    rate: float = 0.0  # facts a second
    late: int = 0  # facts that came too late for their place
    damaged: int = 0  # records that could not be read
    unlinked: int = 0  # causes that came too late for their effects: a message falls apart
    code: int | None = None  # of the command, once it has ended
    filter: str = ""
    hides: Sequence[str] = ()  # families of facts
    hidden: int = 0  # rows that the filter hides
    hidden_bad: int = 0  # of them those in which something was lost or failed
    keeps: str = ""  # the file that everything is kept in


def line(observed: Observed, standing: Standing, *, width: int, ink: Pen) -> Text:
    """One line of `width` cells."""
    dot = f" {ink.glyphs.dot} "
    parts = [*_parts(observed, standing, short=False)]
    if cell_len(dot.join(text for text, _ in parts)) > width - 2:
        parts = [*_parts(observed, standing, short=True)]
    shown = Text(" ", no_wrap=True, overflow="crop", end="")
    for number, (text, style) in enumerate(parts):
        between = dot if number else ""
        left = width - 1 - shown.cell_len - cell_len(between)
        if left < min(cell_len(ink.safe(text)), 8):
            break
        shown.append(between, palette.QUIET).append(ink.cut(text, left), style)
    return shown


def _parts(observed: Observed, standing: Standing, *, short: bool) -> Sequence[tuple[str, str]]:
    """Texts with their styles, the most important first."""
    bad = [
        *[f"{count(observed.lost, 'fact')} lost"] * bool(observed.lost),
        *[f"{standing.damaged} unreadable"] * bool(standing.damaged),
        *[f"the probe failed {count(len(observed.faults), 'time')}"] * bool(observed.faults),
    ]
    filters = [f"filter {standing.filter}"] * bool(standing.filter)
    filters += [f"without {', '.join(standing.hides)}"] * bool(standing.hides)
    if standing.hidden:
        worse = f", {standing.hidden_bad} of them bad" * bool(standing.hidden_bad)
        filters.append(f"{standing.hidden} hidden{worse}")
    ended = [] if standing.code is None else [f"the command has ended, {exit_words(standing.code)}"]
    rest = [
        *[f"keeps {standing.keeps}"] * bool(standing.keeps),
        *[f"{standing.rate:.0f} facts/s"] * (standing.code is None),
        *[f"{standing.late} late"] * bool(standing.late),
        *[f"{count(standing.unlinked, 'cause')} unknown"] * bool(standing.unlinked),
    ]
    return [
        *((text, palette.BAD) for text in bad),
        *((text, palette.MARK) for text in (*ended, *filters)),
        *((text, palette.PLAIN) for text in processes(observed, short=short)),
        *((text, palette.QUIET) for text in rest),
    ]


def processes(observed: Observed, *, short: bool) -> list[str]:
    """ "server 1 daphne 4.2.3 channels 4.3.2 python 3.11.2", and how many have ended."""
    alive = [one for one in observed.processes.values() if one.stopped is None]
    over = len(observed.processes) - len(alive)
    told = [_process(one, short=short) for one in alive[: 1 if short else 4]]
    if len(alive) > len(told):
        told.append(count(len(alive) - len(told), "more process", "more processes"))
    if not observed.processes:
        told.append("no process observed")
    return [*told, *[f"{over} ended"] * bool(over)]


def _process(process: Process, *, short: bool) -> str:
    started = process.started
    server = next((name for name in PROGRAMS if name in started.versions), "")
    named = [server, *VERSIONS[: 0 if short else None]]
    known = [f"{name} {started.versions[name]}" for name in named if name in started.versions]
    return " ".join([started.process, *known])
