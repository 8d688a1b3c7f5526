"""The end of a scene: wait until nothing is under way, close the clients one by one, wait again.

Without it the tail of a recording would differ from run to run. Every wait has a limit, because a
scene may be about something that never ends.
"""

from __future__ import annotations

import asyncio
import time
from typing import Final

from tutor.runtime.clients.raw_client import Raw
from tutor.runtime.clients.websocket_client import Client
from tutor.runtime.stage.stage import Stage

QUIET: Final = 0.03  # seconds without a fact: longer than a record waits in the probe (2 ms)
LAST: Final = 0.015  # the same when every connection has told its end: what may come is a remark
PENDING: Final = 0.3  # seconds without a fact until what is under way counts as stuck
LIMIT: Final = 5.0
CLOSED_WITHIN: Final = 3.0
ONE_BY_ONE: Final = 20  # more clients than these are closed together


async def settle(stage: Stage, *, quiet: bool = True) -> None:
    """Wait until what has been begun has come to its end, then close all clients.

    `quiet` False: close them at once, as after a script that failed. Raises nothing; takes at most
    `2 * LIMIT + CLOSED_WITHIN` seconds and what the clients take to close.
    """
    if quiet:
        await _until_quiet(stage)
    await close_clients(stage)
    await stage.facts.until(lambda: not open_connections(stage), CLOSED_WITHIN)
    await _until_quiet(stage, quiet=QUIET if open_connections(stage) else LAST, stuck=QUIET)


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
    before = open_connections(stage)
    await client.close()
    await stage.facts.until(lambda: open_connections(stage) < before, 0.5)


async def _let_go(client: Client | Raw) -> None:
    if not client.over.is_set():
        await client.abandon()


async def _until_quiet(stage: Stage, *, quiet: float = QUIET, stuck: float = PENDING) -> None:
    """No fact for a moment, and nothing that has begun and not ended."""
    limit = time.monotonic() + LIMIT
    while time.monotonic() < limit:
        silent = (time.monotonic_ns() - stage.facts.last) / 1e9
        needed = stuck if stage.under_way.is_pending else quiet
        if silent >= needed:
            return
        await asyncio.sleep(min(needed - silent, QUIET) + 0.001)


def open_connections(stage: Stage) -> int:
    """Server connections whose application has not returned, on servers that run."""
    open_on = stage.under_way.connections
    return sum(len(open_on.get(each.number, ())) for each in stage.servers if each.is_running)
