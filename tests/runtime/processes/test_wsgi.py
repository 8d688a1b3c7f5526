"""Django's own WSGI server: the same project without Daphne, and what it does with a WebSocket."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import psutil
import pytest

from tutor.errors import SceneFailed
from tutor.runtime.stage.stage import Stage

APP = "labs/web.py:wsgi"
pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_the_demo_project_without_daphne(stage: Stage) -> None:
    server = await stage.wsgi_server()
    [(process, record)] = stage.facts.find("server.started")
    assert process == "server 1"
    assert record[5:9] == [server.pid, server.address, "Django WSGIHandler of demo_project", ""]
    assert "john" in (await stage.http("GET", "/", user="john")).text
    assert (await stage.http("GET", "/static/chat/nothing.js")).status == 404
    assert await stage.refused("ann", "/ws/") == 404
    await stage.fact("log.written", text="Not Found: /ws/", logger="django.request")
    await stage.fact("log.written", logger="django.server", text_has='"GET / HTTP/1.1" 200')
    assert stage.count("log.written", logger="stderr") == 0
    assert stage.count("http.received") == 0


async def test_keep_alive_and_a_thread_for_each_connection(stage: Stage) -> None:
    await stage.wsgi_server(APP)
    one, two = await stage.browser("one"), await stage.browser("two")
    answers = [await one.get("/who/"), await two.get("/who/"), await one.get("/who/")]
    assert [answer.text for answer in answers] == ["WSGIRequest "] * 3
    assert answers[0].port == answers[2].port != answers[1].port
    assert answers[0].headers["Server"].startswith("WSGIServer/")


async def test_a_stream_costs_a_thread_and_the_connection(stage: Stage) -> None:
    await stage.wsgi_server(APP)
    browser = await stage.browser("browser")
    answer = await browser.get("/sync-ticks/")
    assert answer.text == "data: 0\n\ndata: 1\n\ndata: 2\n\n"
    assert answer.chunks[-1].after - answer.chunks[0].after > 0.2
    assert not answer.kept
    assert (await browser.get("/who/")).port != answer.port


@pytest.mark.parametrize(("how", "code"), [("stop", 0), ("kill", -9), ("sigterm", 0)])
async def test_it_ends_like_the_others(stage: Stage, how: str, code: int) -> None:
    server = await stage.wsgi_server()
    if how == "sigterm":
        os.kill(server.pid, signal.SIGTERM)
        assert await server.ended() == 0
    else:
        await getattr(server, how)()
    assert server.code == code
    assert not psutil.pid_exists(server.pid)


async def test_it_restarts_on_its_port_with_its_settings(stage: Stage) -> None:
    server = await stage.wsgi_server(settings={"ALLOWED_HOSTS": ["example.com"], "DEBUG": False})
    assert (await stage.http("GET", "/login/")).status == 400
    port = server.port
    await server.restart()
    assert server.port == port
    assert (await stage.http("GET", "/login/", headers={"Host": "example.com"})).status == 200


async def test_a_lab_that_cannot_be_had(stage: Stage, scenes: Path) -> None:
    with pytest.raises(SceneFailed, match=r"labs/web\.py:nothing: AttributeError"):
        await stage.wsgi_server("labs/web.py:nothing")
