"""Errors in rounds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from tests.quiz.rounds_made import CLARIFY, DRAW, ESTIMATE, TALK, design, incident, recording
from tutor.core.events import Event
from tutor.course.model import Source
from tutor.quiz.card import Point
from tutor.quiz.check_rounds import check_round
from tutor.quiz.drawing_review import Need
from tutor.quiz.rounds import Estimate, Evidence, Round, Stage

HERE = Source(file=Path("small.toml"), line=1)


def problems(one: Round, events: list[Event] | None = None) -> list[str]:
    return [found.message for found in check_round(one, HERE, events)]


def test_sound_rounds_have_none() -> None:
    assert problems(design()) == []
    assert problems(incident(), recording()) == []


def point(**fields: Any) -> Stage:
    return replace(TALK, points=(Point(**fields), *TALK.points))


SUM: dict[str, Any] = {"ask": "?", "why": "w", "source": "s"}


@pytest.mark.parametrize(
    ("stage", "says"),
    [
        (replace(CLARIFY, questions=CLARIFY.questions[:1]), "1 questions are too few"),
        (
            replace(
                CLARIFY, questions=(replace(CLARIFY.questions[0], text="Size"), *CLARIFY.questions)
            ),
            "'Size' is not heard in its own words",
        ),
        (replace(ESTIMATE, sums=()), "nothing to estimate"),
        (replace(ESTIMATE, sums=(Estimate(answer="much", **SUM),)), "'much' cannot be read"),
        (replace(DRAW, needs=(Need(kind="car", why="x"),)), "no kind 'car'"),
        (replace(DRAW, needs=(Need(kind="cdn", why="x"),)), "its own board lacks a CDN"),
        (replace(DRAW, board=("->",)), "cannot be drawn"),
        (replace(DRAW, board=("browser -> daphne -> redis, x", "y")), "is doubtful: y is not"),
        (replace(TALK, points=TALK.points[:2]), "2 points are too few"),
        (point(text="P", words=("nix",), ask="a", model="m"), "does not make the point 'P'"),
        (point(text="P", words=("save",)), "'P' has no follow-up"),
        (replace(TALK, good=()), "no answers to prove its points by"),
        (replace(TALK, wrong=()), "no answers to prove its points by"),
        (replace(TALK, good=("We store it.",)), "a good answer makes too few points: 'We store"),
        (replace(TALK, wrong=("I save; jitter.",)), "a wrong answer makes too many points"),
        (replace(TALK, points=()), "0 points are too few"),
        (point(text="P", words=("save", " + "), ask="a", model="m"), "has the hint"),
    ],
)
def test_each_error_of_a_stage_is_named(stage: Stage, says: str) -> None:
    assert any(says in found for found in problems(design(stage))), problems(design(stage))


def shows(*evidence: Evidence) -> Round:
    first, second = incident().stages
    return replace(incident(), stages=(replace(first, evidence=evidence), second))


@pytest.mark.parametrize(
    ("one", "events", "says"),
    [
        (design(TALK), None, "its stages are not clarify, estimate, draw, talk, talk"),
        (incident(), None, "no recording of 7/idle"),
        (incident(scene=""), None, "no recording of its scene"),
        (incident(step="group.sent"), recording(), "step: no fact is 'group.sent'"),
        (incident(step="x y"), recording(), "step: "),
        (shows(), recording(), "shows nothing"),
        (shows(Evidence(fact="group.sent")), recording(), "no fact is 'group.sent'"),
        (shows(Evidence(figure="count", text="{}")), recording(), "expected"),
        (
            shows(Evidence(figure="value text of group.sent", text="{}")),
            recording(),
            "has no value",
        ),
        (shows(Evidence(figure="count log.written", text="some")), recording(), "has no value"),
    ],
)
def test_each_error_of_a_round_is_named(one: Round, events: list[Event] | None, says: str) -> None:
    assert any(says in found for found in problems(one, events)), problems(one, events)


def test_a_round_without_stages_is_one_error_and_no_crash() -> None:
    empty = replace(incident(), stages=())
    assert len(problems(empty, recording())) == 2
