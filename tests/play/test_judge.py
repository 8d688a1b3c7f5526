"""The verdicts on a goal: what holds, and what was seen where it does not."""

from __future__ import annotations

import pytest

from tests.play.goals import goal, tape
from tutor.core.match import Query
from tutor.play.goal import Condition
from tutor.play.judge import STAYS, Verdict, is_met, judge, queries, required_tabs


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


@pytest.mark.parametrize(
    ("text", "tabs"),
    [
        ("any client.received name=ben", ["ben"]),
        ("any group.joined client=ann and any client.opened name=ben", ["ann", "ben"]),
        ("consumer.finished client=ann before client.sent name=ben", ["ann", "ben"]),
        ("count client.received name=ben == 2", ["ben"]),
        ("count client.received name=ben == 0", []),
        ("none client.received name=ben and any group.sent", []),
        ("any client.sent name=ann or any client.sent name=ben", []),
        ("any consumer.created name=Leaky", []),
        ("any client.sent name~ann", []),
    ],
)
def test_a_condition_wants_something_of_a_tab(text: str, tabs: list[str]) -> None:
    assert required_tabs(Query.parse(text).node) == tabs


def test_a_count_of_a_tab_that_is_not_there_does_not_contradict_the_mark() -> None:
    still = Condition(
        says="Ben's tab is still open",
        holds="any client.opened name=ben and none client.closed name=ben",
        saw="tabs of ben that were closed: {count client.closed name=ben}",
    )
    both = Condition(says="Both", holds="client.sent name=a before client.sent name=b", saw="0")
    found = judge(goal(conditions=(still, both)), [])
    assert [one.saw for one in found] == ["not yet: ben has no tab", "not yet: a and b have no tab"]
    assert judge(goal(conditions=(still, both)), tape("open"))[0].holds
