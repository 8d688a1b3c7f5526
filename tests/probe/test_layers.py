"""What channel layers do with messages, and what they do without a word."""

from __future__ import annotations

import asyncio

import pytest
from channels.exceptions import ChannelFull
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.layers import InMemoryChannelLayer, channel_layers, get_channel_layer

from tests.probe.driver import Socket, settle, subscribed
from tutor.probe.fact_fields import MARK
from tutor.probe.preview import FRAME


def layer_of(seen, use_layer, name, **config):
    use_layer(name, **config)
    seen.wrap(lambda: None)
    return get_channel_layer()


@pytest.mark.parametrize("name", ["memory", "redis", "redis-pubsub"])
async def test_handlers_see_exactly_what_was_sent(seen, use_layer, name):
    layer = layer_of(seen, use_layer, name)
    channels = [await layer.new_channel() for _ in range(3)]
    for channel in channels:
        await layer.group_add("g", channel)
    message = {"type": "x.y", "list": [1, {"a": None}], "text": "ü"}
    await layer.group_send("g", message)
    await layer.send(channels[0], message)
    assert MARK not in message
    got = [await asyncio.wait_for(layer.receive(channel), 5) for channel in channels]
    got.append(await asyncio.wait_for(layer.receive(channels[0]), 5))
    assert got == [message] * 4
    assert [list(one) for one in got] == [list(message)] * 4
    assert {type(one["type"]) for one in got} == {str}
    await layer.group_discard("g", channels[0])
    await layer.flush()
    assert [f.group for f in seen.of("channel.sent")] == ["g", "g", "g", ""]
    assert len(seen.of("channel.delivered")) == 4
    assert [f.channel for f in seen.of("group.left")] == [channels[0]]
    assert seen.of("group.sent")[0].where.startswith("tests/probe/test_layers.py:")


async def test_a_group_event_is_recorded_like_a_frame(seen, use_layer):
    layer = layer_of(seen, use_layer, "memory")
    await layer.group_send("g", {"type": "x", "text": "a" * 1000})
    await layer.group_send("g", {"type": "x", "text": "a" * 3000})
    whole, cut = seen.of("group.sent")
    assert whole.text == str({"type": "x", "text": "a" * 1000})
    assert (len(cut.text), cut.text[-1]) == (FRAME, "…")


async def test_who_waits_for_a_message_writes_what_is_due(seen, use_layer):
    layer = layer_of(seen, use_layer, "memory")
    channel = await layer.new_channel()
    await layer.send(channel, {"type": "x"})
    written = []
    seen.probe.facts.queue.look = lambda: written.append(len(seen.facts))
    seen.probe.facts.queue.due = 1
    await layer.receive(channel)
    assert written[0] == 2, "before it is delivered"


async def test_redis_shares_one_object_among_the_channels_of_a_process(seen, use_layer):
    layer = layer_of(seen, use_layer, "redis")
    one, two = await layer.new_channel(), await layer.new_channel()
    for channel in (one, two):
        await layer.group_add("g", channel)
    await layer.group_send("g", {"type": "x"})
    first, second = await asyncio.gather(layer.receive(one), layer.receive(two))
    assert first is second
    await layer.flush()
    (sent,) = seen.of("group.sent")
    assert {f.cause for f in seen.of("channel.delivered")} == {sent.id}


async def test_a_full_queue_in_memory(seen, use_layer):
    layer = layer_of(seen, use_layer, "memory", capacity=2)
    await layer.group_add("g", "c")
    for n in range(3):
        await layer.group_send("g", {"type": "n", "n": n})
    (dropped,) = seen.of("channel.dropped")
    assert (dropped.channel, dropped.group, dropped.reason) == ("c", "g", "the channel is full")
    assert len(seen.of("channel.sent")) == 2
    with pytest.raises(ChannelFull):
        await layer.send("c", {"type": "n"})
    (failed,) = seen.of("layer.failed")
    assert (failed.call, failed.name, failed.error) == ("send", "c", "ChannelFull: c")


