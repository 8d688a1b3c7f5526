"""All exercises on the screen: one is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.text import Text
from textual.events import Key as Pressed

from tutor.tui import bars
from tutor.tui.bindings import Key
from tutor.tui.one_panel import ALL, OnePanel
from tutor.tui.surface import Panel
from tutor.view import exercise_list, palette
from tutor.view.exercise_list import Entry

LEAVE: Final = ("q", "escape", "ctrl+c", "ctrl+d", "ctrl+q")
MOVES: Final = {"j": 1, "down": 1, "k": -1, "up": -1, "pagedown": 8, "pageup": -8}
TOPICS: Final = {"go": "Exercises"}
KEYS: Final = (
    Key("enter", "Enter", "", "open the selected exercise", "go"),
    Key("j,down", "j  ↓", "", "down", "go"),
    Key("k,up", "k  ↑", "", "up", "go"),
    Key("ctrl+p", "Ctrl-P", "", "everything by its name", "go"),
    Key("question_mark", "?", "", "these keys", "go"),
    Key("q", "q  Esc  Ctrl-C", "", "leave", "go"),
)
HINTS: Final = (("Enter", "open"), ("j k", "move"), ("Ctrl-P", "by name"), ("?", "help"))


class ExercisesScreen(OnePanel):
    """Returns the name of an exercise; "" to leave."""

    def __init__(self, entries: Sequence[Entry], *, at: str = "", said: str = "", ascii: bool):
        """`at`: the name of the exercise to begin with; `said`: a sentence above the keys."""
        super().__init__(ascii=ascii)
        self.entries, self.said = entries, said
        names = [entry.exercise.name for entry in entries]
        self.cursor = names.index(at) if at in names else exercise_list.first(entries)

    def on_key(self, event: Pressed) -> None:
        """One key; under the help they are its own."""
        if self.is_covered:
            return
        event.stop()
        event.prevent_default()
        if event.key in LEAVE:
            self.exit("")
        elif event.key == "enter":
            self._open(self.cursor)
        elif event.key in MOVES:
            last = len(self.entries) - 1
            self.cursor = max(min(self.cursor + MOVES[event.key], last), 0)
            self.paint()
        elif event.key == ALL:
            self._offer_all()
        elif event.key == "question_mark":
            from tutor.tui.overlays import Help

            self.push_screen(Help(self.pen, KEYS, TOPICS))

    def on_panel_picked(self, message: Panel.Picked) -> None:
        """A click on an exercise selects it, one more opens it."""
        if self.cursor == message.place:
            self._open(message.place)
        self.cursor = message.place
        self.paint()

    def _open(self, place: int) -> None:
        if self.entries:
            self.exit(self.entries[place].exercise.name)

    def _offer_all(self) -> None:
        rows = [
            (one.exercise.name, one.exercise.title, Key(one.exercise.name, "", "", "", "go"))
            for one in self.entries
        ]
        self.offer([], lambda key: self.exit(key.keys), *rows)

    def draw(self, **_: bool) -> None:
        """Everything."""
        size, ascii = self.panel.size, self.pen.glyphs.ascii
        shown = exercise_list.render(
            self.entries, self.cursor, width=size.width, height=size.height, ascii=ascii
        )
        mended = sum(one.state in {"mended", "due again"} for one in self.entries)
        told = f"{mended} of {len(self.entries)} mended"
        heading = Text(" ", no_wrap=True, overflow="crop", end="").append("Practice", palette.TITLE)
        room = self.size.width - heading.cell_len - 1
        self.line("heading", heading.append(told.rjust(room) if len(told) < room else ""))
        self.panel.show_one(self.console, shown)
        said = self.said or "Real code with a fault: mend it in your own editor."
        self.line("scrubber", Text(f" {self.pen.cut(said, self.size.width - 2)}", palette.QUIET))
        self.line("keys", bars.keys((*HINTS, ("q", "leave")), width=self.size.width))
