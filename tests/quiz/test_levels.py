"""Decks for a level, and the guide's nine."""

from __future__ import annotations

from tests.quiz.making import card
from tutor.quiz.card import Deck
from tutor.quiz.levels import LEVELS, chosen, of_level, of_the_guide

DECK = Deck(
    (
        card("say", id="a", level="junior", asks=("guide 1",)),
        card("say", id="guide-q1", level="junior", asks=("guide 1",)),
        card("say", id="c", level="senior", asks=("guide 2", "interview 4")),
        card("say", id="d"),
        card("choice", id="guide-q3", asks=("guide 3",)),
    )
)


def ids(deck: Deck) -> list[str]:
    return [one.id for one in deck.cards]


def test_there_are_three_levels() -> None:
    assert LEVELS == ("junior", "mid", "senior")


def test_a_deck_of_a_level_has_its_questions_only() -> None:
    assert ids(of_level(DECK, "senior")) == ["c"]
    assert "d" in ids(of_level(DECK, "mid"))
    assert of_level(DECK, "") == DECK


def test_the_guides_questions_are_asked_once_each_in_its_own_words() -> None:
    assert ids(of_the_guide(DECK)) == ["guide-q1", "c"]


def test_both_together() -> None:
    assert ids(chosen(DECK, level="junior", guide=True)) == ["guide-q1"]
    assert chosen(DECK) == DECK
