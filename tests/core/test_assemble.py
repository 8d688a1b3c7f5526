"""Records of several processes become one recording: order, numbers, connections."""

from __future__ import annotations

import random
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cost import calls
from tutor.core import causes
from tutor.core.assemble import RecordError, assemble
from tutor.core.events import Event

from .making import Raw, Wire, quick


def broadcast() -> Wire:
    """Two tabs and a server; the first says Hello to the group of both."""
    wire = Wire()
    wire.tutor("scene.started", scene="three_tabs")
    for conn in (1, 2):
        wire.connect(conn, port=5000 + conn)
        name = f"specific.inmemory!{conn}"
        wire.server("channel.created", conn, channel=name, backend="InMemoryChannelLayer")
    wire.tutor("client.sent", 1, name="client 1", text="Hello", size=5)
    got = wire.server("app.received", 1, type="websocket.receive", text="Hello", size=5)
    handler = wire.server("handler.started", 1, got, name="websocket_receive")
    sent = wire.server("group.sent", 1, handler, group="g", type="chat.message")
    for conn in (1, 2):
        wire.server("channel.sent", 1, sent, channel=f"specific.inmemory!{conn}", group="g")
    for conn in (1, 2):
        taken = wire.server("channel.delivered", conn, sent, channel=f"specific.inmemory!{conn}")
        shown = wire.server("handler.started", conn, taken, name="chat_message")
        wire.server("app.sent", conn, shown, type="websocket.send", text="Hello", size=5)
        wire.tutor("client.received", conn, name=f"client {conn}", text="Hello", size=5)
    wire.tutor("scene.finished")
    return wire


def find(events: list[Event], kind: str, n: int = 1) -> Event:
    return [event for event in events if event.kind == kind][n - 1]


@pytest.mark.parametrize("tab", [1, 2])
def test_the_chain_of_a_broadcast_leads_from_what_arrives_to_what_was_sent(tab: int) -> None:
    events = assemble(broadcast())
    chain = causes.chain(events, find(events, "client.received", tab).seq)
    assert [event.kind for event in chain] == [
        "client.received",
        "app.sent",
        "handler.started",
        "channel.delivered",
        "channel.sent",
        "group.sent",
        "handler.started",
        "app.received",
        "client.sent",
    ]


def test_every_copy_was_taken_from_its_own_channel() -> None:
    events = assemble(broadcast())
    taken = [event for event in events if event.kind == "channel.delivered"]
    assert [events[(e.cause or 0) - 1].channel for e in taken] == [e.channel for e in taken]  # type: ignore[attr-defined]


def test_no_records_make_no_events() -> None:
    assert assemble([]) == []


def test_times_count_from_the_first_event() -> None:
    assert assemble(broadcast())[0].at == 0


def test_both_ends_of_a_connection_have_one_number() -> None:
    events = assemble(broadcast())
    assert {e.conn for e in events if e.kind in {"client.received", "app.sent"}} == {1, 2}


def test_connections_are_numbered_in_the_order_they_appear() -> None:
    wire = Wire()
    wire.connect(7, port=1)
    wire.connect(3, port=2)
    dialled = [e for e in assemble(wire) if e.kind == "client.connecting"]
    assert [event.conn for event in dialled] == [1, 2]


def test_an_http_request_has_a_connection_number_of_its_own() -> None:
    wire = Wire()
    wire.connect(1)
    wire.server("http.received", 2, method="GET", path="/", port=5001)
    wire.server("http.answered", 2, status=200)
    assert [e.conn for e in assemble(wire) if e.kind.startswith("http")] == [2, 2]


def test_the_same_port_used_again_is_another_connection() -> None:
    wire = Wire()
    wire.connect(1, port=5001, name="john")
    wire.tutor("client.closed", 1, name="john", by="client")
    wire.tutor("client.connecting", 2, name="john", server="server 1", port=5001)
    wire.server("connection.opened", 2, port=5001)
    assert find(assemble(wire), "connection.opened", 2).conn == 2


def test_a_port_used_towards_two_servers_is_two_connections() -> None:
    wire = Wire()
    wire.tutor("client.connecting", 1, server="server 1", port=5001)
    wire.tutor("client.connecting", 2, server="server 2", port=5001)
    wire.server("connection.opened", 1, number=1, port=5001)
    wire.server("connection.opened", 1, number=2, port=5001)
    opened = [e for e in assemble(wire) if e.kind == "connection.opened"]
    assert [(e.process, e.conn) for e in opened] == [("server 1", 1), ("server 2", 2)]


