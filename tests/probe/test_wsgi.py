"""Requests of Django's own WSGI server, and what their views do with the channel layer."""

from __future__ import annotations

from typing import Any

import pytest
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

from tutor.probe.probe import Probe
from tutor.probe.wsgi import WsgiApplication

ENVIRON = {"REQUEST_METHOD": "GET", "PATH_INFO": "/ws/", "HTTP_UPGRADE": "websocket"}


class Handler:
    """A WSGI application with something that its server may ask for."""

    base_url = "/static/"

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        if environ.get("fails"):
            raise ValueError("view")
        async_to_sync(get_channel_layer().group_send)("lobby", {"type": "said"})
        start_response("404 Not Found", [("a", "b")])
        return [b"gone"]


def test_a_request_its_answer_and_what_its_view_sends(seen: Any) -> None:
    answered: list[Any] = []
    app = WsgiApplication(seen.probe, Handler())
    assert app(ENVIRON, lambda *args: answered.append(args)) == [b"gone"]
    assert answered == [("404 Not Found", [("a", "b")])]
    assert app.base_url == "/static/"
    (received,), (answer,), (sent,) = map(seen.of, ("http.received", "http.answered", "group.sent"))
    assert (received.method, received.path, received.upgrade) == ("GET", "/ws/", "websocket")
    assert (answer.status, answer.conn, answer.cause) == (404, received.conn, received.id)
    assert (sent.group, sent.conn, sent.cause) == ("lobby", received.conn, received.id)


def test_a_request_after_another_one_and_one_that_fails(seen: Any) -> None:
    app = WsgiApplication(seen.probe, Handler())
    app({"PATH_INFO": "/a/"}, lambda *_: None)
    with pytest.raises(ValueError, match="view"):
        app({"PATH_INFO": "/b/", "fails": True}, lambda *_: None)
    told = [(fact.path, fact.upgrade, fact.cause) for fact in seen.of("http.received")]
    assert told == [("/a/", "", 0), ("/b/", "", 0)]


def test_what_cannot_be_told_is_served_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    probe = Probe(None)
    monkeypatch.setattr(probe, "connection", None)
    answered: list[Any] = []
    app = WsgiApplication(probe, Handler())
    assert app(ENVIRON, lambda *args: answered.append(args)) == [b"gone"]
    assert (len(answered), probe.faults) == (1, 1)
