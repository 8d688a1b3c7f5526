"""The recordings of a lesson's scenes: of a live run, or from the file beside the lesson.

Where a live run cannot be had, the shipped recording is played, and `note` says why in a sentence.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

import msgspec

from tutor.course.model import Lesson, Scene
from tutor.errors import TutorError, Unavailable

if TYPE_CHECKING:
    from tutor.core.events import Event

Progress = Callable[[str], None]


class Played(msgspec.Struct, frozen=True, kw_only=True):
    """The events of a scene and where they are from."""

    events: Sequence[Event]
    live: bool  # False: from the file
    note: str = ""  # why it is not live; "" where none was wanted


class Runs(Protocol):
    """What makes recordings: `LiveRuns`, or a test's."""

    async def live(self, scene: Scene, progress: Progress) -> Sequence[Event]:
        """Runs the scene now; `progress` is told what it does. Raises `TutorError`."""

    def shipped(self, scene: Scene) -> Sequence[Event]:
        """Reads the recording beside the lesson. Raises `TutorError`."""

    async def close(self) -> None:
        """Ends every server it has."""


class Scenes:
    """The recordings of one lesson, each made once and kept until it is asked for afresh."""

    def __init__(self, lesson: Lesson, runs: Runs, *, replay: bool = False) -> None:
        """`replay`: only from files; no server is started."""
        self.lesson = lesson
        self.runs = runs
        self.replay = replay
        self._tasks: dict[str, asyncio.Task[Played]] = {}
        self._progress: dict[str, Progress] = {}
        self._turn = asyncio.Lock()  # one live run at a time: the figures are the run's own

    def at_once(self, scene: Scene) -> Played | None:
        """The recording if it has been made, or if it comes from a file; None otherwise.

        Raises `TutorError` for a file that cannot be read.
        """
        if self.replay:
            return Played(events=self.runs.shipped(scene), live=False)
        task = self._tasks.get(scene.name)
        if task is None or not task.done() or task.cancelled() or task.exception():
            return None
        return task.result()

    async def get(self, scene: Scene, progress: Progress, *, afresh: bool = False) -> Played:
        """The recording, made now if need be, or anew with `afresh`.

        `progress` is told what the run does, also one that `warm` has begun. Who waits may be
        cancelled: the run goes on. Raises `TutorError` where there is neither a run nor a file.
        """
        self._progress[scene.name] = progress
        task = self._tasks.get(scene.name)
        if task is None or (task.done() and (afresh or task.cancelled() or task.exception())):
            task = self._tasks[scene.name] = asyncio.create_task(self._play(scene))
        return await asyncio.shield(task)

    def warm(self, scene: Scene) -> None:
        """Begins a recording that will be wanted soon; returns at once."""
        if not self.replay and scene.name not in self._tasks:
            task = self._tasks[scene.name] = asyncio.create_task(self._play(scene))
            task.add_done_callback(_seen)

    async def close(self) -> None:
        """Stops what runs, and ends every server."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        await self.runs.close()

    async def _play(self, scene: Scene) -> Played:
        def tell(text: str) -> None:
            if scene.name in self._progress:
                self._progress[scene.name](text)

        async with self._turn:
            try:
                return Played(events=await self.runs.live(scene, tell), live=True)
            except TutorError as error:
                why = error
        try:
            events = self.runs.shipped(scene)
        except TutorError:
            raise why from None
        failed = f"The live run failed: {why.message.removesuffix('.')}."
        note = why.message if isinstance(why, Unavailable) else failed
        return Played(events=events, live=False, note=note)


def _seen(task: asyncio.Task[Played]) -> None:
    """Takes the error of a run that was begun ahead of time: `get` tries again and reports."""
    if not task.cancelled():
        task.exception()
