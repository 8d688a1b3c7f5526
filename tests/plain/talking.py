"""A conversation with literal cards, and the answers of a learner who knows."""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO

from tests.quiz.making import Services, card, hold, places, right
from tutor.library.examiner import Examiner
from tutor.plain.printer import Printer
from tutor.plain.quiz_text import Talk
from tutor.quiz.card import Card
from tutor.quiz.schedule import Mode
from tutor.quiz.sitting import Entry

CHOICE, TYPE, SAY = card("choice", scene="s"), card("type"), card("say")


class Peeking(Services):
    """Remembers what was printed when an answer was being written down."""

    def __init__(self) -> None:
        super().__init__()
        self.out, self.printed = StringIO(), list[str]()

    def write(self, entry: Entry) -> None:
        self.printed.append(self.out.getvalue())
        super().write(entry)


def talk(
    cards: Sequence[Card] | Examiner,
    *lines: str,
    mode: Mode = "quiz",
    pauses: bool = False,
    services: Services | None = None,
    width: int = 80,
    ascii: bool = False,
) -> str:
    """What is printed, with the lines where they are read; the input ends after them."""
    out = services.out if isinstance(services, Peeking) else StringIO()
    typed = iter(lines)

    def ask(prompt: str) -> str:
        out.write(prompt)
        try:
            line = next(typed)
        except StopIteration:
            raise EOFError from None
        out.write(f"{line}\n")
        return line

    held = cards if isinstance(cards, Examiner) else hold(cards, mode, services)
    printer = Printer(out, width=width, ascii=ascii)
    Talk(held, printer, ask, pauses=pauses).run()
    assert not list(typed), "lines that were not read"
    return out.getvalue()


def key(held: Examiner) -> str:
    """What a learner who knows types."""
    asked = held.sitting.asked
    assert asked is not None
    if asked.card.kind == "type":
        return asked.card.model
    picks = right(asked.card).picks
    shown = picks if asked.card.kind == "fault" else (n + 1 for n in places(asked, picks))
    return " ".join(map(str, shown))


def after(text: str, prompt: str) -> str:
    return text.partition(prompt)[2]
