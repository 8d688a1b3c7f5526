"""With the probe everything is as without: messages, exceptions, order, scope."""

from __future__ import annotations

import asyncio
import gc
import weakref

import pytest
from asgiref.sync import iscoroutinefunction, sync_to_async
from channels.exceptions import AcceptConnection, DenyConnection, StopConsumer
from channels.generic.http import AsyncHttpConsumer
from channels.generic.websocket import (
    AsyncJsonWebsocketConsumer,
    AsyncWebsocketConsumer,
    JsonWebsocketConsumer,
    WebsocketConsumer,
)
from channels.layers import get_channel_layer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path

from tests.probe.driver import Socket, settle
from tutor.probe.probe import Probe


class CloseFirst(AsyncWebsocketConsumer):
    async def connect(self):
        await self.close(code=4001, reason="no")


class SendFirst(AsyncWebsocketConsumer):
    async def connect(self):
        await self.send("too early")


class Twice(AsyncWebsocketConsumer):
    async def connect(self):
        await self.accept()
        await self.accept()


class Deny(AsyncWebsocketConsumer):
    async def connect(self):
        raise DenyConnection


class Accept(WebsocketConsumer):
    def connect(self):
        raise AcceptConnection


class BadConnect(AsyncWebsocketConsumer):
    async def connect(self):
        raise RuntimeError("connect")


class BadReceive(AsyncWebsocketConsumer):
    async def receive(self, text_data=None, bytes_data=None):
        raise KeyError("receive")


class BadSync(WebsocketConsumer):
    def receive(self, text_data=None, bytes_data=None):
        raise KeyError("receive")


class Typo(AsyncWebsocketConsumer):
    async def receive(self, text_data=None, bytes_data=None):
        await self.channel_layer.send(self.channel_name, {"type": "chat.mesage"})


class Underscore(AsyncWebsocketConsumer):
    async def receive(self, text_data=None, bytes_data=None):
        await self.channel_layer.send(self.channel_name, {"type": "_private"})


class NoType(AsyncWebsocketConsumer):
    async def receive(self, text_data=None, bytes_data=None):
        await self.channel_layer.send(self.channel_name, {"text": "x"})


class Forged(AsyncWebsocketConsumer):
    async def receive(self, text_data=None, bytes_data=None):
        await self.channel_layer.send(self.channel_name, {"type": "websocket.disconnect"})


class BadGroup(AsyncWebsocketConsumer):
    async def receive(self, text_data=None, bytes_data=None):
        await self.channel_layer.group_add("user_john@example.com", self.channel_name)


class BadSend(AsyncWebsocketConsumer):
    async def receive(self, text_data=None, bytes_data=None):
        await self.channel_layer.group_send("room", ["no dict"])


class Binary(AsyncWebsocketConsumer):
    async def receive(self, text_data=None, bytes_data=None):
        await self.send(bytes_data=b"\x00" + (bytes_data or b""))


class Nothing(AsyncWebsocketConsumer):
    async def receive(self, text_data=None, bytes_data=None):
        await self.send()


class Json(AsyncJsonWebsocketConsumer):
    async def receive_json(self, content):
        await self.send_json({"keys": sorted(self.scope), "content": content})


class SyncJson(JsonWebsocketConsumer):
    def receive_json(self, content):
        self.send_json({"keys": sorted(self.scope), "content": content}, close=4005)


class Stop(AsyncWebsocketConsumer):
    async def receive(self, text_data=None, bytes_data=None):
        raise StopConsumer


class OwnDispatch(AsyncWebsocketConsumer):
    async def dispatch(self, message):
        try:
            await super().dispatch(message)
        except ZeroDivisionError:
            await self.send("caught")

    async def receive(self, text_data=None, bytes_data=None):
        raise ZeroDivisionError


class Echo(AsyncWebsocketConsumer):
    groups = ["everybody"]  # noqa: RUF012 - as in the documentation

    async def receive(self, text_data=None, bytes_data=None):
        event = {"type": "said.it", "text": text_data, "n": [1, {"two": 2}]}
        await self.channel_layer.group_send("everybody", event)
        await self.send(repr(event))

    async def said_it(self, event):
        await self.send(repr(event))
        await self.close()


