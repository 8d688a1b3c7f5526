"""Every event has one plain English line."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.core.events import KINDS
from tutor.core.summary import cut, short, summary

from .making import any_event, quick


@pytest.mark.parametrize("kind", KINDS)
@settings(quick, max_examples=8)
@given(data=st.data())
def test_every_event_has_one_line(kind: str, data: st.DataObject) -> None:
    line = summary(data.draw(any_event(kind)))
    assert line.strip()
    assert len(line.splitlines()) == 1


CHANNEL = "specific.inmemory!gNYZabcdefgh"


@pytest.mark.parametrize(
    ("kind", "fields", "line"),
    [
        (
            "client.closed",
            {"name": "ann", "by": "lost", "code": 1006},
            "ann loses the connection to the server (1006)",
        ),
        (
            "client.closed",
            {"name": "ann", "by": "lost", "code": None},
            "ann loses the connection to the server",
        ),
        (
            "scene.started",
            {"scene": "alone", "layer": "redis"},
            "scene alone begins on the layer redis",
        ),
        ("scene.finished", {}, "the scene is over"),
        ("scene.finished", {"failed": "no Hello"}, "the scene failed: no Hello"),
        (
            "client.asked",
            {"name": "browser", "method": "GET", "path": "/", "server": "server 1", "port": 7},
            "browser asks server 1: GET / from port 7",
        ),
        (
            "client.answered",
            {"name": "browser", "status": 200, "software": "daphne", "size": 1},
            "browser gets HTTP 200 from daphne, 1 byte",
        ),
        ("client.answered", {"name": "browser", "status": 204}, "browser gets HTTP 204"),
        (
            "client.chunk",
            {"name": "browser", "text": "data: 1\n\n", "size": 9},
            "browser gets 9 bytes of the body: data: 1",
        ),
        ("client.chunk", {"name": "browser"}, "browser has the whole body"),
        (
            "wire.sent",
            {"name": "raw", "text": "GET / HTTP/1.1\nHost: x", "hex": "47", "size": 26},
            "raw writes 26 bytes: GET / HTTP/1.1",
        ),
        (
            "wire.received",
            {"name": "raw", "text": "··hi", "hex": "81 02 68 69", "size": 4},
            "raw reads 4 bytes: 81 02 68 69",
        ),
        ("events.lost", {"count": 1}, "server 1 lost 1 fact"),
        (
            "probe.faulted",
            {"error": "KeyError: 1", "where": "common.py:9 sent"},
            "the probe failed in server 1 at common.py:9 sent: KeyError: 1",
        ),
        ("server.stopped", {"how": "killed", "code": -9}, "server 1 was killed by SIGKILL"),
        ("server.stopped", {"code": -15}, "server 1 was ended by SIGTERM"),
        ("server.stopped", {"how": "crashed", "code": -65}, "server 1 was killed by signal 65"),
        ("server.stopped", {"how": "crashed", "code": 1}, "server 1 has crashed, exit status 1"),
        ("server.stopped", {"how": "gone"}, "server 1 ended without a goodbye"),
        ("server.started", {"app": "Room"}, "server 1 runs Room"),
        ("test.started", {"name": "a.py::test"}, "pytest begins a.py::test"),
        ("test.finished", {"name": "a.py::test"}, "pytest has finished a.py::test"),
        (
            "broker.read",
            {"type": "zset", "key": "g", "members": ["a", "b"]},
            "zset g has 2 members, never expires",
        ),
        (
            "broker.read",
            {"type": "zset", "key": "g", "members": ["a"], "ttl": 9.5},
            "zset g has 1 member, expires in 9.5 s",
        ),
        (
            "log.written",
            {"logger": "daphne", "level": "ERROR", "text": "Oh", "error": "KeyError: 1"},
            "log daphne ERROR: Oh · KeyError: 1",
        ),
        (
            "loop.stalled",
            {"ms": 120.0, "where": "x.py:3 f"},
            "the loop stood for 120 ms at x.py:3 f",
        ),
        ("client.connecting", {"name": "john", "url": "/ws/"}, "john asks a server for /ws/"),
        ("client.refused", {"name": "eve", "status": 403}, "eve is refused with HTTP 403"),
        ("client.refused", {"name": "eve"}, "eve is refused without an answer"),
        ("client.sent", {"name": "john", "text": "Hello"}, "john sends Hello"),
        ("client.sent", {"name": "john"}, "john sends an empty frame"),
        ("client.received", {"name": "john", "size": 3, "binary": True}, "john receives 3 bytes"),
        (
            "client.closed",
            {"name": "john", "by": "server", "code": 1011},
            "john is closed by the server with 1011",
        ),
        (
            "scope.entered",
            {"layer": "URLRouter", "same": True},
            "URLRouter passes the same scope on",
        ),
        (
            "scope.entered",
            {"layer": "Auth", "added": {"user": "1"}, "changed": {"path": "x"}},
            "Auth copies the scope and adds user and changes path",
        ),
        ("scope.entered", {"layer": "Auth"}, "Auth copies the scope and changes nothing"),
        ("connection.refused", {"code": 4003}, "the application refuses the handshake with 4003"),
        (
            "connection.refused",
            {"error": "ValueError: x"},
            "the application refuses the handshake: ValueError: x",
        ),
        (
            "connection.closed",
            {"by": "client", "code": 1001},
            "the application is done with the connection, ended by the client with 1001",
        ),
        (
            "connection.closed",
            {"by": "error", "error": "KeyError"},
            "the application is done with the connection, ended by an error: KeyError",
        ),
        (
            "app.received",
            {"type": "websocket.receive", "text": "Hello"},
            "receive() gives websocket.receive: Hello",
        ),
        (
            "app.received",
            {"type": "websocket.disconnect", "code": 1001},
            "receive() gives websocket.disconnect with 1001",
        ),
        (
            "app.sent",
            {"type": "websocket.send", "text": "Hello"},
            "send() takes websocket.send: Hello",
        ),
        ("app.sent", {"type": "websocket.accept"}, "send() takes websocket.accept"),
        (
            "handler.started",
            {"instance": 2, "name": "chat_message", "type": "chat.message"},
            "#2 chat_message started: chat.message",
        ),
        (
            "handler.finished",
            {"instance": 2, "name": "connect", "state": {"room": "1"}},
            "#2 connect finished, changed room",
        ),
        (
            "channel.sent",
            {"channel": CHANNEL, "group": "g", "type": "chat.message", "layer": "other"},
            "a copy of chat.message waits for …!gNYZ for group g (layer other)",
        ),
        (
            "channel.dropped",
            {"channel": CHANNEL, "type": "chat.message", "reason": "full"},
            "a copy of chat.message for …!gNYZ is dropped: full",
        ),
        (
            "group.left",
            {"channel": CHANNEL, "group": "g", "reason": "expired"},
            "…!gNYZ leaves group g (expired)",
        ),
        ("group.sent", {"group": "g", "type": "chat.message"}, "group_send to g: chat.message"),
        (
            "db.finished",
            {"name": "save", "queries": 2, "thread": "pool_0"},
            "save is back after 2 SQL statements in pool_0",
        ),
        (
            "db.finished",
            {"name": "save", "error": "IntegrityError"},
            "save failed in the database: IntegrityError",
        ),
        (
            "thread.entered",
            {"name": "save", "thread": "pool_0", "waited": 1.5},
            "save runs in pool_0 after 1.5 ms in line",
        ),
    ],
)
def test_the_line_says_what_the_fact_says(kind: str, fields: dict[str, Any], line: str) -> None:
    assert summary(KINDS[kind](seq=1, at=0, process="server 1", **fields)) == line


@pytest.mark.parametrize(
    ("channel", "name"),
    [(CHANNEL, "…!gNYZ"), ("specific.1f!abcd", "…!abcd"), ("thumbnails", "thumbnails"), ("", "")],
)
def test_a_channel_is_told_by_the_end_of_its_name(channel: str, name: str) -> None:
    assert short(channel) == name


def test_a_long_text_is_cut_to_one_line() -> None:
    assert cut("a\nb  c " + "x" * 100, 10) == "a b c xxx…"