async def test_a_full_key_in_redis(seen, use_layer):
    layer = layer_of(seen, use_layer, "redis", capacity=2)
    channel = await layer.new_channel()
    await layer.group_add("g", channel)
    for n in range(3):
        await layer.group_send("g", {"type": "n", "n": n})
    await layer.flush()
    (dropped,) = seen.of("channel.dropped")
    assert (dropped.channel, dropped.reason) == (channel, "Redis key is full")
    assert len(seen.of("channel.sent")) == 2


async def test_one_of_two_keys_full_in_redis_does_not_say_which(seen, use_layer):
    layer = layer_of(seen, use_layer, "redis", capacity=1)
    mine = await layer.new_channel()
    for channel in (mine, "specific.other!abc"):
        await layer.group_add("g", channel)
    await layer.send(mine, {"type": "n"})
    await layer.group_send("g", {"type": "n"})
    await layer.flush()
    (dropped,) = seen.of("channel.dropped")
    assert (dropped.channel, dropped.reason) == ("", "1 of 2 Redis keys are full")


async def test_the_buffer_of_a_busy_channel_drops_its_oldest_message(seen, use_layer):
    layer = layer_of(seen, use_layer, "redis", capacity=2)
    busy, idle = await layer.new_channel(), await layer.new_channel()
    for channel in (busy, idle):
        await layer.group_add("g", channel)
    for n in range(4):
        await layer.group_send("g", {"type": "n", "n": n})
        await layer.receive(idle)
    assert [(await layer.receive(busy))["n"] for _ in range(2)] == [2, 3]
    await layer.flush()
    groups = [f.id for f in seen.of("group.sent")]
    dropped = seen.of("channel.dropped", channel=busy)
    assert [f.cause for f in dropped] == groups[:2]
    assert dropped[0].reason == "the buffer is full, its oldest message goes"


async def test_a_general_channel_in_redis(seen, use_layer):
    layer = layer_of(seen, use_layer, "redis")
    await layer.send("work", {"type": "n"})
    assert await layer.receive("work") == {"type": "n"}
    await layer.flush()
    assert seen.of("channel.delivered")[0].cause == seen.of("channel.sent")[0].id


async def test_an_expired_message_takes_its_channel_out_of_all_groups(seen, use_layer):
    layer = layer_of(seen, use_layer, "memory", expiry=-1)
    await layer.group_add("g", "c")
    await layer.send("c", {"type": "n"})
    await layer.group_send("g", {"type": "n"})
    assert [f.channel for f in seen.of("channel.expired")] == ["c"]
    assert [(f.channel, f.reason) for f in seen.of("group.left")] == [("c", "expired")]


async def test_a_member_that_grew_too_old_has_left(seen, use_layer):
    layer = layer_of(seen, use_layer, "memory", group_expiry=10)
    await layer.group_add("g", "c")
    await layer.group_add("g", "d")
    layer.groups["g"]["c"] -= 100
    await layer.group_send("g", {"type": "n"})
    assert [(f.channel, f.reason) for f in seen.of("group.left")] == [("c", "expired")]


@pytest.mark.parametrize("call", ["group_add", "group_discard", "group_send", "send", "receive"])
async def test_what_a_layer_raises_is_told_and_goes_on(seen, use_layer, call):
    layer = layer_of(seen, use_layer, "memory")
    arguments = {
        "group_add": ("bad group", "c"),
        "group_discard": ("bad group", "c"),
        "group_send": ("bad group", {"type": "n"}),
        "send": ("bad channel", {"type": "n"}),
        "receive": ("bad channel",),
    }[call]
    with pytest.raises(TypeError, match="valid unicode string"):
        await getattr(layer, call)(*arguments)
    (failed,) = seen.of("layer.failed")
    assert (failed.call, failed.name) == (call, arguments[0])
    assert failed.error.startswith("TypeError: ")
    assert seen.of("group.sent") == seen.of("channel.sent") == []
    if call != "receive":
        assert failed.where.startswith("tests/probe/test_layers.py:")


