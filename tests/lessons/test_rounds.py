"""The rounds that the course has: enough of them, and rubrics that tell answers apart."""

from __future__ import annotations

import pytest

from tutor.course.load import load_course
from tutor.library.find_rounds import feeds, rounds
from tutor.quiz.card import Card
from tutor.quiz.heard import heard
from tutor.quiz.levels import LEVELS
from tutor.quiz.read import read_cards
from tutor.quiz.rounds import Round
from tutor.runtime import paths

COURSE = load_course(paths.lessons_folder())
DESIGNS, INCIDENTS = rounds(COURSE, "design"), rounds(COURSE, "incident")
EVASIVE = (
    "It depends on the requirements. I would look at the logs, talk to the team, scale the "
    "servers, use Kubernetes and microservices, and make sure that it is all robust and secure.",
    "I do not know. Maybe the network is slow or the browser has a bug. I would restart the server "
    "and see whether it happens again.",
    "I would use Celery and RabbitMQ, because they are reliable, and sticky sessions so that every "
    "user stays on the same server. Django is synchronous, so we need more workers.",
    "The channel layer stores the messages persistently in Redis, so nothing can be lost, and "
    "group_send guarantees delivery to every member.",
    "We add more memory and a bigger machine. The framework does that for us, so there is nothing "
    "to worry about.",
)
ENOUGH = 10  # questions of half an hour, three minutes each


def spoken() -> list[Card]:
    found = []
    for outline in COURSE.outlines:
        assert outline.folder is not None
        found += [card for card, _ in read_cards(outline.folder, outline.number)[0]]
    return [card for card in found if card.kind == "say"]


def test_the_systems_that_are_designed_most_are_there() -> None:
    assert {one.id for one in DESIGNS} >= {
        *("chat-10k", "notifications-1m", "live-auction", "shared-cursor", "off-polling")
    }


def test_there_are_incidents_enough_each_from_a_scene_of_its_own() -> None:
    assert len({one.scene for one in INCIDENTS}) == len(INCIDENTS) >= 6


@pytest.mark.parametrize("level", LEVELS)
def test_each_level_has_a_design_an_incident_and_questions_for_half_an_hour(level: str) -> None:
    assert [one for one in DESIGNS if one.level == level]
    assert [one for one in INCIDENTS if one.level == level]
    families = {card.kin for card in spoken() if card.level == level}
    assert len(families) >= ENOUGH, sorted(families)


@pytest.mark.parametrize("one", INCIDENTS, ids=lambda one: one.id)
def test_an_incident_shows_what_its_recording_has_and_opens_it_there(one: Round) -> None:
    shown, step = feeds(COURSE, one)
    assert len(shown[0]) >= 5
    assert step > 1


def test_an_evasive_answer_makes_hardly_a_point() -> None:
    stages = [stage for one in (*DESIGNS, *INCIDENTS) for stage in one.stages if stage.points]
    points = len(EVASIVE) * sum(len(stage.points) for stage in stages)
    made = sum(len(heard(stage.card(), said)) for stage in stages for said in EVASIVE)
    assert made / points <= 0.05, f"{made} of {points}"
    most = max(
        len(heard(stage.card(), said)) / len(stage.points) for stage in stages for said in EVASIVE
    )
    assert most <= 0.5


def test_good_answers_in_other_words_make_their_points_and_wrong_ones_do_not() -> None:
    stages = [stage for one in (*DESIGNS, *INCIDENTS) for stage in one.stages if stage.points]
    rates = {}
    for kind in ("good", "wrong"):
        answers = [(stage, said) for stage in stages for said in getattr(stage, kind)]
        made = sum(len(heard(stage.card(), said)) for stage, said in answers)
        rates[kind] = made / sum(len(stage.points) for stage, _ in answers)
    assert rates["good"] >= 0.85
    assert rates["wrong"] <= 0.1


def test_the_time_of_a_round_is_that_of_an_interview() -> None:
    assert all(15 <= one.minutes <= 45 for one in DESIGNS)
    assert all(5 <= one.minutes <= 15 for one in INCIDENTS)
