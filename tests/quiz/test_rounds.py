"""A round as data."""

from __future__ import annotations

from tests.quiz.rounds_made import CLARIFY, DRAW, TALK, design, incident


def test_a_round_lasts_as_long_as_its_stages() -> None:
    assert design().minutes == 6


def test_a_stage_is_worth_its_points_whatever_they_are() -> None:
    assert [stage.worth for stage in design().stages] == [3, 2, 2, 3, 3]


def test_what_is_listened_for_is_a_card_that_is_said_aloud() -> None:
    assert TALK.card().points[0].text == "Save first"
    assert CLARIFY.card().points[0].text == "How many people"
    assert DRAW.card().points == ()


def test_an_incident_names_its_lesson_and_its_scene() -> None:
    assert (incident().proof, design().proof) == ((7, "idle"), (0, ""))
