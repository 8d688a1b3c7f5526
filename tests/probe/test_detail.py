"""`--detail low`: what costs most is left out, and the five facts still come, with their causes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.layers import get_channel_layer

from tests.probe.conftest import Seen, faultless
from tests.probe.driver import Socket, settle, subscribed
from tutor.core import journeys
from tutor.core.diagnose import diagnose
from tutor.core.timeline import Timeline

SENT = ["app.sent", "handler.started", "group.sent", "handler.started", "app.received"]
COPIES = ["channel.delivered", "channel.sent"]
FIVE = ("connection.opened", "consumer.created", "handler.started", "group.sent", "app.sent")


@pytest.fixture
def low() -> Iterator[Seen]:
    """A probe in a project of somebody else."""
    yield from faultless(Seen(marks=False, detail="low"))


class Room(AsyncWebsocketConsumer):
    groups = ["room"]  # noqa: RUF012 - as in the documentation

    async def receive(self, text_data=None, bytes_data=None):
        self.last = text_data
        await self.channel_layer.group_send("room", {"type": "room.said", "text": text_data})

    async def room_said(self, event):
        assert event == {"type": "room.said", "text": event["text"]}
        await self.send(event["text"])


async def talk(seen: Seen, *, tabs: int = 3) -> None:
    """The first of three tabs says Hello, and all of them get it."""
    app = seen.wrap(Room.as_asgi())
    opened = [Socket(app) for _ in range(tabs)]
    for tab in opened:
        await tab.open()
    await settle(lambda: len(seen.of("group.joined")) == tabs)
    layer = get_channel_layer()
    if "pubsub" in type(layer).__module__:
        await subscribed(layer)
    await opened[0].say("Hello")
    for tab in opened:
        assert (await tab.until(2))[1] == {"type": "websocket.send", "text": "Hello"}
        assert await tab.close() is None
    await layer.flush()


@pytest.mark.parametrize("layer", ["memory", "redis", "redis-pubsub"])
async def test_the_five_facts_come_and_every_frame_leads_back_to_a_frame(low, use_layer, layer):
    use_layer(layer)
    await talk(low)
    told = {kind: len(low.of(kind)) for kind in FIVE}
    assert told | {"group.sent": 1} == told
    assert all(told.values())
    copies = [] if layer == "memory" else COPIES
    assert low.paths("app.sent", type="websocket.send") == [[*SENT[:2], *copies, *SENT[2:]]] * 3
    assert len(low.of("channel.sent")) == len(low.of("channel.delivered")) == len(copies) // 2 * 3


async def test_state_and_places_of_calls_are_left_out_and_contents_are_not(low):
    await talk(low)
    assert {str(fact.state) for fact in low.facts if "state" in fact} == {"{}"}
    (group,) = low.of("group.sent")
    assert (group.where, group.text) == ("", "{'type': 'room.said', 'text': 'Hello'}")
    assert {fact.where for fact in low.of("app.sent")} == {""}
    handlers = {fact.where.partition(" ")[2] for fact in low.of("handler.started")}
    assert handlers >= {"room_said", "receive"}


async def test_all_hops_of_a_message_but_its_copies_are_known(low):
    await talk(low)
    events = low.events
    last = max(event.seq for event in events if getattr(event, "text", "") == "Hello")
    journey = journeys.of(Timeline(events)).journey(last, last)
    assert [hop for hop in range(1, 9) if journey.has(hop)] == [2, 3, 4, 6, 7]


async def test_nothing_is_found_wrong_in_it(low):
    await talk(low)
    assert diagnose(low.events, notes=True) == ()


async def test_a_message_to_one_channel_is_told_as_ever(low):
    class Echo(AsyncWebsocketConsumer):
        async def receive(self, text_data=None, bytes_data=None):
            await self.channel_layer.send(self.channel_name, {"type": "to.me", "text": text_data})

        async def to_me(self, event):
            await self.send(" ".join(sorted(event)))

    socket = Socket(low.wrap(Echo.as_asgi()))
    await socket.open()
    assert await socket.say("x") == ["text type"]
    await socket.close()
    (sent,) = low.of("app.sent", type="websocket.send")
    assert low.chain(sent) == [*SENT[:2], *COPIES, *SENT[3:]]


async def test_a_copy_that_is_lost_is_told(low, use_layer):
    use_layer("memory", capacity=1)
    low.wrap(Room.as_asgi())
    layer = get_channel_layer()
    await layer.group_add("room", "full")
    for text in ("first", "second"):
        await layer.group_send("room", {"type": "room.said", "text": text})
    (dropped,) = low.of("channel.dropped")
    assert (dropped.channel, dropped.group, dropped.type) == ("full", "room", "room.said")
    assert low.chain(dropped) == ["channel.dropped", "group.sent"]
    assert (await layer.receive("full"))["text"] == "first"


async def test_what_is_no_message_fails_in_the_layer_as_it_would(low):
    low.wrap(Room.as_asgi())
    layer = get_channel_layer()
    await layer.group_add("room", "one")
    with pytest.raises(AssertionError, match="dict"):
        await layer.group_send("room", "no dict")
    assert [fact.call for fact in low.of("layer.failed")] == ["group_send"]


async def test_an_error_has_its_line(low):
    class Broken(AsyncWebsocketConsumer):
        async def receive(self, text_data=None, bytes_data=None):
            raise ValueError("no")

    socket = Socket(low.wrap(Broken.as_asgi()))
    await socket.open()
    socket.give("websocket.receive", text="x")
    assert isinstance(await socket.end(), ValueError)
    (failed,) = low.of("handler.failed")
    assert failed.where.endswith(" receive")
