"""Follow-ups depend on what was said, and on what is said to them depends the score."""

from __future__ import annotations

import pytest

from tests.quiz.making import card
from tutor.quiz.card import Point
from tutor.quiz.follow_ups import ASKED_FOR, NOT_HELD, to_ask, with_replies
from tutor.quiz.marking import Response, mark
from tutor.quiz.sitting import Reply

POINTS = tuple(
    Point(text=word, words=(word,), ask=ask, model="So.")
    for word, ask in (("names", "Of?"), ("queues", "Where?"), ("order", ""), ("expiry", "When?"))
)
SAY = card("say", points=POINTS)


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("queues", (1, 0)),
        ("expiry", (3, 0)),
        ("names, queues", (0, 3)),
        ("names, queues, expiry", (0, 1)),
        ("hm", (0, 1)),
        ("order", (0, 1)),
        ("", (0, 3)),
    ],
)
def test_what_was_claimed_is_probed_and_what_was_not_is_asked_for(
    said: str, asked: tuple[int, ...]
) -> None:
    assert to_ask(SAY, said) == asked


def test_one_question_is_asked_once() -> None:
    one = card("say", points=POINTS[1:3])
    assert (to_ask(one, ""), to_ask(one, "queues"), to_ask(one, "hm")) == ((0,), (0,), (0,))


def test_a_point_that_is_either_said_or_held_counts_half() -> None:
    verdict = mark(SAY, Response(picks=(0, 1)))
    replies = (Reply(0, "", made=False), Reply(3, "", made=True))
    found = with_replies(verdict, replies)
    assert [(part.mark, part.why) for part in found.parts] == [
        ("right", NOT_HELD),
        ("right", ""),
        ("missed", ""),
        ("right", ASKED_FOR),
    ]
    assert found.score == verdict.score


@pytest.mark.parametrize(("point", "made"), [(0, True), (3, False)])
def test_a_reply_that_says_the_same_again_changes_nothing(point: int, made: bool) -> None:
    verdict = mark(SAY, Response(picks=(0, 1, 2)))
    assert with_replies(verdict, [Reply(point, "", made=made)]) == verdict
