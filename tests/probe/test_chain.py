"""From any frame that goes out the causes lead back to the frame that came in."""

from __future__ import annotations

import pytest
from asgiref.sync import async_to_sync
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer, WebsocketConsumer
from channels.layers import get_channel_layer

from tests.probe.driver import Socket, settle

BROADCAST = [
    "app.sent",
    "handler.started",
    "channel.delivered",
    "channel.sent",
    "group.sent",
    "handler.started",
    "app.received",
]


def count_users():
    from django.contrib.auth.models import User

    return User.objects.count()


class Async(AsyncWebsocketConsumer):
    groups = ["room"]  # noqa: RUF012 - as in the documentation

    async def receive(self, text_data=None, bytes_data=None):
        await database_sync_to_async(count_users)()
        await self.channel_layer.group_send("room", {"type": "room.said", "text": text_data})

    async def room_said(self, event):
        assert event == {"type": "room.said", "text": event["text"]}
        await self.send(event["text"])


class Sync(WebsocketConsumer):
    groups = ["room"]  # noqa: RUF012 - as in the documentation

    def receive(self, text_data=None, bytes_data=None):
        count_users()
        message = {"type": "room.said", "text": text_data}
        async_to_sync(self.channel_layer.group_send)("room", message)

    def room_said(self, event):
        assert event == {"type": "room.said", "text": event["text"]}
        self.send(event["text"])


async def flush():
    layer = get_channel_layer()
    await layer.flush()


@pytest.mark.parametrize("layer", ["memory", "redis", "redis-pubsub"])
@pytest.mark.parametrize("consumer", [Async, Sync])
async def test_every_copy_of_a_broadcast_leads_back_to_the_frame(seen, use_layer, layer, consumer):
    use_layer(layer)
    app = seen.wrap(consumer.as_asgi())
    tabs = [Socket(app) for _ in range(3)]
    for tab in tabs:
        await tab.open()
    await settle(lambda: len(seen.of("group.joined")) == 3)
    await tabs[0].say("Hello")
    for tab in tabs:
        assert (await tab.until(2))[1] == {"type": "websocket.send", "text": "Hello"}
    for tab in tabs:
        assert await tab.close() is None
    await flush()

    copies = seen.of("app.sent", type="websocket.send")
    assert seen.paths("app.sent", type="websocket.send") == [BROADCAST] * 3
    assert {copy.conn for copy in copies} == {1, 2, 3}
    assert len(seen.of("channel.sent")) == len(seen.of("channel.delivered")) == 3
    (db,) = seen.of("db.finished", queries=1)
    assert seen.chain(db)[:4] == ["db.finished", "db.started", "handler.started", "app.received"]
    assert db.sql[0].startswith("SELECT COUNT(*)")
    assert db.thread.startswith("ThreadPoolExecutor")


@pytest.mark.parametrize("layer", ["memory", "redis", "redis-pubsub"])
async def test_a_direct_message_has_a_cause_too(seen, use_layer, layer):
    class Echo(AsyncWebsocketConsumer):
        async def receive(self, text_data=None, bytes_data=None):
            await self.channel_layer.send(self.channel_name, {"type": "to.me", "text": text_data})

        async def to_me(self, event):
            await self.send(" ".join(sorted(event)))

    use_layer(layer)
    socket = Socket(seen.wrap(Echo.as_asgi()))
    await socket.open()
    assert await socket.say("x") == ["text type"]
    await socket.close()
    await flush()
    (sent,) = seen.of("app.sent", type="websocket.send")
    assert seen.chain(sent) == [kind for kind in BROADCAST if kind != "group.sent"]


async def test_the_cause_is_the_dispatched_message_not_the_last_one_received(seen):
    class Slow(AsyncWebsocketConsumer):
        async def receive(self, text_data=None, bytes_data=None):
            import asyncio

            await asyncio.sleep(0.05)
            await self.send(text_data)

    socket = Socket(seen.wrap(Slow.as_asgi()))
    await socket.open()
    socket.give("websocket.receive", text="one")
    await settle(lambda: seen.of("app.received", text="one"))
    socket.give("websocket.receive", text="two")
    await socket.until(3)
    await socket.close()
    by_id = {fact.id: fact for fact in seen.facts}
    for said in ("one", "two"):
        (sent,) = seen.of("app.sent", text=said)
        assert by_id[by_id[sent.cause].cause].text == said


async def test_a_middleware_that_makes_new_messages_does_not_break_the_chain(seen):
    class Shout:
        def __init__(self, app):
            self.app = app

        async def __call__(self, scope, receive, send):
            async def loud():
                message = await receive()
                return {**message, "text": (message.get("text") or "").upper()}

            return await self.app(scope, loud, send)

    class Echo(AsyncWebsocketConsumer):
        async def receive(self, text_data=None, bytes_data=None):
            await self.send(text_data)

    socket = Socket(seen.wrap(Shout(Echo.as_asgi())))
    await socket.open()
    assert await socket.say("hi") == ["HI"]
    await socket.close()
    (sent,) = seen.of("app.sent", type="websocket.send")
    assert seen.chain(sent) == ["app.sent", "handler.started", "app.received"]


async def test_a_plain_application_is_caused_by_what_it_received(seen):
    async def echo(scope, receive, send):
        await receive()
        await send({"type": "websocket.accept"})
        message = await receive()
        await send({"type": "websocket.send", "text": message["text"]})

    socket = Socket(seen.wrap(echo))
    await socket.open()
    await socket.say("hi")
    assert await socket.end() is None
    (sent,) = seen.of("app.sent", type="websocket.send")
    assert seen.chain(sent) == ["app.sent", "app.received"]
    assert seen.of("connection.closed")[0].by == "server"
