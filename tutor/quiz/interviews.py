"""What is kept of an interview: when, how long, how many questions, and its score. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from tutor.quiz.sitting import Turn

MINUTE = 60.0
MINUTES_A_QUESTION = 3.0
ALOUD = "aloud"  # the kind of an interview on cards
HALF = 0.5  # of its questions, or of its time: from there on an interview was held


class Interview(msgspec.Struct, frozen=True, kw_only=True):
    """One interview, as the learner's file has it. The answers are in the log."""

    at: float  # when it began, seconds since the epoch
    kind: str = ALOUD  # or a round: "design", "incident"
    title: str = ""  # what it was about: "chapters 4 and 7"; "" = all; a round's own
    seed: str = ""  # of a round: its id
    minutes: float = 0.0  # as planned
    seconds: float = 0.0  # that it took
    questions: int = 0  # that were answered; of a round: stages
    score: float = 0.0  # 0 to 1
    file: str = ""  # the transcript, where it was written

    @property
    def is_round(self) -> bool:
        """Whether it was a design or an incident."""
        return self.kind != ALOUD

    @property
    def about(self) -> str:
        """ "design: A chat for 10,000 users", "chapters 4 and 7", "" = everything."""
        return f"{self.kind}: {self.title}" if self.is_round else self.title

    @property
    def parts(self) -> str:
        """ "8 questions", "1 stage"."""
        part = "stage" if self.is_round else "question"
        return f"{self.questions} {part}{'s' * (self.questions != 1)}"


def interview_of(
    turns: Sequence[Turn], *, began: float, minutes: float, seed: str = "", title: str = ""
) -> Interview:
    """What is kept of these answers, of which there is at least one."""
    return Interview(
        at=began,
        title=title,
        seed=seed,
        minutes=minutes,
        seconds=max(turns[-1].review.at - began, 0.0),
        questions=len(turns),
        score=sum(turn.review.score for turn in turns) / len(turns),
    )


def overtime(interview: Interview) -> float:
    """Seconds beyond the plan; 0 = within it, or without one."""
    planned = interview.minutes * MINUTE
    return max(interview.seconds - planned, 0.0) if planned else 0.0


def was_held(interview: Interview, minutes: float) -> bool:
    """Whether it went on for half of the minutes, or of the questions that they are for."""
    planned = minutes / MINUTES_A_QUESTION
    is_long = interview.seconds >= HALF * minutes * MINUTE
    return not interview.is_round and (is_long or interview.questions >= HALF * planned)


def trends(interviews: Sequence[Interview]) -> Iterator[str]:
    """For each kind that was held twice: the latest against the mean before it, in words.

    `interviews`: the oldest first. A round is compared with rounds of its kind only.
    """
    for kind in dict.fromkeys(one.kind for one in interviews):
        own = [one for one in interviews if one.kind == kind]
        if (change := trend(own)) is not None:
            yield in_words(change, "" if kind == ALOUD else f" {kind}")


def trend(interviews: Sequence[Interview]) -> int | None:
    """How many points in a hundred the latest was better than the mean of those before.

    `interviews`: of one kind, the oldest first; None: there is nothing to compare.
    """
    if len(interviews) < 2:
        return None
    *earlier, last = interviews
    return round(100 * (last.score - sum(one.score for one in earlier) / len(earlier)))


def in_words(change: int, what: str = "") -> str:
    """ "The latest design is 20 points better than the mean before it." """
    if not change:
        return f"The latest{what} is as good as the mean of those before."
    points = f"{abs(change)} point{'s' * (abs(change) != 1)}"
    how = "better" if change > 0 else "worse"
    return f"The latest{what} is {points} {how} than the mean before it."


def clock(seconds: float) -> str:
    """ "12:05": minutes and seconds."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"
