"""Channels, queues and groups: who holds them, who loses them."""

from __future__ import annotations

import pytest

from tutor.core.advance import fold
from tutor.core.advance_layers import store_of
from tutor.core.world import Channel, GroupKey, World

from .making import Tape

MEMORY = "InMemoryChannelLayer"
REDIS = "RedisChannelLayer"
PUBSUB = "RedisPubSubChannelLayer"


def world_of(tape: Tape) -> World:
    return fold(World(), tape)


def joined(backend: str, *, members: tuple[str, ...] = ("a",)) -> Tape:
    tape = Tape()
    for conn, channel in enumerate(members, start=1):
        tape.add("channel.created", conn=conn, channel=channel, backend=backend)
        tape.add("group.joined", conn=conn, channel=channel, group="g")
    return tape


@pytest.mark.parametrize(
    ("backend", "channel", "store"),
    [
        (MEMORY, "x", "server 1"),
        (REDIS, "specific.1f!a", "broker"),
        (PUBSUB, "specific.1f!a", "broker"),
        ("MyRedisLayer", "x", "broker"),
        ("", "x", "server 1"),
        ("MyLayer", "specific.inmemory!a", "server 1"),
    ],
)
def test_the_layer_says_where_its_groups_live(backend: str, channel: str, store: str) -> None:
    assert store_of(backend, channel, "server 1") == store


# ── queues ──────────────────────────────────────────────────────────────────────────────────


def test_a_created_channel_belongs_to_its_instance() -> None:
    tape = Tape()
    tape.add("consumer.created", conn=1, name="C", instance=1)
    tape.add("channel.created", conn=1, channel="c", backend=MEMORY)
    world = world_of(tape)
    assert world.channels["c"] == Channel("c", "server 1", conn=1, backend=MEMORY)
    assert world.instances[1].channel == "c"


def test_copies_wait_in_the_order_they_were_sent() -> None:
    tape = Tape()
    tape.add("channel.created", channel="c")
    copies = (tape.add("channel.sent", channel="c"), tape.add("channel.sent", channel="c"))
    assert world_of(tape).channels["c"].queue == copies


def test_a_delivery_takes_the_copy_it_came_from() -> None:
    tape = Tape()
    first = tape.add("channel.sent", channel="c")
    second = tape.add("channel.sent", channel="c")
    tape.add("channel.delivered", channel="c", cause=second)
    channel = world_of(tape).channels["c"]
    assert (channel.queue, channel.delivered) == ((first,), 1)


@pytest.mark.parametrize("cause", [None, 1])
def test_a_delivery_takes_the_oldest_copy(cause: int | None) -> None:
    tape = Tape()
    tape.add("channel.sent", channel="c")
    second = tape.add("channel.sent", channel="c")
    tape.add("channel.delivered", channel="c", cause=cause)
    assert world_of(tape).channels["c"].queue == (second,)


def test_a_delivery_from_an_empty_queue_is_only_counted() -> None:
    tape = Tape()
    tape.add("channel.delivered", conn=2, channel="c")
    assert world_of(tape).channels["c"] == Channel("c", "server 1", conn=2, delivered=1)


def test_a_copy_that_was_not_taken_is_counted_and_leaves_the_queue_as_it_is() -> None:
    tape = Tape()
    copy = tape.add("channel.sent", channel="c")
    tape.add("channel.dropped", channel="c")
    channel = world_of(tape).channels["c"]
    assert (channel.queue, channel.dropped) == ((copy,), 1)


def test_a_waiting_copy_that_is_dropped_leaves_the_queue() -> None:
    tape = Tape()
    copy = tape.add("channel.sent", channel="c")
    tape.add("channel.dropped", channel="c", cause=copy)
    assert world_of(tape).channels["c"].queue == ()


def test_an_expired_copy_is_the_oldest() -> None:
    tape = Tape()
    tape.add("channel.sent", channel="c")
    second = tape.add("channel.sent", channel="c")
    tape.add("channel.expired", channel="c")
    channel = world_of(tape).channels["c"]
    assert (channel.queue, channel.dropped, channel.expired) == ((second,), 0, 1)


def test_a_drop_for_an_unknown_channel_changes_nothing() -> None:
    tape = Tape()
    tape.add("channel.dropped", channel="")
    assert world_of(tape).channels == {}


def test_the_owner_of_a_channel_that_is_only_sent_to_is_unknown() -> None:
    tape = Tape()
    tape.add("server.started", layer=REDIS)
    tape.add("channel.sent", channel="specific.1f!a")
    assert world_of(tape).channels["specific.1f!a"].process == ""


# ── groups ──────────────────────────────────────────────────────────────────────────────────


