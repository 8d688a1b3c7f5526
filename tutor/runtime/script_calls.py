"""When a script has asked something of its stage, and where one has to stop.

    calls = Calls()
    calls.note()                              # by what is about to be done: a frame, a kill …
    await up_to(calls, script(stage), 12)     # the 13th call is not carried out

A script is the same every time, so that so many calls lead to the same place again.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from contextvars import ContextVar, copy_context
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class _Part:
    """Of a script that is not played to its end."""

    last: int  # calls that are carried out, all before it included
    is_over: asyncio.Event = field(default_factory=asyncio.Event)


_part: ContextVar[_Part | None] = ContextVar("part", default=None)
"""Of the script in hand: the tasks that it begins have it, too, and nobody else."""


class Calls:
    """The calls of one run, in their order."""

    def __init__(self) -> None:
        self.times: list[int] = []  # nanoseconds of time.monotonic_ns()

    def note(self) -> None:
        """Something is about to be done. Raises `CancelledError` where the script has to stop."""
        part = _part.get()
        if part is not None and len(self.times) >= part.last:
            part.is_over.set()
            raise asyncio.CancelledError
        self.times.append(time.monotonic_ns())


async def up_to(calls: Calls, script: Coroutine[Any, Any, None], count: int) -> bool:
    """Run a script until `count` calls have been carried out; whether it was stopped there."""
    part, context = _Part(len(calls.times) + count), copy_context()
    context.run(_part.set, part)
    runs = asyncio.create_task(script, context=context)
    over = asyncio.ensure_future(part.is_over.wait())
    try:
        await asyncio.wait({runs, over}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        over.cancel()
        runs.cancel()
        [ended] = await asyncio.gather(runs, return_exceptions=True)
    if isinstance(ended, BaseException) and not isinstance(ended, asyncio.CancelledError):
        raise ended
    return part.is_over.is_set()
