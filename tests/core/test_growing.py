"""A recording that grows: what was given stays, however the records were cut and mixed."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.core.assemble import LIVE, LONE, Assembler, assemble
from tutor.core.events import Event
from tutor.core.ties import LATE

from .making import Raw, Wire, quick

MS = 1_000_000


def by_source(records: list[Raw]) -> dict[int, list[Raw]]:
    """The records of each source in the order of their time."""
    found: dict[int, list[Raw]] = {}
    for raw in sorted(records, key=lambda raw: (raw[1][2], raw[1][1])):
        found.setdefault(raw[1][1] >> 32, []).append(raw)
    return found


def mixed(records: list[Raw], chance: random.Random) -> list[list[Raw]]:
    """The same records in batches: each source in its own order, in turns of any length."""
    sources = [list(queue) for queue in by_source(records).values()]
    batches = []
    while any(sources):
        queue = chance.choice([queue for queue in sources if queue])
        size = chance.randint(1, len(queue))
        batches.append(queue[:size])
        del queue[:size]
    return batches


def long_story(chance: random.Random) -> list[Raw]:
    """Several tabs that connect, talk and leave, on a clock that jumps."""
    wire = Wire()
    wire.tutor("scene.started", scene="any")
    for conn in range(1, chance.randint(2, 5)):
        wire.connect(conn, port=5000 + conn, number=chance.randint(1, 2))
        for _ in range(chance.randint(0, 3)):
            wire.clock += chance.randint(0, 60) * MS
            text = chance.choice(["a", "b", "…"])
            wire.tutor("client.sent", conn, text=text, size=1)
            got = wire.server("app.received", conn, type="websocket.receive", text=text, size=1)
            wire.server("app.sent", conn, got, type="websocket.send", text=text, size=1)
            wire.tutor("client.received", conn, text=text, size=1)
        if chance.random() < 0.7:
            wire.server("app.received", conn, type="websocket.disconnect")
            wire.tutor("client.closed", conn, by=chance.choice(["client", "lost"]))
            wire.server("connection.closed", conn)
    wire.tutor("scene.finished")
    return list(wire)


def grown(batches: list[list[Raw]], delta: int, sources: set[int]) -> list[Event]:
    """What the batches gave, one after the other, and the end."""
    assembler = Assembler(delta=delta)
    for source in sources:
        assembler.expect(source)
    given = [event for batch in batches for event in assembler.feed(batch)]
    return given + assembler.close()


@quick
@given(st.randoms(use_true_random=False), st.sampled_from([0, MS, LIVE, LATE]))
def test_batches_and_turns_make_no_difference(chance: random.Random, delta: int) -> None:
    records = long_story(chance)
    whole = Assembler(delta=delta)
    given = whole.feed(records) + whole.close()
    parts = grown(mixed(records, chance), delta, set(by_source(records)))
    assert parts == given


@quick
@given(st.randoms(use_true_random=False))
def test_one_go_is_the_same_as_feeding_with_the_same_patience(chance: random.Random) -> None:
    records = long_story(chance)
    parts = grown(mixed(records, chance), LATE, set(by_source(records)))
    assert parts == assemble(records)


@quick
@given(st.randoms(use_true_random=False), st.integers(0, 60))
def test_whatever_is_lost_or_late_numbers_have_no_gaps_and_times_ascend(
    chance: random.Random, delay: int
) -> None:
    records = [raw for raw in long_story(chance) if chance.random() > 0.1]
    arrival = {raw[1][1]: raw[1][2] + chance.randint(0, delay) * MS for raw in records}
    assembler = Assembler(delta=20 * MS, silence=0)
    events: list[Event] = []
    for raw in sorted(records, key=lambda raw: arrival[raw[1][1]]):
        events += assembler.feed([raw], arrival[raw[1][1]])
    events += assembler.close()
    assert [event.seq for event in events] == list(range(1, len(records) + 1))
    assert all(event.cause is None or event.cause < event.seq for event in events)
    assert [event.at for event in events] == sorted(event.at for event in events)


def test_a_fact_is_given_once_every_source_has_come_further() -> None:
    wire = Wire()
    wire.server("scene.noted", text="first", at=10 * MS)
    wire.server("scene.noted", text="second", at=10 * MS + LIVE, number=2)
    assembler = Assembler(delta=LIVE)
    assembler.expect(2)
    assert assembler.feed(wire[:1]) == []
    assert len(assembler.feed(wire[1:])) == 0  # server 1 itself has not
    assembler.end(1)
    assert [event.kind for event in assembler.feed([])] == ["scene.noted"]


def test_time_alone_makes_a_fact_final_when_silence_is_bounded() -> None:
    wire = Wire()
    wire.server("scene.noted", at=10 * MS)
    assembler = Assembler(delta=LIVE, silence=0)
    assert assembler.feed(wire, 59 * MS) == []
    assert len(assembler.feed([], 60 * MS)) == 1


def lone() -> Assembler:
    """Of a live recording that one process tells."""
    assembler = Assembler(delta=LIVE, silence=0, lone=LONE)
    assembler.expect(1)
    return assembler


def test_the_only_process_is_waited_for_until_it_is_a_little_further() -> None:
    wire = Wire()
    wire.server("scene.noted", text="first", at=10 * MS)
    wire.server("scene.noted", text="second", at=10 * MS + LONE)
    assembler = lone()
    assert assembler.feed(wire[:1], 25 * MS) == []
    assert [event.seq for event in assembler.feed(wire[1:], 25 * MS)] == [1]
    assert [event.seq for event in assembler.feed([], 20 * MS + LIVE)] == [2]  # by time alone


@pytest.mark.parametrize("other", ["tutor", "server 2"])
def test_only_other_processes_make_it_wait_longer(other: str) -> None:
    wire = Wire()
    wire.server("scene.noted", at=10 * MS)
    wire.server("scene.noted", at=10 * MS + LONE)
    wire.put(2 if other == "server 2" else 0, other, "scene.noted", 0, 0, at=11 * MS)
    assert len(lone().feed(wire, 25 * MS)) == (1 if other == "tutor" else 0)


def test_a_call_that_returns_late_is_waited_for_by_what_it_brought_about() -> None:
    wire = Wire()
    sent = wire.server("group.sent", at=10 * MS, group="g")
    wire.server("channel.sent", 0, sent, at=11 * MS, channel="specific.inmemory!1", group="g")
    wire.server("scene.noted", at=40 * MS)
    assembler = lone()
    assert assembler.feed(wire[1:], 41 * MS) == []
    given = assembler.feed(wire[:1], 42 * MS)
    assert [(event.kind, event.cause) for event in given] == [
        ("group.sent", None),
        ("channel.sent", 1),
    ]
    assert not assembler.late


def test_a_call_that_does_not_return_is_not_waited_for_any_longer_than_always() -> None:
    wire = Wire()
    wire.server("channel.sent", 0, 1 << 32 | 99, at=10 * MS, channel="specific.inmemory!1")
    wire.server("scene.noted", at=40 * MS)
    assembler = lone()
    assert assembler.feed(wire, 59 * MS) == []
    assert [event.kind for event in assembler.feed([], 60 * MS)] == ["channel.sent"]
    assert assembler.lost_causes == 1


@quick
@given(st.randoms(use_true_random=False))
def test_what_a_lone_process_tells_in_order_comes_out_as_in_one_go(chance: random.Random) -> None:
    records = by_source(long_story(chance)).get(1, [])
    assembler, given, place = lone(), [], 0
    while place < len(records):
        size = chance.randint(1, 5)
        batch = records[place : place + size]
        given += assembler.feed(batch, batch[-1][1][2] + chance.randint(0, 5) * MS)
        place += size
    assert given + assembler.close() == assemble(records)
    assert not assembler.late


def test_a_record_that_comes_too_late_is_appended_and_marked() -> None:
    wire = Wire()
    for at in (10, 90, 20):
        wire.server("scene.noted", text=f"{at}", at=at * MS)
    assembler = Assembler(delta=LIVE, silence=0)
    early = assembler.feed(wire[:2], 200 * MS)
    late = assembler.feed(wire[2:], 300 * MS)
    assert [(event.seq, event.at) for event in early + late] == [
        (1, 0),
        (2, 80 * MS),
        (3, 80 * MS),
    ]
    assert assembler.late == {3}


def test_a_record_that_cannot_be_read_or_came_before_is_dropped_and_counted() -> None:
    wire = Wire()
    wire.server("scene.noted")
    assembler = Assembler(delta=0)
    bad: Raw = ("server 1", ["group.jonied", 9, 1, 0, 0])
    assert len(assembler.feed([wire[0], bad, wire[0]]) + assembler.close()) == 1
    assert assembler.dropped == 2


def test_a_record_that_was_given_long_ago_is_known_again() -> None:
    wire = Wire()
    wire.server("scene.noted", at=MS)
    assembler = Assembler(delta=0, silence=0)
    assert len(assembler.feed(wire, 2 * MS)) == 1
    assert assembler.feed(wire, 3 * MS) == []


def test_a_named_cause_that_had_not_come_is_counted() -> None:
    wire = Wire()
    wire.server("handler.started", 1, 1 << 32 | 99)
    assembler = Assembler(delta=0)
    assert (assembler.feed(wire) + assembler.close())[0].cause is None
    assert assembler.lost_causes == 1


def test_the_end_of_the_scene_is_held_until_the_recording_is_closed() -> None:
    wire = Wire()
    wire.tutor("scene.finished", at=MS)
    wire.server("scene.noted", at=2 * MS)
    assembler = Assembler(delta=0, silence=0)
    assert [event.kind for event in assembler.feed(wire, 99 * MS)] == ["scene.noted"]
    assert [event.kind for event in assembler.close()] == ["scene.finished"]
    assert not assembler.late


def test_ids_with_gaps_are_known_without_filling_them() -> None:
    far = 1 << 32 | 0xFFFF_FFFF
    records: list[Raw] = [
        ("server 1", ["scene.noted", far, MS, 0, 0, "far"]),
        ("server 1", ["handler.started", (1 << 32) + 1, 2 * MS, 1, far]),
    ]
    assert [event.cause for event in assemble(records)] == [None, 1]


def test_an_answer_long_after_the_application_failed_still_knows_its_cause() -> None:
    """Daphne reports an exception up to a second late (daphne/server.py, check_timeouts)."""
    wire = Wire()
    wire.tutor("client.connecting", 1, port=5)
    wire.server("connection.opened", 1, port=5)
    wire.server("connection.closed", 1, by="error")
    wire.clock += 1_000 * MS
    wire.tutor("scene.noted", at=wire.clock - 10 * MS)
    wire.tutor("client.refused", 1, status=500)
    assembler = Assembler(delta=LIVE, silence=0)
    events: list[Event] = []
    for now in range(0, wire.clock + 100 * MS, 20 * MS):
        batch = [raw for raw in wire if now - 20 * MS <= raw[1][2] < now]
        events += assembler.feed(batch, now)
    refused = next(event for event in events if event.kind == "client.refused")
    assert events[(refused.cause or 0) - 1].kind == "connection.closed"


@pytest.mark.parametrize("many", [300])
def test_connections_that_are_over_are_forgotten(many: int) -> None:
    wire = Wire()
    for conn in range(1, many + 1):
        wire.connect(conn, port=1000 + conn)
        wire.server("app.received", conn, type="websocket.disconnect")
        wire.tutor("client.closed", conn, by="client")
        wire.server("connection.closed", conn)
        wire.clock += 200 * MS
    assembler = Assembler(delta=LIVE)
    for raw in wire:
        assembler.feed([raw])
    assert len(assembler._ends) <= 8


def test_requests_that_are_answered_are_forgotten() -> None:
    wire = Wire()
    for scope in range(1, 301):
        wire.tutor("client.asked", 1, name="browser", server="server 1", port=7)
        wire.server("http.received", scope, port=7)
        wire.server("http.answered", scope, status=200)
        wire.clock += 200 * MS
    assembler = Assembler(delta=LIVE)
    for raw in wire:
        assembler.feed([raw])
    assert len(assembler._ends) <= 8


def test_connections_that_are_over_together_are_forgotten_together() -> None:
    wire = Wire()
    for conn in range(1, 101):
        wire.connect(conn, port=1000 + conn)
        wire.tutor("client.closed", conn, by="client")
        wire.server("connection.closed", conn)
    assembler, left = Assembler(delta=LIVE), list[int]()
    for _ in range(3):
        assembler.feed([*wire])
        left.append(len(assembler._ends))
        wire.clear()
        wire.clock += 200 * MS
        wire.tutor("scene.noted", text="later")
        wire.server("log.written")
    assert left == [0, 200, 0], "nothing is decided, both ends of each are there, none is"
