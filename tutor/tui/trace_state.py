"""What a trace's screen shows beside the recording; it outlives one for an editor."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tutor.core.observed import Observed, Row
from tutor.core.printout import Printout
from tutor.core.selection import Hidden, Selection
from tutor.view.trace_status import Standing

if TYPE_CHECKING:
    from tutor.runtime.trace_run import TraceRun

Asks = Literal["", "filter", "save", "name"]


class TraceState:
    """Changed by the screen, read by its painter."""

    def __init__(self, run: TraceRun, command: str) -> None:
        self.run, self.command = run, command
        self.name = short(command)
        self.observed = Observed(run.live.timeline)
        self.selection = Selection()
        self.rows: Sequence[Row] = ()  # that are shown
        self.hidden = Hidden()
        self.opened = 0  # the first fact of the row that is opened
        self.shows_output = False
        self.top: int | None = None  # the line of the output that stands first; None: the newest
        self.read_output: Printout | None = None  # as it was when the reader went up in it
        self.asks: Asks = ""  # what is typed in the line
        self.naming = 0  # the connection that the line is to give a name
        self.rate = 0.0  # facts a second
        self.is_told = False  # that the command has ended
        self.editing: tuple[Path, int] = (Path(), 0)  # the line that an editor is to show

    def read(self) -> None:
        """Take in what has grown."""
        timeline = self.run.live.timeline
        if self.observed.timeline is not timeline:
            self.observed, self.opened = Observed(timeline, self.observed), 0
        touched = self.observed.read()
        self.selection.look(touched, timeline, self.observed.names)
        self.sort()

    def sort(self) -> None:
        """What is shown is another choice."""
        self.rows, self.hidden = self.selection.sort(self.observed.rows)

    def row_at(self, step: int) -> Row | None:
        """The row in hand at a step: its own, else the newest shown before it."""
        row = self.observed.at(step)
        if row is not None and self.selection.shows(row):
            return row
        return next((one for one in reversed(self.rows) if one.root <= step), None)

    @property
    def output(self) -> Printout:
        """What is read of what the command prints."""
        return self.read_output or self.run.printed

    def go_in_output(self, top: int | None) -> None:
        """To a line of the output, which stays as it is while it is read; None: to its end."""
        self.top = top
        held = self.read_output or self.run.printed.copy()
        self.read_output = held if top is not None else None

    @property
    def called(self) -> str:
        """What the connection is called that gets another name."""
        return self.observed.names.of(self.naming)

    @property
    def waits(self) -> bool:
        """Nobody has connected, and nothing else is to be looked at either."""
        return not self.observed.connections and not self.rows_of_messages

    @property
    def rows_of_messages(self) -> int:
        """Rows that are more than the beginning and the end of a process."""
        return sum(not row.fact.kind.startswith("server.") for row in self.observed.rows)

    @property
    def standing(self) -> Standing:
        """What the status line says."""
        run, selection = self.run, self.selection
        return Standing(
            rate=self.rate,
            late=run.live.late_count,
            damaged=run.live.dropped,
            unlinked=run.live.lost_causes,
            code=run.code,
            filter=selection.sieve.text if selection.sieve is not None else "",
            hides=sorted(selection.hides),
            hidden=self.hidden.rows,
            hidden_bad=self.hidden.bad,
            keeps=str(run.kept.path) if run.kept is not None else "",
        )


def short(command: str) -> str:
    """ "daphne -p 8000 shop.asgi:application" of "/usr/bin/python -m daphne …"."""
    first, *rest = shlex.split(command)  # a folder's name may have blanks
    name = Path(first).name
    if name.startswith("python") and rest:
        return short(shlex.join(rest).removeprefix("-m "))
    return shlex.join([name, *rest])
