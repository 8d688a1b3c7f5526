"""Cards that say nearly the same are found, unless they have a family in common."""

from __future__ import annotations

from typing import Any

import pytest

from tests.quiz.making import card
from tutor.quiz.card import Card, Choice
from tutor.quiz.near_duplicates import near_duplicates

OTHERS = [
    card("type", id=f"other{number}", question=text, why="", model="x", accept=("x",), near=())
    for number, text in enumerate(
        (
            "Which setting names the hosts of the broker?",
            "Who accepts a handshake, and by which call?",
            "What does a page read after its server was killed?",
            "How long does a subscription live in a process?",
        )
    )
]


def mask(id: str, **fields: Any) -> Card:
    told: dict[str, Any] = {"question": "Why does a browser mask every frame?", **fields}
    choices = (
        Choice(text="To mislead proxies", right=True, why="A proxy could cache a masked frame."),
        Choice(text="To hide the payload", why="The key travels along."),
    )
    return card("choice", **{"id": id, "choices": choices, **told})


def pairs(*cards: Card) -> list[tuple[str, str]]:
    return [(one.id, other.id) for one, other, _ in near_duplicates([*cards, *OTHERS])]


def test_two_cards_on_one_thing_are_found() -> None:
    assert pairs(mask("a"), mask("b", question="Frames of browsers are masked. Why?")) == [
        ("a", "b")
    ]


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [("", "", True), ("x", "", True), ("x", "x", False), ("x y", "y z", False), ("x", "y", True)],
)
def test_a_family_in_common_is_enough(one: str, other: str, found: bool) -> None:
    assert bool(pairs(mask("a", family=one), mask("b", family=other))) is found


def test_other_cards_are_left_alone() -> None:
    assert pairs(mask("a")) == []


def test_cards_without_words_are_not_alike() -> None:
    assert pairs(*(card("type", id=i, question="", why="", model="", near=()) for i in "ab")) == []


def test_where_a_run_decides_any_option_may_be_right() -> None:
    open_ = [Choice(text=choice.text, why=choice.why) for choice in mask("a").choices]
    both = [mask(id, question=f"{id}?", choices=tuple(open_)) for id in ("aa", "bb")]
    assert pairs(*both) == [("aa", "bb")]


def test_the_most_alike_come_first() -> None:
    far = mask("c", question="Which frame must a server never mask, by the standard's word?")
    found = near_duplicates([mask("a"), mask("b"), far, *OTHERS])
    likeness = [worth for *_, worth in found]
    assert likeness == sorted(likeness, reverse=True)
    assert (found[0][0].id, found[0][1].id) == ("a", "b")
