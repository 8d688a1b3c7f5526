"""Services that an examiner gets: clock, learner's file, deck, installed source, proof player."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.quiz.schedule import SCHEDULED, Memory, Review, advance, span
from tutor.quiz.sitting import Answered, Flagged, TakenBack, comes_again
from tutor.runtime.processes.child_tutor import run_tutor

if TYPE_CHECKING:
    from tutor.library.study import Study
    from tutor.quiz.card import Card
    from tutor.quiz.sitting import Entry, Turn


class SittingServices:
    """`examiner.Services` on the learner's real file. One sitting each."""

    def __init__(self, study: Study, *, ascii: bool = False, plain: bool = True) -> None:
        """`ascii`, `plain`: how a proof is played."""
        self.study, self.ascii, self.plain = study, ascii, plain
        self._rows: dict[int, Review] = {}  # as the log has them, by the number of the entry
        self._known: dict[str, Memory | None] = {}  # cards of this sitting, as they are known now
        self._steps: dict[int, tuple[Memory | None, Memory]] = {}  # before and after an entry

    def now(self) -> float:
        """Seconds since the epoch."""
        return self.study.now()

    # ── the learner's file ──────────────────────────────────────────────────────────────────

    def write(self, entry: Entry) -> None:
        """Puts an entry into the learner's file."""
        match entry:
            case Answered(number=number, review=review):
                self._answered(number, review)
            case TakenBack(number=number):
                self.study.store.undo(self._rows[number])
                if (step := self._steps.pop(number, None)) is not None:
                    self._known[self._rows[number].card] = step[0]
            case Flagged(card=card, on=is_on, at=at, lesson=lesson):
                self.study.store.flag(card, is_on, at, lesson)

    def _answered(self, number: int, review: Review) -> None:
        # `memories` reads the file once: that has to be before this answer is in it.
        before = self._known.get(review.card, self.study.memories.get(review.card))
        self._rows[number] = self.study.store.review(review)
        if review.grade and review.mode in SCHEDULED:
            after = advance(before, review.card, review.grade, review.at, mode=review.mode)
            self._known[review.card], self._steps[number] = after, (before, after)

    def is_flagged(self, card: Card) -> bool:
        """Whether the file has a flag for the card; another `tutor` may have put it there."""
        return card.id in self.study.store.flagged()

    def again(self, turn: Turn) -> str:
        """When the card of a verdict comes again, in words; "" if the answer moves no date."""
        if comes_again(turn.review):
            return "again in a moment"
        step = self._steps.get(turn.number)
        if step is None:
            return ""
        return "again today" if step[1].failed else span(step[1].due - turn.review.at)

    # ── cards, source, runs ─────────────────────────────────────────────────────────────────

    def settle(self, card: Card) -> Card | None:
        """The card with its key; None if the recording that decides it cannot be read."""
        return self.study.settle(card)

    def look(self, place: str) -> str:
        """A place in the installed source, in words."""
        from tutor.runtime.installed import describe

        return describe(place)

    def prove(self, card: Card) -> str:
        """Plays the run that shows it, in a process of its own; what went wrong, in words."""
        number, scene = card.proof
        options = ["--plain", "--replay"] * self.plain + ["--ascii"] * self.ascii
        ended = run_tutor(
            "lesson", str(number), "--scene", scene, "--visit", *options, silent_input=self.plain
        )
        return "" if ended == 0 else f"The player ended with {ended}."
