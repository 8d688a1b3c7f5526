"""What each kind of event changes in the world."""

from __future__ import annotations

import pytest
from hypothesis import given

from tutor.core.advance import STEPS, advance, fold
from tutor.core.events import KINDS, Event
from tutor.core.world import Client, Connection, DbCall, Instance, Layer, Process, World

from .making import Tape, histories, quick


def world_of(tape: Tape) -> World:
    return fold(World(), tape)


def test_every_event_moves_step_and_time() -> None:
    tape = Tape()
    tape.add("log.written", at=500)
    tape.add("scene.noted", at=900)
    world = world_of(tape)
    assert (world.step, world.at) == (2, 900)


@quick
@given(histories())
def test_folding_is_advancing_by_every_event(events: list[Event]) -> None:
    world = World()
    for event in events:
        assert advance(world, event) is world
    assert fold(World(), events) == world


@quick
@given(histories())
def test_the_world_before_is_not_changed_by_advancing_its_copy(events: list[Event]) -> None:
    world, half = World(), len(events) // 2
    fold(world, events[:half])
    fold(world.copy(), events[half:])
    assert world == fold(World(), events[:half])


def test_every_step_is_one_of_a_known_kind() -> None:
    assert set(STEPS) <= set(KINDS.values())


# ── processes ───────────────────────────────────────────────────────────────────────────────


def test_a_server_that_has_started_lives() -> None:
    tape = Tape()
    tape.add("server.started", pid=7, address="127.0.0.1:1", layer="InMemoryChannelLayer")
    assert world_of(tape).processes == {
        "server 1": Process("server 1", address="127.0.0.1:1", layer="InMemoryChannelLayer", pid=7)
    }


def test_a_broker_starts_and_ends() -> None:
    tape = Tape()
    tape.add("broker.started", process="broker", server="redis-server 7.0.15", address="a:1")
    tape.add("broker.stopped", process="broker", how="killed")
    assert world_of(tape).processes["broker"] == Process(
        "broker", "broker", alive=False, how="killed", address="a:1", software="redis-server 7.0.15"
    )


def test_a_process_that_was_never_seen_to_start_can_end() -> None:
    tape = Tape()
    tape.add("server.stopped", how="crashed")
    tape.add("broker.stopped", process="broker")
    assert [(p.role, p.alive, p.how) for p in world_of(tape).processes.values()] == [
        ("server", False, "crashed"),
        ("broker", False, "stopped"),
    ]


def test_the_end_of_a_server_is_the_end_of_what_runs_in_it() -> None:
    tape = Tape()
    for number, process in enumerate(("server 1", "server 2"), start=1):
        tape.add("connection.opened", process=process, conn=number)
        tape.add("connection.accepted", process=process, conn=number)
        tape.add("consumer.created", process=process, conn=number, name="C", instance=1)
        tape.add("handler.started", process=process, conn=number, name="receive")
        tape.add("db.started", process=process, conn=number, name="save")
        tape.add("thread.entered", process=process, conn=number, name="save", thread="t")
    tape.add("server.stopped", how="killed")
    world = world_of(tape)
    assert [c.state for c in world.connections.values()] == ["closed", "open"]
    assert [i.state for i in world.instances.values()] == ["finished", "busy"]
    assert [i.handler for i in world.instances.values()] == ["", "receive"]
    assert [call.process for call in world.db.values()] == ["server 2"]
    assert list(world.threads) == [("server 2", "t")]


def test_a_refused_connection_and_a_failed_instance_stay_so_when_their_server_ends() -> None:
    tape = Tape()
    tape.add("connection.opened", conn=1)
    tape.add("connection.refused", conn=1, code=4003)
    tape.add("consumer.created", conn=1, name="C", instance=1)
    tape.add("handler.failed", conn=1, error="ValueError: no")
    tape.add("server.stopped")
    world = world_of(tape)
    assert (world.connections[1].state, world.instances[1].state) == ("refused", "failed")


# ── clients ─────────────────────────────────────────────────────────────────────────────────


def test_a_client_counts_what_it_sends_and_receives() -> None:
    tape = Tape()
    tape.add("client.connecting", process="tutor", conn=1, name="john", url="/ws/", server="s")
    tape.add("client.opened", process="tutor", conn=1, name="john")
    tape.add("client.sent", process="tutor", conn=1, name="john", text="Hello")
    tape.add("client.received", process="tutor", conn=1, name="john", text="Hi")
    tape.add("client.received", process="tutor", conn=1, name="john", text="Ho")
    assert world_of(tape).clients == {
        1: Client("john", "/ws/", "s", state="open", sent=1, received=2, last="Ho")
    }


def test_a_refused_client_has_the_status_and_a_closed_one_the_code() -> None:
    tape = Tape()
    tape.add("client.refused", process="tutor", conn=1, name="eve", status=403)
    tape.add("client.closed", process="tutor", conn=2, name="john", code=1006)
    assert world_of(tape).clients == {
        1: Client("eve", state="refused", status=403),
        2: Client("john", state="closed", code=1006),
    }


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_fact_of_no_connection_makes_no_client_and_no_connection(kind: str) -> None:
    tape = Tape()
    tape.add(kind)
    world = world_of(tape)
    assert (world.clients, world.connections, world.instances) == ({}, {}, {})


# ── connections ─────────────────────────────────────────────────────────────────────────────


