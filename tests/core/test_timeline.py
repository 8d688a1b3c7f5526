"""Any step of a recording, forwards and back, is what folding the events by hand gives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cost import calls
from tutor.core import timeline
from tutor.core.advance import advance
from tutor.core.events import Event
from tutor.core.timeline import CHECKPOINT, StepError, Timeline
from tutor.core.world import World

from .making import Tape, histories, quick


def by_hand(events: list[Event], step: int) -> World:
    world = World()
    for event in events[:step]:
        advance(world, event)
    return world


def long_tape(length: int) -> Tape:
    tape = Tape()
    tape.add("channel.created", conn=1, channel="c")
    while len(tape) < length:
        copy = tape.add("channel.sent", channel="c")
        tape.add("channel.delivered", channel="c", cause=copy)
        tape.add("client.received", process="tutor", conn=1, name="john", text="Hello")
        tape.add("db.started", name="save", conn=1)
    return tape


@quick
@given(histories(), st.data())
def test_the_world_at_any_step_is_the_fold_of_the_events_before(
    events: list[Event], data: st.DataObject
) -> None:
    steps = data.draw(st.lists(st.integers(0, len(events)), max_size=6))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timeline, "CHECKPOINT", 4)
        line = Timeline(events)
        assert [line.world(n) for n in steps] == [by_hand(events, n) for n in steps]


def test_the_world_right_at_and_around_a_checkpoint() -> None:
    tape = long_tape(3 * CHECKPOINT)
    line = Timeline(tape)
    steps = [2 * CHECKPOINT + 1, 2 * CHECKPOINT, 2 * CHECKPOINT - 1, CHECKPOINT, 0]
    assert [line.world(n) for n in steps] == [by_hand(tape, n) for n in steps]


def test_the_length_is_the_last_step() -> None:
    tape = long_tape(9)
    assert Timeline(tape).world(len(Timeline(tape))).step == len(tape)


def test_the_events_are_kept_as_they_were() -> None:
    tape = long_tape(9)
    line = Timeline(tape)
    tape.clear()
    assert len(line.events) == 9


def test_a_moment_knows_its_event_and_the_world_before_it() -> None:
    tape = long_tape(9)
    moment = Timeline(tape).moment(5)
    assert (moment.event, moment.earlier, moment.world) == (
        tape[4],
        by_hand(tape, 4),
        by_hand(tape, 5),
    )


def test_before_the_first_event_there_is_an_empty_world() -> None:
    moment = Timeline([]).moment(0)
    assert (moment.event, moment.world, moment.earlier) == (None, World(), World())


@pytest.mark.parametrize("step", [-1, 10])
@pytest.mark.parametrize("ask", ["world", "moment"])
def test_a_step_that_is_not_there_names_those_that_are(ask: str, step: int) -> None:
    with pytest.raises(StepError, match=f"^expected a step from 0 to 9, got {step}$"):
        getattr(Timeline(long_tape(9)), ask)(step)


# ── a recording that grows ──────────────────────────────────────────────────────────────────


@quick
@given(histories(), st.data())
def test_a_recording_that_grew_is_the_same_at_every_step(
    events: list[Event], data: st.DataObject
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timeline, "CHECKPOINT", 4)
        line = Timeline()
        rest = list(events)
        while rest:
            size = data.draw(st.integers(1, len(rest)))
            line.extend(rest[:size])
            del rest[:size]
            step = data.draw(st.integers(0, len(line)))
            assert line.world(step) == by_hand(events, step)


def test_a_moment_stays_as_it_was_when_the_recording_grows() -> None:
    tape = long_tape(9)
    line = Timeline(tape[:5])
    moment = line.moment(5)
    line.extend(tape[5:])
    line.moment(9)
    assert moment.world == by_hand(tape, 5)


def test_an_event_is_found_by_its_seq() -> None:
    tape = long_tape(3)[:3]
    line = Timeline(tape)
    assert [line.event(seq) for seq in (None, 0, 1, 3, 4)] == [None, None, tape[0], tape[2], None]


def crowd(number: int) -> Tape:
    """Tabs that come, say something and go; the first stays."""
    tape = Tape()
    for conn in range(1, number + 1):
        tape.add("client.connecting", process="tutor", conn=conn, name=f"tab {conn}")
        tape.add("connection.opened", conn=conn)
        tape.add("consumer.created", conn=conn, name="Chat", instance=conn)
        tape.add("channel.created", conn=conn, channel=f"c{conn}")
        tape.add("group.joined", conn=conn, group="g", channel=f"c{conn}")
        tape.add("client.received", process="tutor", conn=1, name="tab 1", text="Hello")
        if conn > 1:
            tape.add("group.left", conn=conn, group="g", channel=f"c{conn}")
            tape.add("client.closed", process="tutor", conn=conn, name=f"tab {conn}")
            tape.add("consumer.finished", conn=conn)
            tape.add("connection.closed", conn=conn)
    return tape


def test_a_ring_shows_at_each_of_its_steps_what_all_events_would_but_for_what_was_over() -> None:
    tape = crowd(200)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timeline, "CHECKPOINT", 16)
        ring = Timeline(keep=100)
        for start in range(0, len(tape), 7):
            ring.extend(tape[start : start + 7])
        whole = Timeline(tape)
        assert 100 <= len(ring.events) <= 116
        for step in range(ring.first, len(ring) + 1):
            seen, true = ring.world(step), whole.world(step)
            assert seen.groups == true.groups
            assert all(true.clients[conn] == client for conn, client in seen.clients.items())
            there = {fact.conn for fact in ring.between(ring.first, step) if fact.conn}
            assert there <= {*seen.clients, *seen.connections}


def test_a_ring_forgets_what_is_over_and_keeps_what_lives() -> None:
    tape = crowd(400)
    ring = Timeline(keep=512)
    for event in tape:
        ring.extend([event])
    world = ring.world(len(ring))
    assert 1 in world.clients
    assert "c1" in world.channels
    assert max(len(world.clients), len(world.channels)) < 120


def test_a_step_that_a_ring_has_forgotten_is_an_error_that_names_those_left() -> None:
    ring = Timeline(long_tape(2000), keep=256)
    with pytest.raises(StepError, match=f"^expected a step from {ring.first} to {len(ring)}, got"):
        ring.world(ring.first - 1)


def test_an_event_that_a_ring_has_forgotten_is_none() -> None:
    ring = Timeline(long_tape(2000), keep=256)
    assert (ring.event(ring.first), ring.event(ring.first + 1)) == (None, ring.events[0])


def test_a_consumer_whose_handler_still_runs_is_not_over() -> None:
    tape = Tape()
    tape.add("connection.opened", conn=1)
    tape.add("consumer.created", conn=1, name="Chat")
    tape.add("connection.closed", conn=1)
    assert not by_hand(tape, 3).over()
    tape.add("consumer.finished", conn=1)
    assert by_hand(tape, 4).over().conns == {1}


def test_folding_calls_a_handful_of_functions_for_each_event() -> None:
    tape = long_tape(20_000)
    assert calls(lambda: Timeline(tape).world(len(tape))) < 5 * len(tape)  # bench/ has the time


def test_an_emptied_timeline_goes_on_with_the_world_as_it_is() -> None:
    tape = long_tape(500)
    before = Timeline(tape[:400], keep=256)
    fresh = before.emptied()
    assert (fresh.first, len(fresh), [*fresh.events], fresh.keep) == (400, 400, [], 256)
    assert fresh.world(400).channels == before.world(400).channels
    fresh.extend(tape[400:])
    assert fresh.world(len(fresh)).channels == by_hand(tape, 500).channels
    assert fresh.event(401) is tape[400]
    assert len(before) == 400
