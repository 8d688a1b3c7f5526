"""Opens the player and gives the terminal back, whatever ends it."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress

from tutor.course.model import Lesson
from tutor.runtime.store import Store
from tutor.tui.guard import guarded_terminal
from tutor.tui.walk import Walk

SIGNALS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)


def play(
    lesson: Lesson,
    store: Store,
    *,
    page: int = 1,
    walk: Walk | None = None,
    ascii: bool = False,
    replay: bool = False,
    layer: str = "",
    redis_url: str = "",
) -> int:
    """Plays a lesson until the learner leaves; the exit code."""
    with guarded_terminal():  # forks: before Textual is imported and any thread is started
        from tutor.tui.player import Player
        from tutor.tui.runs import LiveRuns
        from tutor.tui.scenes import Scenes

        async def run() -> int:
            runs = LiveRuns(lesson, layer=layer, redis_url=redis_url)
            scenes = Scenes(lesson, runs, replay=replay)
            player = Player(lesson, scenes, store, page=page, walk=walk, ascii=ascii)
            store.on_trouble = player.trouble
            for number in SIGNALS:
                asyncio.get_running_loop().add_signal_handler(number, player.stop, 128 + number)
            try:
                return await player.run_async() or 0
            finally:
                await _close(scenes)

        return asyncio.run(run())


async def _close(scenes: object) -> None:
    """Ends all servers; a second Ctrl-C does not stop the clearing up."""
    closing = asyncio.ensure_future(scenes.close())  # type: ignore[attr-defined]
    while not closing.done():
        with suppress(asyncio.CancelledError):
            await asyncio.shield(closing)
