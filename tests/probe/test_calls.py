"""By which call a layer handed a connection on, with whose `send`, and whom a validator lets in."""

from __future__ import annotations

import linecache
import re
import sys
from types import SimpleNamespace

import pytest
from channels.auth import AuthMiddlewareStack
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import OriginValidator
from django.urls import path

from tests.probe.test_scopes import Chat, visit
from tutor.probe import calls
from tutor.probe.calls import NOWHERE, Calls
from tutor.probe.tree import looks_of

FILE = "tests/probe/test_calls.py"


def lines(seen):
    return {fact.layer: (fact.via, fact.line) for fact in seen.of("scope.entered")}


def sends(seen):
    return {fact.layer: fact.sends for fact in seen.of("scope.entered")}


class Layer:
    def __init__(self, app):
        self.app = app


async def test_the_line_that_called_the_next_layer(seen):
    routes = URLRouter([path("ws/", Chat.as_asgi())])
    app = ProtocolTypeRouter({"websocket": OriginValidator(AuthMiddlewareStack(routes), ["*"])})
    await visit(seen, app, "/ws/")
    found = {layer: (via.split(":")[0], line) for layer, (via, line) in lines(seen).items()}
    assert found == {
        "ProtocolTypeRouter": ("channels/routing.py", "application(scope, receive, send)"),
        "OriginValidator": (
            "channels/security/websocket.py",
            "self.application(scope, receive, send)",
        ),
        "CookieMiddleware": (
            "channels/sessions.py",
            "self.inner(dict(scope, cookies=cookies), receive, send)",
        ),
        "SessionMiddleware": (
            "channels/sessions.py",
            "self.inner(wrapper.scope, receive, wrapper.send)",
        ),
        "AuthMiddleware": ("channels/middleware.py", "self.inner(scope, receive, send)"),
        "URLRouter": ("channels/routing.py", "application(dict(scope, …), receive, send)"),
        "Chat": ("", ""),
    }


async def test_a_line_of_the_project_is_named_by_its_file(seen):
    class Mine(Layer):
        async def __call__(self, scope, receive, send):
            await self.app(scope, receive, send)

    await visit(seen, Mine(Chat.as_asgi()), "/")
    via, line = lines(seen)["Mine"]
    assert re.fullmatch(rf"{FILE}:\d+", via)
    assert line == "self.app(scope, receive, send)"


async def test_who_handed_on_a_send_of_its_own(seen):
    class Tap(Layer):
        async def __call__(self, scope, receive, send):
            async def tapped(message):
                await send(message)

            await self.app(scope, receive, tapped)

    class Doorman(Layer):
        async def __call__(self, scope, receive, send):
            await self.app(scope, receive, send)

    await visit(seen, Doorman(Tap(Doorman(Chat.as_asgi()))), "/")
    found = [(fact.layer, fact.sends) for fact in seen.of("scope.entered")]
    assert found == [("Doorman", False), ("Tap", True), ("Doorman", False), ("Chat", None)]


async def test_a_consumer_called_by_itself_is_not_its_callers_line(seen):
    class Own(AsyncWebsocketConsumer):
        async def __call__(self, scope, receive, send):
            async def mine(message):
                await send(message)

            await super().__call__(scope, receive, mine)

    await visit(seen, URLRouter([path("ws/", Own.as_asgi())]), "/ws/")
    assert lines(seen)["URLRouter"][0].startswith("channels/routing.py:")
    assert sends(seen)["URLRouter"] is False


async def test_a_consumer_whose_call_takes_what_comes_keeps_the_send_that_arrives(seen):
    class Any(AsyncWebsocketConsumer):
        async def __call__(self, *args):
            await super().__call__(*args)

    await visit(seen, URLRouter([path("ws/", Any.as_asgi())]), "/ws/")
    assert sends(seen)["URLRouter"] is False


@pytest.mark.parametrize(
    ("allowed", "looks"),
    [
        (["example.com", ".example.org"], ["example.com", ".example.org"]),
        ((re.compile("https://.*"),), ["https://.*"]),
        (None, []),
    ],
)
def test_whom_a_validator_lets_in(allowed, looks):
    app = OriginValidator(Chat.as_asgi(), ["*"])
    app.allowed_origins = allowed
    assert looks_of(app) == looks


async def test_the_origins_are_told_with_the_validator(seen):
    await visit(seen, OriginValidator(Chat.as_asgi(), ["example.com"]), "/")
    assert [fact.looks for fact in seen.of("scope.entered")] == [["example.com"], []]


def caller(source: str, tmp_path, now: str | None = "") -> calls.Call:
    """The call in a file with this body of `def go(probe): …`; what the file says now."""
    file = tmp_path / "layer.py"
    file.write_text(f"def go(probe, **rest):\n{source}\n")
    code = compile(file.read_text(), str(file), "exec")
    if now is None:
        file.unlink()
    elif now:
        file.write_text(now)
    linecache.checkcache(str(file))
    space = {"__name__": "pack.layer"}
    exec(code, space)
    found = []
    known = Calls(lambda _: "")

    def probe(*_, **__):
        found.extend([known.of(sys._getframe(1)), known.of(sys._getframe(1))])
        return probe

    space["go"](probe)
    assert found[0] == found[1]
    return found[0]


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("    return probe(1, 'é')", "probe(1, 'é')"),
        ("    probe(\n        1,\n        two=2,\n    )", "probe(1, two=2)"),
        ("    probe(\n        'a long text that nobody wants to read',\n    )", "probe(…)"),
        (
            "    probe(\n        dict([('a', 1)], b='a long text that is not short'),\n    )",
            "probe(dict([('a', 1)], …))",
        ),
    ],
)
def test_a_call_over_several_lines_is_folded(source, line, tmp_path):
    call = caller(source, tmp_path)
    assert call == ("pack/layer.py:2", line)


def test_a_file_that_has_changed_is_read_as_it_is_now(tmp_path):
    source = "    probe(\n        1)"
    assert caller(source, tmp_path, "\n    if 1 :\n    but    )\n").line == "if 1 : but"


def test_without_its_file_a_call_has_a_place_alone(tmp_path):
    assert caller("    probe(1)", tmp_path, None) == ("pack/layer.py:2", "")


@pytest.mark.parametrize("before", ["", "await ", "return await ", "self.answer = await "])
def test_before_python_3_11_a_call_is_the_line_that_runs(before, tmp_path):
    file = tmp_path / "layer.py"
    file.write_text(f"async def go(self):\n    {before}self.app(scope, send)\n")
    code = SimpleNamespace(co_filename=str(file))  # there it has no `co_positions`
    frame = SimpleNamespace(f_code=code, f_lineno=2)
    assert calls._text(frame) == "self.app(scope, send)"


def test_nobody_called():
    assert Calls(lambda _: "").of(None) == NOWHERE
