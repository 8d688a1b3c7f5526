"""Which choice of a prediction the run makes right. It never decides by itself what is true."""

from __future__ import annotations

from collections.abc import Sequence

from .events import Event
from .match import Context, Query, Value
from .pattern import number_of, text_of


class PredictError(ValueError):
    """The run's answer is not among the choices: the lesson does not fit the installed versions."""

    def __init__(self, query: str, answer: str, labels: Sequence[str]) -> None:
        choices = ", ".join(f'"{label}"' for label in labels) or "no choice at all"
        super().__init__(f'expected one of {choices}, got "{answer}" from {query}')
        self.query = query
        self.answer = answer
        self.labels = tuple(labels)


def judge(answer: Query | str, events: Sequence[Event] | Context, labels: Sequence[str]) -> int:
    """The index of the label that the query's value equals. Raises `PredictError`, `PatternError`.

    Numbers compare as numbers, texts without regard to case; yes and no are true and false.
    """
    query = Query.parse(answer) if isinstance(answer, str) else answer
    value = query.value(events)
    for index, label in enumerate(labels):
        if _same(value, label.strip()):
            return index
    raise PredictError(query.text, text_of(value), labels)


def decided(answer: Query | str, events: Sequence[Event], since: int, stops: Sequence[int]) -> int:
    """The stop at which the run has decided: from there on the answer stays what it is at the end.

    `stops` are steps in ascending order; only those after step `since` count. 0: the value is the
    same at `since` and at every stop ("none", an "any" that stays false), so that no stop decides
    it. The step after the last event, `len(events) + 1`: it changes once more after the last stop.
    """
    query = Query.parse(answer) if isinstance(answer, str) else answer
    end = query.value(events)
    found = len(events) + 1
    for stop in reversed([stop for stop in stops if stop > since]):
        if query.value(events[:stop]) != end:
            return found
        found = stop
    return 0 if query.value(events[:since]) == end else found


def _same(value: Value, label: str) -> bool:
    one, other = number_of(value), number_of(label)
    if one is not None and other is not None:
        return one == other
    names = {text_of(value).casefold()}
    if isinstance(value, bool):
        names.add("yes" if value else "no")
    return label.casefold() in names
