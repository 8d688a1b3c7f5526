"""Narration falls where its facts fall."""

from __future__ import annotations

from tutor.core.beats import Beat, Beats, place
from tutor.core.match import Pattern

from .making import Tape


def placed() -> Beats:
    tape = Tape()
    for kind in ("server.started", "group.joined", "group.joined", "group.sent"):
        tape.add(kind)
    patterns: list[Pattern | str] = [
        "group.sent",
        Pattern.parse("group.joined"),
        "app.sent",
        "group.joined nth=1",
    ]
    return place(patterns, tape)


def test_beats_stand_in_the_order_of_their_facts() -> None:
    assert placed().placed == (Beat(2, 1), Beat(2, 3), Beat(4, 0))


def test_beats_without_a_fact_are_reported() -> None:
    assert placed().unmatched == (2,)


def test_the_next_beat_is_later_than_the_step() -> None:
    assert [placed().after(step) for step in (0, 1, 2, 4)] == [
        Beat(2, 1),
        Beat(2, 1),
        Beat(4, 0),
        None,
    ]


def test_the_previous_beat_is_earlier_than_the_step() -> None:
    assert [placed().before(step) for step in (2, 3, 4, 9)] == [
        None,
        Beat(2, 3),
        Beat(2, 3),
        Beat(4, 0),
    ]


def test_the_beats_of_a_step() -> None:
    assert [len(placed().at(step)) for step in (1, 2, 4)] == [0, 2, 1]


def test_the_current_beat_is_the_last_that_was_reached() -> None:
    assert [placed().current(step) for step in (1, 2, 3, 4)] == [
        None,
        Beat(2, 3),
        Beat(2, 3),
        Beat(4, 0),
    ]
