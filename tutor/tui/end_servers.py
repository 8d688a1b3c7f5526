"""Ends the servers behind a screen that was left: the learner does not wait for them for long."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from typing import Final, NoReturn, Protocol

from tutor.tui.guard import Guard

PATIENCE: Final = 1.0  # seconds that closing may take, after the screen has been given back


class Ends(Protocol):
    """What has servers."""

    async def close(self) -> None:
        """Ends all of them."""


async def end_all(scenes: Ends, patience: float) -> bool:
    """Ends all servers; False when that takes too long. A second Ctrl-C does not stop it."""
    closing = asyncio.create_task(scenes.close())
    limit = asyncio.get_running_loop().time() + patience
    while not closing.done() and (left := limit - asyncio.get_running_loop().time()) > 0:
        with suppress(asyncio.CancelledError):
            await asyncio.wait({closing}, timeout=left)
    return closing.done()


def leave_at_once(code: int, guard: Guard) -> NoReturn:
    """The learner does not wait: the janitor ends the servers once this process is gone."""
    guard.release()
    os._exit(code)
