"""The end of a scene: wait until nothing is under way, close the clients one by one, wait again.

Without it the tail of a recording would differ from run to run. Every wait has a limit, because a
scene may be about something that never ends.
"""

from __future__ import annotations

import asyncio
from typing import Final

from tutor.runtime.clients.raw_client import Raw
from tutor.runtime.clients.websocket_client import Client
from tutor.runtime.stage.quiet import LIMIT, QUIET, until_quiet
from tutor.runtime.stage.stage import Stage

LAST: Final = 0.015  # the same when every connection has told its end: what may come is a remark
CLOSED_WITHIN: Final = 3.0
ONE_BY_ONE: Final = 20  # more clients than these are closed together


async def settle(stage: Stage, *, quiet: bool = True, within: float = LIMIT) -> None:
    """Wait until what has been begun has come to its end, then close all clients.

    `quiet` False: close them at once, as after a script that failed. Raises nothing; takes at most
    `2 * within + CLOSED_WITHIN` seconds and what the clients take to close.
    """
    if quiet:
        await until_quiet(stage.facts, stage.under_way, within=within)
    await close_clients(stage)
    await stage.facts.until(lambda: not open_connections(stage), CLOSED_WITHIN)
    last = QUIET if open_connections(stage) else LAST
    await until_quiet(stage.facts, stage.under_way, quiet=last, stuck=QUIET, within=within)


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


def open_connections(stage: Stage) -> int:
    """Server connections whose application has not returned, on servers that run."""
    open_on = stage.under_way.connections
    return sum(len(open_on.get(each.number, ())) for each in stage.servers if each.is_running)
