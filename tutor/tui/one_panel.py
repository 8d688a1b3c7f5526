"""A screen with one panel between a heading and two lines: home, and where cards are asked.

It decides nothing. Who derives from it paints, whenever the screen may have changed.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.events import Resize

from tutor.tui.gated import Gated
from tutor.tui.pace import settle_down
from tutor.tui.resume import SUSPEND, let_go, repaint_when_back
from tutor.tui.style import SHEET
from tutor.tui.surface import Panel, Surface
from tutor.view.text import pen

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
ENDED = "ended "  # what the screen returns when a signal ended it, with the exit status


class OnePanel(Gated[str]):
    """Returns what was chosen, "" to leave."""

    CSS = SHEET
    BINDINGS: ClassVar[list[BindingType]] = [*SUSPEND]
    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = None

    def __init__(self, *, ascii: bool) -> None:
        super().__init__(ansi_color=True)
        self.pen = pen(ascii=ascii)
        self.on_first_frame: Callable[[], None] = lambda: None

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

    def line(self, name: str, text: Text) -> None:
        """Puts a text on a surface of one line."""
        self.query_one(f"#{name}", Surface).show_one(self.console, text)

    def stop(self, code: int) -> None:
        """A signal."""
        self.exit(f"{ENDED}{code}")


def ask(screen: OnePanel) -> str:
    """Shows it until the learner chooses, or a signal ends it."""
    return asyncio.run(_run(screen))


async def _run(screen: OnePanel) -> str:
    for name in SIGNALS:
        if number := getattr(signal, name, 0):
            asyncio.get_running_loop().add_signal_handler(number, screen.stop, 128 + number)
    screen.on_first_frame = settle_down
    try:
        return await screen.run_async() or ""
    finally:
        let_go()
