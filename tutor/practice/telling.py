"""What is said of a run and of a mend, in the words that every front end uses."""

from __future__ import annotations

from typing import Final

from tutor.practice.judging import Judged
from tutor.practice.stopped import Stopped
from tutor.practice.tries import Tries, Try, changes

UNKNOWN: Final = "No rule knows what happened there. The facts above are what was seen."
OURS: Final = "It is ours, line by line."
GONE: Final = "The file is gone. u or x brings it back."
COMES_BACK: Final = "It is due again: the starter is back, with other names. u brings back yours."
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


def saved(run: Try, ticks: tuple[str, str]) -> str:
    """What came of a save, for somebody who looks at the run before it.

    `ticks`: the signs of what holds and of what does not.
    """
    marks = "".join(ticks[not holds] for holds in run.marks)
    marked = f" {marks}" if marks else ""
    return f"Saved: run {run.number}, {run.verdict}{marked}. q leads back to it."


def left_over(tries: Tries) -> str:
    """Lines of an earlier run that the mend has kept and ours has not; "" for none.

    Whether it needs them nobody knows: a run can say it.
    """
    exercise, last = tries.exercise, tries.last
    if last is None or exercise.kind != "mend" or last.text != tries.text:
        return ""
    kept = _added(tries.starter, last.text) & _added(tries.solution, last.text)
    for run in tries.runs[tries.fresh : -1]:
        old = sorted(kept & _same(run.text, last.text))
        if old and not run.is_mended:
            where = (
                f"Line {old[0]} is" if len(old) == 1 else f"{len(old)} lines from {old[0]} on are"
            )
            what = "it" if len(old) == 1 else "them"
            return (
                f"{where} left from run {run.number}, which was not mended, and not in ours. "
                f"Take {what} out and save: the run says whether your mend needs {what}."
            )
    return ""


def _added(before: str, now: str) -> set[int]:
    """The lines, from 1, that only the newer text has."""
    return {one.line for one in changes(before, now) if one.sign == "+" and one.text.strip()}


def _same(before: str, now: str) -> set[int]:
    """The lines of the newer text that the older one has as well."""
    everything = range(1, len(now.splitlines()) + 1)
    return set(everything) - {one.line for one in changes(before, now) if one.sign == "+"}
