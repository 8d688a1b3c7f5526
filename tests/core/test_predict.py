"""The run decides which choice is right."""

from __future__ import annotations

import pytest

from tutor.core.match import Query
from tutor.core.predict import PredictError, decided, judge

from .making import Tape


def scene() -> Tape:
    tape = Tape()
    for conn in (1, 2, 3):
        tape.add("client.received", process="tutor", conn=conn, text="Hello")
    return tape


@pytest.mark.parametrize(
    ("answer", "labels", "right"),
    [
        ("count client.received", ["2", "3"], 1),
        ("count client.received", [" 3.0 ", "2"], 0),
        ("value text of client.received", ["bye", "HELLO"], 1),
        ("any group.sent", ["Yes", "No"], 1),
        ("any client.received", ["true", "false"], 0),
        ("value text of group.sent", ["Hello", "none"], 1),
    ],
)
def test_the_right_choice_is_the_one_whose_label_is_the_answer(
    answer: str, labels: list[str], right: int
) -> None:
    assert judge(answer, scene(), labels) == right


def test_an_answer_that_is_no_choice_is_an_error() -> None:
    query = Query.parse("count client.received")
    with pytest.raises(PredictError, match=r'^expected one of "1", "2", got "3" from count'):
        judge(query, scene(), ["1", "2"])


def test_without_choices_there_is_no_right_one() -> None:
    with pytest.raises(PredictError, match="expected one of no choice at all"):
        judge("count client.received", scene(), [])


@pytest.mark.parametrize(
    ("answer", "since", "stops", "at"),
    [
        ("count client.received", 0, [1, 2, 3], 3),
        ("count client.received", 0, [1, 2], 4),  # it changes after the last stop
        ("any client.received", 0, [1, 2, 3], 1),
        ("any client.received", 0, [2, 3], 2),
        ("any client.received", 1, [1, 2, 3], 0),  # nothing that is still to come decides it
        ("none group.sent", 0, [1, 2, 3], 0),
        ("any group.sent", 0, [], 0),
        ("any client.received", 0, [], 4),
    ],
)
def test_the_stop_at_which_an_answer_is_decided(
    answer: str, since: int, stops: list[int], at: int
) -> None:
    events = scene()
    assert decided(answer, events, since, stops) == at
    assert decided(Query.parse(answer), events, since, stops) == at
