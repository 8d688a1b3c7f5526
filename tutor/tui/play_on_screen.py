"""Opens a stage in the player, and ends it with the screen, whatever ends that."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tutor.terminal import wants_ascii
from tutor.tui.end_servers import PATIENCE, end_all, leave_at_once
from tutor.tui.guard import Guard, guarded_terminal

if TYPE_CHECKING:
    from tutor.library.open_goal import Keeper
    from tutor.runtime.stage.open_play import Opening


def play(opening: Opening, goals: Keeper, *, ascii: bool = False) -> int:
    """Until the learner leaves; the exit code. Raises `Unavailable`: no live run here."""
    with guarded_terminal() as guard:
        return asyncio.run(show(opening, goals, guard, ascii=ascii or wants_ascii()))


async def show(
    opening: Opening, goals: Keeper | None, guard: Guard, *, ascii: bool, back: str = ""
) -> int:
    """The screen, until it is left: to `back`, if there is something. Raises `Unavailable`."""
    from tutor.tui.app import run, signals_stop
    from tutor.tui.opened_stage import OpenedStage
    from tutor.tui.pace import settle_down
    from tutor.tui.play_screen import PlayScreen

    stage = OpenedStage(opening)
    screen = PlayScreen(stage, goals, back=back, ascii=ascii)
    screen.on_first_frame = settle_down
    with signals_stop(screen):
        try:
            code = await run(screen) or 0
        finally:
            guard.is_needed = not screen.is_put_right
            over = await end_all(stage, PATIENCE)
    if screen.refused is not None:
        raise screen.refused
    if not over:
        leave_at_once(code, guard)
    return code
