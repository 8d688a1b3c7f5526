"""One line to type in, where a screen asks for a few words: a filter, a file name."""

from __future__ import annotations

from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

SHEET: Final = """
#typed { height: 1; layout: horizontal; background: ansi_default; }
#prompt { width: auto; height: 1; }
AskLine, AskLine:focus {
    border: none; height: 1; width: 1fr; padding: 0;
    background: ansi_default; color: ansi_default; background-tint: ansi_default 0%;
    &:ansi { background: ansi_default; color: ansi_default; }
}
AskLine > .input--cursor { background: ansi_default; color: ansi_default; text-style: reverse; }
AskLine > .input--placeholder { color: ansi_default; text-style: dim; }
"""


class AskLine(Input):
    """Tells what was typed, or that nothing was."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+c,ctrl+d", "give_up", show=False),
        Binding("ctrl+j", "submit", show=False),
    ]

    class Sent(Message):
        """A line was entered."""

        def __init__(self, line: str) -> None:
            super().__init__()
            self.line = line

    class Left(Message):
        """Nothing is to be done."""

    def __init__(self) -> None:
        super().__init__(id="line", select_on_focus=False)

    def ask(self, line: str = "") -> None:
        """To be typed, or to be changed."""
        self.value = line
        self.cursor_position = len(line)
        self.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter."""
        event.stop()
        self.post_message(self.Sent(self.value.strip()))

    def action_give_up(self) -> None:
        """Esc."""
        self.post_message(self.Left())
