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


def _same(value: Value, label: str) -> bool:
    one, other = number_of(value), number_of(label)
    if one is not None and other is not None:
        return one == other
    names = {text_of(value).casefold()}
    if isinstance(value, bool):
        names.add("yes" if value else "no")
    return label.casefold() in names
