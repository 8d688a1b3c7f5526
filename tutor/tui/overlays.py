"""What lies over the player for a moment: the keys, and the question for a step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Key as Pressed
from textual.events import Paste
from textual.screen import ModalScreen

from tutor.tui.bindings import KEYS, TOPICS, Key
from tutor.tui.surface import Panel
from tutor.view import palette
from tutor.view.text import Pen

SHEET: Final = """
ModalScreen { background: ansi_default; align: center middle; }
.ascii Panel { border: ascii ansi_cyan; }
#help { max-width: 104; max-height: 34; }
#ask { width: 44; max-width: 100%; height: 3; }
"""
"""Of their own, so that the first frame waits for no more than it needs."""


class Help(ModalScreen[None]):
    """Every key, by topic, in one or two columns."""

    CSS, SCOPED_CSS = SHEET, False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,escape,enter,question_mark,ctrl+c,ctrl+d", "dismiss", show=False),
        Binding("j,down,space,n", "scroll(3)", show=False),
        Binding("k,up,p", "scroll(-3)", show=False),
    ]

    def __init__(
        self, pen: Pen, keys: Sequence[Key] = KEYS, topics: Mapping[str, str] = TOPICS
    ) -> None:
        super().__init__(classes="ascii" if pen.glyphs.ascii else "")
        self.pen, self.keys, self.topics = pen, keys, topics

    def compose(self) -> ComposeResult:
        """One panel."""
        yield Panel(id="help")

    def on_surface_resized(self, message: Panel.Resized) -> None:
        """Draws at the panel's width."""
        panel = self.query_one(Panel)
        panel.entitle(Text("keys"))
        panel.show_one(self.app.console, self._table(panel.size.width))
        message.stop()

    def action_scroll(self, by: int) -> None:
        """On a small screen."""
        self.query_one(Panel).scroll_lines(by)

    def _table(self, width: int) -> RenderableType:
        names = list(self.topics)
        halves = [names[::2], names[1::2]] if width >= 88 else [names]
        table = Table.grid(padding=(0, 3), expand=True)
        table.add_row(*(Group(*(self._topic(topic) for topic in half)) for half in halves))
        return table

    def _topic(self, topic: str) -> RenderableType:
        rows = Table.grid(padding=(0, 2))
        rows.add_column(width=14, style=palette.KEY)
        for key in (key for key in self.keys if key.topic == topic):
            rows.add_row(self.pen.safe(key.shown), key.meaning)
        return Group(Text(self.topics[topic], style=palette.TITLE), rows, "")


class AskStep(ModalScreen[int | None]):
    """A number, typed."""

    CSS, SCOPED_CSS = SHEET, False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,escape,ctrl+c,ctrl+d,g", "dismiss(None)", show=False)
    ]

    def __init__(self, last: int, pen: Pen) -> None:
        super().__init__(classes="ascii" if pen.glyphs.ascii else "")
        self.last, self.pen, self.typed = last, pen, ""

    def compose(self) -> ComposeResult:
        """One line in a frame."""
        yield Panel(id="ask")

    def on_surface_resized(self, message: Panel.Resized) -> None:
        """The first line."""
        self._show()
        message.stop()

    def on_key(self, event: Pressed) -> None:
        """Digits, backspace, Enter."""
        if event.key.isdecimal():
            self._type(event.key)
        elif event.key == "backspace":
            self.typed = self.typed[:-1]
        elif event.key == "enter":
            self.dismiss(min(int(self.typed), self.last) if self.typed else None)
        else:
            return
        event.stop()
        self._show()

    def on_paste(self, event: Paste) -> None:
        """The digits of a text from elsewhere."""
        event.stop()
        self._type("".join(char for char in event.text if char in "0123456789"))
        self._show()

    def _type(self, digits: str) -> None:
        self.typed = (self.typed + digits)[: len(str(self.last))]

    def _show(self) -> None:
        panel = self.query_one(Panel)
        panel.entitle(Text("go to step"))
        line = Text(self.typed or "", style=palette.NOW).append("_", style=palette.MARK)
        line.append(f"   0 - {self.last}, Enter", style=palette.QUIET)
        panel.show_one(self.app.console, line)
