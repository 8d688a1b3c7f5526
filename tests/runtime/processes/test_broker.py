"""The broker of a session, real or embedded, and somebody else's."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import psutil
import pytest
import pytest_asyncio

from tutor.errors import SceneFailed, Unavailable
from tutor.runtime.fact_intake import Facts
from tutor.runtime.paths import make_temp
from tutor.runtime.processes.broker import Broker
from tutor.runtime.processes.keeper import Keeper
from tutor.runtime.processes.ports import Ports
from tutor.runtime.processes.session import Session
from tutor.runtime.stage.broker_reader import readable
from tutor.runtime.stage.settle import close_clients
from tutor.runtime.stage.stage import Stage

APP = "labs/echo.py:application"


@pytest_asyncio.fixture
async def keeper() -> AsyncIterator[Keeper]:
    made = Keeper(make_temp())
    await made.start()
    yield made
    await made.close()
    assert not made.folder.exists()


@pytest.fixture(params=["embedded", pytest.param("real", marks=pytest.mark.redis)])
def which(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("TUTOR_BROKER", request.param)
    return str(request.param)


async def play(stage: Stage, layer: str) -> None:
    """Two tabs on two servers."""
    first = await stage.server(app=APP, layer=layer)
    second = await stage.second_server()
    ann = await stage.client("ann", "/ws/", server=first)
    ben = await stage.client("ben", "/ws/", server=second)
    await ann.send("all across")
    for tab in (ann, ben):
        await tab.expect("across", within=5)


async def clear(stage: Stage) -> None:
    await close_clients(stage)
    for server in stage.servers:
        await server.stop()


async def test_two_servers_meet_on_a_broker(which: str, scenes: Path) -> None:
    async with Session(spares=False) as session:
        for layer in ("redis", "redis-pubsub") if which == "embedded" else ("redis",):
            stage = Stage(session, Facts(), lesson_folder=scenes)
            await play(stage, layer)
            keys = await stage.broker.look()
            assert any("room" in key.name for key in keys)
            _, started = await stage.fact("broker.started")
            assert started[5].split()[0] in {"embedded": {"fakeredis"}}.get(
                which, {"redis-server", "valkey-server"}
            )
            await clear(stage)
            await session.finish_broker()
        pid = (await session.broker())._pid
        assert psutil.pid_exists(pid), "it is kept for the next scene"
    assert not psutil.pid_exists(pid)


async def test_it_is_killed_and_comes_back_empty_on_the_same_port(
    which: str, keeper: Keeper, ports: Ports
) -> None:
    broker, facts = Broker(keeper, ports), Facts()
    await broker.begin(facts)
    address = broker.address
    async with broker._connection() as redis:
        await redis.zadd("minicom:group:room", {"specific.a!b": 1.5})
    [key] = await broker.look()
    assert (key.name, key.type, key.members) == (
        "minicom:group:room",
        "zset",
        ("specific.a!b · 1.500",),
    )
    await broker.kill()
    with pytest.raises(SceneFailed, match="not running and cannot be killed"):
        await broker.kill()
    with pytest.raises(SceneFailed, match="does not answer"):
        await broker.look()
    assert broker._port in ports._held, "nobody else is given it"
    await broker.start()
    assert broker.address == address
    assert not ports._held
    assert await broker.look() == []
    pid = broker._pid
    await broker.stop()
    assert not psutil.pid_exists(pid)
    seen = [record[0] for _, record in facts.records]
    assert seen == [
        "broker.started",
        "broker.read",
        "broker.stopped",
        "broker.started",
        "broker.stopped",
    ]


@pytest.mark.redis
async def test_somebody_elses_broker_keeps_its_keys(
    keeper: Keeper, ports: Ports, scenes: Path
) -> None:
    theirs = Broker(keeper, ports)
    await theirs.begin(Facts())
    async with theirs._connection() as redis:
        await redis.set("theirs", "1")
    async with Session(redis_url=theirs.url, spares=False) as session:
        stage = Stage(session, Facts(), lesson_folder=scenes)
        await play(stage, "redis")
        assert {key.name.partition(":")[0] for key in await stage.broker.look()}
        with pytest.raises(SceneFailed, match="is not the tutor's and is not killed"):
            await stage.broker.kill()
        await clear(stage)
    async with theirs._connection() as redis:
        assert await redis.keys("*") == [b"theirs"]


async def test_a_url_where_nobody_listens(keeper: Keeper, ports: Ports) -> None:
    with pytest.raises(Unavailable, match=r"The broker at 127\.0\.0\.1:1 does not answer"):
        await Broker(keeper, ports, "redis://:secret@127.0.0.1:1/0").begin(Facts())


async def test_a_binary_that_does_not_work(
    keeper: Keeper, ports: Ports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "redis-server"
    broken.write_text("#!/bin/sh\necho no luck today\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    with pytest.raises(Unavailable, match="No broker could be started: no luck today"):
        await Broker(keeper, ports).begin(Facts())


@pytest.mark.redis
async def test_the_janitor_ends_it_with_the_tutor(keeper: Keeper, ports: Ports) -> None:
    broker = Broker(keeper, ports)
    await broker.begin(Facts())
    janitor = keeper._process
    assert janitor is not None
    assert janitor.stdin is not None
    janitor.stdin.close()  # what the kernel does when a tutor is killed
    await asyncio.wait_for(janitor.wait(), 3)
    assert not psutil.pid_exists(broker._pid), "the janitor waits for those whom it has killed"


async def test_the_janitor_minds_no_signal(keeper: Keeper) -> None:
    assert keeper._process is not None
    await keeper.spawn(["true"], keeper.folder / "log")  # it is up
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        keeper._process.send_signal(number)
    pid = await keeper.spawn(["sleep", "60"], keeper.folder / "log")
    assert psutil.pid_exists(pid)
    os.kill(pid, signal.SIGTERM)
    limit = time.monotonic() + 2
    while psutil.pid_exists(pid) and time.monotonic() < limit:
        await asyncio.sleep(0.01)
    assert not psutil.pid_exists(pid), "what it starts minds signals, and is no zombie"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"specific.abc!def", "specific.abc!def"),
        (
            b"r" * 12 + msgspec.msgpack.encode({"type": "x", "__tutor__": 7, "n": 1}),
            '{"type":"x","n":1}',
        ),
        (msgspec.msgpack.encode({"bytes": b"\0"}), '{"bytes":"AA=="}'),
        (b"\0\xff", "\\x00\\xff"),
        (b"x" * 500, "x" * 300),
    ],
    ids=["name", "message", "bytes in a message", "bytes", "long"],
)
def test_members_are_readable(data: bytes, text: str) -> None:
    assert readable(data) == text
