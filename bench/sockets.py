"""What an idle WebSocket costs a server in memory: the figure that lesson 11 names."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Final

import psutil

from bench.measure import Result
from bench.probe import Room, start
from bench.servers import free_port

FIRST, MORE = 50, 1000  # sockets before the first look, and between the two
LIMIT: Final = 48.0  # KiB
CALM: Final = 0.5  # seconds after which the last handler has ended


async def measure() -> float:
    """KiB a socket: a small async consumer in one group, on a Daphne that nobody observes."""
    room = Room(free_port())
    child = await start(room.port)
    try:
        sizes = []
        for sockets in (FIRST, FIRST + MORE):
            await room.grow(sockets)
            await asyncio.sleep(CALM)
            sizes.append(psutil.Process(child.pid).memory_info().rss)
    finally:
        child.kill()
        await child.wait()
    return (sizes[1] - sizes[0]) / MORE / 1024


def run() -> Iterator[Result]:
    """A thousand sockets."""
    size = asyncio.run(measure())
    yield Result(
        name="memory of the server for an idle socket",
        against="",
        goal=f"≤ {LIMIT:.0f} KiB",
        measured=size,
        unit="KiB",
        met=size <= LIMIT,
        note=f"{MORE:,} sockets",
    )
