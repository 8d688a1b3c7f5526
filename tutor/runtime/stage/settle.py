"""The end of a scene: wait until nothing is under way, close the clients one by one, wait again.

Without it the tail of a recording would differ from run to run. Every wait has a limit, because a
scene may be about something that never ends.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from typing import Final

from tutor.runtime.clients.raw_client import Raw
from tutor.runtime.clients.websocket_client import Client
from tutor.runtime.fact_intake import TUTOR, Facts
from tutor.runtime.stage.stage import Stage

QUIET: Final = 0.03  # seconds without a fact: longer than a record waits in the probe (2 ms)
LAST: Final = 0.015  # the same when every connection has told its end: what may come is a remark
PENDING: Final = 0.3  # seconds without a fact until what is under way counts as stuck
LIMIT: Final = 5.0
CLOSED_WITHIN: Final = 3.0
ONE_BY_ONE: Final = 20  # more clients than these are closed together


async def settle(stage: Stage, *, quiet: bool = True) -> None:
    """Wait until what the script began has come to its end, then close all clients."""
    if quiet:
        await _until_quiet(stage.facts)
    await close_clients(stage)
    await stage.facts.until(lambda: not open_connections(stage), CLOSED_WITHIN)
    await _until_quiet(stage.facts, quiet=QUIET if open_connections(stage) else LAST, stuck=QUIET)


async def close_clients(stage: Stage) -> None:
    """In the order they came, each one's end seen by the server before the next one leaves."""
    still_open = [client for client in stage.clients if client.is_open]
    if len(still_open) > ONE_BY_ONE:
        await asyncio.gather(*(client.close() for client in still_open))
    else:
        for client in still_open:
            await _close(client, stage)
    for client in stage.clients:
        await _let_go(client)
    for browser in stage.browsers:
        await browser.close()


async def _close(client: Client | Raw, stage: Stage) -> None:
    before = len(open_connections(stage))
    await client.close()
    await stage.facts.until(lambda: len(open_connections(stage)) < before, 0.5)


async def _let_go(client: Client | Raw) -> None:
    if not client.over.is_set():
        await client.abandon()


async def _until_quiet(facts: Facts, *, quiet: float = QUIET, stuck: float = PENDING) -> None:
    """No fact for a moment, and nothing that has begun and not ended."""
    limit = time.monotonic() + LIMIT
    while time.monotonic() < limit:
        silent = (time.monotonic_ns() - facts.last) / 1e9
        needed = stuck if pending(facts) else quiet
        if silent >= needed:
            return
        await asyncio.sleep(min(needed - silent, QUIET) + 0.001)


def open_connections(stage: Stage) -> set[tuple[str, int]]:
    """Server connections whose application has not returned, on servers that run."""
    running = {server.name: server.number for server in stage.servers if server.is_running}
    found: set[tuple[str, int]] = set()
    for process, record in stage.facts.records:
        kind, ident, _, conn, _ = record[:5]
        if running.get(process) != ident >> 32:
            continue
        if kind == "connection.opened":
            found.add((process, conn))
        elif kind == "connection.closed":
            found.discard((process, conn))
    return found


def pending(facts: Facts) -> bool:
    """More has begun than ended: a handler, a query, a copy in a queue, a frame on its way."""
    count: Counter[str] = Counter()
    for process, record in facts.records:
        kind = record[0]
        if process == TUTOR and kind == "client.sent":
            count["frame"] += 1
        elif kind == "app.received" and record[5] == "websocket.receive":
            count["frame"] -= 1
        elif kind in STEPS:
            name, step = STEPS[kind]
            count[name] += step
    return any(number > 0 for number in count.values())


STEPS: Final = {
    "handler.started": ("handler", 1),
    "handler.finished": ("handler", -1),
    "handler.failed": ("handler", -1),
    "channel.sent": ("copy", 1),
    "channel.delivered": ("copy", -1),
    "channel.dropped": ("copy", -1),
    "channel.expired": ("copy", -1),
    "db.started": ("query", 1),
    "db.finished": ("query", -1),
    "thread.entered": ("thread", 1),
    "thread.left": ("thread", -1),
}
