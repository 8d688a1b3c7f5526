"""What the probe costs: messages delivered per second with it and without it, in one run.

Two Daphnes serve the same small consumer on the in-memory layer, one observed, one not; raw
sockets join a group and count the bytes they get. A broadcast starts when the one before has
arrived everywhere, so no queue ever fills.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from bench.measure import Result, environment, percentile
from bench.servers import HANDSHAKE, free_port

if TYPE_CHECKING:
    from tutor.runtime.fact_intake import Facts

GROUPS = {1: 300, 10: 150, 100: 25, 1000: 2}  # members → broadcasts a block
BLOCKS = 7
FRAME = 2 + 100  # bytes of one server frame: header and payload
GO = bytes((0x81, 0x82, 0, 0, 0, 0)) + b"go"  # a masked text frame


class Member(asyncio.Protocol):
    """A raw WebSocket client that counts what comes after the 101."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.opened = asyncio.get_running_loop().create_future()
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        host = f"127.0.0.1:{self.room.port}"
        transport.write(HANDSHAKE.format(path=self.room.path, host=host).encode())

    def data_received(self, data: bytes) -> None:
        if not self.opened.done():
            head, _, data = data.partition(b"\r\n\r\n")
            self.opened.set_result(b" 101 " in head)
        self.room.count(len(data))


class Room:
    """A server's members, and broadcasts timed to the last byte at the last of them."""

    def __init__(self, port: int, *, path: str = "/", go: bytes = GO, frame: int = FRAME) -> None:
        """`go`: the frame that makes a broadcast; `frame`: bytes that each member then gets."""
        self.port = port
        self.path, self.go, self.frame = path, go, frame
        self.members: list[Member] = []
        self.missing = 0
        self.complete = asyncio.Event()

    def count(self, size: int) -> None:
        """Bytes have come."""
        self.missing -= size
        if self.missing <= 0:
            self.complete.set()

    async def grow(self, size: int) -> None:
        """Connect until the group has `size` members."""
        loop = asyncio.get_running_loop()
        while len(self.members) < size:
            try:
                _, member = await loop.create_connection(
                    lambda: Member(self), "127.0.0.1", self.port
                )
            except ConnectionError:  # it does not listen yet
                await asyncio.sleep(0.02)
                continue
            async with asyncio.timeout(20):
                assert await member.opened
            self.members.append(member)

    async def block(self, broadcasts: int) -> float:
        """Messages delivered per second."""
        begun = time.perf_counter()
        for _ in range(broadcasts):
            self.missing = self.frame * len(self.members)
            self.complete.clear()
            self.members[0].transport.write(self.go)
            async with asyncio.timeout(60):
                await self.complete.wait()
        return broadcasts * len(self.members) / (time.perf_counter() - begun)


async def start(port: int, link: str = "", token: str = "") -> asyncio.subprocess.Process:
    """The server of this benchmark, observed when it is given a link."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bench.probe_server",
        str(port),
        link,
        token,
        env=environment(),
        cwd=Path(__file__).parent.parent,
    )


async def measure() -> list[Result]:
    """Both servers at once, blocks in turn."""
    from tutor.runtime.fact_intake import Facts
    from tutor.runtime.link import Link

    link, facts = Link(), Facts()
    await link.start()
    peer = link.expect("server 1", 1, facts)
    rooms = Room(free_port()), Room(free_port())
    children = [
        await start(rooms[0].port, link.address, peer.token),
        await start(rooms[1].port),
    ]
    try:
        results, ends = [], []
        for size, blocks in GROUPS.items():
            results.append(await compare(*rooms, size, blocks))
            ends.append(len(facts.latencies()))
    finally:
        for child in children:
            child.kill()
            await child.wait()
        await link.close()
    return [*results, delay(facts, ends)]


def delay(facts: Facts, ends: list[int]) -> Result:
    """From fact to the tutor; `ends`: how many facts there were at the end of each group size."""
    waits = facts.latencies()
    late = percentile(waits, 0.99) / 1e6
    lost = sum(record[1][5] for record in facts.records if record[1][0] == "events.lost")
    parts = zip(GROUPS, [0, *ends], ends, strict=False)
    each = ", ".join(f"{size}: {percentile(waits[a:b], 0.99) / 1e6:.1f}" for size, a, b in parts)
    return Result(
        name="from fact to the tutor, p99, in that run",
        against="",
        goal="≤ 5 ms",
        measured=late,
        unit="ms",
        met=late <= 5,
        note=f"{len(waits):,} facts, {lost} lost; group of {each} ms",
    )


async def compare(observed: Room, plain: Room, size: int, broadcasts: int) -> Result:
    """Blocks in turn; the median of the ratios of neighbours."""
    for room in (observed, plain):
        await room.grow(size)
        await room.block(max(1, broadcasts // 5))
    pairs = []
    for n in range(BLOCKS):
        first, second = (observed, plain) if n % 2 else (plain, observed)
        speeds = {first: await first.block(broadcasts), second: await second.block(broadcasts)}
        pairs.append((speeds[observed], speeds[plain]))
    ratio = statistics.median(a / b for a, b in pairs)
    a, b = (statistics.median(side) for side in zip(*pairs, strict=True))
    return Result(
        name=f"messages delivered per second with the probe, group of {size}",
        against="without it",
        goal="none: `bench trace` has one",
        measured=ratio,
        met=True,
        note=f"{a:,.0f}/s / {b:,.0f}/s",
    )


def run() -> Iterator[Result]:
    """The four group sizes, then the delay of facts in that run."""
    from tutor.tui.pace import settle_down

    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    settle_down()  # as the tutor's own process does
    yield from asyncio.run(measure())
