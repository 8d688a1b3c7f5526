"""Traces a command on the screen, and ends it with the screen, whatever ends that."""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.runtime.processes.editor import Editor
from tutor.runtime.trace_link import FULL
from tutor.runtime.trace_run import TraceRun
from tutor.terminal import wants_ascii
from tutor.tui.guard import Guard, guarded_terminal

if TYPE_CHECKING:
    from tutor.tui.trace_screen import TraceScreen


def trace(
    command: Sequence[str],
    *,
    jsonl: Path | None = None,
    detail: str = FULL,
    masks: Sequence[str] = (),
    ascii: bool = False,
) -> int:
    """Until the reader leaves; the exit code. Raises `Unavailable`: the command does not start.

    `jsonl`: a new file that everything is kept in; `detail`: "full" or "low"; `masks`: what is
    never told.
    """
    with guarded_terminal() as guard:
        run = TraceRun(command, detail=detail, masks=masks)
        words = shlex.join(command)
        return asyncio.run(_trace(run, words, jsonl, guard, ascii=ascii or wants_ascii()))


async def _trace(
    run: TraceRun, words: str, jsonl: Path | None, guard: Guard, *, ascii: bool
) -> int:
    async with run:
        if jsonl is not None:
            run.keep(jsonl)
        from tutor.tui.trace_keeps import EDIT
        from tutor.tui.trace_screen import TraceScreen
        from tutor.tui.trace_state import TraceState

        trace = TraceState(run, words)
        screen = TraceScreen(trace, ascii=ascii)
        code = await _watch(screen, guard)
        while screen.wish == EDIT:
            file, line = trace.editing
            with suppress(OSError):
                await Editor().edit(file, line)
            screen = TraceScreen(trace, before=screen, ascii=ascii)
            code = await _watch(screen, guard)
        return code or run.code or 0


async def _watch(screen: TraceScreen, guard: Guard) -> int:
    """The screen, until it is left; what a signal says of the exit status."""
    from tutor.tui.app import run, signals_stop
    from tutor.tui.pace import settle_down

    screen.on_first_frame = settle_down
    with signals_stop(screen):
        try:
            return await run(screen) or 0
        finally:
            guard.is_needed = not screen.is_put_right
