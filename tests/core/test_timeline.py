"""Any step of a recording, forwards and back, is what folding the events by hand gives."""

from __future__ import annotations

import json
import time

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

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


def test_folding_costs_a_fraction_of_reading_the_lines_as_json() -> None:
    tape = long_tape(20_000)
    lines = [msgspec.json.encode(event) for event in tape]
    read = min(_seconds(lambda: [json.loads(line) for line in lines]) for _ in range(3))
    fold = min(_seconds(lambda: Timeline(tape).world(len(tape))) for _ in range(3))
    assert fold < 0.5 * read  # the goal, 0.25, is measured in bench/


def _seconds(call: object) -> float:
    start = time.process_time()
    call()  # type: ignore[operator]
    return time.process_time() - start