async def test_a_message_that_a_copy_cannot_be_made_of(seen, use_layer):
    layer = layer_of(seen, use_layer, "memory")
    await layer.group_add("g", "c")
    with pytest.raises(TypeError, match="pickle"):
        await layer.group_send("g", {"type": "n", "lock": (n for n in ())})
    assert [f.call for f in seen.of("layer.failed")] == ["group_send"]
    assert seen.of("channel.dropped") == []


@pytest.mark.parametrize(("name", "capacity"), [("memory", 7), ("redis", 7), ("redis-pubsub", 0)])
async def test_how_many_copies_a_queue_takes_as_far_as_the_layer_says(
    seen, use_layer, name, capacity
):
    layer = layer_of(seen, use_layer, name, **({"capacity": 7} if capacity else {}))
    await layer.new_channel()
    assert [f.capacity for f in seen.of("channel.created")] == [capacity]


async def test_a_layer_that_says_nonsense_of_its_queues_says_nothing(seen, use_layer):
    layer = layer_of(seen, use_layer, "memory")
    layer.get_capacity = lambda channel: "plenty"
    await layer.new_channel()
    assert [f.capacity for f in seen.of("channel.created")] == [0]


async def test_several_layers_under_their_aliases(seen, settings):
    memory = {"BACKEND": "channels.layers.InMemoryChannelLayer"}
    settings.CHANNEL_LAYERS = {"default": memory, "other": memory}
    seen.wrap(lambda: None)
    for alias in ("default", "other"):
        await get_channel_layer(alias).new_channel()
    assert [f.layer for f in seen.of("channel.created")] == ["default", "other"]


async def test_layers_that_were_there_before_or_are_set_by_hand(settings, request):
    before = get_channel_layer()
    seen = request.getfixturevalue("seen")
    channel_layers.set("mine", InMemoryChannelLayer())
    channel_layers.set("again", before)
    await before.new_channel()
    await get_channel_layer("mine").new_channel()
    assert [f.layer for f in seen.of("channel.created")] == ["default", "mine"]
    channel_layers.set("none", None)


class Unknown:
    """A layer of somebody's own, without groups of channels that we know."""

    def __init__(self):
        self.queue = asyncio.Queue()

    async def new_channel(self):
        return "c"

    async def send(self, channel, message):
        self.queue.put_nowait(message)

    async def group_send(self, group, message):
        self.queue.put_nowait(message)

    async def receive(self, channel):
        return await self.queue.get()


class Custom(dict):
    """A message that is more than a dict."""


class Uncopyable(dict):
    def __copy__(self):
        raise RuntimeError("no copies")


async def test_an_unknown_layer_through_its_public_methods(seen):
    layer = Unknown()
    channel_layers.set("default", layer)
    await layer.group_send(group="g", message={"type": "n"})
    await layer.send("c", Custom(type="n"))
    assert await layer.receive("c") == {"type": "n"}
    assert type(await layer.receive("c")) is Custom
    (sent,) = seen.of("group.sent")
    assert [f.cause for f in seen.of("channel.delivered")] == [
        sent.id,
        seen.of("channel.sent")[0].id,
    ]
    await layer.send("c", "no dict")
    assert await layer.receive("c") == "no dict"


class Late(Unknown):
    """It has an option of its own beside what Channels passes."""

    async def send(self, channel, message, delay):
        self.delayed = (channel, delay)
        await super().send(channel, message)


async def test_an_option_of_an_unknown_layer_is_passed_on(seen):
    layer = Late()
    channel_layers.set("default", layer)
    await layer.send("c", {"type": "n"}, 3)
    assert (layer.delayed, await layer.receive("c")) == (("c", 3), {"type": "n"})


async def test_the_probes_own_faults_stay_its_own(request):
    from tests.probe.conftest import Seen

    seen = Seen()
    try:
        layer = Unknown()
        channel_layers.set("default", layer)
        odd = Uncopyable(type="n")
        await layer.send("c", odd)
        await layer.group_send("g", odd)
        assert await layer.receive("c") is odd
        assert await layer.receive("c") is odd
        assert seen.probe.faults == 2
    finally:
        seen.probe.close()


