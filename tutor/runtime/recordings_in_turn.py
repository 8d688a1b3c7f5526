"""Recordings for text that is printed in order: one scene after the other, on one session.

The event loop is made with the first live scene and lives until the last. Nothing heavy is imported
before it, for there is text to print first.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING

from tutor.errors import TutorError

if TYPE_CHECKING:
    from tutor.course.model import Lesson, Scene
    from tutor.runtime.scene_recordings import Played, Progress


class RecordingsInTurn:
    """The recordings of a lesson; a context manager, which ends its servers."""

    def __init__(
        self,
        lesson: Lesson,
        progress: Progress,
        *,
        replay: bool = False,
        layer: str = "",
        redis_url: str = "",
        alone: bool = False,
    ) -> None:
        """`progress` is told what a live run does. `alone`: one scene is all that is wanted.

        Its server boots while the caller imports and prints, and none is made for a next one.
        """
        self.lesson, self.progress, self.replay, self.alone = lesson, progress, replay, alone
        self.layer, self.redis_url = layer, redis_url
        self._stack = ExitStack()
        self._run: Callable[[Scene], Played] | None = None

    def __enter__(self) -> RecordingsInTurn:
        if self.alone and not self.replay:
            self._run = self._start(at_once=True)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def get(self, scene: Scene) -> Played:
        """The recording of a scene, live if it may be. Raises TutorError where there is none."""
        if self.replay:
            from tutor.runtime.scene_recordings import Played
            from tutor.runtime.shipped_recordings import shipped

            return Played(events=shipped(self.lesson, scene), live=False, note="From a recording.")
        self._run = self._run or self._start()
        return self._run(scene)

    def _start(self, *, at_once: bool = False) -> Callable[[Scene], Played]:
        """Makes the event loop; with the first scene, or `at_once`, the session in it."""
        import asyncio

        from tutor.runtime.live_runs import LiveRuns
        from tutor.runtime.scene_recordings import Scenes

        runs = LiveRuns(
            self.lesson, layer=self.layer, redis_url=self.redis_url, spares=not self.alone
        )
        scenes = Scenes(self.lesson, runs)
        runner = self._stack.enter_context(asyncio.Runner())

        def play(scene: Scene) -> Played:
            return runner.run(scenes.get(scene, self.progress))

        def close() -> None:
            runner.run(scenes.close())

        self._stack.callback(close)
        if at_once:
            with suppress(TutorError):  # the scene will say it
                runner.run(runs.open())
        return play
