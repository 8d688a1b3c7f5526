"""Choices and steps are shuffled by a seed; what is typed is read as the card's own numbers."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.quiz.making import EVERY, card, cards, places, right
from tutor.quiz.asking import Asked, Misread, ask
from tutor.quiz.card import Card, Choice
from tutor.quiz.marking import Response, mark

SEEDS = [str(number) for number in range(20)]


@given(cards(), st.text(max_size=5))
def test_any_card_in_any_order_answered_with_its_own_key_is_right(made: Card, seed: str) -> None:
    asked = ask(made, seed)
    key = right(made)
    if made.kind != "type":
        key = asked.response(places(asked, key.picks))
    assert mark(made, key).correct


@given(cards(), st.text(max_size=5))
def test_every_choice_stands_on_the_screen_once(made: Card, seed: str) -> None:
    own = (
        made.steps or [p.text for p in made.points] or [c.text for c in made.choices if not c.line]
    )
    assert sorted(ask(made, seed).options) == sorted(own)


def test_the_same_seed_gives_the_same_order() -> None:
    assert len({ask(card("choice"), "7").order for _ in SEEDS}) == 1


def test_seeds_give_different_orders() -> None:
    assert len({ask(card("choice"), seed).order for seed in SEEDS}) == 6


def test_steps_never_stand_in_their_right_order() -> None:
    three = card("order", steps=("a", "b", "c"))
    assert (0, 1, 2) not in {ask(three, seed).order for seed in SEEDS}


def test_two_steps_stand_in_the_wrong_order() -> None:
    assert {ask(card("order", steps=("a", "b")), seed).order for seed in SEEDS} == {(1, 0)}


def test_a_single_step_has_no_other_order() -> None:
    assert ask(card("order", steps=("a",)), "1").order == (0,)


def test_points_keep_their_order() -> None:
    assert {ask(card("say"), seed).order for seed in SEEDS} == {(0, 1, 2, 3)}


@pytest.mark.parametrize("labels", [("no", "yes"), ("False", "True"), ("Yes", "No")])
def test_yes_comes_before_no(labels: tuple[str, str]) -> None:
    asked = card("choice", choices=tuple(Choice(text=label) for label in labels))
    assert {ask(asked, seed).options for seed in SEEDS} == {tuple(sorted(labels, reverse=True))}


# ── what is typed ───────────────────────────────────────────────────────────────────────────


def turned(kind: str) -> Asked:
    """A card whose screen shows everything in reverse."""
    made = card(kind)
    many = len(ask(made, "").order)
    return Asked(card=made, order=tuple(range(many))[::-1])


@pytest.mark.parametrize(
    ("kind", "typed", "picks"),
    [
        ("choice", "1", (2,)),
        ("choice", " 3. ", (0,)),
        ("predict", "2)", (1,)),
        ("multiple", "1 3", (2, 0)),
        ("multiple", "3, 1", (0, 2)),
        ("order", "4 3 2 1", (0, 1, 2, 3)),
        ("order", "1 -> 2 -> 3 -> 4", (3, 2, 1, 0)),
        ("fault", "3", (3,)),
        ("fault", "1", (1,)),
        ("say", "0", ()),
        ("say", "", ()),
        ("say", "4 3", (0, 1)),
        ("say", "1", (3,)),
    ],
)
def test_numbers_of_the_screen_are_read_as_the_cards_own(
    kind: str, typed: str, picks: tuple[int, ...]
) -> None:
    assert turned(kind).read(typed) == Response(picks=picks)


@pytest.mark.parametrize(
    ("kind", "shown", "picks"), [("choice", (0, 2), (2, 0)), ("fault", (3,), (3,))]
)
def test_places_on_the_screen_are_the_cards_own_numbers(
    kind: str, shown: tuple[int, ...], picks: tuple[int, ...]
) -> None:
    assert turned(kind).response(shown).picks == picks


def test_a_text_is_read_as_it_is() -> None:
    assert ask(card("type"), "").read(" 2 tabs ") == Response(text="2 tabs")


@pytest.mark.parametrize(
    ("kind", "typed", "wanted"),
    [
        ("choice", "", "Type a number from 1 to 3."),
        ("choice", "4", "Type a number from 1 to 3."),
        ("choice", "0", "Type a number from 1 to 3."),
        ("choice", "-1", "Type a number from 1 to 3."),
        ("choice", "1 2", "Type a number from 1 to 3."),
        ("choice", "the first", "Type a number from 1 to 3."),
        ("choice", "9" * 5000, "Type a number from 1 to 3."),
        ("predict", "1x", "Type a number from 1 to 3."),
        ("multiple", "", "Type one or more numbers from 1 to 3, as 1 3."),
        ("multiple", "1 4", "Type one or more numbers from 1 to 3, as 1 3."),
        ("order", "1 2 3", "Type all numbers from 1 to 4 in the right order, as 4 3 2 1."),
        ("order", "1 2 3 3", "Type all numbers from 1 to 4 in the right order, as 4 3 2 1."),
        ("multiple", "0 1", "Type one or more numbers from 1 to 3, as 1 3."),
        ("fault", "0", "Type the number of a line, 1 to 4."),
        ("fault", "5", "Type the number of a line, 1 to 4."),
        ("fault", "1 2", "Type the number of a line, 1 to 4."),
        ("say", "5", "Type the numbers of the points you made, 1 to 4, or 0 for none."),
        ("say", "0 1", "Type the numbers of the points you made, 1 to 4, or 0 for none."),
    ],
)
def test_what_is_no_answer_is_told_what_one_looks_like(kind: str, typed: str, wanted: str) -> None:
    with pytest.raises(Misread) as caught:
        turned(kind).read(typed)
    assert str(caught.value) == wanted


@pytest.mark.parametrize("made", EVERY, ids=lambda made: made.kind)
@given(typed=st.text("0123456789 ,.->x\n", max_size=12) | st.text(max_size=12))
def test_nothing_typed_is_worse_than_misread(made: Card, typed: str) -> None:
    with suppress(Misread):
        assert mark(made, ask(made, "").read(typed)).score <= 1


def test_what_is_wanted_of_a_text() -> None:
    assert ask(card("type"), "").wanted == "a word, a number or a line of code"


def test_blank_lines_at_the_end_of_a_program_are_no_lines() -> None:
    with pytest.raises(Misread):
        ask(card("fault", code="a\nb\n\n\n"), "").read("4")
