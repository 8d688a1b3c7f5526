"""What is said of a run and of a mend, in the words that every front end uses."""

from __future__ import annotations

from typing import Final

from tutor.practice.judging import Judged
from tutor.practice.stopped import Stopped
from tutor.practice.tries import Tries, changes

UNKNOWN: Final = "No rule knows what happened there. The facts above are what was seen."
OURS: Final = "It is ours, line by line."
GONE: Final = "The file is gone. u or x brings it back."
START_OVER: Final = "Start over? The starter replaces what is in the file; u takes that back. y, n"
SOLUTION_COUNTS: Final = "Show the solution? The exercise is due again today then. y, n"
UNDONE: Final = "The save before stands in the file: let your editor read it again."
NO_SAVE: Final = "There is no save before this one."
STARTED_OVER: Final = "The starter stands in the file: let your editor read it again. u undoes."


def instead(judged: Judged) -> list[str]:
    """What happened instead, a sentence an item; [] if it is mended.

    What a general rule advises may be the answer: it is a hint, and is not said here.
    """
    finding = judged.finding
    if finding is None:
        return [] if judged.is_mended else [UNKNOWN]
    place = f" ({finding.place})" if finding.place else ""
    remedy = [finding.remedy] if finding.remedy and not finding.is_general else []
    return [f"{finding.sentence}{place}", *remedy]


def stopped(why: Stopped) -> tuple[str, tuple[str, ...], list[str]]:
    """Why there is no run: the sentence, the lines of the traceback, what to do."""
    place = f" ({why.place})" if why.place and not why.trace else ""
    return f"{why.sentence}{place}", why.trace, [why.remedy] if why.remedy else []


def sizes(tries: Tries) -> str:
    """How much the learner and we have put in."""
    mine, ours = (
        sum(change.sign == "+" for change in changes(tries.starter, text))
        for text in (tries.text, tries.solution)
    )
    return f"Lines you put in: {mine}; ours: {ours}."
