"""Free answers in a sitting: points that are ticked, an interviewer who asks further."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.quiz.making import answer, card, sit
from tutor.quiz.card import Point
from tutor.quiz.marking import Response
from tutor.quiz.sitting import Sitting, with_second_tries


def stages(sitting: Sitting, ticked: Sequence[int], *made: bool) -> list[str]:
    """The stages from the answer to the verdict."""
    found = [sitting.stage]
    sitting.respond(Response(text="Names."), 0)
    found.append(sitting.stage)
    sitting.tick(ticked, 0)
    for one in made:
        found.append(sitting.stage)
        sitting.follow("Of channels.", one, 0)
    return [*found, sitting.stage]


def test_in_a_quiz_the_points_are_ticked_and_that_is_it() -> None:
    assert stages(sit([card("say")]), (2,)) == ["ask", "tick", "told"]


def test_an_interviewer_asks_for_what_was_missed_where_there_is_a_question() -> None:
    sitting = sit([card("say")], "interview")
    assert stages(sitting, (2,), True, False) == ["ask", "tick", "follow", "follow", "told"]


def test_an_interviewer_asks_at_most_twice() -> None:
    points = tuple(Point(text=text, ask="Why?", model="So.") for text in "abcd")
    sitting = sit([card("say", points=points)], "interview")
    assert stages(sitting, (), True, True)[-1] == "told"


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
    sitting = sit([card("say")], "interview")
    stages(sitting, ticked, *made)
    verdict = sitting.turns[-1].verdict
    assert (verdict.score, verdict.correct) == (score, correct)


def test_a_turn_keeps_what_was_said_to_each_question() -> None:
    sitting = sit([card("say")], "interview")
    stages(sitting, (2, 3), True, False)
    assert sitting.turns[0].followed == ((0, "Of channels.", True), (1, "Of channels.", False))


def test_a_second_try_is_told_at_its_point() -> None:
    sitting = sit([card("say")], "interview")
    stages(sitting, (2, 3), True, False)
    parts = sitting.turns[0].verdict.parts
    assert [(part.mark, part.why) for part in parts] == [
        ("right", "When asked for it."),
        ("missed", ""),
        ("right", ""),
        ("right", ""),
    ]


@pytest.mark.parametrize(("said", "followed"), [("", ()), ("In each.", ((1, "In each.", False),))])
def test_who_leaves_when_asked_further_keeps_what_was_ticked(
    said: str, followed: tuple[tuple[int, str, bool], ...]
) -> None:
    sitting = sit([card("say")], "interview")
    stages(sitting, (2, 3), True)
    sitting.leave(9, said)
    sitting.leave(9, said)
    turn = sitting.turns[0]
    assert (turn.response.picks, turn.response.text) == ((2, 3), "Names.")
    assert turn.followed == ((0, "Of channels.", True), *followed)
    assert (turn.verdict.score, sitting.stage, len(sitting.turns)) == (0.625, "told", 1)


def test_who_leaves_elsewhere_has_not_answered() -> None:
    sitting = sit([card("say")], "interview")
    sitting.leave(9)
    sitting.respond(Response(text="Names."), 9)
    sitting.leave(9)
    assert (sitting.stage, sitting.turns) == ("tick", [])


def test_without_a_second_try_the_verdict_stays() -> None:
    sitting = sit([card("say")])
    answer(sitting)
    verdict = sitting.turns[0].verdict
    assert with_second_tries(verdict, [(0, "", False)], 4) is verdict
