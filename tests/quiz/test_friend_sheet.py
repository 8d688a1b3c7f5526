"""The sheet for a friend who reads the questions aloud."""

from __future__ import annotations

from tests.quiz.making import card
from tests.quiz.rounds_made import design
from tutor.quiz.friend_sheet import round_sheet, sheet


def test_each_question_has_points_to_tick_follow_ups_and_a_good_answer() -> None:
    told = sheet([card("say"), card("say")], title="Mock interview", minutes=30)
    assert told.startswith("# Mock interview\n\nYou need not know the subject.")
    assert "2 questions, 30 minutes: about 15 minutes each." in told
    assert "## 2. What does the layer promise?" in told
    assert (
        "- [ ] A group is names\n    - *if missing, ask:* Of what? *Expected:* Of channels." in told
    )
    assert "- [ ] Copies\n- [ ] Channels\n" in told
    assert "**A good answer.** Names of channels, a queue each, and copies." in told
    assert "Ticked: \\_\\_\\_\\_ of 8." in told


def test_an_interview_without_questions_has_an_empty_sheet() -> None:
    assert "0 questions, 5 minutes" in sheet([], title="t", minutes=5)


def test_a_round_is_written_out_stage_by_stage() -> None:
    told = round_sheet(design())
    assert "**Read aloud.** Design it." in told
    assert "## 1. Clarify, 2 minutes" in told
    assert "- [ ] How many people? *Answer:* A hundred." in told
    assert "- [ ] How much memory? *About 3.07 MB* (100 * 30 KiB). Little." in told
    assert "- [ ] a layer\n\nOne good drawing:\n\n```\nbrowser -> daphne -> redis\n```" in told
    assert "- [ ] Save first" in told
    assert "of 13." in told
