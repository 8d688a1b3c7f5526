"""The one-line parts of a round's screen."""

from __future__ import annotations

import pytest

from tests.quiz.rounds_made import CLARIFY, DRAW, ESTIMATE, TALK, design
from tests.quiz.test_round_talk import held
from tutor.quiz.round_state import Talk
from tutor.tui import bars
from tutor.view import round_bars
from tutor.view.text import pen

PEN = pen(ascii=False)


def heading(talk: Talk, now: float, width: int) -> str:
    return round_bars.heading(talk, now, width=width, pen=PEN).plain


def test_the_heading_has_the_round_the_stage_and_its_clock() -> None:
    talk = held(design(CLARIFY, TALK))
    assert heading(talk, 5, 60).split("  ")[0] == " A small chat · Clarify, 1 of 2"
    assert heading(talk, 5, 60).endswith(" 0:05 of 2:00")
    assert len(heading(talk, 5, 60)) == 59
    assert heading(talk, 5, 34).startswith(" Clarify, 1 of 2  ")
    assert heading(talk, 130, 60).endswith("2:10, +0:10 over")
    assert len(heading(talk, 5, 20)) <= 20


def test_at_the_end_there_is_no_clock() -> None:
    assert heading(held(CLARIFY, ""), 9, 40).endswith("the end")
    assert heading(held(CLARIFY, ""), 9, 40).startswith(" A small chat  ")


def test_the_track_has_a_mark_per_stage_and_what_has_to_be_said() -> None:
    talk = held(design(CLARIFY, TALK, DRAW), "")
    assert round_bars.track(talk, width=40, pen=PEN).plain == " ✓▶·"
    assert round_bars.track(talk, said="So it is.", width=40, pen=PEN).plain == " ✓▶·  So it is."


@pytest.mark.parametrize(
    ("talk", "first"),
    [
        (held(CLARIFY), ("Enter", "next line")),
        (held(ESTIMATE), ("Enter", "answer")),
        (held(DRAW), ("Enter", "draw")),
        (held(TALK, TALK.model, ""), ("1 3 Enter", "claim")),
        (held(CLARIFY, ""), ("Enter", "leave")),
    ],
)
def test_the_keys_are_those_of_the_stage(talk: Talk, first: tuple[str, str]) -> None:
    assert round_bars.keys(talk)[0] == first


@pytest.mark.parametrize("width", [60, 72, 80, 120])
@pytest.mark.parametrize("talk", [held(CLARIFY), held(ESTIMATE), held(DRAW), held(TALK)])
def test_the_way_to_the_next_stage_is_named_on_a_small_screen(talk: Talk, width: int) -> None:
    assert ":skip next stage" in bars.keys(round_bars.keys(talk), width=width).plain
