"""Whatever fails in the probe, the project does not notice."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from types import ModuleType

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer, WebsocketConsumer
from channels.routing import URLRouter
from django.urls import path

from tests.probe.conftest import Seen
from tests.probe.driver import Socket
from tutor.probe import connection, handlers, probe, report, scopes, sql, worker_threads
from tutor.probe.layers import common, memory


def query():
    from django.db import connection as db

    with db.cursor() as cursor:
        cursor.execute("SELECT 7")
        return cursor.fetchone()[0]


class Async(AsyncWebsocketConsumer):
    groups = ["room"]  # noqa: RUF012 - as in the documentation

    async def receive(self, text_data=None, bytes_data=None):
        text = f"{await database_sync_to_async(query)()} {await sync_to_async(len)(text_data)}"
        await self.channel_layer.group_send("room", {"type": "room.said", "text": text})

    async def room_said(self, event):
        await self.send(repr(event))
        raise KeyError("end")


class Sync(WebsocketConsumer):
    groups = ["room"]  # noqa: RUF012 - as in the documentation

    def receive(self, text_data=None, bytes_data=None):
        message = {"type": "room.said", "text": f"{query()} {len(text_data)}"}
        async_to_sync(self.channel_layer.group_send)("room", message)

    def room_said(self, event):
        self.send(repr(event))
        raise KeyError("end")


class Own(AsyncWebsocketConsumer):
    dispatch = None


def fail(*args, **kwargs):
    raise RuntimeError("a fault of the probe")


BREAKS = {
    "tell": lambda seen, patch: patch.setattr(seen.probe.facts, "tell", fail),
    "tell_of": lambda seen, patch: patch.setattr(seen.probe.facts, "tell_of", fail),
    "put": lambda seen, patch: patch.setattr(seen.probe.facts, "put", fail),
    "places": lambda seen, patch: patch.setattr(seen.probe.facts.places, "here", fail),
    "error": lambda seen, patch: patch.setattr(handlers, "error_text", fail),
    "handlers": lambda seen, patch: patch.setattr(handlers, "current_thread", fail),
    "ends": lambda seen, patch: patch.setattr(handlers, "restore", fail),
    "writing": lambda seen, patch: patch.setattr(seen.probe.facts.queue, "look", fail),
    "scopes": lambda seen, patch: patch.setattr(scopes.Passed, "enter", fail),
    "frames": lambda seen, patch: patch.setattr(connection, "frame_text", fail),
    "connections": lambda seen, patch: patch.setattr(connection.Connection, "_open", fail),
    "messages": lambda seen, patch: patch.setattr(common, "Sending", fail),
    "marks": lambda seen, patch: patch.setattr(memory.MemoryWatch, "mark", fail),
    "types": lambda seen, patch: patch.setattr(common, "type_of", fail),
    "delivery": lambda seen, patch: patch.setattr(common.Watch, "delivered", fail),
    "hops": lambda seen, patch: patch.setattr(worker_threads, "_with_function", fail),
    "threads": lambda seen, patch: patch.setattr(worker_threads.Job, "_enter", fail),
    "names": lambda seen, patch: patch.setattr(sql, "job", None),
    "queries": lambda seen, patch: patch.setattr(sql, "statement", fail),
}


async def conversation(app):
    socket = Socket(app, "/x/")
    await socket.open()
    socket.give("websocket.receive", text="four")
    error = await socket.end()
    return socket.sent, type(error), str(error)


def routed(consumer):
    return URLRouter([path("x/", consumer.as_asgi())])


@pytest.mark.parametrize("broken", BREAKS)
@pytest.mark.parametrize("consumer", [Async, Sync])
async def test_a_fault_is_counted_and_nothing_else(broken, consumer, monkeypatch):
    plain = await conversation(routed(consumer))
    assert plain[1:] == (KeyError, "'end'")
    seen = Seen()
    try:
        app = seen.wrap(routed(consumer))
        BREAKS[broken](seen, monkeypatch)
        observed = await conversation(app)
    finally:
        monkeypatch.undo()
        seen.probe.close()
    assert observed == plain
    assert seen.probe.faults or (broken, consumer) == ("queries", Async)


async def test_an_application_that_cannot_be_looked_into(seen):
    class Closed:
        __slots__ = ("inner",)

        async def __call__(self, scope, receive, send):
            await self.inner(scope, receive, send)

    class Mapping:
        def __init__(self, *apps):
            self.apps = list(apps)
            self.types = [int, 3, None]

        async def __call__(self, scope, receive, send):
            await self.apps[0](scope, receive, send)

    closed = Closed()
    closed.inner = Async.as_asgi()
    loop = Mapping(closed)
    loop.apps.append(loop)
    socket = Socket(seen.wrap(loop))
    await socket.open()
    await socket.close()
    assert [f.layer for f in seen.of("scope.entered")] == ["Mapping", "Closed", "Async"]
    again = seen.wrap(loop)
    assert again._inner is seen.wrap(again._inner)._inner


async def test_more_messages_than_anybody_dispatches(seen):
    async def sink(scope, receive, send):
        await send({"type": "websocket.accept"})
        while (await receive())["type"] != "websocket.disconnect":
            pass

    socket = Socket(seen.wrap(sink))
    await socket.open()
    for n in range(connection.KEPT + 10):
        socket.give("websocket.receive", text=str(n))
    assert await socket.close() is None
    assert len(seen.of("app.received")) == connection.KEPT + 12


async def test_an_answer_that_cannot_be_told_is_given_all_the_same(monkeypatch):
    async def page(scope, receive, send):
        await send({"type": "http.response.start", "status": 200})
        await send({"type": "http.response.body", "body": b"Hello"})

    seen = Seen()
    try:
        app = seen.wrap(page)
        monkeypatch.setattr(seen.probe.facts, "tell", fail)
        socket = Socket(app, type="http", method="GET")
        assert await socket.end() is None
        assert (len(socket.sent), seen.probe.faults) == (2, 1)
    finally:
        monkeypatch.undo()
        seen.probe.close()


async def test_a_fault_is_told_once_for_each_place(monkeypatch):
    seen = Seen()
    try:
        app = seen.wrap(routed(Async))
        monkeypatch.setattr(connection, "frame_text", fail)
        await conversation(app)
        await conversation(app)
        told = seen.of("probe.faulted")
    finally:
        monkeypatch.undo()
        seen.probe.close()
    assert [(fact.error, fact.count) for fact in told] == [
        ("RuntimeError: a fault of the probe", 1)
    ]
    assert told[0].where.endswith(" fail")
    assert seen.probe.faults > 1


def test_of_a_probe_that_fails_everywhere_the_first_faults_are_told():
    seen = Seen()
    seen.probe.close()
    for number in range(report.TOLD + 5):
        try:
            exec(compile("1 / 0", f"f{number}.py", "exec"))
        except ZeroDivisionError as error:
            seen.probe.facts.fault(error)
    seen.probe.facts.fault(ValueError("raised nowhere"))
    assert len(seen.of("probe.faulted")) == report.TOLD
    assert seen.of("probe.faulted")[3].where == "f3.py:1 <module>"


def test_a_fault_without_a_traceback_has_no_place():
    seen = Seen()
    seen.probe.close()
    seen.probe.facts.fault(ValueError("raised nowhere"))
    assert [fact.where for fact in seen.of("probe.faulted")] == [""]


BEFORE_SETTINGS = """
import asyncio, django.db, channels.layers, channels.db
from django.conf import settings
from tutor.probe.probe import Probe, default_layer

