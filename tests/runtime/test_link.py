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
async def test_a_line_that_is_no_record_is_dropped_and_counted(link: Link, batch: object) -> None:
    facts = Facts()
    peer = link.expect("server 1", 1, facts)
    after = json.dumps(joined(2**32 + 1, 1, "c")).encode() + b"\n"
    assert not await say(link, hello(peer), json.dumps(batch).encode() + b"\n", after)
    assert facts.damaged == 1
    assert facts.kinds == {"server.started": 1, "events.lost": 1, "group.joined": 1}
    assert facts.find("events.lost", {"count": 1, "process": "server 1"})


@pytest.mark.parametrize("line", [b"[1,\n", b"\xff\xfe\n", b"[" * 5000 + b"\n"])
async def test_a_line_that_is_not_json_does_not_silence_a_server(link: Link, line: bytes) -> None:
    facts = Facts()
    peer = link.expect("server 1", 1, facts)
    after = json.dumps(joined(2**32 + 1, 1, "c")).encode() + b"\n"
    assert not await say(link, hello(peer), line, after)
    assert (facts.damaged, facts.kinds["group.joined"]) == (1, 1)


async def test_an_endless_line_ends_the_connection(
    link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutor.runtime.link.LINE_LIMIT", 1000)
    peer = link.expect("server 1", 1, Facts())
    assert await say(link, hello(peer), b"[" * 1001)
    await asyncio.wait_for(peer.gone.wait(), 1)


async def test_who_says_no_hello_is_dropped_and_who_said_it_may_be_silent(
    link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutor.runtime.link.HELLO_WITHIN", 0.05)
    assert await say(link), "it has not said who it is"
    peer = link.expect("server 1", 1, Facts())
    assert not await say(link, hello(peer)), "it was dropped although it had said hello"


async def test_a_source_is_expected_from_its_hello_to_the_end_of_its_connection(
    link: Link,
) -> None:
    facts = Facts()
    peer = link.expect("server 1", 7, facts)
    before = facts.last
    await say(link, hello(peer), json.dumps(joined(7 * 2**32 + 1, 1, "c")).encode() + b"\n")
    await asyncio.wait_for(peer.gone.wait(), 1)
    begun, ended = facts.sources
    assert (begun.after, begun.source, before <= begun.at <= facts.last) == (0, 7, True)
    assert (ended.after, ended.source, ended.at) == (2, 7, -1)


async def test_any_number_of_guests_may_come_each_with_a_number_of_its_own(link: Link) -> None:
    facts = Facts()
    token = link.invite(facts)
    peer = link.expect("server 9", 9, Facts())

    def guest(number: object) -> bytes:
        return hello(peer, token=token, number=number)

    for number in (5, 6):
        assert not await say(link, guest(number))
    for number in (5, 0, 1 << 30, "7", None):
        assert await say(link, guest(number))
    await link.close()
    await link.guests_are_gone()
    names = [process for process, _ in facts.find("server.started")]
    assert (names, facts.kinds["server.stopped"]) == (["server 1", "server 2"], 2)
    assert {turn.source for turn in facts.sources} == {5, 6}
