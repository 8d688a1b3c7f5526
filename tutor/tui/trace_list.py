"""The messages of a trace in the story's place: one row each, the one in hand in sight."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.text import Text
from textual.strip import Strip

from tutor.core.events import Event
from tutor.tui.narrate import Narrator
from tutor.tui.player_state import State
from tutor.tui.surface import Panel, strips
from tutor.view import palette, trace_rows
from tutor.view.text import Pen
from tutor.view.trace_rows import Look

if TYPE_CHECKING:
    from tutor.core.observed import Row
    from tutor.tui.trace_state import TraceState

SOME: Final = 60  # rows on each side of the one in hand that are looked at


class TraceList(Narrator):
    """The painter's narrator, for a project that tells no story."""

    def __init__(self, console: Console, pen: Pen, trace: TraceState) -> None:
        super().__init__(console, pen)
        self.trace = trace

    def paint(self, panel: Panel, state: State) -> None:
        """The rows around the one in hand."""
        width, height = max(panel.room.width, 1), max(panel.room.height, 1)
        lines = self.rows(state.visit.walk.step, width, height)
        panel.show([strip for line in lines for strip in self._strips(line, width)])

    def says(self, state: State, width: int) -> int:
        """Nothing is decided here."""
        return 0

    def rows(self, step: int, width: int, height: int) -> list[Text]:
        """What stands in a place of this size."""
        trace = self.trace
        if not trace.rows:
            hidden = trace.hidden.rows
            said = f"{hidden} hidden; Esc shows them." if hidden else "No message so far."
            return [Text(self.pen.cut(said, width), palette.QUIET)]
        hand = trace.row_at(step)
        place = len(trace.rows) - 1
        if hand is not None:
            place = bisect_left(trace.rows, hand.root, hi=place, key=attrgetter("root"))
        look = Look(
            step=step,
            hand=hand.root if hand is not None else 0,
            opened=trace.opened,
            width=width,
            height=height,
            ink=self.pen,
        )
        near = trace.rows[max(place - SOME, 0) : place + SOME]
        return trace_rows.window(near, trace.observed.names, self._facts, look)

    def _facts(self, row: Row) -> Sequence[Event]:
        timeline, hides = self.trace.observed.timeline, self.trace.selection.hides_fact
        found = (fact for seq in row.seqs if (fact := timeline.event(seq)) is not None)
        return [fact for fact in found if not hides(fact)]

    def _strips(self, line: Text, width: int) -> list[Strip]:
        line.no_wrap, line.end = True, ""
        return strips(self.console, line, width)
