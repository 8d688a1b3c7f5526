"""The link takes records from those it waits for, and nothing from anybody else."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import pytest
import pytest_asyncio

from tutor.core.events import SCHEMA, SCHEMA_MINOR, SCHEMA_VERSION
from tutor.runtime.fact_intake import Facts
from tutor.runtime.link import HELLO_LIMIT, Link, Peer

SAID = {"pid": 7, "address": "127.0.0.1:1", "app": "a:b", "layer": "", "versions": {}}


@pytest_asyncio.fixture
async def link() -> AsyncIterator[Link]:
    made = Link()
    await made.start()
    yield made
    await made.close()


def hello(peer: Peer, **changes: Any) -> bytes:
    said = {"token": peer.token, "process": "server 1", "schema": SCHEMA, **SAID, **changes}
    return json.dumps(["hello", said]).encode() + b"\n"


async def say(link: Link, *lines: bytes) -> bool:
    """Send the lines; True: the link has dropped the connection."""
    host, _, port = link.address.partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        with suppress(ConnectionError):
            for line in lines:
                writer.write(line)
                await writer.drain()
            return await asyncio.wait_for(reader.read(1), 0.3) == b""
        return True
    except TimeoutError:
        return False
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


async def test_a_hello_is_the_first_fact_of_a_process(link: Link) -> None:
    facts = Facts()
    peer = link.expect("server 1", 1, facts)
    await say(link, hello(peer))
    [(process, record)] = facts.records
    assert (process, record[0], record[5:7]) == ("server 1", "server.started", [7, "127.0.0.1:1"])


def joined(number: int, at: int, channel: str) -> list[Any]:
    return ["group.joined", number, at, 1, 0, "room", channel, "default", ""]


async def test_records_arrive_in_batches_with_their_latency(link: Link) -> None:
    facts = Facts()
    peer = link.expect("server 1", 1, facts)
    at = facts.last
    batch = [x for n in range(2) for x in joined(2**32 + n, at, f"c{n}")]
    await say(link, hello(peer), json.dumps(batch).encode() + b"\n" + b"[")
    assert [record[6] for _, record in facts.find("group.joined")] == ["c0", "c1"]
    assert all(0 < nanoseconds < 1e9 for nanoseconds in facts.latencies())


@pytest.mark.parametrize(
    "line",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"\xff\xfe\x00\n",
        b"[" * 5000 + b"\n",
        b"[]\n",
        b'["hello", {}]\n',
        b'["hello", {"token": ["x"], "schema": "1.0"}]\n',
        b'["hello", {"token": "guessed", "schema": "1.0"}]\n',
        b"x" * (HELLO_LIMIT + 1),
    ],
    ids=["http", "bytes", "nested", "empty", "no token", "odd token", "wrong token", "oversized"],
)
async def test_garbage_is_dropped_and_nobody_is_hurt(link: Link, line: bytes) -> None:
    facts = Facts()
    peer = link.expect("server 1", 1, facts)
    assert await say(link, line)
    assert not facts.records
    assert not await say(link, hello(peer)), "the one we wait for is still welcome"


@pytest.mark.parametrize(
    "changes",
    [
        {"schema": "2.0"},
        {"schema": f"{SCHEMA_VERSION}.{SCHEMA_MINOR + 1}"},
        {"schema": SCHEMA_VERSION},
        {"pid": "7"},
        {"versions": None},
    ],
    ids=str,
)
async def test_a_hello_of_another_shape_is_dropped(link: Link, changes: dict[str, Any]) -> None:
    peer = link.expect("server 1", 1, Facts())
    assert await say(link, hello(peer, **changes))
    assert not peer.greeted.is_set()


async def test_a_token_is_good_for_one_connection(link: Link) -> None:
    peer = link.expect("server 1", 1, Facts())
    assert not await say(link, hello(peer))
    assert await say(link, hello(peer))


@pytest.mark.parametrize(
    "batch",
    [
        {"kind": "group.joined"},
        ["no.such.kind", 1, 1, 0, 0],
        ["group.joined", 1, 1],
        ["group.joined", 1, 1, 0, 0, "g", "c", "layer"],
        ["group.joined", "1", 1, 0, 0, "g", "c", "layer", "where"],
        ["group.joined", True, 1, 0, 0, "g", "c", "layer", "where"],
        ["group.joined", 1, 1, 0, 0, "g", "c", "layer", "where", "too many"],
        [["group.joined", 1, 1, 0, 0, "g", "c", "layer", "where"]],
    ],
    ids=["object", "kind", "short", "no layer", "id", "bool", "long", "nested"],
)
async def test_what_is_no_record_ends_the_connection(link: Link, batch: object) -> None:
    facts = Facts()
    peer = link.expect("server 1", 1, facts)
    assert await say(link, hello(peer), json.dumps(batch).encode() + b"\n")
    assert facts.kinds == {"server.started": 1}
    await asyncio.wait_for(peer.gone.wait(), 1)


async def test_a_wait_ends_when_the_fact_arrives() -> None:
    facts = Facts()
    waiting = asyncio.create_task(facts.until(lambda: facts.kinds["scene.noted"] == 2, 5))
    for text in ("one", "two"):
        await asyncio.sleep(0)
        facts.emit("scene.noted", text=text)
    assert await waiting


async def test_a_wait_has_a_limit() -> None:
    assert not await Facts().until(lambda: False, 0.01)


def test_facts_are_found_by_their_fields() -> None:
    facts = Facts()
    facts.emit("client.sent", name="ann", text="good morning", conn=1)
    facts.emit("client.sent", name="ben", text="good night", conn=2)
    assert len(facts.find("client.sent", {"text_has": "good"})) == 2
    assert len(facts.find("client.sent", {"name": "ben", "process": "tutor", "conn": 2})) == 1
    with pytest.raises(KeyError, match="no field 'nmae'"):
        facts.find("client.sent", {"nmae": "ann"})


def test_a_fact_has_only_the_fields_of_its_kind() -> None:
    with pytest.raises(TypeError, match="colour"):
        Facts().emit("client.sent", colour="blue")
