"""Free answers in a sitting: an interviewer who asks further, then the points that are ticked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from tests.quiz.making import after, card, phase, sit
from tutor.quiz.card import Point
from tutor.quiz.marking import Response
from tutor.quiz.sitting import Answer, Follow, Leave, Sitting, Tick, Undo

INTERVIEW = sit([card("say")], "interview")
SAID = "They are names of something."


def said(sitting: Sitting, ticked: Sequence[int], *made: bool, text: str = SAID) -> list[Sitting]:
    """Every state from the question to the last tick."""
    replies = [Follow(text="Of channels.", made=one) for one in made]
    actions = (Answer(response=Response(text=text)), *replies, Tick(points=tuple(ticked)))
    states = [sitting]
    for action in actions:
        states.append(after(states[-1], action))
    return states


def test_in_a_quiz_the_points_are_ticked_and_that_is_it() -> None:
    states = said(sit([card("say")]), (2,))
    assert [phase(state) for state in states] == ["Asking", "Ticking", "Told"]


def test_an_interviewer_asks_further_before_the_rubric_is_seen() -> None:
    states = said(INTERVIEW, (2,), True, False)
    assert [phase(state) for state in states] == [
        "Asking",
        "Following",
        "Following",
        "Ticking",
        "Told",
    ]


def test_an_interviewer_asks_nothing_where_there_is_no_question() -> None:
    sitting = sit([card("say", points=(Point(text="a"), Point(text="b")))], "interview")
    assert phase(after(sitting, Answer())) == "Ticking"


def test_points_count_once_in_the_order_of_the_card() -> None:
    (turn,) = said(sit([card("say")]), (2, 0, 2))[-1].turns
    assert (turn.response.picks, turn.verdict.score) == ((0, 2), 0.5)


def test_a_turn_keeps_what_was_said_to_each_question() -> None:
    sitting = said(INTERVIEW, (2, 3), True, False)[-1]
    assert sitting.turns[0].followed == ((0, "Of channels.", True), (1, "Of channels.", False))


@pytest.mark.parametrize(
    ("ticked", "made", "score", "correct"),
    [
        ((1, 2, 3), (True, True), 0.875, True),
        ((1, 2, 3), (True, False), 0.75, True),
        ((0, 1, 2, 3), (False, False), 0.75, True),
        ((2, 3), (True, True), 0.75, True),
        ((2, 3), (False, False), 0.5, False),
    ],
)
def test_follow_ups_change_the_score(
    ticked: tuple[int, ...], made: tuple[bool, ...], score: float, correct: bool
) -> None:
    verdict = said(INTERVIEW, ticked, *made)[-1].turns[-1].verdict
    assert (verdict.score, verdict.correct) == (score, correct)


@pytest.mark.parametrize("actions", [(), (Answer(),), (Answer(), Follow(), Follow())])
def test_who_leaves_before_the_points_are_ticked_has_not_answered(actions: Any) -> None:
    sitting = after(INTERVIEW, *actions)
    assert after(sitting, Leave()) == sitting


def test_a_free_answer_can_be_taken_back_between_two_questions() -> None:
    assert phase(after(INTERVIEW, Answer(), Follow(made=True), Undo())) == "Asking"


# ── what is shown of what was heard ─────────────────────────────────────────────────────────


def words(sitting: Sitting) -> dict[int, list[str]]:
    return {
        number: [SAID[span.begin : span.end] for span in spans]
        for number, spans in sitting.marked.items()
    }


def test_what_was_heard_is_marked_while_the_points_are_ticked() -> None:
    asking, ticking, told = said(sit([card("say")]), ())
    assert (words(asking), words(ticking), words(told)) == ({}, {0: ["names"]}, {})


def test_in_an_interview_nothing_is_marked() -> None:
    assert words(said(INTERVIEW, (), True, True)[3]) == {}


def test_a_follow_up_on_a_claim_quotes_it() -> None:
    asking, probing, asking_for, *_ = said(INTERVIEW, (), True, True)
    assert (asking.claimed, probing.claimed, asking_for.claimed) == ("", SAID, "")
