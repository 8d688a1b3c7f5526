"""A run decides a key: the right choice, the order of the steps, the value that is typed."""

from __future__ import annotations

import pytest

from tests.core.making import Tape
from tests.quiz.making import card
from tutor.core.match import PatternError
from tutor.core.predict import PredictError
from tutor.quiz.card import Card, Choice
from tutor.quiz.key import KeyMissing, settle


def run() -> Tape:
    tape = Tape()
    tape.add("client.opened", conn=1, name="john")
    tape.add("client.received", conn=1, text="Hello")
    tape.add("client.received", conn=1, text="Bye")
    tape.add("client.closed", conn=1, code=1000)
    return tape


LABELS = tuple(Choice(text=label, why="!") for label in ("1", "2", "3"))
STEPS = {"steps": ("closed", "opened", "read"), "scene": "s"}
FACTS = ("client.closed", "client.opened", "client.received")


def test_the_choice_that_the_run_bears_out_is_right() -> None:
    asked = card("predict", answer="count client.received", choices=LABELS)
    assert [choice.right for choice in settle(asked, run()).choices] == [False, True, False]


def test_what_an_author_marked_does_not_count() -> None:
    marked = tuple(Choice(text=label, right=True) for label in ("1", "2"))
    asked = card("predict", answer="count client.received", choices=marked)
    assert [choice.right for choice in settle(asked, run()).choices] == [False, True]


def test_the_run_has_the_steps_in_their_order() -> None:
    settled = settle(card("order", **STEPS, facts=FACTS), run())
    assert settled.steps == ("opened", "read", "closed")


def test_the_value_is_the_model_and_is_accepted() -> None:
    asked = card("type", answer="value code of client.closed", model="", accept=("re:1e3",))
    settled = settle(asked, run())
    assert (settled.model, settled.accept) == ("1000", ("re:1e3", "1000"))


def test_a_written_key_stays_as_it_is() -> None:
    assert settle(card("choice"), []) == card("choice")


@pytest.mark.parametrize(
    "asked",
    [
        card("choice"),
        card("predict", answer="count client.received", choices=LABELS),
        card("order", **STEPS, facts=FACTS),
        card("type", answer="value code of client.closed", model="", accept=()),
    ],
    ids=lambda asked: asked.kind,
)
def test_a_card_that_has_its_key_keeps_it(asked: Card) -> None:
    once = settle(asked, run())
    assert settle(once, run()) == once


@pytest.mark.parametrize(
    ("asked", "error", "message"),
    [
        (
            card("predict", answer="count client.opened", choices=LABELS[1:]),
            PredictError,
            'expected one of "2", "3", got "1" from count client.opened',
        ),
        (
            card("type", scene="s", answer="value text of group.sent"),
            KeyMissing,
            "type: value text of group.sent has no value in the run of s",
        ),
        (
            card("order", **STEPS, facts=(*FACTS[:2], "group.sent")),
            KeyMissing,
            "order: no group.sent in the run of s",
        ),
        (card("order", **STEPS, facts=FACTS[:2]), KeyMissing, "order: 3 steps have 2 facts"),
        (card("order", **STEPS, facts=(*FACTS[:2], "group.send")), PatternError, "a kind of event"),
    ],
)
def test_a_run_that_does_not_answer_the_question(
    asked: Card, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        settle(asked, run())
