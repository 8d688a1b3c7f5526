"""The line at the bottom of an open stage: completion, history, a menu over what is above it.

It knows no command: what may stand in the line is asked for, and what was typed is sent on.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar, Final

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.events import Key, Paste
from textual.message import Message
from textual.widgets import Input

from tutor.play.menu import Choice, History, completed, expected
from tutor.view import palette
from tutor.view.text import Pen, crop

ALL: Final = "?"
"""In an empty line: all commands."""

SHEET: Final = """
Screen { layers: base over; }
#goal { height: 0; }
#typed { height: 1; layout: horizontal; background: ansi_default; }
#prompt { width: 3; height: 1; }
#address { width: auto; height: 1; }
#menu {
    layer: over; dock: bottom; margin-bottom: 2; height: 3;
    background: ansi_default; border: round ansi_cyan;
}
#menu.ascii { border: ascii ansi_cyan; }
CommandLine, CommandLine:focus {
    border: none; height: 1; width: 1fr; padding: 0;
    background: ansi_default; color: ansi_default; background-tint: ansi_default 0%;
    &:ansi { background: ansi_default; color: ansi_default; }
}
CommandLine > .input--cursor {
    background: ansi_default; color: ansi_default; text-style: reverse;
}
CommandLine > .input--placeholder { color: ansi_default; text-style: dim; }
"""


class CommandLine(Input):
    """Asks for completions, and tells what it has been given."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "older", show=False),
        Binding("down", "newer", show=False),
        Binding("shift+tab", "move(-1)", show=False),
        Binding("escape", "back", show=False),
        Binding("ctrl+c", "stop", show=False),
        Binding("ctrl+d", "leave", show=False),
        Binding("ctrl+j", "submit", show=False),
    ]

    class Sent(Message):
        """A line was entered."""

        def __init__(self, line: str) -> None:
            super().__init__()
            self.line = line

    class Left(Message):
        """The learner wants the player's keys."""

    class Stopped(Message):
        """What runs is to be given up."""

    class Ended(Message):
        """The end of the input."""

    class Offers(Message):
        """The menu has changed."""

    class Complete(Message):
        """Tab was pressed: a message, so that it comes behind the keys before it."""

    def __init__(self, ask: Callable[[str], Awaitable[Sequence[Choice]]]) -> None:
        """`ask`: what a line may become."""
        super().__init__(id="line", select_on_focus=False)
        self.history = History()
        self.choices: Sequence[Choice] = ()
        self.at = -1  # the choice in hand
        self.hint = ""  # what is to be typed where nothing can be offered
        self._ask = ask
        self._mine = ""  # what completion, not the learner, has put into the line

    @property
    def is_open(self) -> bool:
        """Whether the menu stands."""
        return bool(self.choices or self.hint)

    def put(self, line: str) -> None:
        """The line is this, and goes on behind it."""
        self._mine = self.value = line
        self.cursor_position = len(line)

    # ── completion ──────────────────────────────────────────────────────────────────────────

    async def on_command_line_complete(self, event: Complete) -> None:
        """What all choices have in common; where they differ, the menu, and then one by one."""
        event.stop()
        if self.choices:
            self.action_move(1)
            return
        choices = await self._ask(self.value)
        if choices:
            self.put(completed(self.value, choices))
        self._offer(choices if len(choices) > 1 else ())
        if not choices:
            self._offer((), hint=expected(self.value))

    def _offer(self, choices: Sequence[Choice], hint: str = "") -> None:
        self.choices, self.at, self.hint = choices, -1, hint
        self.post_message(self.Offers())

    def action_move(self, by: int) -> None:
        """To another choice, which is in the line at once."""
        if self.choices:
            count = len(self.choices)
            self.at = (self.at + by) % count if self.at >= 0 or by > 0 else count - 1
            self.put(self.choices[self.at].line)
            self.post_message(self.Offers())

    async def on_input_changed(self, event: Input.Changed) -> None:
        """What is typed goes on narrowing an open menu."""
        event.stop()
        if event.value != self._mine and self.is_open:
            self._offer(await self._ask(self.value) if event.value.strip() else ())

    # ── keys ────────────────────────────────────────────────────────────────────────────────

    async def on_key(self, event: Key) -> None:
        """The question mark in an empty line asks for everything."""
        if event.key == "question_mark" and not self.value:
            event.prevent_default()
            event.stop()
            self._offer(await self._ask(""))

    def on_paste(self, event: Paste) -> None:
        """Each whole line is sent, as if it had been typed; what has no end stays in the line."""
        *whole, rest = f"{event.text}\0".splitlines()
        if whole:
            event.prevent_default()
            event.stop()
            before, after = self.value[: self.cursor_position], self.value[self.cursor_position :]
            self._send(f"{before}{whole[0]}")
            for line in whole[1:]:
                self._send(line)
            self.put(f"{rest[:-1]}{after}")

    def action_older(self) -> None:
        """Up: in the menu, else to the line before."""
        if self.choices:
            self.action_move(-1)
        else:
            self.put(self.history.before(self.value))

    def action_newer(self) -> None:
        """Down."""
        if self.choices:
            self.action_move(1)
        else:
            self.put(self.history.after())

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """A choice in hand is taken; a line is sent."""
        event.stop()
        took = self.at >= 0
        self._offer(())
        if took:
            return
        self._send(self.value)
        self.put("")

    def _send(self, typed: str) -> None:
        line = typed.strip()
        self.history.add(line)
        self.post_message(self.Sent(line))

    def action_back(self) -> None:
        """Esc: the menu goes, then the line is left."""
        if self.is_open:
            self._offer(())
        else:
            self.post_message(self.Left())

    def action_stop(self) -> None:
        """Ctrl-C: what runs is given up, and the line is empty."""
        self._offer(())
        self.put("")
        self.post_message(self.Stopped())

    def action_leave(self) -> None:
        """Ctrl-D: in an empty line it is the end, as for a shell."""
        if self.value:
            self.action_delete_right()
        else:
            self.post_message(self.Ended())


def drawn(line: CommandLine, *, width: int, height: int, pen: Pen) -> list[Text]:
    """The rows of its menu, at most `height`: the choice in hand is one of them."""
    if not line.choices:
        return [_row(Text(pen.safe(line.hint)), width, pen)]
    first = max(0, min(line.at - height // 2, len(line.choices) - height))
    shown = line.choices[first : first + height]
    column = min(max(len(pen.safe(one.shown)) for one in line.choices), width // 2)
    rows = []
    for place, one in enumerate(shown, first):
        style = f"{palette.KEY} reverse" if place == line.at else palette.KEY
        row = Text().append(pen.pad(one.shown, column), style)
        rows.append(_row(row.append(f"  {pen.safe(one.means)}"), width, pen))
    left = len(line.choices) - first - len(shown)
    if left > 0:
        rows[-1] = _row(Text(f"{pen.glyphs.ellipsis} {left + 1} more", palette.QUIET), width, pen)
    return rows


def _row(row: Text, width: int, pen: Pen) -> Text:
    row.no_wrap, row.end = True, ""
    crop(row, width, pen)
    return row
