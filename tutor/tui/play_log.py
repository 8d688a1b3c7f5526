"""What was typed on a stage and what came of it, in the story's place; the newest is in sight."""

from __future__ import annotations

from typing import Final

from rich.console import Console
from rich.text import Text
from textual.strip import Strip

from tutor.core.summary import summary
from tutor.tui.narrate import Narrator
from tutor.tui.play_state import Entry, PlayState
from tutor.tui.player_state import State
from tutor.tui.surface import Panel, strips
from tutor.view import palette
from tutor.view.text import Pen, wrap

PROMPT: Final = "> "
LATEST: Final = 60  # entries that are drawn: what is older is in the history


class PlayLog(Narrator):
    """The painter's narrator, for a stage without a text."""

    def __init__(self, console: Console, pen: Pen, playing: PlayState) -> None:
        super().__init__(console, pen)
        self.playing = playing

    def paint(self, panel: Panel, state: State) -> None:
        """The entries up to the step in hand, and the fact of this step where one looks back."""
        width = max(panel.room.width, 1)
        lines = [line for row in self._rows(state, width) for line in self._drawn(row, width)]
        panel.show(lines, top=len(lines))

    def says(self, state: State, width: int) -> int:
        """Nothing is decided here."""
        return 0

    def _rows(self, state: State, width: int) -> list[Text]:
        playing, step = self.playing, state.visit.walk.step
        told = [one for one in playing.entries if playing.follows or one.step <= step]
        rows = [row for entry in told[-LATEST:] for row in self._entry(entry, width)]
        if not playing.follows and (fact := state.visit.plain_fact) is not None:
            rows += [Text(row, palette.NOW) for row in wrap(self.pen.safe(summary(fact)), width)]
        return rows

    def _entry(self, entry: Entry, width: int) -> list[Text]:
        rows = []
        if entry.line:
            rows.append(Text(self.pen.cut(f"{PROMPT}{entry.line}", width), palette.STRONG))
        if entry.news:
            said = self.pen.cut(entry.news, width - 4)
            rows.append(Text(f"  {said} {self.pen.glyphs.ellipsis}", palette.QUIET))
        style = palette.BAD if entry.is_bad else palette.PLAIN
        for told in entry.told:
            rows += [Text(f"  {row}", style) for row in wrap(self.pen.safe(told), width - 2)]
        return rows

    def _drawn(self, row: Text, width: int) -> list[Strip]:
        row.no_wrap, row.end = True, ""
        return strips(self.console, row, width)
