"""A card on paper: what is asked, and what stands on its back."""

from __future__ import annotations

import pytest
from hypothesis import given

from tests.quiz.making import EVERY, card, cards
from tutor.quiz.card import Card
from tutor.quiz.card_markdown import back, front


def test_the_front_has_kind_setting_question_and_choices() -> None:
    assert front(card("choice", setting="Three tabs"), "7").split("\n\n") == [
        "*One is right*",
        "*In the scene: Three tabs*",
        "What does the layer promise?",
        "1. At least once\n2. At most once\n3. Exactly once",
    ]


def test_a_program_has_numbered_lines() -> None:
    assert front(card("fault", code="a\n  b\n\n")).split("\n\n")[-1] == "     1  a\n     2    b"


@pytest.mark.parametrize("kind", ["say", "type"])
def test_points_and_texts_are_not_given_away(kind: str) -> None:
    assert front(card(kind)).endswith("\n\nWhat does the layer promise?")


@pytest.mark.parametrize(
    ("made", "lines"),
    [
        (
            card("choice"),
            ["**At most once**", "- At most once: A copy can be lost.\n- At least once: N"],
        ),
        (card("order"), ["1. Open\n2. Accept\n3. Send\n4. Close", "One needs the other."]),
        (
            card("fault"),
            ['**line 3: `self.room = f"user_{self.email}"`**', "- line 3: An `@` is not allowed."],
        ),
        (card("type"), ["**`disconnect`**", "The consumer is told."]),
        (card("say"), ["Names of channels, a queue each, and copies.", "- A group is names\n- A"]),
        (
            card("type", scene="11/s"),
            ["**`disconnect`**", "The consumer is told.", "*See it: `tutor lesson 11 --scene s`*"],
        ),
    ],
    ids=["choice", "order", "fault", "type", "say", "proof"],
)
def test_the_back_has_the_answer_then_the_reasons(made: Card, lines: list[str]) -> None:
    found = back(made).split("\n\n")
    assert [part[: len(line)] for part, line in zip(found, lines, strict=True)] == lines


@pytest.mark.parametrize("made", EVERY, ids=lambda made: made.kind)
def test_both_faces_have_something(made: Card) -> None:
    assert front(made)
    assert back(made)


@given(cards())
def test_any_card_has_two_faces(made: Card) -> None:
    assert made.question in front(made)
    assert back(made) or not made.why
