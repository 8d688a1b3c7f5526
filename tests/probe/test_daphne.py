"""Real servers: two observed Daphne processes, one broker, one collector."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from websockets.sync.client import connect

from tests.probe.collector import Collector
from tests.probe.conftest import LAYERS
from tutor.core.assemble import assemble
from tutor.core.causes import chain

PROJECT = """
from asgiref.sync import async_to_sync
from channels.generic.websocket import AsyncWebsocketConsumer, WebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Async(AsyncWebsocketConsumer):
    groups = ["room"]

    async def receive(self, text_data=None, bytes_data=None):
        await self.channel_layer.group_send("room", {"type": "room.said", "text": text_data})

    async def room_said(self, event):
        await self.send(f"{sorted(event)} {event['text']}")


class Sync(WebsocketConsumer):
    groups = ["room"]

    def receive(self, text_data=None, bytes_data=None):
        message = {"type": "room.said", "text": text_data}
        async_to_sync(self.channel_layer.group_send)("room", message)

    def room_said(self, event):
        self.send(f"{sorted(event)} {event['text']}")


routes = [path("async/", Async.as_asgi()), path("sync/", Sync.as_asgi())]
application = ProtocolTypeRouter({"websocket": URLRouter(routes)})
"""
SERVER = """
import json, os, sys
os.environ["AUTOBAHN_USE_NVX"] = "0"
from django.conf import settings
settings.configure(
    SECRET_KEY="x",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    CHANNEL_LAYERS={"default": json.loads(sys.argv[3])},
)
import django
django.setup()
from daphne.server import Server
from tutor import probe
import project
number = int(sys.argv[2])
probe.install(sys.argv[4], "token", f"server {number}", number, marks=True)
Server(
    probe.wrap(project.application),
    endpoints=[f"fd:fileno={sys.argv[1]}"],
    signal_handlers=False,
    ready_callable=lambda: probe.hello(app="project:application"),
).run()
"""


@pytest.fixture
def servers(tmp_path, broker):
    """`servers(layer, count)` → the collector and the ports of that many servers."""
    (tmp_path / "project.py").write_text(PROJECT)
    collector = Collector()
    children = []

    def start(layer: str, count: int):
        config = {
            "BACKEND": LAYERS[layer],
            "CONFIG": {"hosts": [broker]} if "redis" in layer else {},
        }
        ports = []
        for number in range(1, count + 1):
            listening = socket.create_server(("127.0.0.1", 0))
            ports.append(listening.getsockname()[1])
            command = [sys.executable, "-c", SERVER, str(listening.fileno()), str(number)]
            children.append(
                subprocess.Popen(
                    [*command, json.dumps(config), collector.address],
                    pass_fds=[listening.fileno()],
                    env=os.environ | {"PYTHONPATH": f"{Path.cwd()}{os.pathsep}{tmp_path}"},
                )
            )
            listening.close()
        collector.wait(lambda: len(collector.hellos) == count)
        return collector, ports

    yield start
    for child in children:
        child.kill()
        child.wait()
    collector.server.close()


@pytest.mark.parametrize(("layer", "count"), [("memory", 1), ("redis", 2), ("redis-pubsub", 2)])
@pytest.mark.parametrize("kind", ["async", "sync"])
def test_the_chain_of_a_broadcast_on_real_servers(servers, layer, count, kind):
    collector, ports = servers(layer, count)
    url = f"ws://127.0.0.1:{{}}/{kind}/"
    with (
        connect(url.format(ports[0]), proxy=None, origin="http://localhost") as one,
        connect(url.format(ports[-1]), proxy=None, origin="http://localhost") as two,
    ):
        collector.wait(lambda: collector.count("group.joined") == 2)
        one.send("Hello")
        assert {one.recv(5), two.recv(5)} == {"['text', 'type'] Hello"}
    collector.wait(lambda: collector.count("connection.closed") == 2)
    events = assemble(collector.records)
    sent = [e for e in events if e.kind == "app.sent" and e.type == "websocket.send"]
    paths = [[link.kind for link in chain(events, event.seq)] for event in sent]
    assert (
        paths
        == [
            [
                *("app.sent", "handler.started", "channel.delivered", "channel.sent"),
                *("group.sent", "handler.started", "app.received"),
            ]
        ]
        * 2
    )
    assert len({event.process for event in sent}) == count
    for event in sent:
        assert event.where.startswith("project.py:")
        assert event.where.endswith(" room_said")


def test_a_server_whose_collector_goes_away_serves_on(servers):
    collector, (port,) = servers("memory", 1)
    with connect(f"ws://127.0.0.1:{port}/async/", proxy=None) as tab:
        tab.send("one")
        assert tab.recv(5).endswith("one")
        collector.hang_up()
        for n in range(200):
            tab.send(str(n))
            assert tab.recv(5).endswith(f" {n}")
