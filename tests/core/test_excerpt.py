"""A part of a recording is a recording: numbered from 1, and it begins with what stood then."""

from __future__ import annotations

import pytest

from tests.view.tape import Tape, three_tabs, upto
from tutor.core import events as e
from tutor.core.diagnose import diagnose
from tutor.core.events import Event
from tutor.core.excerpt import Excerpt, whole
from tutor.core.timeline import Timeline


def of(timeline: Timeline, since: int) -> list[Event]:
    part = Excerpt(timeline, since)
    return [*part.begun, *part.take(timeline.between(since, len(timeline)))]


def is_recording(events: list[Event]) -> bool:
    causes = all(event.cause is None or event.cause < event.seq for event in events)
    numbers = [event.seq for event in events] == [*range(1, len(events) + 1)]
    return isinstance(events[0], e.SceneStarted) and numbers and causes


def test_from_the_beginning_it_is_the_recording_itself() -> None:
    tape = three_tabs()
    assert of(Timeline(tape.events), 0) == tape.events
    assert [*whole(Timeline(tape.events))] == tape.events


@pytest.mark.parametrize("kind", ["group.joined", "client.sent", "channel.delivered"])
def test_from_a_step_on_the_world_at_its_end_is_the_same(kind: str) -> None:
    tape = three_tabs()
    timeline = Timeline(tape.events)
    part = of(timeline, upto(tape, kind))
    assert is_recording(part)
    now, then = Timeline(part).world(len(part)), timeline.world(len(timeline))
    assert now.groups == then.groups
    assert {conn: one.state for conn, one in now.connections.items() if one.state == "open"} == {
        conn: one.state for conn, one in then.connections.items() if one.state == "open"
    }


def test_what_was_over_at_that_step_is_not_in_it_and_a_cause_before_it_is_none() -> None:
    tape = three_tabs()
    sent = upto(tape, "group.sent")
    part = of(Timeline(tape.events), sent)
    kinds = [event.kind for event in part]
    assert "client.sent" not in kinds
    copies = [event for event in part if event.kind == "channel.sent"]
    assert {copy.cause for copy in copies} == {None}
    closed = of(Timeline(tape.events), tape.last)
    assert {event.conn for event in closed if event.kind == "connection.opened"} == {1, 2}


def test_what_a_ring_has_forgotten_is_said_again_from_its_world() -> None:
    tape = Tape()
    tape.server()
    tape.connect(1, "ann")
    for _ in range(40):
        tape.broadcast(1, "ann", {1: "ann"})
    ring = Timeline(keep=64)
    for begin in range(0, tape.last, 50):
        ring.extend(tape.events[begin : begin + 50])
    part = [*whole(ring)]
    assert is_recording(part)
    assert [event.kind for event in part[:6]] == [
        *("scene.started", "server.started", "connection.opened", "consumer.created"),
        *("channel.created", "connection.accepted"),
    ]
    assert not [found for found in diagnose(part) if found.rule == "nobody-joined"]
    then, now = ring.world(len(ring)), Timeline(part).world(len(part))
    assert now.groups == then.groups


def test_after_a_clear_there_is_what_stands_and_nothing_else() -> None:
    tape = three_tabs()
    fresh = Timeline(tape.events).emptied()
    part = [*whole(fresh)]
    assert is_recording(part)
    assert {event.kind for event in part} >= {"server.started", "group.joined"}
    kinds = {event.kind for event in part}
    assert "group.sent" not in kinds
    tape = Tape()
    tape.connect(1, "ann", layers=False)
    tape.add(e.GroupJoined, conn=None, group="elsewhere", channel="unknown")
    assert is_recording([*whole(Timeline(tape.events).emptied())])


def test_a_handshake_that_waits_is_not_said_to_be_accepted() -> None:
    tape = Tape()
    tape.add(e.ConnectionOpened, conn=1, path="/ws/")
    kinds = [event.kind for event in whole(Timeline(tape.events).emptied())]
    assert kinds == ["scene.started", "connection.opened"]
