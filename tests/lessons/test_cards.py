"""The deck as a whole: enough cards, every well-known question, keys from runs or the ledger."""

from __future__ import annotations

from collections import Counter

import pytest

from tutor.course.load import load_course
from tutor.quiz.card import KINDS, Card
from tutor.quiz.read import read_cards
from tutor.runtime import paths

FEWEST = {number: 10 if number < 3 else 15 for number in range(1, 12)}
WELL_KNOWN = {f"guide {n}" for n in range(1, 10)} | {f"interview {n}" for n in range(1, 47)}


@pytest.fixture(scope="module")
def cards() -> list[Card]:
    outlines = load_course(paths.lessons_folder()).outlines
    return [
        card
        for outline in outlines
        if outline.folder is not None
        for card, _ in read_cards(outline.folder, outline.number)[0]
    ]


def test_every_chapter_has_enough_cards(cards: list[Card]) -> None:
    counts = Counter(card.lesson for card in cards)
    assert {number: counts[number] for number, few in FEWEST.items() if counts[number] < few} == {}


def test_there_are_two_hundred_cards_beside_the_predictions(cards: list[Card]) -> None:
    assert len(cards) >= 200


def test_the_well_known_questions_are_all_asked(cards: list[Card]) -> None:
    assert not WELL_KNOWN - {asked for card in cards for asked in card.asks}


def test_every_kind_is_there(cards: list[Card]) -> None:
    assert {card.kind for card in cards} == set(KINDS)


def test_every_card_has_all_three_rungs(cards: list[Card]) -> None:
    assert not [card.id for card in cards if not (card.nudge and card.look)]


def test_the_right_choice_is_not_known_by_its_length(cards: list[Card]) -> None:
    single = [card for card in cards if card.kind == "choice" and len(card.choices) > 2]
    longest = [
        card.id for card in single if max(card.choices, key=lambda choice: len(choice.text)).right
    ]
    shortest = [
        card.id for card in single if min(card.choices, key=lambda choice: len(choice.text)).right
    ]
    assert max(len(longest), len(shortest)) < len(single) / 2
