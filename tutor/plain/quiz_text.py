"""A sitting as a conversation: text printed, lines read. For a terminal, a pipe, a screen reader.

Answers are numbers as they stand on the screen. Where letters can be an answer, a command has a
colon in front (`:h`); the colon is understood everywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from tutor.plain.lesson_text import Printer
from tutor.quiz.asking import Asked, Misread
from tutor.quiz.hints import EASY, HARD
from tutor.quiz.marking import Response, heard
from tutor.quiz.sitting import HINTED, Desk, Sitting, Turn
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
    """The learner has had enough, or the input is at its end."""


class Talk:
    """One sitting, to its end."""

    def __init__(
        self,
        sitting: Sitting,
        desk: Desk,
        printer: Printer,
        ask: Callable[[str], str],
        *,
        pauses: bool,
    ) -> None:
        """`pauses`: after a verdict somebody wants to read it; a pipe goes straight on."""
        self.sitting, self.desk, self.printer = sitting, desk, printer
        self.ask, self.pauses = ask, pauses
        self.lines: list[str] = []  # of the paragraph that is being typed, or was the last one
        self.words: dict[str, Any] = {
            "width": printer.width,
            "ascii": printer.ascii,
            "bare": not printer.color,
        }

    def run(self) -> None:
        """Until every card is done, or the learner is."""
        try:
            while self.sitting.stage != "over":
                self._card()
        except Left:
            self.printer.console.print()
        finally:  # whatever ends it, Ctrl-C as well
            self.sitting.leave(self.desk.now(), "\n".join(self.lines))

    # ── one card ────────────────────────────────────────────────────────────────────────────

    def _card(self) -> None:
        from tutor.view import card_page as view

        sitting = self.sitting
        assert sitting.asked is not None
        done = f"{sitting.done} of {sitting.total} done"
        about = f"lesson {sitting.card.lesson}, {sitting.card.topic}"
        what = "Question" if sitting.mode == "interview" else "Card"
        parts = (f"{what} {len(sitting.turns) + 1}", done, about)
        self.printer.say(f" {self.printer.pen.glyphs.dot} ".join(parts), palette.STRONG)
        self.printer.show(view.question(sitting.asked, **self.words))
        before = sitting.asked
        if sitting.card.kind == "say":
            self._free()
        else:
            self._answer()
        if sitting.stage == "told" and sitting.last is not None and sitting.last.asked is before:
            self._verdict(sitting.last)

    def _answer(self) -> None:
        """Lines until one is an answer, or a command leads to another card."""
        sitting = self.sitting
        assert sitting.asked is not None
        here, asked, typed = self._place, sitting.asked, sitting.card.kind == "type"
        prompt = "Your answer (:h hint, :q end): " if typed else "Your answer (h hint, q end): "
        while True:
            line = self._line(prompt)
            if self._command(line, colon=typed):
                if sitting.asked is not asked or self._place != here:
                    return
                continue
            try:
                response = self._read(asked, line)
            except Misread as error:
                self.printer.say(f"{error} {':' * typed}x if you do not know.")
                continue
            sitting.respond(response, self.desk.now())
            return

    def _read(self, asked: Asked, line: str) -> Response:
        """An Enter too many is not an answer. Raises Misread."""
        if not line:
            raise Misread(f"Type {asked.wanted}.")
        return asked.read(line)

    def _verdict(self, turn: Turn) -> None:
        from tutor.view import card_page as view

        self.printer.console.print()
        self.printer.show(view.verdict(turn, again=self.desk.again(turn), **self.words))
        while self.pauses:
            line = self._line(AFTER)
            if not line:
                break
            if not self._command(line, colon=False):
                self._help(colon=False)
            elif self.sitting.stage != "told":
                return
        self.sitting.go_on(self.desk.now())

    # ── a free answer ───────────────────────────────────────────────────────────────────────

    def _free(self) -> None:
        """What is said, then the points; in an interview those that were missed, once more."""
        sitting = self.sitting
        said = self._paragraph("Say it aloud, or type it; an empty line ends it (:h hint, :q end).")
        if said is None:
            return
        sitting.respond(Response(text=said), self.desk.now())
        self._points(heard(sitting.card, said))
        while sitting.stage == "follow":
            self._follow()

    def _points(self, guess: tuple[int, ...]) -> None:
        from tutor.view import card_page as view

        sitting = self.sitting
        assert sitting.asked is not None
        self.printer.show(view.question(sitting.asked, ticking=True, picks=guess, **self.words))
        default = " ".join(str(number + 1) for number in guess)
        prompt = f"Points you made, as 1 3; 0 for none [{default or '0'}]: "
        while (line := self._reply(prompt)) is not None:
            try:
                picks = sitting.asked.read(line or default or "0").picks
            except Misread as error:
                self.printer.say(str(error))
                continue
            sitting.tick(picks, self.desk.now())
            return

    def _follow(self) -> None:
        sitting = self.sitting
        point = sitting.card.points[sitting.follows[0]]
        self.printer.console.print()
        self.printer.prose(f"Let me ask further. {point.ask}")
        said = self._paragraph("An empty line ends the answer.")
        if said is None:
            return
        self.printer.prose(f"**What should be in it.** {point.model}")
        line = self._reply("Was it in yours? (y or n) [n]: ")
        if line is not None:
            sitting.follow(said, line.casefold() in {"y", "yes", "1"}, self.desk.now())

    def _paragraph(self, prompt: str) -> str | None:
        """Lines up to an empty one; None when a command has led away."""
        here, self.lines = self._place, []
        self.printer.say(prompt, palette.QUIET)
        while line := self._line("> "):
            if not self._command(line, colon=True):
                self.lines.append(line)
            elif self._place != here:
                return None
        return "\n".join(self.lines)

    def _reply(self, prompt: str) -> str | None:
        """A line that is no command; None when a command has led away."""
        here = self._place
        while self._command(line := self._line(prompt), colon=False):
            if self._place != here:
                return None
        return line

    @property
    def _place(self) -> tuple[str, int]:
        """Differs when a command has led elsewhere."""
        return self.sitting.stage, len(self.sitting.turns)

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

    def _do_h(self) -> None:
        from tutor.view import card_page as view

        sitting = self.sitting
        if not sitting.has_hint:
            self.printer.say(sitting.no_hint)
            return
        sitting.hint()
        name, text = sitting.hints_taken[-1]
        shown = self.desk.look(text) if name == "where to look" else text
        self.printer.show(view.hints([(name, shown)], **self.words))

    def _do_p(self) -> None:
        turn = self.sitting.last
        if turn is None:
            self.printer.say("Nothing has been answered yet.")
        elif not turn.card.proof[1]:
            self.printer.say("No run shows this one.")
        elif trouble := self.desk.prove(turn.card):
            self.printer.say(trouble)

    def _do_f(self) -> None:
        last = self.sitting.last
        card = last.card if self.sitting.stage == "told" and last else self.sitting.card
        on = self.desk.flag(card)
        self.printer.say(f"{'Flagged' if on else 'No longer flagged'}: {card.id}.")

    def _do_u(self) -> None:
        if self.sitting.undo(self.desk.now()):
            self.printer.say("Taken back; here it is again.")
            self.printer.console.print()
        else:
            self.printer.say("There is nothing to take back.")

    def _do_d(self) -> None:
        self._regrade(HARD)

    def _do_e(self) -> None:
        self._regrade(EASY)

    def _regrade(self, grade: int) -> None:
        turn = self.sitting.last
        if turn is None or self.sitting.stage != "told":
            self.printer.say("That is for a verdict that stands on the screen.")
        elif not turn.review.correct:
            self.printer.say("A wrong answer is asked again soon anyway.")
        elif not self.sitting.regrade(grade):
            self.printer.say(HINTED)
        else:
            again = self.desk.again(self.sitting.turns[-1])
            self.printer.say(f"Noted: {again}." if again else "Noted.")

    def _do_x(self) -> None:
        if self.sitting.stage != "ask":
            self.printer.say("That is for an open question.")
        elif self.sitting.card.kind == "say":
            self.printer.say("Then say so, with an empty line.")
        else:
            self.sitting.respond(Response(), self.desk.now())

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
