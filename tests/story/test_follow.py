"""Every fact has a view that shows it."""

from __future__ import annotations

from tests.view.lessons import beat
from tests.view.tape import three_tabs, upto
from tutor.core.events import FACTS
from tutor.story.follow import heroes, view_for
from tutor.view import table


def test_every_view_that_is_turned_to_is_there() -> None:
    assert {row.view for row in FACTS.values()} <= set(table.VIEWS)


def test_every_fact_of_a_recording_has_a_view() -> None:
    assert {view_for(event) for event in [None, *three_tabs().events]} <= set(table.VIEWS)


def test_a_beat_shows_what_it_names_else_what_its_fact_is_about() -> None:
    fact = three_tabs().events[upto(three_tabs(), "group.joined") - 1]
    assert heroes(beat("x", "y", look=("scope", "source")), fact) == ("scope", "source")
    assert heroes(beat("x", "y"), fact) == ("groups",)


def test_a_call_of_the_layer_that_failed_is_shown_in_the_flow() -> None:
    assert FACTS["layer.failed"].view == "sequence"
