"""What our screens have in common: how they begin, are stopped, and end after a fault."""

from __future__ import annotations

import asyncio
import os
import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import ClassVar, Final, TypeVar

from textual import screen
from textual.binding import BindingType
from textual.driver import Driver
from textual.events import Click

from tutor import ending
from tutor.tui.gated import Gated
from tutor.tui.resume import SUSPEND, let_go, repaint
from tutor.view.picks import PRESS

Result = TypeVar("Result")

AT_MOST: Final = 125
"""Times a second that what has changed is put on the screen. With Textual's 60 a key, or a fact,
waits for up to 17 ms more. The variable TEXTUAL_FPS says it too, but a command that we start would
inherit that."""

if "TEXTUAL_FPS" not in os.environ:
    screen.UPDATE_PERIOD = 1 / AT_MOST  # type: ignore[misc]


class TerminalApp(Gated[Result]):
    """Draws in the terminal's own colours; ends on a signal, with its terminal, or with a fault."""

    BINDINGS: ClassVar[list[BindingType]] = [*SUSPEND]
    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = None

    def __init__(self) -> None:
        super().__init__(ansi_color=True)
        self.fault: Exception | None = None
        self.is_put_right = True  # False: the terminal has not taken what gives it back
        self.on_first_frame: Callable[[], None] = lambda: None

    def get_driver_class(self) -> type[Driver]:
        """Ours, where there are POSIX terminals."""
        if os.name != "posix":
            return super().get_driver_class()
        from tutor.tui.driver import TerminalDriver

        return TerminalDriver

    def stop(self, code: int) -> None:
        """Ends with this exit status."""
        raise NotImplementedError

    def on_click(self, event: Click) -> None:
        """On the name of a key: that key, once more for a second click."""
        if (key := event.style.meta.get(PRESS)) is not None and (name := named(key)):
            self.simulate_key(name)

    # ── from other threads ──────────────────────────────────────────────────────────────────

    def terminal_has_gone(self) -> None:
        """As on SIGHUP."""
        self._soon(self.stop, ending.terminal_has_gone())

    def repaint_soon(self) -> None:
        """The terminal may show anything."""
        self._soon(repaint, self)

    def fail(self, error: Exception) -> None:
        """A fault in another thread."""
        self._soon(self._handle_exception, error)

    def _soon(self, call: Callable[..., object], *arguments: object) -> None:
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop is over, and so are we
                self._loop.call_soon_threadsafe(call, *arguments)

    # ── a fault ─────────────────────────────────────────────────────────────────────────────

    def _handle_exception(self, error: Exception) -> None:
        """Textual would print a traceback and leave with 0: `run` raises it instead.

        Who is stopped before the first frame has no widgets: what follows from that is no fault.
        """
        if not self._exit:
            self.fault = self.fault or error
        super()._handle_exception(error)

    def panic(self, *_: object) -> None:
        """Ends; what is to be said is said when the terminal is itself again."""
        self._close_messages_no_wait()

    def _fatal_error(self) -> None:
        self._close_messages_no_wait()


def named(key: str) -> str:
    """What Textual calls a key that is shown as "?", "Enter" or "Ctrl-P"; "" for several keys."""
    if len(key) == 1:
        plain = key if key.isalnum() else unicodedata.name(key)
        return plain if key.isalnum() else re.sub(r"\W", "_", plain.lower())
    if not re.fullmatch(r"Ctrl-\w|F\d+|Esc|Enter|Tab|Backspace|space", key):
        return ""
    return {"Esc": "escape"}.get(key, key.lower().replace("-", "+"))


@contextmanager
def signals_stop(app: TerminalApp[Result]) -> Iterator[None]:
    """While the block runs, in the app's event loop, a signal stops the app."""
    loop = asyncio.get_running_loop()
    awake = ending.wakes(lambda: loop.call_soon_threadsafe(int))
    with awake, ending.signals_to(lambda code: loop.call_soon_threadsafe(app.stop, code)):
        try:
            yield
        finally:
            let_go()


async def run(app: TerminalApp[Result]) -> Result | None:
    """Shows it until it ends; what it returns. Raises the fault that has ended it."""
    result = await app.run_async(mouse=wants_mouse())
    if app.fault is not None:
        raise app.fault
    return result


def wants_mouse() -> bool:
    """Whether the mouse is ours: else the terminal selects text with it."""
    return os.environ.get("TUTOR_NO_MOUSE", "0") in {"", "0"}
