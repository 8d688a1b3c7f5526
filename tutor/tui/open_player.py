"""Opens the player and gives the terminal back, whatever ends it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Final, NamedTuple, NoReturn

from tutor.course.model import Lesson
from tutor.learner.store import Store
from tutor.story.walk import Walk
from tutor.tui.guard import Guard, guarded_terminal

if TYPE_CHECKING:
    from tutor.course.onward import Ending
    from tutor.runtime.scene_recordings import Scenes

PATIENCE: Final = 1.0  # seconds that closing may take, after the screen has been given back


class Start(NamedTuple):
    """Where a player begins: a page, the place on it, and how many pages were read before."""

    page: int = 1
    walk: Walk | None = None
    read: int = 0


def play(
    lesson: Lesson,
    store: Store | None,
    start: Start,
    *,
    ending: Callable[[], Ending] | None = None,
    ascii: bool = False,
    replay: bool = False,
    layer: str = "",
    redis_url: str = "",
) -> tuple[int, str]:
    """Plays a lesson until the learner leaves: the exit code, and what they go on with.

    That is "", CARDS, or the folder name of another lesson. Without a store nothing is kept.
    `ending`: what the last page leads to.
    """
    with guarded_terminal() as guard:
        from tutor.runtime.live_runs import LiveRuns
        from tutor.runtime.scene_recordings import Scenes
        from tutor.tui.app import run as show
        from tutor.tui.app import signals_stop
        from tutor.tui.pace import settle_down
        from tutor.tui.player import Player

        async def run() -> tuple[int, str]:
            runs = LiveRuns(lesson, layer=layer, redis_url=redis_url)
            scenes = Scenes(lesson, runs, replay=replay)
            player = Player(lesson, scenes, store, **start._asdict(), ascii=ascii)
            player.ending = ending or player.ending
            if store is not None:
                store.on_trouble = player.trouble
            player.on_first_frame = settle_down
            with signals_stop(player):
                try:
                    code = await show(player) or 0
                finally:
                    guard.is_needed = not player.is_put_right
                    over = await _close(scenes, PATIENCE * 10 if player.wish else PATIENCE)
            if not over:
                _leave_at_once(code, store, guard)
            return code, player.wish

        return asyncio.run(run())


async def _close(scenes: Scenes, patience: float) -> bool:
    """Ends all servers; False when that takes too long. A second Ctrl-C does not stop it."""
    closing = asyncio.create_task(scenes.close())
    limit = asyncio.get_running_loop().time() + patience
    while not closing.done() and (left := limit - asyncio.get_running_loop().time()) > 0:
        with suppress(asyncio.CancelledError):
            await asyncio.wait({closing}, timeout=left)
    return closing.done()


def _leave_at_once(code: int, store: Store | None, guard: Guard) -> NoReturn:
    """The learner does not wait: the janitor ends the servers once this process is gone."""
    if store is not None:
        store.close()
    guard.release()
    os._exit(code)
