"""The verdicts on a goal: what holds, and what was seen where it does not."""

from __future__ import annotations

from tests.play.goals import goal, tape
from tutor.play.judge import STAYS, Verdict, is_met, judge, queries


def test_each_condition_has_a_verdict_and_what_was_seen_instead() -> None:
    assert judge(goal(), tape("open")) == [
        Verdict(says="Ben hears Hello", holds=False, saw="copies: 0"),
        Verdict(says="No copy is dropped", holds=True, saw=""),
    ]


def test_the_first_reason_that_holds_is_told_in_place_of_what_was_seen() -> None:
    assert judge(goal(), [])[0].saw == "no tab ben"


def test_what_has_been_lost_for_good_says_so() -> None:
    events = tape("open", "hear", "drop")
    found = judge(goal(), events, first=1)
    assert found[1].saw == f"1 dropped ({STAYS})"
    assert judge(goal(), events)[1].saw == "1 dropped", "nothing was known before"


def test_it_is_met_when_all_hold() -> None:
    assert is_met(judge(goal(), tape("open", "hear")))
    assert not is_met(judge(goal(), tape("open", "hear", "drop")))


def test_queries_stand_in_braces() -> None:
    assert queries("{count group.sent} of {1}") == ["count group.sent", "1"]
