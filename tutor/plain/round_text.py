"""A round as a conversation: text printed, lines read. For a terminal, a pipe, a screen reader."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tutor.plain.printer import Printer
from tutor.quiz.round_state import Head, Item, Said, Talk
from tutor.quiz.round_talk import help_for, leave, step
from tutor.view import palette, round_page


class Conversation:
    """One round, to its end. Its `talk` is what has been said so far."""

    def __init__(
        self,
        talk: Talk,
        printer: Printer,
        ask: Callable[[str], str],
        now: Callable[[], float],
    ) -> None:
        """`ask` prints a prompt and reads a line; EOFError at the end of the input."""
        self.talk, self.printer, self.ask, self.now = talk, printer, ask, now
        self.told = 0  # items that are printed
        self.look: dict[str, Any] = {
            "width": printer.width,
            "ascii": printer.ascii,
            "bare": not printer.color,
        }

    def run(self) -> None:
        """Until the round is over, or the input is."""
        self.printer.prose(help_for(self.talk))
        try:
            while not self.talk.is_over:
                self.catch_up()
                prompt = round_page.prompt(self.talk, self.now())
                self.talk = step(self.talk, self.ask(prompt), self.now())
        except EOFError:
            self.printer.console.print()
        finally:  # Ctrl-C, too
            self.finished()
        self.catch_up()
        self.printer.say("The end", palette.TITLE)
        self.printer.show(round_page.summary(self.talk, **self.look))

    def finished(self) -> Talk:
        """The conversation, ended here if it goes on."""
        self.talk = leave(self.talk, self.now())
        return self.talk

    def catch_up(self) -> None:
        """Prints what is new; what the candidate typed is there already."""
        for one in self.talk.items[self.told :]:
            if isinstance(one, Head) and self.told:
                self.printer.console.print()
            if not _is_typed(one):
                self.printer.show(round_page.item(one, **self.look))
        self.told = len(self.talk.items)


def _is_typed(one: Item) -> bool:
    return isinstance(one, Said) and one.who == "you"
