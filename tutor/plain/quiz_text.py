"""A sitting as a conversation: text printed, lines read. For a terminal, a pipe, a screen reader.

Answers are the numbers on the screen. Where letters can be an answer, a command needs a colon in
front (`:h`); the colon is understood everywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from tutor.library.examiner import Examiner
from tutor.plain.printer import Printer
from tutor.quiz.asking import Asked, Misread
from tutor.quiz.heard import heard
from tutor.quiz.hints import EASY, HARD
from tutor.quiz.marking import Response
from tutor.quiz.sitting import (
    Action,
    Answer,
    Asking,
    Follow,
    Following,
    Grade,
    Hint,
    Leave,
    Next,
    Over,
    Phase,
    Sitting,
    Tick,
    Ticking,
    Told,
    Turn,
    Undo,
)
from tutor.quiz.step import Refused
from tutor.view import palette
from tutor.view.text import count

MEANINGS: Final = {
    "h": "a hint, which costs a grade",
    "x": "I do not know",
    "p": "play the run that proves the last answer",
    "f": "flag the card, or take the flag away",
    "u": "take the last answer back",
    "d": "it was hard: ask again sooner",
    "e": "it was easy: ask again later",
    "q": "end here",
}
YES: Final = {"y", "yes"}
AFTER: Final = "Enter goes on (p proof, u undo, f flag, d hard, e easy, q end): "


class Left(Exception):
    """The learner leaves, or the input is at its end."""


class Talk:
    """One sitting, to its end."""

    def __init__(
        self, examiner: Examiner, printer: Printer, ask: Callable[[str], str], *, pauses: bool
    ) -> None:
        """`ask` prints a prompt and reads a line; EOFError at the end of the input.

        `pauses`: a learner at a terminal wants to read the verdict; a pipe goes straight on.
        """
        self.examiner, self.printer = examiner, printer
        self.ask, self.pauses = ask, pauses
        self.lines: list[str] = []  # of the paragraph that is being typed, or was the last one
        self.words: dict[str, Any] = {
            "width": printer.width,
            "ascii": printer.ascii,
            "bare": not printer.color,
        }

    @property
    def sitting(self) -> Sitting:
        """Its state now."""
        return self.examiner.sitting

    def run(self) -> None:
        """Until every card is done, or the learner leaves."""
        try:
            while not isinstance(phase := self.sitting.phase, Over):
                self._go_on(phase)
        except Left:
            self.printer.console.print()
        finally:  # Ctrl-C, too
            self.examiner.do(Leave(said="\n".join(self.lines)))

    def _go_on(self, phase: Phase) -> None:
        """One phase; a command may have led back to an earlier one."""
        match phase:
            case Asking(asked=asked) if asked.card.kind == "say":
                self._question(asked)
                self._free()
            case Asking(asked=asked):
                self._question(asked)
                self._answer(asked)
            case Ticking():
                self._points(phase)
            case Following():
                self._follow(phase)
            case Told():
                self._verdict(self.sitting.turns[-1])

    # ── one card ────────────────────────────────────────────────────────────────────────────

    def _question(self, asked: Asked) -> None:
        from tutor.view import card_page as view

        sitting = self.sitting
        what = "Question" if sitting.mode == "interview" else "Card"
        parts = (
            f"{what} {len(sitting.turns) + 1}",
            f"{sitting.done} of {sitting.total} done",
            f"lesson {asked.card.lesson}, {asked.card.topic}",
        )
        self.printer.say(f" {self.printer.pen.glyphs.dot} ".join(parts), palette.STRONG)
        self.printer.show(view.question(asked, **self.words))

    def _answer(self, asked: Asked) -> None:
        """Lines until one is an answer, or a command leads to another card."""
        here, typed = self.sitting.place, asked.card.kind == "type"
        prompt = "Your answer (:h hint, :q end): " if typed else "Your answer (h hint, q end): "
        while True:
            line = self._line(prompt)
            if self._command(line, colon=typed):
                if self.sitting.place != here:
                    return
                continue
            try:
                response = self._read(asked, line)
            except Misread as error:
                self.printer.say(f"{error} {':' * typed}x if you do not know.")
                continue
            self.examiner.do(Answer(response=response))
            return

    def _read(self, asked: Asked, line: str) -> Response:
        """An Enter too many is not an answer. Raises Misread."""
        if not line:
            raise Misread(f"Type {asked.wanted}.")
        return asked.read(line)

    def _verdict(self, turn: Turn) -> None:
        from tutor.view import card_page as view

        again = self.examiner.services.again(turn)
        self.printer.console.print()
        self.printer.show(view.verdict(turn, again=again, **self.words))
        while self.pauses:
            line = self._line(AFTER)
            if not line:
                break
            if not self._command(line, colon=False):
                self._help(colon=False)
            elif not isinstance(self.sitting.phase, Told):
                return
        self.examiner.do(Next())

    # ── a free answer ───────────────────────────────────────────────────────────────────────

    def _free(self) -> None:
        said = self._paragraph("Say it aloud, or type it; an empty line ends it (:h hint, :q end).")
        if said is not None:
            self.examiner.do(Answer(response=Response(text=said)))

    def _points(self, phase: Ticking) -> None:
        from tutor.view import card_page as view

        asked, guess = phase.asked, tuple(heard(phase.asked.card, phase.said))
        self.printer.show(view.question(asked, ticking=True, picks=guess, **self.words))
        default = " ".join(str(number + 1) for number in guess)
        prompt = f"Points you made, as 1 3; 0 for none [{default or '0'}]: "
        while (line := self._reply(prompt)) is not None:
            try:
                picks = asked.read(line or default or "0").picks
            except Misread as error:
                self.printer.say(str(error))
                continue
            self.examiner.do(Tick(points=picks))
            return

    def _follow(self, phase: Following) -> None:
        point = phase.asked.card.points[phase.point]
        self.printer.console.print()
        self.printer.prose(f"Let me ask further. {point.ask}")
        said = self._paragraph("An empty line ends the answer.")
        if said is None:
            return
        self.printer.prose(f"**What should be in it.** {point.model}")
        line = self._reply("Was it in yours? (y or n) [n]: ")
        if line is not None:
            self.examiner.do(Follow(text=said, made=line.casefold() in {"y", "yes", "1"}))

    def _paragraph(self, prompt: str) -> str | None:
        """Lines up to an empty one; None when a command has led away."""
        here, self.lines = self.sitting.place, []
        self.printer.say(prompt, palette.QUIET)
        while line := self._line("> "):
            if not self._command(line, colon=True):
                self.lines.append(line)
            elif self.sitting.place != here:
                return None
        return "\n".join(self.lines)

    def _reply(self, prompt: str) -> str | None:
        """A line that is not a command; None when a command has led away."""
        here = self.sitting.place
        while self._command(line := self._line(prompt), colon=False):
            if self.sitting.place != here:
                return None
        return line

    # ── commands ────────────────────────────────────────────────────────────────────────────

    def _command(self, line: str, *, colon: bool) -> bool:
        """Whether the line was one."""
        word = line.casefold()
        if not word.startswith(":") and colon:
            return False
        name = word.removeprefix(":")
        if name in {"?", "help"}:
            self._help(colon=colon)
        elif name in MEANINGS:
            getattr(self, f"_do_{name}")()
        else:
            return word.startswith(":") and not self._unknown(word, colon=colon)
        return True

    def _unknown(self, word: str, *, colon: bool) -> bool:
        self.printer.say(f"There is no command {word}.")
        self._help(colon=colon)
        return False

    def _help(self, *, colon: bool) -> None:
        """Every command as it is typed here: with a `colon` where letters are an answer."""
        for key, meaning in MEANINGS.items():
            self.printer.say(f"{':' * colon}{key}: {meaning}")

    def _take(self, action: Action) -> bool:
        """Whether the sitting has taken it; if not, the learner is told why."""
        try:
            self.examiner.do(action)
        except Refused as error:
            self.printer.say(str(error))
            return False
        return True

    def _do_h(self) -> None:
        from tutor.view import card_page as view

        if self._take(Hint()):
            self.printer.show(view.hints(self.examiner.hints()[-1:], **self.words))

    def _do_p(self) -> None:
        turn = self.sitting.last
        if turn is None:
            self.printer.say("Nothing has been answered yet.")
        elif not turn.card.proof[1]:
            self.printer.say("No run shows this one.")
        elif trouble := self.examiner.services.prove(turn.card):
            self.printer.say(trouble)

    def _do_f(self) -> None:
        on = self.examiner.flag()
        self.printer.say(f"{'Flagged' if on else 'No longer flagged'}: {self.sitting.card.id}.")

    def _do_u(self) -> None:
        if self._take(Undo()):
            self.printer.say("Taken back; here it is again.")
            self.printer.console.print()

    def _do_d(self) -> None:
        self._regrade(HARD)

    def _do_e(self) -> None:
        self._regrade(EASY)

    def _regrade(self, grade: int) -> None:
        if self._take(Grade(to=grade)):
            again = self.examiner.services.again(self.sitting.turns[-1])
            self.printer.say(f"Noted: {again}." if again else "Noted.")

    def _do_x(self) -> None:
        if isinstance(self.sitting.phase, Asking) and self.sitting.card.kind == "say":
            self.printer.say("Then say so, with an empty line.")
        else:
            self._take(Answer())

    def _do_q(self) -> None:
        asks = self.pauses and self.sitting.mode == "interview"
        if asks and self._line("Leave the interview? (y or n) [n]: ").casefold() not in YES:
            return
        raise Left

    def _line(self, prompt: str) -> str:
        try:
            line = self.ask(prompt).strip()
        except EOFError:
            raise Left from None
        return line.encode("utf-8", "replace").decode()  # bytes that are no text, in the C locale


def waiting(number: int) -> str:
    """ "3 more cards wait for another sitting"."""
    return f"{count(number, 'more card')} {'waits' if number == 1 else 'wait'} for another sitting."
