"""What an interviewer says to a drawing."""

from __future__ import annotations

import pytest

from tests.quiz.test_drawing import drawn
from tutor.quiz.drawing import Drawing
from tutor.quiz.drawing_review import RULES, Need, review

SOUND = ("browser -> balancer -> daphne x4 <-> redis", "daphne -> pgbouncer -> postgres")


def test_a_sound_drawing_leaves_no_doubt() -> None:
    assert review(drawn(*SOUND), []).doubts == ()
    assert review(Drawing(), []).doubts == ()


@pytest.mark.parametrize(
    ("lines", "doubt"),
    [
        (["browser -> daphne", "redis"], "redis is not connected"),
        (["browser", "redis"], "browser and redis are not connected"),
        (["browser -> daphne -> redis", "browser -> redis"], "does not talk to redis directly"),
        (["browser -> daphne x4 -> redis"], "Which of the 4 processes"),
        (["browser -> balancer -> daphne x2 -> postgres"], "without a channel layer"),
        (["browser -> daphne", "celery -> redis"], "not connected to the servers"),
        (["browser -> daphne -> redis -> postgres"], "does not write to a database"),
        (["browser -> balancer -> daphne", "balancer -> postgres"], "passes connections on"),
        (["browser <- rabbitmq"], "cannot push to a browser"),
        (["browser -> daphne", "celery -> redis", "metrics -> postgres"], "Which process writes"),
    ],
)
def test_each_doubt_is_said(lines: list[str], doubt: str) -> None:
    assert any(doubt in found for found in review(drawn(*lines), []).doubts)


def test_every_rule_is_seen_above() -> None:
    assert len(RULES) == 9


def test_a_way_over_the_balancer_ends_the_doubt_about_it() -> None:
    lines = ["browser -> daphne x4 -> redis", "browser -> lb -> daphne"]
    assert review(drawn(*lines), []).doubts == ()


def test_needs_are_there_or_missing_and_unknown_parts_are_named() -> None:
    needs = [Need(kind="server", least=2, why="two"), Need(kind="layer", why="Redis")]
    found = review(drawn("browser -> daphne -> redis", "daphne -> gadget"), needs)
    assert (found.there, [need.why for need in found.missing]) == (("layer",), ["two"])
    assert found.unknown == ("gadget",)
