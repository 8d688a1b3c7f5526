"""Waits until nothing is under way on a stage, without closing anything; never for long."""

from __future__ import annotations

import asyncio
import time
from typing import Final

from tutor.runtime.fact_intake import Facts
from tutor.runtime.stage.under_way import UnderWay

QUIET: Final = 0.03  # seconds without a fact: longer than a record waits in the probe (2 ms)
PENDING: Final = 0.3  # seconds without a fact until what is under way counts as stuck
LIMIT: Final = 5.0


async def until_quiet(
    facts: Facts,
    under_way: UnderWay,
    *,
    quiet: float = QUIET,
    stuck: float = PENDING,
    within: float = LIMIT,
) -> None:
    """No fact for `quiet` seconds, and nothing that has begun and not ended.

    What is under way counts as stuck after `stuck` seconds without a fact. Takes `within` at most.
    """
    limit = time.monotonic() + within
    while time.monotonic() < limit:
        silent = (time.monotonic_ns() - facts.last) / 1e9
        needed = stuck if under_way.is_pending else quiet
        if silent >= needed:
            return
        await asyncio.sleep(min(needed - silent, QUIET) + 0.001)
