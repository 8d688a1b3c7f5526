"""Pictures of a recording that grows, and of one that has forgotten its beginning."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.view.every import PICTURES, SENTENCES, picture
from tests.view.lessons_recorded import TRACES, name, timeline
from tutor.core import timeline as core
from tutor.core.timeline import Moment, Timeline
from tutor.view import clock, flow_rules

SOME = [trace for trace in TRACES if trace.stem in {"three_tabs", "two_servers_redis", "ghost"}]


def shown(view: str, moment: Moment) -> str:
    return picture(view, moment, width=100, height=20)


@pytest.mark.parametrize("trace", SOME, ids=name)
def test_a_flow_that_grew_is_the_flow_of_the_whole(trace: Path) -> None:
    events = timeline(trace).events
    line = Timeline()
    for start in range(0, len(events), 7):
        line.extend(events[start : start + 7])
        grown = flow_rules.of(line.events)
    whole = flow_rules.of(tuple(events))
    assert (grown.rows, grown.lives, grown.row_of) == (whole.rows, whole.lives, whole.row_of)


@pytest.mark.parametrize("trace", SOME, ids=name)
def test_only_what_is_new_is_read(trace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    events = timeline(trace).events
    line = Timeline(events[:-1])
    flow_rules.of(line.events)
    read: list[int] = []
    kind = events[-1].kind
    monkeypatch.setitem(flow_rules.RULES, kind, lambda builder, fact: read.append(fact.seq))
    line.extend(events[-1:])
    flow_rules.of(line.events)
    assert read == [len(events)]


def test_the_zero_of_a_clock_stays_when_its_event_is_forgotten() -> None:
    events = timeline(SOME[0]).events
    line = Timeline(events[:40], keep=64)
    before = clock.zero(line.events)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(core, "CHECKPOINT", 16)
        line.extend(events[40:])
        assert line.first > 0
        assert clock.zero(line.events) == before


@pytest.mark.parametrize("view", PICTURES + SENTENCES)
def test_a_ring_is_drawn_at_each_of_its_steps(view: str) -> None:
    events = timeline(SOME[0]).events
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(core, "CHECKPOINT", 16)
        ring = Timeline(keep=48)
        for start in range(0, len(events), 5):
            ring.extend(events[start : start + 5])
        for step in range(ring.first, len(ring) + 1, 3):
            lines = shown(view, ring.moment(step))
            assert lines.strip() or view in SENTENCES, f"nothing at step {step}"


def test_groups_look_the_same_in_a_ring() -> None:
    events = timeline(SOME[0]).events
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(core, "CHECKPOINT", 16)
        ring = Timeline(keep=48)
        ring.extend(events)
        step = ring.first + 20
        whole = Timeline(events).moment(step)
        assert shown("groups", ring.moment(step)) == shown("groups", whole)
