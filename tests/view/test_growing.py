"""Pictures of a recording that grows, and of one that has forgotten its beginning."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.view.every import PICTURES, SENTENCES, picture
from tests.view.lessons_recorded import TRACES, name, timeline
from tests.view.tape import Tape
from tutor.core import events as e
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
        grown = flow_rules.of(line)
    whole = flow_rules.of(Timeline(events))
    assert (grown.rows, grown.lives, grown.row_of) == (whole.rows, whole.lives, whole.row_of)


@pytest.mark.parametrize("trace", SOME, ids=name)
def test_only_what_is_new_is_read(trace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    events = timeline(trace).events
    line = Timeline(events[:-1])
    flow_rules.of(line)
    read: list[int] = []
    kind = events[-1].kind
    monkeypatch.setitem(flow_rules.RULES, kind, lambda builder, fact: read.append(fact.seq))
    line.extend(events[-1:])
    flow_rules.of(line)
    assert read == [len(events)]


def test_the_zero_of_a_clock_stays_when_its_event_is_forgotten() -> None:
    events = timeline(SOME[0]).events
    line = Timeline(events[:40], keep=64)
    before = clock.zero(line)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(core, "CHECKPOINT", 16)
        line.extend(events[40:])
        assert line.first > 0
        assert clock.zero(line) == before


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


def test_a_reading_of_the_broker_that_a_ring_has_forgotten_is_not_shown() -> None:
    tape = Tape()
    tape.add(e.BrokerRead, process="broker", key="old", type="set")
    for _ in range(40):
        tape.add(e.SceneNoted, process="tutor", text="quiet")
    tape.add(e.BrokerRead, process="broker", key="new", type="set")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(core, "CHECKPOINT", 16)
        ring = Timeline(tape.events[:8], keep=16)
        assert "old" in shown("broker", ring.moment(8))
        ring.extend(tape.events[8:-1])
        assert ring.first
        said = "No key has been read from a broker lately. Earlier facts are no longer kept."
        assert shown("broker", ring.moment(len(ring))) == said
        ring.extend(tape.events[-1:])
        assert shown("broker", ring.moment(len(ring))).split("\n")[0].startswith("+ new")
