"""What is kept of a round: its transcript, a row among the interviews, what it shows of topics."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tutor.commands.past_interviews import say_where, written
from tutor.core.harmless import visible

if TYPE_CHECKING:
    from tutor.course.model import Course
    from tutor.quiz.round_state import Talk

NAMES: Final = {"design": "Design round", "incident": "Incident"}


@dataclass(slots=True, kw_only=True)
class Keeping:
    """Keeps one round, once: a signal and the orderly end may both ask for it."""

    course: Course
    at: float  # when it began, seconds since the epoch
    transcript: Path | None = None  # None: in the learner's folder
    quiet: bool = False  # standard output belongs to a program
    was_kept: bool | None = None  # None: not yet

    def keep(self, talk: Talk) -> bool:
        """Writes it down; False if the transcript that was asked for cannot be written.

        A round in which nothing was said is not kept.
        """
        if self.was_kept is None:
            self.was_kept = not talk.results or self._write(talk)
        return self.was_kept

    def _write(self, talk: Talk) -> bool:
        from msgspec.structs import replace

        from tutor.library.going_on import open_store
        from tutor.quiz.round_outcome import interview_of, reviews
        from tutor.runtime.paths import user_data

        began = datetime.fromtimestamp(self.at, UTC).astimezone()
        name = f"{talk.round.id}-{began:%Y%m%d-%H%M%S}.md"
        file = self.transcript or user_data() / "interviews" / name
        chosen = self.transcript is not None
        is_written = written(file, _transcript(talk, began), chosen=chosen)
        held = interview_of(talk, at=self.at)
        slugs = {outline.number: outline.slug for outline in self.course.outlines}
        with open_store(quiet=self.quiet) as store:
            store.keep_interview(replace(held, file=str(file.absolute()) if is_written else ""))
            for review in reviews(talk, at=self.at + held.seconds, slugs=slugs):
                store.review(review)
        if is_written:
            say_where(file, quiet=self.quiet)
        return is_written or not chosen


def _transcript(talk: Talk, began: datetime) -> bytes:
    from tutor.quiz.round_transcript import transcript
    from tutor.view.board import render

    title = f"{NAMES[talk.round.kind]}, {began:%Y-%m-%d %H:%M}"
    told = transcript(talk, title=title, picture=lambda it: render(it, width=90).plain)
    return visible(told).encode()