def test_a_dial_that_is_reported_late_is_still_known_by_its_port() -> None:
    wire = Wire()
    wire.server("connection.opened", 9, port=5001, at=10_000)
    wire.tutor("client.connecting", 4, port=5001, at=20_000)
    events = assemble(wire)
    assert [(e.kind, e.conn) for e in events] == [
        ("client.connecting", 1),
        ("connection.opened", 1),
    ]


def test_a_connection_of_a_stranger_stands_for_itself() -> None:
    wire = Wire()
    wire.connect(1, port=5001)
    wire.server("connection.opened", 2, port=60_000)
    assert find(assemble(wire), "connection.opened", 2).conn == 2


def test_an_effect_seen_before_its_cause_moves_the_cause_up() -> None:
    wire = Wire()
    wire.server("scene.noted", at=10)
    cause = wire.server("channel.sent", channel="c", at=30)
    wire.server("channel.delivered", 1, cause, channel="c", at=20)
    wire.server("scene.noted", at=25)
    events = assemble(wire)
    assert [(e.kind, e.at, e.cause) for e in events] == [
        ("scene.noted", 0, None),
        ("channel.sent", 10, None),
        ("channel.delivered", 10, 2),
        ("scene.noted", 15, None),
    ]


def test_a_cause_that_never_arrived_is_none() -> None:
    wire = Wire()
    wire.server("handler.started", 1, 1 << 32 | 99)
    assert assemble(wire)[0].cause is None


def test_a_circle_of_causes_is_cut() -> None:
    wire = Wire()
    wire.server("handler.started", 1, 1 << 32 | 2)
    wire.server("handler.finished", 1, 1 << 32 | 1)
    assert [event.cause for event in assemble(wire)] == [None, 1]


def test_a_fact_that_names_itself_as_cause_has_none() -> None:
    wire = Wire()
    wire.server("handler.started", 1, 1 << 32 | 1)
    assert assemble(wire)[0].cause is None


def test_the_scene_begins_before_and_ends_after_everything_else() -> None:
    wire = Wire()
    wire.tutor("scene.finished", at=1)
    wire.server("server.started", at=5)
    wire.tutor("scene.started", at=9)
    events = assemble(wire)
    assert [(e.kind, e.at) for e in events] == [
        ("scene.started", 0),
        ("server.started", 0),
        ("scene.finished", 0),
    ]


def test_the_same_id_twice_is_an_error_that_names_it() -> None:
    record = ["scene.noted", 7, 1, 0, 0, "x"]
    with pytest.raises(RecordError, match="an id that no other record has, got 7 from tutor"):
        assemble([("tutor", record), ("tutor", record)])


def test_a_malformed_record_is_an_error() -> None:
    with pytest.raises(RecordError):
        assemble([("server 1", ["group.jonied", 1, 1, 0, 0])])


@quick
@given(st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(shuffle: random.Random) -> None:
    wire: list[Raw] = list(broadcast())
    shuffle.shuffle(wire)
    assert assemble(wire) == assemble(broadcast())


@quick
@given(st.sets(st.integers(0, len(broadcast()) - 1)), st.randoms(use_true_random=False))
def test_whatever_is_lost_seq_has_no_gaps_and_causes_come_first(
    lost: set[int], clock: random.Random
) -> None:
    wire = [
        (process, [*record[:2], record[2] + clock.randrange(5_000), *record[3:]])
        for index, (process, record) in enumerate(broadcast())
        if index not in lost
    ]
    events = assemble(wire)
    assert [event.seq for event in events] == list(range(1, len(wire) + 1))
    assert all(event.cause is None or event.cause < event.seq for event in events)
    assert [event.at for event in events] == sorted(event.at for event in events)


def conversation(messages: int) -> Wire:
    wire = Wire()
    wire.connect(1)
    for n in range(messages):
        wire.tutor("client.sent", 1, text=f"{n}", size=4)
        got = wire.server("app.received", 1, type="websocket.receive", text=f"{n}", size=4)
        handler = wire.server("handler.started", 1, got)
        wire.server("app.sent", 1, handler, type="websocket.send", text="same", size=4)
        wire.tutor("client.received", 1, text="same", size=4)
    return wire


def test_a_record_costs_the_same_however_many_there_are() -> None:
    short, long = (calls(partial(assemble, conversation(n))) for n in (200, 2_000))
    assert long < 10 * short < 10 * 70 * 1_000  # bench/ has the time
