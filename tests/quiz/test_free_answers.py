"""Free answers in a sitting: points that are ticked, an interviewer who asks further."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from tests.quiz.making import after, answer, card, phase, sit
from tutor.quiz.card import Point
from tutor.quiz.marking import Response
from tutor.quiz.sitting import Answer, Follow, Leave, Reply, Sitting, Tick
from tutor.quiz.step import with_second_tries


def said(sitting: Sitting, ticked: Sequence[int], *made: bool) -> list[Sitting]:
    """Every state from the question to the last of these answers."""
    replies = [Follow(text="Of channels.", made=one) for one in made]
    actions = (Answer(response=Response(text="Names.")), Tick(points=tuple(ticked)), *replies)
    states = [sitting]
    for action in actions:
        states.append(after(states[-1], action))
    return states


def phases(*given: Any) -> list[str]:
    return [phase(state) for state in said(*given)]


INTERVIEW = sit([card("say")], "interview")


def test_in_a_quiz_the_points_are_ticked_and_that_is_it() -> None:
    assert phases(sit([card("say")]), (2,)) == ["Asking", "Ticking", "Told"]


def test_an_interviewer_asks_for_what_was_missed_where_there_is_a_question() -> None:
    found = phases(INTERVIEW, (2,), True, False)
    assert found == ["Asking", "Ticking", "Following", "Following", "Told"]


def test_an_interviewer_asks_nothing_where_there_is_no_question() -> None:
    assert phases(INTERVIEW, (0, 1)) == ["Asking", "Ticking", "Told"]


def test_points_count_once_in_the_order_of_the_card() -> None:
    (turn,) = said(sit([card("say")]), (2, 0, 2))[-1].turns
    assert (turn.response.picks, turn.verdict.score) == ((0, 2), 0.5)


def test_an_interviewer_asks_at_most_twice() -> None:
    points = tuple(Point(text=text, ask="Why?", model="So.") for text in "abcd")
    assert phases(sit([card("say", points=points)], "interview"), (), True, True)[-1] == "Told"


@pytest.mark.parametrize(
    ("ticked", "made", "score", "correct"),
    [
        ((1, 2, 3), (True,), 0.875, True),
        ((2, 3), (True, True), 0.75, True),
        ((2, 3), (True, False), 0.625, False),
        ((2, 3), (False, False), 0.5, False),
    ],
)
def test_a_point_that_had_to_be_asked_for_counts_half(
    ticked: tuple[int, ...], made: tuple[bool, ...], score: float, correct: bool
) -> None:
    sitting = said(INTERVIEW, ticked, *made)[-1]
    verdict = sitting.turns[-1].verdict
    assert (verdict.score, verdict.correct) == (score, correct)


def test_a_turn_keeps_what_was_said_to_each_question() -> None:
    sitting = said(INTERVIEW, (2, 3), True, False)[-1]
    assert sitting.turns[0].followed == ((0, "Of channels.", True), (1, "Of channels.", False))


def test_a_second_try_is_told_at_its_point() -> None:
    sitting = said(INTERVIEW, (2, 3), True, False)[-1]
    parts = sitting.turns[0].verdict.parts
    assert [(part.mark, part.why) for part in parts] == [
        ("right", "When asked for it."),
        ("missed", ""),
        ("right", ""),
        ("right", ""),
    ]


@pytest.mark.parametrize(("typed", "followed"), [("", ()), ("In each.", ((1, "In each.", False),))])
def test_who_leaves_when_asked_further_keeps_what_was_ticked(
    typed: str, followed: tuple[tuple[int, str, bool], ...]
) -> None:
    sitting = said(INTERVIEW, (2, 3), True)[-1]
    sitting = after(sitting, Leave(said=typed), Leave(said=typed), now=9)
    turn = sitting.turns[0]
    assert (turn.response.picks, turn.response.text) == ((2, 3), "Names.")
    assert turn.followed == ((0, "Of channels.", True), *followed)
    assert (turn.verdict.score, phase(sitting), len(sitting.turns)) == (0.625, "Told", 1)


def test_who_leaves_elsewhere_has_not_answered() -> None:
    asking, ticking = said(INTERVIEW, ())[:2]
    assert (after(asking, Leave()), after(ticking, Leave())) == (asking, ticking)


def test_without_a_second_try_the_verdict_stays() -> None:
    verdict = answer(sit([card("say")])).turns[0].verdict
    assert with_second_tries(verdict, [Reply(0, "", made=False)], 4) is verdict
