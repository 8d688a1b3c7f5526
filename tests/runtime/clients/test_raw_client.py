"""Raw sockets: what is written is what the server gets, and every byte is on the record."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest

from tutor.core.assemble import assemble
from tutor.core.events import Event
from tutor.errors import SceneFailed
from tutor.runtime.clients import websocket_frames
from tutor.runtime.clients.raw_client import Raw
from tutor.runtime.clients.websocket_frames import build, dump, parse, printable
from tutor.runtime.fact_intake import Facts
from tutor.runtime.stage.stage import Stage

APP = "labs/echo.py:application"
END = b"\r\n\r\n"
pytestmark = pytest.mark.asyncio(loop_scope="module")


def client_facts(stage: Stage) -> list[Event]:
    events = assemble(stage.facts.records)[1:]  # after scene.started
    return [event for event in events if event.process == "tutor"]


def chain(stage: Stage, kind: str, nth: int = -1) -> list[str]:
    events = assemble(stage.facts.records)
    event = [event for event in events if event.kind == kind][nth]
    kinds = [event.kind]
    while event.cause:
        event = events[event.cause - 1]
        kinds.append(event.kind)
    return kinds


async def test_a_handshake_and_a_frame_byte_by_byte(stage: Stage) -> None:
    await stage.server(app=APP)
    tab = await stage.raw("raw", "/ws/", cookies={"sessionid": "secret"})
    head = await tab.read(until=END)
    assert head.startswith(b"HTTP/1.1 101 Switching Protocols\r\n")
    assert b"s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" in head
    assert await tab.frame("text", "hi") == bytes.fromhex("81 82 01 02 03 04 69 6b")
    assert await tab.read(count=4) == bytes.fromhex("81 02 68 69")
    await tab.frame(2, b"\0\xff", mask=b"abcd")
    frame = await tab.read_frame()
    assert (frame.opcode, frame.payload, frame.masked, frame.final) == (2, b"\0\xff", False, True)
    assert await tab.close() == 1000
    await stage.fact("connection.closed")
    facts = client_facts(stage)
    assert [fact.kind for fact in facts] == [
        "client.connecting",
        "wire.sent",
        "wire.received",
        "client.opened",
        *["wire.sent", "wire.received"] * 3,
        "client.closed",
    ]
    sent: Any = facts[1]
    assert sent.text.startswith("GET /ws/ HTTP/1.1\nHost: 127.0.0.1:")
    assert "Cookie: sessionid=***" in sent.text
    frame_sent: Any = facts[4]
    assert (frame_sent.hex, frame_sent.text, frame_sent.size) == (
        "81 82 01 02 03 04 69 6b",
        "······ik",
        8,
    )
    last: Any = facts[-1]
    assert (last.code, last.reason, last.by) == (1000, "FIN", "client")


async def test_the_bytes_are_tied_to_what_the_consumer_did(stage: Stage) -> None:
    await stage.server(app=APP)
    tab = await stage.raw("raw", "/ws/")
    await tab.read(until=END)
    await tab.frame("text", "hello")
    await tab.read_frame()
    await tab.frame("close", b"\x0f\xa1")
    await tab.closed()
    await stage.fact("app.received", type="websocket.disconnect", code=4001)
    opened = chain(stage, "client.opened")
    assert opened[:3] == ["client.opened", "wire.received", "connection.accepted"]
    assert opened[-3:] == ["connection.opened", "wire.sent", "client.connecting"]
    echo = chain(stage, "wire.received", 1)
    assert echo == ["wire.received", "app.sent", "handler.started", "app.received", "wire.sent"]
    assert chain(stage, "app.received") == ["app.received", "wire.sent"]
    assert stage.facts.find("client.closed", {"by": "client"})


async def test_connect_runs_before_the_101(stage: Stage) -> None:
    await stage.server(app="labs/web.py:application")
    tab = await stage.raw("raw", "/slow/")
    with pytest.raises(SceneFailed, match=r"raw: expected 1 bytes within 0\.1 s, unread: nothing"):
        await tab.read(count=1, within=0.1)
    assert (await tab.read()).startswith(b"HTTP/1.1 101")


@pytest.mark.parametrize("leave", ["drop", "reset"])
async def test_two_ways_to_leave_without_a_word(stage: Stage, leave: str) -> None:
    await stage.server(app=APP)
    tab = await stage.raw("raw", "/ws/")
    await tab.read(until=END)
    await getattr(tab, leave)()
    await stage.fact("app.received", type="websocket.disconnect", code=1006)
    reason = {"drop": "FIN", "reset": "RST"}[leave]
    assert stage.facts.find("client.closed", {"by": "client", "reason": reason})
    with pytest.raises(SceneFailed, match="raw: cannot write 1 bytes: the TCP connection is cl"):
        await tab.write(b"x")


async def test_a_frame_without_a_mask_ends_it(stage: Stage) -> None:
    await stage.server(app=APP)
    tab = await stage.raw("raw", "/ws/")
    await tab.read(until=END)
    await tab.frame("text", "hi", masked=False)
    assert await tab.closed() in {None, 1002}
    await stage.fact("app.received", type="websocket.disconnect")
    with pytest.raises(SceneFailed, match="the TCP connection has ended"):
        await tab.read(count=999)


async def test_pings_are_answered_unless_it_is_silent(stage: Stage) -> None:
    await stage.server(app=APP, options={"ping_interval": 1, "ping_timeout": 4})
    good = await stage.raw("good", "/ws/")
    mute = await stage.raw("mute", "/ws/")
    await good.read(until=END)
    await mute.read(until=END)
    mute.silent = True
    with pytest.raises(SceneFailed, match="mute: is silent"):
        await mute.read(count=1)
    with pytest.raises(SceneFailed, match="mute: is silent"):
        await mute.closed()
    await stage.fact("app.received", type="websocket.disconnect", code=1006, within=20)
    pong = await stage.fact("wire.sent", name="good", hex_has="8a 8", within=3)
    ping = stage.facts.find("wire.received", {"id": pong[1][4]})[0]
    assert ping[1][6].startswith("89 0")
    assert good.is_open
    await stage.fact("connection.closed")
    assert stage.count("connection.closed") == 1
    mute.silent = False
    assert await mute.closed() is None


async def test_refusals(stage: Stage) -> None:
    await stage.server(app=APP)
    tab = await stage.raw("raw", "/refuse/", headers={"Origin": None, "X-Lab": "1"})
    head = await tab.read(until=END)
    assert head.startswith(b"HTTP/1.1 403")
    assert tab.status == 403
    await tab.drop()
    await stage.fact("connection.closed")
    assert stage.count("client.refused", status=403) == 1
    assert stage.count("client.closed") == 0
    assert chain(stage, "client.refused")[:3] == [
        "client.refused",
        "wire.received",
        "connection.refused",
    ]


async def test_http_by_hand(stage: Stage) -> None:
    await stage.server(app=APP)
    tab = await stage.raw("raw", "", handshake=False)
    for _ in range(2):
        await tab.write(b"GET /nowhere/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert (await tab.read(until=END)).startswith(b"HTTP/1.1 404")
        await tab.read()
    assert await tab.close() is None
    events = assemble(stage.facts.records)
    received = [event for event in events if event.kind == "http.received"]
    assert [events[(event.cause or 0) - 1].kind for event in received] == ["wire.sent"] * 2
    assert stage.count("client.refused") == 0


async def test_the_end_of_a_server_is_seen(stage: Stage) -> None:
    server = await stage.server(app=APP)
    tab = await stage.raw("raw", "/ws/", user="john")
    await tab.read(until=END)
    with pytest.raises(SceneFailed, match=r"expected the TCP connection to end within 0\.01 s"):
        await tab.closed(within=0.01)
    await server.kill()
    await tab.closed()
    assert stage.facts.find("client.closed", {"by": "server"})
    with pytest.raises(SceneFailed, match="late: cannot connect to 127"):
        await stage.raw("late", "/ws/")
    assert stage.count("client.refused", name="late") == 1


# ── against a server of our own ─────────────────────────────────────────────────────────────

Answering = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[Any, Any, None]]


@asynccontextmanager
async def dialled(answer: Answering) -> AsyncIterator[tuple[Raw, Facts]]:
    facts = Facts()
    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        raw = Raw(facts, "raw", "/", address=f"127.0.0.1:{port}", server="s")
        shake = websocket_frames.handshake("/", "x", websocket_frames.KEY, {})
        await raw.open(cookies=[], silent=False, handshake=shake)
        yield raw, facts
        await raw.abandon()


async def test_an_end_without_an_answer_is_a_refusal() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(END)
        writer.write(b"HTTP/1.1 10")
        writer.close()

    async with dialled(answer) as (raw, facts):
        await raw.closed()
        assert facts.find("client.refused")[0][1][6] is None
        assert facts.find("wire.received")[0][1][7] == "HTTP/1.1 10"


async def test_the_server_closes_first() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(END)
        writer.write(b"HTTP/1.1 101 Yes\r\nSec-WebSocket-Protocol: v1\r\n\r\n\x88\x02\x03\xe9")
        await reader.readexactly(8)
        writer.close()

    async with dialled(answer) as (raw, facts):
        await raw.read(until=END)
        assert (await raw.read_frame()).code == 1001
        assert await raw.close() == 1001
        assert facts.find("client.opened", {"subprotocol": "v1"})
        assert facts.find("client.closed", {"by": "server", "code": 1001})


async def test_a_cut_line_is_seen_as_that() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(5)  # the rest stays unread: closing sends a RST
        writer.transport.abort()

    async with dialled(answer) as (raw, _):
        await raw.closed()
        with pytest.raises(SceneFailed):
            await raw.write(b"x")


async def test_a_client_that_is_let_go_has_left() -> None:
    left = asyncio.Event()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(END)
        assert await reader.read() == b""  # the FIN
        writer.close()
        left.set()

    async with dialled(answer) as (raw, _):
        assert raw.is_open
        await raw.abandon()
        async with asyncio.timeout(30):
            await left.wait()
        assert not raw.is_open


# ── frames ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65535, 65536])
@pytest.mark.parametrize("masked", [True, False])
async def test_frames_there_and_back(size: int, masked: bool) -> None:
    payload = bytes(range(256)) * (size // 256 + 1)
    raw = build("binary", payload[:size], masked=masked, final=False)
    frame = parse(raw + b"more")
    assert frame is not None
    assert frame == (False, 2, payload[:size], masked, raw)
    assert all(parse(raw[:cut]) is None for cut in (0, 1, len(raw) - 1) if cut < len(raw))


async def test_frames_as_text() -> None:
    assert parse(build("text", "hü")).text == "hü"  # type: ignore[union-attr]
    assert parse(build("close")).code is None  # type: ignore[union-attr]
    assert dump(bytes(65)).endswith("00 …")
    assert dump(bytes(64)).endswith("00")
    text = b"A: b\r\nAuthorization: Bearer x\r\nCookie: csrftoken=x; a=b\r\n\0\xff\t"
    assert printable(text) == "A: b\nAuthorization: ***\nCookie: csrftoken=***; a=b\n···"
