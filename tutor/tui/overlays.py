"""What lies over the player for a moment: the signs and the keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Final, NamedTuple

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Click
from textual.screen import ModalScreen

from tutor.tui.bindings import KEYS, TOPICS, Key
from tutor.tui.surface import Panel
from tutor.view import palette
from tutor.view.text import Pen

SHEET: Final = """
ModalScreen { background: ansi_default; align: center middle; }
.ascii Panel { border: ascii ansi_cyan; }
#help { max-width: 104; max-height: 34; }
"""
"""Of their own, so that the first frame waits for no more than it needs."""


class Leaf(NamedTuple):
    """A page of the help: its title, and what it shows at a width."""

    title: str
    draw: Callable[[int], RenderableType]


class Help(ModalScreen[None]):
    """Pages of help; every key, by topic, is one of them, in one or two columns."""

    CSS, SCOPED_CSS = SHEET, False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,escape,enter,ctrl+c,ctrl+d", "dismiss", show=False),
        Binding("question_mark,right", "turn(1)", show=False),
        Binding("left", "turn(-1)", show=False),
        Binding("j,down,space,n", "scroll(3)", show=False),
        Binding("k,up,p", "scroll(-3)", show=False),
        Binding("pagedown", "scroll(10)", show=False),
        Binding("pageup", "scroll(-10)", show=False),
    ]

    def __init__(
        self,
        pen: Pen,
        keys: Sequence[Key] = KEYS,
        topics: Mapping[str, str] = TOPICS,
        *,
        before: Sequence[Leaf] = (),
        after: Sequence[Leaf] = (),
    ) -> None:
        """The page of the keys stands between the pages `before` and `after`."""
        super().__init__(classes="ascii" if pen.glyphs.ascii else "")
        self.pen, self.keys, self.topics = pen, keys, topics
        self.leaves, self.number = (*before, Leaf("keys", self._table), *after), 0

    def compose(self) -> ComposeResult:
        """One panel."""
        yield Panel(id="help")

    def on_surface_resized(self, message: Panel.Resized) -> None:
        """Draws at the panel's width."""
        self._show()
        message.stop()

    def on_click(self, event: Click) -> None:
        """Beside the panel: away."""
        if not self.query_one(Panel).region.contains_point(event.screen_offset):
            self.dismiss()

    def _show(self) -> None:
        panel, leaf = self.query_one(Panel), self.leaves[self.number]
        others = len(self.leaves) > 1
        place = f" {self.number + 1}/{len(self.leaves)}, ? next" if others else ""
        panel.entitle(Text(leaf.title + place))
        panel.show_one(self.app.console, leaf.draw(panel.size.width))

    def action_turn(self, by: int) -> None:
        """To the next page, behind the last to the first; the only page is closed."""
        if len(self.leaves) == 1:
            self.dismiss()
            return
        self.number = (self.number + by) % len(self.leaves)
        self._show()

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
