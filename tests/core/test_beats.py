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
