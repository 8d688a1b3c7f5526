"""HTTP on the record: one TCP connection for many requests, bodies that come bit by bit."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from tutor.core.assemble import assemble
from tutor.errors import SceneFailed
from tutor.runtime.clients.http_client import Browser
from tutor.runtime.clients.incoming import Incoming, parse_head
from tutor.runtime.fact_intake import Facts
from tutor.runtime.stage.stage import Stage

APP = "labs/web.py:application"
pytestmark = pytest.mark.asyncio(loop_scope="module")


def chain(stage: Stage, kind: str) -> list[str]:
    """From the last fact of this kind to its root."""
    events = assemble(stage.facts.records)
    event = [event for event in events if event.kind == kind][-1]
    kinds = [event.kind]
    while event.cause:
        event = events[event.cause - 1]
        kinds.append(event.kind)
    return kinds


async def test_requests_share_a_port_and_are_tied_to_what_the_server_saw(stage: Stage) -> None:
    await stage.server(app=APP)
    browser = await stage.browser("browser")
    answers = [await browser.get("/who/") for _ in range(3)]
    answers.append(await browser.get("/nowhere/"))
    assert [answer.status for answer in answers] == [200, 200, 200, 404]
    assert answers[0].text.startswith("ASGIRequest")
    assert len({answer.port for answer in answers}) == 1
    await stage.fact("http.answered", nth=4)
    assert [raw[1][9] for raw in stage.facts.find("client.asked")] == [browser.port] * 4
    answered = stage.facts.find("client.answered")[0][1]
    assert answered[5:] == ["browser", 200, "daphne", len(answers[0].body), True]
    assert chain(stage, "client.answered") == [
        "client.answered",
        "http.answered",
        "scope.entered",  # the router
        "http.received",
        "client.asked",
    ]
    events = assemble(stage.facts.records)
    assert len({e.conn for e in events if e.kind.startswith(("client.", "http."))}) == 1


async def test_a_stream_comes_in_pieces_at_their_times(stage: Stage) -> None:
    await stage.server(app=APP)
    answer = await stage.http("GET", "/ticks/", name="ann")
    assert [chunk.text for chunk in answer.chunks] == [f"data: {n}\n\n" for n in range(3)]
    times = [chunk.after for chunk in answer.chunks]
    assert times[1] - times[0] > 0.1 < times[2] - times[1]
    sizes = [raw[1][7] for raw in stage.facts.find("client.chunk", {"name": "ann"})]
    assert sizes == [9, 9, 9, 0]
    browser = await stage.browser("ben")
    first = await browser.get("/ticks/", until="data: 1")
    assert (len(first.chunks), browser.port) == (2, 0)
    assert stage.count("client.chunk", name="ben", size=0) == 0


async def test_nobody_answers(stage: Stage) -> None:
    server = await stage.server(app=APP)
    browser = await stage.browser("browser")
    with pytest.raises(SceneFailed, match=r"browser: GET /ticks/: no whole answer within 0\.2 s"):
        await browser.get("/ticks/", within=0.2)
    await server.kill()
    with pytest.raises(SceneFailed, match=r"browser: GET /who/: .*[Cc]onnect"):
        await browser.get("/who/")


async def test_what_is_sent(stage: Stage) -> None:
    await stage.server()
    answer = await stage.http("GET", "/", user="john")
    assert "john" in answer.text
    assert answer.headers["Content-Type"].startswith("text/html")
    assert stage.count("client.asked", name="john") == 1


@asynccontextmanager
async def says(*parts: bytes) -> AsyncIterator[Callable[[], Browser]]:
    """A server that answers every connection with these bytes and closes it."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        for part in parts:
            writer.write(part)
            await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        made: list[Browser] = []

        def make() -> Browser:
            made.append(Browser(Facts(), "b", address=f"127.0.0.1:{port}", server="s", headers={}))
            return made[-1]

        yield make
        for browser in made:
            await browser.close()
        await asyncio.sleep(0.01)


async def test_a_body_until_the_end_of_the_connection_and_a_new_port() -> None:
    async with says(b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.0 200 OK\r\n\r\nbody") as made:
        browser = made()
        first, second = await browser.get("/"), await browser.get("/")
        assert (first.text, first.kept) == ("body", False)
        assert first.port != second.port


async def test_trailers_no_body_and_no_http() -> None:
    chunked = (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x=1\r\nhi\r\n0\r\nA: b\r\n\r\n"
    )
    async with says(chunked) as made:
        browser = made()
        assert (await browser.get("/")).text == "hi"
        await browser.close()
    async with says(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n") as made:
        assert (await made().request("HEAD", "/")).body == b""
    async with says(b"SSH-2.0\r\n\r\n") as made:
        with pytest.raises(SceneFailed, match="the server's answer is not HTTP"):
            await made().get("/")


async def test_an_agreed_upgrade_is_an_answer_and_the_end_of_http(stage: Stage) -> None:
    server = await stage.server(app="labs/echo.py:application", layer="memory")
    browser = await stage.browser("browser", server=server)
    handshake = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    answer = await browser.get("/ws/", headers=handshake)
    assert (answer.status, answer.body, answer.kept, browser.port) == (101, b"", False, 0)
    [answered] = stage.facts.find("client.answered")
    assert answered[1][6] == 101
    await stage.fact("connection.closed")


async def test_json_comes_and_goes() -> None:
    async with says(b'HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n{"a":1}') as made:
        assert (await made().post("/", json=[1])).json() == {"a": 1}


async def test_units_of_an_incoming_stream() -> None:
    incoming = Incoming()
    assert incoming.feed(b"HTTP/1.1 404 No") == []
    [head] = incoming.feed(b"t Found\r\nContent-Length: 4\r\n\r\n12")
    assert head.head is not None
    assert (head.head.status, head.head.reason, head.head.keeps) == (404, "Not Found", True)
    assert [unit.raw for unit in incoming.feed(b"34")] == [b"1234"]
    assert [unit.raw for unit in incoming.feed(b"what\r\n\r\n")] == [b"what\r\n\r\n"]
    incoming.feed(b"half")
    assert [unit.raw for unit in incoming.rest()] == [b"half"]
    assert incoming.rest() == []
    endless = Incoming()
    assert len(endless.feed(b"HTTP/1.1 200 OK\r\n\r\nab")) == 2
    assert [unit.raw for unit in endless.feed(b"cd")] == [b"cd"]
    assert parse_head(b"HTTP/1.1 OK\r\n\r\n") is None


async def test_a_browser_that_has_asked_nothing_has_no_connection() -> None:
    facts = Facts()
    browser = Browser(facts, "browser", address="127.0.0.1:1", server="server 1", headers={})
    assert browser.port == 0
    with pytest.raises(SceneFailed):
        await browser.get("/")
    assert facts.records == []
