"""Kinds of facts and views: each kind's view exists, and a kind without a rule is drawn, too."""

from __future__ import annotations

import pytest

from tests.view.every import picture
from tests.view.tape import three_tabs
from tutor.core.events import FACTS, Event, Fact
from tutor.core.timeline import Timeline
from tutor.view import flow_rules, table


def test_the_view_of_every_kind_is_in_the_table_of_views() -> None:
    assert {row.view for row in FACTS.values()} <= set(table.VIEWS)


def test_every_rule_of_the_message_flow_is_that_of_a_kind() -> None:
    assert set(flow_rules.RULES) <= set(FACTS)


class ThingSeen(Event, tag="thing.seen", frozen=True, kw_only=True):
    """A kind that only the table knows."""

    kind = "thing.seen"


@pytest.mark.parametrize("view", table.VIEWS)
def test_a_kind_that_only_the_table_knows_is_drawn(
    view: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = Fact(
        struct=ThingSeen, line=lambda event: "seen", compared=None, view="events", since=0, newer={}
    )
    monkeypatch.setitem(FACTS, "thing.seen", row)
    facts = three_tabs().events
    facts = [*facts, ThingSeen(seq=len(facts) + 1, at=facts[-1].at, process="server 1", conn=1)]
    moment = Timeline(facts).moment(len(facts))
    assert picture(view, moment, width=80).strip()
