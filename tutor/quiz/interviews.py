"""What is kept of an interview: when, how long, how many questions, and its score. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from tutor.quiz.sitting import Turn

MINUTE = 60.0


class Interview(msgspec.Struct, frozen=True, kw_only=True):
    """One interview, as the learner's file has it. The answers are in the log."""

    at: float  # when it began, seconds since the epoch
    kind: str = "aloud"
    title: str = ""  # what it was about: "chapters 4 and 7"; "" = all
    seed: str = ""
    minutes: float = 0.0  # as planned
    seconds: float = 0.0  # that it took
    questions: int = 0
    score: float = 0.0  # 0 to 1
    file: str = ""  # the transcript, where it was written


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


def trend(interviews: Sequence[Interview]) -> int | None:
    """How many points in a hundred the latest was better than the mean of those before.

    `interviews`: the oldest first; None: there is nothing to compare.
    """
    if len(interviews) < 2:
        return None
    *earlier, last = interviews
    return round(100 * (last.score - sum(one.score for one in earlier) / len(earlier)))


def in_words(change: int) -> str:
    """ "The latest is 20 points better than the mean of those before." """
    if not change:
        return "The latest is as good as the mean of those before."
    points = f"{abs(change)} point{'s' * (abs(change) != 1)}"
    return f"The latest is {points} {'better' if change > 0 else 'worse'} than the mean before it."


def clock(seconds: float) -> str:
    """ "12:05": minutes and seconds."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"