async def test_an_unreadable_publication_kills_only_its_receiver(seen, use_layer):
    layer = layer_of(seen, use_layer, "redis-pubsub")
    channel = await layer.new_channel()
    waiting = asyncio.ensure_future(layer.receive(channel))
    await layer.send(channel, {1: "int keys are refused by msgpack"})
    with pytest.raises(ValueError, match="strict_map_key"):
        await waiting
    await layer.send(channel, {"type": "fine"})
    assert await layer.receive(channel) == {"type": "fine"}
    await layer.send("nobody", {"type": "n"})
    await layer.flush()
    sent = seen.of("channel.sent")
    assert [f.type for f in sent] == ["", "fine"]
    assert seen.of("channel.delivered")[0].cause == sent[1].id


async def test_a_consumer_that_ends_takes_its_queue_along(seen, use_layer):
    class Tab(AsyncWebsocketConsumer):
        groups = ["g"]  # noqa: RUF012 - as in the documentation

    layer = layer_of(seen, use_layer, "redis-pubsub")
    socket = Socket(seen.wrap(Tab.as_asgi()))
    await socket.open()
    await settle(lambda: seen.of("group.joined"))
    await socket.close()
    await layer.flush()
    assert seen.of("layer.failed") == []


async def test_what_a_layer_takes_beyond_the_specification_reaches_it(seen):
    class Urgent(Unknown):
        async def group_send(self, group, message, urgent=False):
            self.queue.put_nowait((message["type"], urgent))

    layer = Urgent()
    channel_layers.set("default", layer)
    await layer.group_send("g", {"type": "x"}, True)
    await layer.group_send("g", {"type": "x"}, urgent=True)
    await layer.group_send(group="g", message={"type": "x"})
    told = [layer.queue.get_nowait() for _ in range(3)]
    assert told == [("x", True), ("x", True), ("x", False)]
    assert [(fact.group, fact.type) for fact in seen.of("group.sent")] == [("g", "x")] * 3


async def test_words_by_name_are_understood_as_those_by_place(seen, use_layer):
    layer = layer_of(seen, use_layer, "memory")
    channel = await layer.new_channel()
    message = {"type": "n"}
    await layer.send(channel=channel, message=message)
    assert await layer.receive(channel=channel) == message
    (sent,), (delivered,) = seen.of("channel.sent"), seen.of("channel.delivered")
    assert (sent.channel, sent.type, delivered.cause) == (channel, "n", sent.id)


async def test_what_another_layer_sends_while_a_group_is_told_is_no_copy(seen):
    class Relay(Unknown):
        """A layer that hands a group's message to another layer."""

        async def group_send(self, group, message):
            await channel_layers["default"].send("elsewhere", message)

    channel_layers.set("default", Unknown())
    channel_layers.set("relay", Relay())
    await get_channel_layer("relay").group_send("g", {"type": "n"})
    assert [(f.layer, f.group) for f in seen.of("channel.sent")] == [("default", "")]


async def test_what_is_published_for_channels_that_are_gone_is_nobodys(seen, use_layer):
    layer = layer_of(seen, use_layer, "redis-pubsub")
    channel, other = await layer.new_channel(), await layer.new_channel()
    await layer.group_add("g", channel)
    await subscribed(layer)
    shard = layer._get_layer()
    del shard.channels[channel]  # as when a consumer ends between publication and arrival
    await layer.group_send("g", {"type": "n"})
    await layer.send(other, {"type": "after"})
    assert await layer.receive(other) == {"type": "after"}
    assert [f.type for f in seen.of("channel.sent")] == ["after"]


@pytest.mark.parametrize("call", ["send", "group_add", "group_discard", "group_send"])
async def test_a_call_that_is_never_awaited_has_the_layers_own_name(seen, use_layer, call):
    layer = layer_of(seen, use_layer, "memory")
    coroutine = getattr(layer, call)("lobby", "x")
    coroutine.close()
    assert coroutine.__qualname__ == f"InMemoryChannelLayer.{call}"
