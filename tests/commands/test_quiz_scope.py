"""Which cards `tutor quiz` asks: lessons, topics, kinds; a name that is not there says what is."""

from __future__ import annotations

import pytest

from tests.quiz.making import card
from tutor.commands.quiz_scope import in_words, lessons_of, scope
from tutor.errors import UsageError
from tutor.quiz.card import Deck

DECK = Deck(
    (
        card("choice", id="a", topic="Groups", lesson=7),
        card("fault", id="b", topic="Group names", lesson=9),
        card("choice", id="c", topic="Redis", lesson=7),
        card("choice", id="d", topic="A page", lesson=7, setting="Three tabs"),
    )
)


@pytest.mark.parametrize(
    ("lessons", "topics", "kinds", "asked"),
    [
        ([], [], [], "abc"),
        ([7], [], [], "ac"),
        ([], ["groups"], [], "a"),
        ([], ["GROUP"], [], "ab"),
        ([7], ["group"], [], "a"),
        ([], ["group", "redis"], [], "abc"),
        ([], [], ["fault"], "b"),
        ([], ["group"], ["choice"], "a"),
    ],
)
def test_what_is_chosen(
    lessons: list[int], topics: list[str], kinds: list[str], asked: str
) -> None:
    found = scope(DECK, lessons, topics, kinds).of(DECK)
    assert "".join(card.id for card in found) == asked


@pytest.mark.parametrize(
    ("lessons", "topics", "kinds", "message", "hint"),
    [
        ([], ["x"], [], "no topic x.", "There are Groups, Group names, Redis."),
        ([7], ["Group name"], [], "no topic Group name in lesson 7.", "There are Groups, Redis."),
        ([7, 9], ["Rediss"], [], "in lessons 7 and 9.", "Did you mean Redis? There are Groups"),
        ([], [" "], [], "no topic  .", "There are Groups"),
        ([], [], ["falt"], "no kind of card falt.", "Did you mean fault? There are choice"),
    ],
)
def test_what_is_not_there_is_answered_by_what_is(
    lessons: list[int], topics: list[str], kinds: list[str], message: str, hint: str
) -> None:
    with pytest.raises(UsageError) as raised:
        scope(DECK, lessons, topics, kinds)
    assert message in raised.value.message
    assert hint in raised.value.hint


@pytest.mark.parametrize(
    ("lessons", "words"),
    [([7], "lesson 7"), ([7, 4], "lessons 4 and 7"), ([4, 5, 6], "lessons 4 to 6")],
)
def test_lessons_in_words(lessons: list[int], words: str) -> None:
    assert in_words(lessons) == words


@pytest.mark.parametrize(
    ("number", "lessons"),
    [
        (None, []),
        ("7", [7]),
        ("4,7", [4, 7]),
        ("4-7", [4, 5, 6, 7]),
        ("7-4", [4, 5, 6, 7]),
        ("1 - 2, 7,07", [1, 2, 7]),
        ("07_channel_layers_and_groups", [7]),
    ],
)
def test_lessons_may_be_several(number: str | None, lessons: list[int]) -> None:
    assert lessons_of(number) == lessons


@pytest.mark.parametrize("number", ["12", "4,12", "4-12", "x", "", ",", "-", "4-", "4-x"])
def test_lessons_that_are_not_there_are_answered_by_those_that_are(number: str) -> None:
    with pytest.raises(UsageError) as raised:
        lessons_of(number)
    assert raised.value.hint.endswith("There are 1 to 11.")