def test_members_stand_in_the_order_they_joined_each_once() -> None:
    tape = joined(MEMORY, members=("b", "a"))
    tape.add("group.joined", conn=1, channel="b", group="g")
    assert list(world_of(tape).groups[GroupKey("server 1", "g")]) == ["b", "a"]


def test_who_leaves_is_no_member_any_more() -> None:
    tape = joined(REDIS, members=("a", "b"))
    tape.add("group.left", conn=1, channel="a", group="g")
    assert world_of(tape).groups == {GroupKey("broker", "g"): {"b": None}}


def test_a_group_without_members_is_no_more() -> None:
    tape = joined(MEMORY)
    tape.add("group.left", conn=1, channel="a", group="g")
    assert world_of(tape).groups == {}


def test_leaving_a_group_that_one_is_not_in_changes_nothing() -> None:
    tape = Tape()
    tape.add("group.left", channel="a", group="g")
    assert world_of(tape).groups == {}


def test_two_servers_in_memory_have_a_group_each() -> None:
    tape = Tape()
    for process in ("server 1", "server 2"):
        tape.add("server.started", process=process, layer=MEMORY)
        tape.add("group.joined", process=process, channel=f"c of {process}", group="g")
    assert set(world_of(tape).groups) == {GroupKey("server 1", "g"), GroupKey("server 2", "g")}


def test_two_servers_on_redis_share_a_group() -> None:
    tape = Tape()
    for process in ("server 1", "server 2"):
        tape.add("server.started", process=process, layer=REDIS)
        tape.add("group.joined", process=process, channel=f"c of {process}", group="g")
    assert world_of(tape).groups == {
        GroupKey("broker", "g"): {"c of server 1": None, "c of server 2": None}
    }


def test_a_layer_beside_the_default_one_is_known_by_its_channels_only() -> None:
    tape = Tape()
    tape.add("server.started", layer=REDIS)
    tape.add("group.joined", channel="c", group="g", layer="other")
    assert list(world_of(tape).groups) == [GroupKey("server 1", "g")]


# ── ends ────────────────────────────────────────────────────────────────────────────────────


def test_a_consumer_that_never_left_stays_a_member_as_a_ghost() -> None:
    tape = Tape()
    tape.add("consumer.created", conn=1, name="C", instance=1)
    tape.add("channel.created", conn=1, channel="a", backend=MEMORY)
    tape.add("group.joined", conn=1, channel="a", group="g")
    tape.add("consumer.finished", conn=1, name="C", instance=1)
    world = world_of(tape)
    assert world.groups == {GroupKey("server 1", "g"): {"a": None}}
    assert not world.channels["a"].alive


def test_a_killed_server_takes_its_in_memory_groups_and_queues_along() -> None:
    tape = joined(MEMORY)
    tape.add("channel.sent", channel="a", group="g")
    tape.add("server.stopped", how="killed")
    world = world_of(tape)
    assert world.groups == {}
    assert world.channels["a"] == Channel("a", "server 1", conn=1, alive=False, backend=MEMORY)


def test_a_killed_server_leaves_dead_members_and_their_copies_in_the_broker() -> None:
    tape = joined(REDIS)
    tape.add("server.stopped", how="killed")
    copy = tape.add("channel.sent", process="server 2", channel="a", group="g")
    world = world_of(tape)
    assert world.groups == {GroupKey("broker", "g"): {"a": None}}
    assert world.channels["a"] == Channel(
        "a", "server 1", conn=1, queue=(copy,), alive=False, backend=REDIS
    )


def test_a_killed_server_takes_its_subscriptions_along() -> None:
    tape = joined(PUBSUB)
    tape.add("channel.created", process="server 2", conn=2, channel="b", backend=PUBSUB)
    tape.add("group.joined", process="server 2", conn=2, channel="b", group="g")
    tape.add("server.stopped", how="killed")
    assert world_of(tape).groups == {GroupKey("broker", "g"): {"b": None}}


def test_the_end_of_a_server_leaves_the_groups_of_others_alone() -> None:
    tape = joined(MEMORY)
    tape.add("server.stopped", process="server 2")
    assert list(world_of(tape).groups) == [GroupKey("server 1", "g")]


def test_a_killed_broker_takes_its_groups_and_queues_along() -> None:
    tape = joined(REDIS)
    tape.add("channel.sent", channel="a", group="g")
    tape.add("broker.stopped", process="broker", how="killed")
    world = world_of(tape)
    assert (world.groups, world.channels["a"].queue) == ({}, ())


@pytest.mark.parametrize("backend", [MEMORY, PUBSUB])
def test_what_servers_hold_survives_the_broker(backend: str) -> None:
    tape = joined(backend)
    before = world_of(tape).groups
    tape.add("broker.stopped", process="broker", how="killed")
    assert world_of(tape).groups == before
