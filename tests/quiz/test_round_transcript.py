"""The transcript of a round."""

from __future__ import annotations

from tests.quiz.rounds_made import DRAW, TALK, design, incident
from tests.quiz.test_round_talk import FEED, held
from tutor.quiz.round_transcript import transcript


def test_it_has_everything_that_was_said_with_its_time() -> None:
    told = transcript(
        held(
            design(TALK, DRAW),
            "I save it",
            "twice",
            "",
            "",
            "",
            "1",
            "browser <-> daphne x2",
            "",
            ":q",
        ),
        title="Design round",
    )
    assert told.startswith("# Design round\n\nA small chat: 2 of 5 points.\n")
    assert "## 1. Go deep, 1 min" in told
    assert "`0:03`\n> I save it\n> twice" in told
    assert "- Save first (heard)\n- At most once\n" in told
    assert "```\nbrowser <-> daphne x2\n```\n\n- Missing: a layer" in told
    assert "**Go deep**: 1 of 3, 0:06 of 1:00\n\n- [x] Save first\n- [ ] At most once\n" in told
    assert "**Draw**: 1 of 2" in told


def test_evidence_is_in_it_and_what_was_not_reached_is_named() -> None:
    told = transcript(held(incident(), "hm", ":q", feed=FEED), title="Incident")
    assert "```\n   0.500 s  server 1  It broke\n```" in told
    assert told.endswith("Not reached: Go deep.\n")


def test_a_remark_and_the_time_over_are_told() -> None:
    told = transcript(held(TALK, *["I save it"] * 70, "", "", "", "2"), title="Late")
    assert "1:14 of 1:00, +0:14 over" in told
    assert "- [x] At most once (claimed, not heard)" in told


def test_a_good_drawing_stands_without_a_review() -> None:
    told = transcript(held(DRAW, ""), title="Design round")
    assert "```\nbrowser -> daphne\ndaphne -> redis\n```\n\n`0:01` That was it." in told


def test_a_drawing_may_be_drawn() -> None:
    told = transcript(held(DRAW, ""), title="t", picture=lambda it: f"{len(it.parts)} boxes")
    assert "```\n3 boxes\n```" in told
