"""What tracing a project costs: messages delivered per second, five ways, blocks in turn.

One small project of somebody else's (`tests/foreign/shop`, on Daphne and the in-memory layer) runs
five times: bare, under `tutor trace` with every fact and with `--detail low`, behind
OpenTelemetry's ASGI instrumentation, and under viztracer. A broadcast starts when the one before
has arrived at every member. A figure is the median, over the rounds, of the ratio of two blocks of
one round.
"""

from __future__ import annotations

import asyncio
import importlib.util
import os
import statistics
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.measure import Result, environment
from bench.probe import Room
from bench.servers import free_port

GROUPS = {1: (200, 9), 10: (80, 9), 100: (12, 7), 1000: (1, 5)}
"""Members → broadcasts a block, and rounds of each start."""
STARTS = 3
"""Where a process lies in memory makes it up to a twentieth slower or faster, for as long as it
runs: more rounds do not show it, other processes do."""
WAYS = {
    "bare": "shop.asgi",
    "full": "shop.asgi",
    "low": "shop.asgi",
    "OpenTelemetry": "shop_opentelemetry",
    "viztracer": "shop_viztracer",
}
"""How the shop runs → the module of its application."""
TRACED = frozenset({"full", "low"})
HERE = Path(__file__).parent
SHOP = HERE.parent / "tests" / "foreign" / "shop"
TEXT = b'{"type":"price.changed"}'
GO = bytes((0x81, 0x80 | len(TEXT), 0, 0, 0, 0)) + TEXT  # a masked text frame
FRAME = 2 + 1  # a header, and "3"
UNASKED = "86400"  # seconds: a member answers no ping, and would be closed 30 s after the first

Speeds = dict[str, float]  # of each way in one round: messages per second


@dataclass
class Shop:
    """One running shop and its members."""

    way: str
    room: Room
    process: asyncio.subprocess.Process
    came: int = 0  # facts
    lost: int = 0


async def start(way: str) -> Shop:
    """A shop on a free port."""
    port = free_port()
    where = ("-v", "0", "-b", "127.0.0.1", "-p", str(port), "--ping-interval", UNASKED)
    command = [sys.executable, "-m", "daphne", *where, f"{WAYS[way]}:application"]
    if way in TRACED:
        command = [sys.executable, "-m", "bench.trace_listener", way, *command]
    paths = os.pathsep.join(map(str, (SHOP, HERE / "instrumented", HERE.parent)))
    process = await asyncio.create_subprocess_exec(
        *command,
        env=environment(PYTHONPATH=paths),
        cwd=SHOP,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE if way in TRACED else subprocess.DEVNULL,
        start_new_session=True,  # as a traced command's: on a busy Linux each session has its share
    )
    return Shop(way, Room(port, path="/ws/prices/", go=GO, frame=FRAME), process)


@asynccontextmanager
async def shops() -> AsyncIterator[list[Shop]]:
    """All of them; in the end each has been stopped, and says what came of it."""
    opened = [await start(way) for way in WAYS]
    try:
        yield opened
    finally:
        for shop in opened:
            await stop(shop)


async def stop(shop: Shop) -> None:
    """End it, and take what the listener has counted."""
    if shop.way not in TRACED:
        shop.process.kill()
        await shop.process.wait()
        return
    said, _ = await shop.process.communicate(b"")
    shop.came, shop.lost = map(int, said.split())


async def measure() -> list[Result]:
    """All group sizes."""
    found: dict[int, list[Speeds]] = {size: [] for size in GROUPS}
    stopped: list[Shop] = []
    for _ in range(STARTS):
        async with shops() as opened:
            for size, (broadcasts, rounds) in GROUPS.items():
                for shop in opened:
                    await shop.room.grow(size)
                    await shop.room.block(max(1, broadcasts // 4))
                found[size] += [await one_round(opened, broadcasts, n) for n in range(rounds)]
        stopped += opened
    results = [
        against(rounds, size, "full", "OpenTelemetry", 1.05) for size, rounds in found.items()
    ]
    results += [against(rounds, size, "low", "bare", 0.92) for size, rounds in found.items()]
    return [*results, *(kept(way, stopped) for way in WAYS if way in TRACED)]


async def one_round(opened: list[Shop], broadcasts: int, number: int) -> Speeds:
    """A block of each shop, every time from another one on."""
    first = number % len(opened)
    turn = opened[first:] + opened[:first]
    return {shop.way: await shop.room.block(broadcasts) for shop in turn}


NAMES = {
    "full": "`tutor trace`",
    "low": "`tutor trace --detail low`",
    "bare": "the same server, not traced",
    "OpenTelemetry": "OpenTelemetry's ASGI instrumentation",
}


def against(rounds: list[Speeds], size: int, way: str, other: str, limit: float) -> Result:
    """A way and another one; all ways are in the note."""
    ratio = statistics.median(speeds[way] / speeds[other] for speeds in rounds)
    medians = (f"{each} {statistics.median(s[each] for s in rounds):,.0f}/s" for each in WAYS)
    return Result(
        name=f"messages delivered per second under {NAMES[way]}, group of {size}",
        against=NAMES[other],
        goal=f"≥ {limit:g}×",
        measured=ratio,
        met=ratio >= limit,
        note=", ".join(medians),
    )


def kept(way: str, stopped: list[Shop]) -> Result:
    """Facts that the traced servers had to drop in that run."""
    shops = [shop for shop in stopped if shop.way == way]
    lost = sum(shop.lost for shop in shops)
    return Result(
        name=f"facts lost under {NAMES[way]}, in that run",
        against="",
        goal="0",
        measured=lost,
        unit="",
        met=not lost,
        note=f"{sum(shop.came for shop in shops):,} came",
    )


def run() -> Iterator[Result]:
    """The four group sizes."""
    from tutor.runtime.open_files import raise_limit
    from tutor.tui.pace import settle_down

    for package in ("opentelemetry", "viztracer"):
        if importlib.util.find_spec(package) is None:
            raise RuntimeError(f"{package} is not here: `make bench` installs the extra `bench`")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    raise_limit()
    settle_down()
    yield from asyncio.run(measure())
