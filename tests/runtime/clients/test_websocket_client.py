"""Clients do what browsers do, report it, and say what did arrive when they wait in vain."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tutor.errors import SceneFailed
from tutor.runtime.fact_intake import Facts
from tutor.runtime.stage.stage import Stage

APP = "labs/echo.py:application"
LARGE = "81 ff 00 00 00 00 00 01 11 70"
pytestmark = pytest.mark.asyncio(loop_scope="module")


def kinds(facts: Facts) -> list[str]:
    return [record[0] for _, record in facts.records if record[0].startswith("client.")]


def last(facts: Facts, kind: str) -> dict[str, Any]:
    from tutor.core.events import FIELDS

    record = facts.find(kind)[-1][1]
    return dict(zip(FIELDS[kind], record[5:], strict=True))


async def test_every_step_is_a_fact(stage: Stage) -> None:
    server = await stage.server(app=APP)
    tab = await stage.client("ann", "/ws/?x=1", cookies={"a": "secret"}, subprotocols=["chat"])
    await tab.send("hello")
    assert await tab.expect("ell") == "hello"
    assert await tab.close(4001, "bye") == 1000, "Daphne answers with a code of its own"
    await stage.fact("app.received", type="websocket.disconnect", code=4001)
    assert kinds(stage.facts) == [
        "client.connecting",
        "client.opened",
        "client.sent",
        "client.received",
        "client.closed",
    ]
    assert last(stage.facts, "client.connecting") == {
        "name": "ann",
        "url": "/ws/?x=1",
        "server": "server 1",
        "port": tab.port,
        "origin": f"http://{server.address}",
        "cookies": ["a"],
    }
    assert last(stage.facts, "client.opened") == {"name": "ann", "subprotocol": "chat"}
    closed = {"name": "ann", "code": 1000, "reason": "", "by": "client"}
    assert last(stage.facts, "client.closed") == closed
    _, opened = await stage.fact("connection.opened")
    assert opened[6] == tab.port


async def test_what_is_sent(stage: Stage) -> None:
    await stage.server(app=APP)
    tab = await stage.client("ann", "/ws/")
    for message, wire in (({"a": [1, "ü"]}, '{"a":[1,"ü"]}'), ("text", "text"), (b"\0\xff", b"")):
        await tab.send(message)
        frame = await tab.expect(wire if isinstance(wire, str) else "")
        assert frame == (wire or message)
    sent = last(stage.facts, "client.sent")
    mask = sent.pop("head").removeprefix("82 82 ").split()
    assert [len(byte) for byte in mask] == [2] * 4
    assert sent == {"name": "ann", "text": "b'\\x00\\xff'", "size": 2, "binary": True}


@pytest.mark.parametrize(("size", "head"), [(5, "81 85"), (300, "81 fe 01 2c"), (70_000, LARGE)])
async def test_the_head_of_a_frame(stage: Stage, size: int, head: str) -> None:
    await stage.server(app=APP)
    tab = await stage.client("ann", "/ws/")
    await tab.send("x" * size)
    found = last(stage.facts, "client.sent")["head"]
    assert found.startswith(f"{head} ")
    assert len(found.split()) == len(head.split()) + 4
    await tab.expect("x")


async def test_each_of_many_frames_has_its_own_head(stage: Stage) -> None:
    await stage.server(app=APP)
    tab = await stage.client("ann", "/ws/")
    await asyncio.gather(*(tab.send("x" * size) for size in range(1, 30)))
    records = [record[5:] for _, record in stage.facts.records if record[0] == "client.sent"]
    assert [int(record[4].split()[1], 16) - 0x80 for record in records] == list(range(1, 30))
    assert [len(record[1]) for record in records] == list(range(1, 30))


async def test_frames_are_taken_in_order_and_one_by_one(stage: Stage) -> None:
    await stage.server(app=APP)
    tab = await stage.client("ann", "/ws/")
    await stage.flood(tab, 20, lambda n: f"number {n}.")
    await tab.expect("number 7.")
    with pytest.raises(SceneFailed) as error:
        await tab.expect("number 3.", within=0.2)
    assert "ann: expected a frame with 'number 3.' within 0.2 s, what arrived: " in str(error.value)
    assert str(error.value).endswith("number 19. | number 20.")
    assert len(tab.received) == 20


async def test_silence(stage: Stage) -> None:
    await stage.server(app=APP)
    tab = await stage.client("ann", "/ws/")
    await tab.send("one")
    await tab.expect("one")
    await tab.silence(0.05)
    await tab.send("two")
    with pytest.raises(SceneFailed, match="expected silence for 1 s, what arrived: two"):
        await tab.silence(1)


async def test_a_paused_tab_reads_nothing_and_later_everything(stage: Stage) -> None:
    await stage.server(app=APP)
    tab = await stage.client("ann", "/ws/")
    stage.pause(tab)
    for words in ("one", "two"):
        await tab.send(words)
    await stage.fact("app.sent", type="websocket.send", text="two")
    await tab.silence(0.1)
    stage.resume(tab)
    for words in ("one", "two"):
        await tab.expect(words)
    await tab.close()
    with pytest.raises(SceneFailed, match="ann: only an open connection can be paused"):
        stage.pause(tab)


async def test_the_other_side_closes(stage: Stage) -> None:
    await stage.server(app=APP)
    tab = await stage.client("ann", "/ws/")
    with pytest.raises(SceneFailed, match="expected the connection to be closed within"):
        await tab.closed(within=0.01)
    await tab.send("close 4321")
    assert await tab.closed() == 4321
    assert last(stage.facts, "client.closed")["by"] == "server"
    with pytest.raises(SceneFailed, match="cannot send 'x': the connection is closed with code 4"):
        await tab.send("x")
    with pytest.raises(SceneFailed, match="nothing arrived; the connection is closed with code"):
        await tab.expect("x")


async def test_a_crash_arrives_though_late(stage: Stage) -> None:
    await stage.server(app=APP)
    tab = await stage.client("ann", "/ws/")
    await tab.send("raise no")
    assert await tab.closed() == 1011
    await stage.fact("handler.failed", error="ValueError: no")


async def test_a_cut_line_is_1006_to_the_consumer(stage: Stage) -> None:
    await stage.server(app=APP)
    tab = await stage.client("ann", "/ws/")
    await tab.drop()
    assert last(stage.facts, "client.closed")["by"] == "lost"
    await stage.fact("app.received", type="websocket.disconnect", code=1006)


async def test_refusals(stage: Stage) -> None:
    await stage.server(app=APP)
    assert await stage.refused("ann", "/refuse/") == 403
    assert last(stage.facts, "client.refused")["status"] == 403
    assert await stage.refused("ben", "/no/route/") == 500
    with pytest.raises(SceneFailed, match="expected /refuse/ to open, it was refused with HTTP 4"):
        await stage.client("cleo", "/refuse/")
    with pytest.raises(SceneFailed, match="expected /ws/ to be refused, it opened"):
        await stage.refused("dan", "/ws/")


async def test_the_origin_is_the_servers_own_unless_said_otherwise(stage: Stage) -> None:
    await stage.server()
    path = "/ws/chat/user/john@example.com/"
    assert await stage.refused("evil", path, origin="https://evil.example") == 403
    assert await stage.refused("none", path, origin=None) == 403
    await stage.client("own", path)


async def test_who_is_logged_in(stage: Stage) -> None:
    await stage.server()
    tab = await stage.client("john", "/ws/support/", user="john")
    assert "john@example.com" in str(await tab.expect("connected"))


async def test_a_fact_that_does_not_come(stage: Stage) -> None:
    await stage.server(app=APP)
    await stage.client("ann", "/ws/")
    await stage.fact("group.joined", group="room", process="server 1")
    with pytest.raises(SceneFailed, match=r"expected group.joined group=room 2 times within 0\.05"):
        await stage.fact("group.joined", group="room", nth=2, within=0.05)
    with pytest.raises(SceneFailed, match=r"group\.joined has no field 'gruop'"):
        await stage.fact("group.joined", gruop="room")
    with pytest.raises(SceneFailed, match=r"expected rain within 0\.01 s"):
        await stage.wait(lambda: False, within=0.01, what="rain")
    assert stage.count("group.joined") == 1


async def test_nobody_to_dial(stage: Stage) -> None:
    with pytest.raises(SceneFailed, match="no server has been started yet"):
        await stage.client("ann", "/ws/")