probe = Probe(None)
probe.observe()
probe.hello(address="127.0.0.1:1")
early = default_layer(), "database" in probe._patched
settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    CHANNEL_LAYERS={"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}},
)
async def app(scope, receive, send):
    await channels.db.database_sync_to_async(query)()
def query():
    with django.db.connection.cursor() as cursor:
        cursor.execute("SELECT 7")
application = probe.wrap(app) if {wrapped} else None
probe.facts.queue.look = lambda: None
if application is None:
    from tutor.probe.probe import Application
    application = Application(probe, app)
asyncio.run(application({"type": "websocket", "path": "/"}, None, None))
queries = [items for items in probe.facts.queue.items if items == ["SELECT 7"]]
print(early, default_layer(), len(queries), probe.faults)
"""


@pytest.mark.parametrize("wrapped", [True, False])
def test_a_probe_that_is_there_before_the_settings_waits_for_them(wrapped):
    code = BEFORE_SETTINGS.replace("{wrapped}", str(wrapped))
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.stdout == "('', False) InMemoryChannelLayer 1 0\n", run.stderr


def test_a_package_without_a_version_is_left_out(monkeypatch):
    monkeypatch.setattr(probe, "PACKAGES", ("hypercorn", "nowhere"))
    monkeypatch.setitem(sys.modules, "hypercorn", ModuleType("hypercorn"))
    monkeypatch.setitem(sys.modules, "nowhere", ModuleType("nowhere"))
    told = probe.versions()
    assert told == {"python": told["python"], "hypercorn": version("hypercorn")}