def test_a_connection_collects_the_layers_that_its_scope_has_passed() -> None:
    tape = Tape()
    tape.add("connection.opened", conn=1, path="/ws/", keys=["type"], values={"type": "websocket"})
    tape.add("scope.entered", conn=1, layer="AuthMiddleware", depth=2, added={"user": "john"})
    tape.add("connection.accepted", conn=1)
    assert world_of(tape).connections == {
        1: Connection(
            "server 1",
            "/ws/",
            "open",
            keys=("type",),
            values={"type": "websocket"},
            layers=(Layer("AuthMiddleware", 2, False, {"user": "john"}, {}),),
            name="/ws/",
        )
    }


def test_the_scope_of_an_http_request_is_no_connection() -> None:
    tape = Tape()
    tape.add("http.received", conn=1)
    tape.add("scope.entered", conn=1, layer="SessionMiddleware")
    assert world_of(tape).connections == {}


def test_a_connection_that_is_over_is_closed_with_its_code() -> None:
    tape = Tape()
    tape.add("connection.opened", conn=1)
    tape.add("connection.closed", conn=1, code=1001)
    assert world_of(tape).connections[1] == Connection("server 1", state="closed", code=1001)


def test_a_refused_connection_stays_refused_when_it_is_over() -> None:
    tape = Tape()
    tape.add("connection.refused", conn=1, code=4003)
    tape.add("connection.closed", conn=1, code=1006)
    assert world_of(tape).connections[1] == Connection("server 1", state="refused", code=4003)


# ── consumers ───────────────────────────────────────────────────────────────────────────────


def test_an_instance_is_busy_while_a_handler_runs() -> None:
    tape = Tape()
    tape.add("consumer.created", conn=1, name="Chat", instance=3, where="chat.py:1")
    started = tape.add("handler.started", conn=1, name="receive", state={"room": "a"})
    assert world_of(tape).instances[1] == Instance(
        "Chat",
        3,
        "server 1",
        state="busy",
        handler="receive",
        handler_seq=started,
        attributes={"room": "a"},
        where="chat.py:1",
    )


def test_an_instance_is_idle_after_a_handler_and_knows_what_it_changed() -> None:
    tape = Tape()
    tape.add("consumer.created", conn=1, name="Chat", instance=3)
    tape.add("handler.started", conn=1, name="receive", state={"room": "a", "n": "1"})
    tape.add("handler.finished", conn=1, name="receive", state={"n": "2"})
    assert world_of(tape).instances[1] == Instance(
        "Chat", 3, "server 1", state="idle", attributes={"room": "a", "n": "2"}
    )


def test_a_handler_that_raised_leaves_a_failed_instance_with_the_error() -> None:
    tape = Tape()
    tape.add("consumer.created", conn=1, name="Chat", instance=3)
    tape.add("handler.started", conn=1, name="receive")
    tape.add("handler.failed", conn=1, name="receive", error="KeyError: 'x'")
    tape.add("consumer.finished", conn=1, name="Chat", instance=3, error="KeyError: 'x'")
    assert world_of(tape).instances[1] == Instance(
        "Chat", 3, "server 1", state="failed", error="KeyError: 'x'"
    )


def test_a_consumer_that_is_over_has_finished_and_its_channel_is_dead() -> None:
    tape = Tape()
    tape.add("consumer.created", conn=1, name="Chat", instance=3)
    tape.add("channel.created", conn=1, channel="c")
    tape.add("consumer.finished", conn=1, name="Chat", instance=3)
    world = world_of(tape)
    assert (world.instances[1].state, world.channels["c"].alive) == ("finished", False)


def test_handlers_of_an_unknown_instance_change_nothing() -> None:
    tape = Tape()
    for kind in ("handler.started", "handler.finished", "handler.failed", "consumer.finished"):
        tape.add(kind, conn=1)
    assert world_of(tape).instances == {}


# ── database and threads ────────────────────────────────────────────────────────────────────


def test_a_database_call_is_under_way_until_it_is_back() -> None:
    tape = Tape()
    first = tape.add("db.started", conn=1, name="save")
    second = tape.add("db.started", conn=1, name="save")
    tape.add("db.finished", conn=1, name="save", cause=second)
    assert world_of(tape).db == {first: DbCall("save", "server 1", 1)}


def test_a_call_that_does_not_name_its_start_ends_the_oldest_of_its_name() -> None:
    tape = Tape()
    tape.add("db.started", conn=1, name="load")
    tape.add("db.started", conn=1, name="save")
    tape.add("db.finished", conn=1, name="save")
    tape.add("db.finished", conn=2, name="load")
    assert list(world_of(tape).db) == [1]


def test_a_thread_is_taken_between_entering_and_leaving() -> None:
    tape = Tape()
    tape.add("thread.entered", name="save", thread="pool_0")
    tape.add("thread.entered", name="load", thread="pool_1")
    tape.add("thread.left", name="save", thread="pool_0")
    tape.add("thread.left", name="lost", thread="pool_9")
    assert world_of(tape).threads == {("server 1", "pool_1"): "load"}


def test_on_a_stage_without_a_script_connections_of_no_client_are_counted() -> None:
    tape = Tape()
    tape.add("scene.started", lesson="07_groups")
    tape.add("client.connecting", conn=1, name="ann")
    for conn in (1, 2, None, 3):
        tape.add("connection.opened", conn=conn)
    assert [one.guest for one in world_of(tape).connections.values()] == [0, 1, 2]