async def nothing(scope, receive, send):
    """Returns at once."""


async def raises(scope, receive, send):
    raise ValueError("at once")


class Wrapping:
    """Wraps receive and send, makes new messages, adds some, swallows some."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        async def own_receive():
            return dict(await receive())

        async def own_send(message):
            if message["type"] == "websocket.send":
                await send({"type": "websocket.send", "text": "before"})
            await send(dict(message))

        await self.app(dict(scope), own_receive, own_send)


CONSUMERS = [
    *(
        CloseFirst,
        SendFirst,
        Twice,
        Deny,
        Accept,
        BadConnect,
        BadReceive,
        BadSync,
        Typo,
        Underscore,
    ),
    *(NoType, Forged, BadGroup, BadSend, Binary, Nothing, Json, SyncJson, Stop, OwnDispatch, Echo),
]
APPS = {cls.__name__: cls.as_asgi for cls in CONSUMERS} | {
    "nothing": lambda: nothing,
    "raises": lambda: raises,
    "wrapping": lambda: Wrapping(Echo.as_asgi()),
    "wrapping binary": lambda: Wrapping(Binary.as_asgi()),
}
FRAMES = [
    {"text": '{"a": 1}'},
    {"bytes": b"\xff\x00"},
    {"text": "no json"},
    {"text": "", "bytes": None},
]


async def outcome(app, frame):
    """Everything that is to be seen from outside."""
    queues = get_channel_layer().channels
    of_others = set(queues)
    socket = Socket(app)
    scope = dict(socket.scope)
    await socket.open()
    own = set(queues) - of_others
    socket.give("websocket.receive", **frame)

    def is_over():
        """It has ended, or waits for whatever comes next from the socket and from the layer."""
        inboxes = [socket.inbox, *(queues.get(name) for name in own)]
        return socket.task.done() or all(map(_is_waited_for, inboxes))

    await settle(is_over)
    error = await (socket.end() if socket.task.done() else socket.close(1001))
    assert socket.scope == scope
    return socket.sent, type(error), str(error)


def _is_waited_for(queue):
    """A queue; one of the layer that is gone has been emptied, and its message is at work."""
    return queue is not None and queue.empty() and any(not one.done() for one in queue._getters)


@pytest.mark.parametrize("name", APPS)
@pytest.mark.parametrize("frame", FRAMES, ids=["json", "binary", "text", "empty"])
async def test_nothing_changes(name, frame):
    plain = await outcome(APPS[name](), frame)
    probe = Probe(None)
    probe.facts.queue.look = lambda: None
    try:
        probe.observe()
        seen = await outcome(probe.wrap(APPS[name]()), frame)
        told = len(probe.facts.queue.items)
    finally:
        probe.close()
    assert (seen, probe.faults) == (plain, 0)
    assert told


@pytest.mark.parametrize("failing", ["websocket.accept", "websocket.send"])
async def test_what_the_server_refuses_reaches_the_consumer_as_it_is(seen, failing):
    class Caught(AsyncWebsocketConsumer):
        async def receive(self, text_data=None, bytes_data=None):
            await self.send("x")

    refusal = ValueError("Socket has not been accepted")
    socket = Socket(seen.wrap(Caught.as_asgi()))
    if failing == "websocket.accept":
        socket.refuses = refusal
        await socket.open()
    else:
        await socket.open()
        socket.refuses = refusal
        socket.give("websocket.receive", text="x")
    assert await socket.end() is refusal
    assert seen.of("app.sent", type=failing) == []
    assert len(seen.of("handler.failed")) == 1
    frames, trace = [], refusal.__traceback__
    while trace:
        frames.append(trace.tb_frame.f_code.co_filename)
        trace = trace.tb_next
    assert sum("tutor/probe" in name for name in frames) <= 6


async def test_an_http_consumer(seen):
    class Page(AsyncHttpConsumer):
        async def handle(self, body):
            await self.send_response(200, b"Hello")

    socket = Socket(seen.wrap(Page.as_asgi()), "/page", type="http", method="GET")
    socket.give("http.request", body=b"")
    assert await socket.end() is None
    assert [message["type"] for message in socket.sent] == [
        "http.response.start",
        "http.response.body",
    ]
    (received,), (answered,) = seen.of("http.received"), seen.of("http.answered")
    assert (received.method, received.path, received.port) == ("GET", "/page", 4321)
    assert answered.status == 200
    assert seen.chain(answered)[:2] == ["http.answered", "handler.started"]
    assert seen.chain(answered)[-1] == "http.received"


async def test_a_handshake_that_a_server_takes_for_a_page(seen):
    class Page(AsyncHttpConsumer):
        async def handle(self, body):
            await self.send_response(404, b"")

    headers = [(b"connection", b"upgrade"), (b"upgrade", b"WebSocket")]
    page = Socket(seen.wrap(Page.as_asgi()), "/ws/", type="http", method="GET", headers=headers)
    page.give("http.request", body=b"")
    await page.end()
    assert seen.of("http.received")[0].upgrade == "websocket"


async def test_a_project_without_a_channel_layer(seen, settings):
    settings.CHANNEL_LAYERS = {}

    class Echo(AsyncWebsocketConsumer):
        async def receive(self, text_data=None, bytes_data=None):
            await self.send(text_data)

    socket = Socket(seen.wrap(Echo.as_asgi()))
    await socket.open()
    assert await socket.say("hi") == ["hi"]
    assert await socket.close() is None
    assert seen.of("channel.created") == []


async def test_a_hop_is_a_coroutine_function_for_those_who_ask(seen):
    hop = sync_to_async(len)
    assert iscoroutinefunction(hop)
    assert iscoroutinefunction(hop.__call__)
    assert await hop("four") == 4


class Stack:
    """A middleware."""

    def __init__(self, inner):
        self.inner = inner

    async def __call__(self, scope, receive, send):
        return await self.inner(scope, receive, send)


async def _a_connection(seen, wrapped):
    """A class of its own is served, and dropped; weak references to it and to its application."""

    class Local(AsyncWebsocketConsumer):
        names: set[str] = set()  # noqa: RUF012 - what all connections share is looked at

        async def dispatch(self, message):  # its cell `__class__` leads back to the class
            await super().dispatch(message)

        async def receive(self, text_data=None, bytes_data=None):
            await self.send(text_data)

    app = wrapped(Local.as_asgi())
    socket = Socket(seen.wrap(app))
    await socket.open()
    assert await socket.say("hi") == ["hi"]
    await socket.close()
    return [weakref.ref(Local), weakref.ref(app)]


@pytest.mark.parametrize(
    "wrapped",
    [
        lambda app: app,
        Stack,
        lambda app: URLRouter([path("", app)]),
        lambda app: ProtocolTypeRouter({"websocket": Stack(URLRouter([path("", Stack(app))]))}),
    ],
    ids=["consumer", "layer", "router", "all"],
)
async def test_what_a_project_drops_is_collected(seen, wrapped):
    """Receivers of Django's signals that hang on a class live as long as without us.

    djangochannelsrestframework has some; a test of its own failed for those of an earlier test.
    """
    dropped = await _a_connection(seen, wrapped)
    await asyncio.sleep(0)
    gc.collect()
    assert [one() for one in dropped] == [None, None]


async def test_what_is_kept_is_as_before_when_the_probe_has_gone():
    probe = Probe(None)
    probe.facts.queue.look = lambda: None
    app = ProtocolTypeRouter({"websocket": Stack(URLRouter([path("", Stack(Echo.as_asgi()))]))})
    dispatch = vars(OwnDispatch)["dispatch"]
    stack = app.application_mapping["websocket"]
    router, route = stack.inner, stack.inner.routes[0]
    inner = route.callback
    probe.observe()
    socket = Socket(probe.wrap(app))
    await socket.open()
    await socket.close()
    own = Socket(probe.wrap(OwnDispatch.as_asgi()))
    await own.open()
    await own.close()
    assert route.callback is not inner
    assert vars(OwnDispatch)["dispatch"] is not dispatch
    probe.close()
    assert app.application_mapping["websocket"] is stack
    assert stack.inner is router
    assert route.callback is inner
    assert vars(OwnDispatch)["dispatch"] is dispatch
