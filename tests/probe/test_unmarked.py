"""On a broker that others share a message carries nothing of ours, and its way is known."""

from __future__ import annotations

import asyncio

import pytest
from channels.layers import get_channel_layer

from tests.probe.conftest import Seen
from tests.probe.driver import subscribed
from tutor.probe.fact_fields import MARK
from tutor.probe.layers.marks import digest_of

BROKERS = ["redis", "redis-pubsub"]


@pytest.fixture
def unmarked():
    made = Seen(marks=False)
    try:
        yield made
    finally:
        made.probe.close()
    assert made.probe.facts.last_fault is None


async def two_layers(seen, use_layer, settings, name):
    """The observed layer of this process, and one of the same broker that is not observed."""
    use_layer(name)
    seen.wrap(lambda: None)
    layer = get_channel_layer()
    other = type(layer)(**settings.CHANNEL_LAYERS["default"]["CONFIG"])
    assert vars(other).get("group_send") is None
    return layer, other


@pytest.mark.parametrize("name", BROKERS)
async def test_a_process_that_is_not_observed_reads_what_was_sent(
    unmarked, use_layer, settings, name
):
    layer, other = await two_layers(unmarked, use_layer, settings, name)
    channel = await other.new_channel()
    await other.group_add("g", channel)
    if name == "redis-pubsub":
        await subscribed(other)
    message = {"type": "x.y", "text": "ü", "pair": (1, 2)}
    await layer.group_send("g", message)
    await layer.send(channel, message)
    got = [await asyncio.wait_for(other.receive(channel), 5) for _ in range(2)]
    assert all(list(one) == list(message) and MARK not in one for one in got)
    for each in (layer, other):
        await each.flush()


@pytest.mark.parametrize("name", BROKERS)
async def test_every_copy_is_tied_to_its_sending(unmarked, use_layer, settings, name):
    layer, _ = await two_layers(unmarked, use_layer, settings, name)
    channels = [await layer.new_channel() for _ in range(2)]
    for channel in channels:
        await layer.group_add("g", channel)
    if name == "redis-pubsub":
        await subscribed(layer)
    for text in "aab":
        await layer.group_send("g", {"type": "x", "text": text, "pair": (1, b"x")})
    for channel in channels:
        for _ in range(3):
            await asyncio.wait_for(layer.receive(channel), 5)
    sends = unmarked.paths("channel.delivered")
    assert sends == [["channel.delivered", "channel.sent", "group.sent"]] * 6
    assert unmarked.tied("channel.sent", "group.sent") == [1, 1, 2, 2, 3, 3]
    await layer.flush()


async def test_in_memory_the_mark_is_safe(unmarked, use_layer):
    use_layer("memory")
    unmarked.wrap(lambda: None)
    layer = get_channel_layer()
    channel = await layer.new_channel()
    await layer.group_add("g", channel)
    await layer.group_send("g", {"type": "x"})
    assert await layer.receive(channel) == {"type": "x"}
    assert [fact.digest for fact in unmarked.of("channel.delivered")] == [0]
    assert unmarked.paths("channel.delivered") == [
        ["channel.delivered", "channel.sent", "group.sent"]
    ]


@pytest.mark.parametrize("message", [None, "text", {"type": "x", "me": float}])
def test_what_has_no_content_of_its_own_has_a_digest_all_the_same(message):
    assert (digest_of(message) == 0) == (not isinstance(message, dict))


def test_a_circle_has_no_digest():
    circle = {"type": "x"}
    circle["me"] = circle
    assert digest_of(circle) == 0


def test_the_digest_is_of_the_content_as_a_broker_gives_it_back():
    sent = {"type": "x", "pair": (1, [2.5, None]), "raw": b"\x00"}
    assert digest_of(sent) == digest_of({"type": "x", "pair": [1, [2.5, None]], "raw": b"\x00"})
    assert digest_of(sent) != digest_of({**sent, "type": "y"})
