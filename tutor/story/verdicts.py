"""When a run answers a question: at the beat that may say what is right, and not before."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.core import predict
from tutor.core.events import Event
from tutor.core.match import Pattern, PatternError
from tutor.story.script import Question


def verdict(question: Question, events: Sequence[Event], stops: Sequence[int]) -> int:
    """The step of the stop at which the verdict is due; `stops` are the beats' steps, ascending.

    A question may name the fact that decides it (`verdict: PATTERN`). Else it is the first stop
    from which on the answer's value stays what it is at the end; for an answer that never changes,
    the first stop after the question; the last step, where no stop is late enough.
    """
    last = len(events)
    after = [stop for stop in stops if stop > question.step]
    if (fact := _fact(question.predict.verdict, events)) > 0:
        return next((stop for stop in after if stop >= fact), last)
    at = predict.decided(question.predict.answer, events, question.step, after)
    return min(at or (after[0] if after else last), last)


def is_undecided(question: Question, events: Sequence[Event], stops: Sequence[int]) -> bool:
    """Whether only its author can say when the run has decided: the answer never changes."""
    if question.predict.verdict:
        return False
    return not predict.decided(question.predict.answer, events, question.step, stops)


def _fact(pattern: str, events: Sequence[Event]) -> int:
    """The step of the fact; 0 where the pattern is empty or this run lacks the fact."""
    try:
        return (Pattern.parse(pattern).find(events) or 0) if pattern else 0
    except PatternError:
        return 0
