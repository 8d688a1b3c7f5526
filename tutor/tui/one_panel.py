"""A screen with one panel between a heading and two lines: home, and where cards are asked.

It decides nothing. Who derives from it paints, whenever the screen may have changed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Container
from textual.events import Resize

from tutor.tui.app import TerminalApp, run, signals_stop
from tutor.tui.guard import Guard
from tutor.tui.pace import settle_down
from tutor.tui.resume import repaint_when_back
from tutor.tui.stylesheet import SHEET
from tutor.tui.surface import Panel, Surface
from tutor.view.text import pen

if TYPE_CHECKING:
    from tutor.tui.bindings import Key

ALL = "ctrl+p"  # the key that offers everything by its name
ENDED = "ended "  # what the screen returns when a signal ended it, with the exit status


class OnePanel(TerminalApp[str]):
    """Returns what was chosen, "" to leave."""

    CSS = SHEET

    def __init__(self, *, ascii: bool) -> None:
        super().__init__()
        self.pen = pen(ascii=ascii)

    def paint(self, **how: bool) -> None:
        """Everything, once the width is known: until then the surfaces will ask for it."""
        if self.panel.size.width:
            self.draw(**how)

    def draw(self) -> None:
        """Puts everything on the surfaces."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """The surfaces, empty."""
        yield Surface(id="heading")
        with Container(id="stage", classes="reading" + " ascii" * self.pen.glyphs.ascii):
            yield Panel(id="narration")
        yield Surface(id="scrubber")
        yield Surface(id="keys")

    def on_mount(self) -> None:
        """The first frame."""
        repaint_when_back(self)
        self.call_after_refresh(self.on_first_frame)

    def on_surface_resized(self, message: Surface.Resized) -> None:
        """A surface has a new size and wants new lines."""
        self.paint()
        message.stop()

    def on_resize(self, _: Resize) -> None:
        """Narrow screens have narrow margins."""
        self.query_one("#stage").set_class(self.size.width < 70, "narrow")
        self.call_later(self.paint)

    @property
    def panel(self) -> Panel:
        """The one."""
        return self.query_one("#narration", Panel)

    @property
    def is_covered(self) -> bool:
        """Something lies over the screen, and has keys of its own."""
        return len(self.screen_stack) > 1

    def offer(
        self, keys: Iterable[Key], press: Callable[[Key], object], *more: tuple[str, str, Key]
    ) -> None:
        """Everything there is to do, by its name: the rows of a table of keys that name a key or a
        line to type, and `more`, each as what stands at its left, its name and its key.
        """
        from tutor.tui.command_palette import Entry, Palette

        rows = [(key.shown, key.meaning, key) for key in keys if key.keys or key.action]
        entries = [Entry(shown, name, partial(press, key)) for shown, name, key in (*rows, *more)]
        self.push_screen(Palette(self.screen, self.pen, entries, asks="type a part of its name"))

    def line(self, name: str, text: Text) -> None:
        """Puts a text on a surface of one line."""
        self.query_one(f"#{name}", Surface).show_one(self.console, text)

    def stop(self, code: int) -> None:
        """A signal."""
        self.exit(f"{ENDED}{code}")


def ask(screen: OnePanel, guard: Guard) -> str:
    """Shows it until the learner chooses, or a signal ends it."""
    try:
        return asyncio.run(_run(screen))
    finally:
        guard.is_needed = not screen.is_put_right


async def _run(screen: OnePanel) -> str:
    screen.on_first_frame = settle_down
    with signals_stop(screen):
        return await run(screen) or ""
