"""What a card says of itself."""

from __future__ import annotations

from typing import Any

import pytest

from tests.quiz.making import card
from tutor.quiz.card import Deck


@pytest.mark.parametrize(
    ("fields", "kin"),
    [
        ({"family": "queue", "claims": ("C07-06",)}, {"queue"}),
        ({"family": " queue  layer"}, {"queue", "layer"}),
        ({"claims": ("C07-06", "C07-07")}, {"choice"}),
    ],
)
def test_siblings_share_a_family_and_nothing_else_makes_them(
    fields: dict[str, Any], kin: set[str]
) -> None:
    assert card("choice", **fields).kin == kin


@pytest.mark.parametrize(
    ("scene", "proof"),
    [
        ("", (7, "")),
        ("postman", (7, "postman")),
        ("11/postman", (11, "postman")),
        ("eleven/postman", (7, "eleven/postman")),
    ],
)
def test_a_scene_is_of_the_cards_lesson_or_of_the_one_it_names(
    scene: str, proof: tuple[int, str]
) -> None:
    assert card("choice", scene=scene).proof == proof


@pytest.mark.parametrize(
    ("fields", "computed"),
    [({"answer": "count app.sent"}, True), ({"facts": ("app.sent",)}, True), ({}, False)],
)
def test_a_query_or_patterns_leave_the_key_to_a_run(fields: dict[str, str], computed: bool) -> None:
    assert card("choice", **fields).is_computed == computed


@pytest.mark.parametrize(
    ("code", "lines"),
    [("a\n\n  b\n\n \n", ("a", "", "  b")), ("\n", ()), ("a\u2028b", ("a\u2028b",))],
)
def test_a_program_ends_with_its_last_line_of_code(code: str, lines: tuple[str, ...]) -> None:
    assert card("fault", code=code).lines == lines


def test_a_card_is_found_by_the_ids_it_had_before() -> None:
    new = card("choice", id="new", aliases=("old", "older"))
    taken = card("choice", id="old")
    assert Deck((new, taken)).by_id() == {"new": new, "old": taken, "older": new}


def test_a_task_is_judged_once_it_has_been_done() -> None:
    task, quiz = card("say", id="round-a-1"), card("choice", id="q")
    deck = Deck((quiz, card("predict", id="p", setting="S")), {}, (task,))
    assert deck.shown({"q"}) == [quiz]
    assert deck.shown({"round-a-1"}) == [quiz, task]
