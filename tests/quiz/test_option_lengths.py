"""Whether the right option can be told by its length, over many cards."""

from __future__ import annotations

import pytest

from tests.quiz.making import EVERY, card
from tutor.quiz.card import Card, Choice
from tutor.quiz.option_lengths import Lengths, lengths, told


def single(id: int, right: int, *wrong: int) -> Card:
    """A card whose options have so many letters."""
    choices = [Choice(text="x" * right, why="", right=True)]
    choices += [Choice(text="y" * length, why="") for length in wrong]
    return card("choice", id=f"c{id}", choices=tuple(choices))


def deck(longest: int, shortest: int, neither: int) -> Lengths:
    kinds = [(9, 1, 2, 3)] * longest + [(1, 2, 3, 4)] * shortest + [(2, 1, 3, 4)] * neither
    return lengths(single(number, *kind) for number, kind in enumerate(kinds))


@pytest.mark.parametrize(
    ("counts", "telling"),
    [
        ((5, 5, 10), []),
        ((9, 8, 3), ["longest"]),
        ((2, 8, 10), []),
        ((1, 8, 11), ["longest"]),
        ((0, 9, 11), ["longest", "shortest"]),
        ((5, 0, 15), ["shortest"]),
        ((0, 19, 0), []),
    ],
)
def test_what_chance_gives_is_fine_and_few_cards_say_nothing(
    counts: tuple[int, int, int], telling: list[str]
) -> None:
    assert [word for word, _ in deck(*counts).gives_away()] == telling


def test_a_tie_is_neither_and_backticks_have_no_length() -> None:
    tie = single(1, 3, 3, 1, 1)
    marked = card("choice", choices=(Choice(text="``ab``", right=True), Choice(text="abc")))
    found = lengths([tie, marked])
    assert (found.cards, found.longest, found.shortest) == (2, (), ("choice",))


def test_only_single_choices_are_measured() -> None:
    assert lengths(EVERY).cards == 1


def test_a_card_without_a_right_option_is_no_extreme() -> None:
    found = lengths([card("choice", choices=(Choice(text="a"), Choice(text="bc")))])
    assert (found.longest, found.shortest) == ((), ())


def test_what_an_author_is_told() -> None:
    found = deck(0, 20, 0)
    said = told(found, "shortest", found.shortest)
    assert said == (
        "the right option is the shortest in 20 of 20 single choices; chance would give 1 to 9"
    )
