"""Live runs of one lesson's scenes: one session, opened when the first scene is wanted.

Nothing heavy is imported before that: a lesson that is only replayed needs no server.
"""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any

from tutor.course.model import Lesson, Scene
from tutor.errors import SceneFailed, TutorError
from tutor.runtime.scene_recordings import Progress
from tutor.runtime.shipped_recordings import shipped

if TYPE_CHECKING:
    from tutor.core.events import Event
    from tutor.runtime.processes.session import Session


class LiveRuns:
    """Runs scenes of one lesson, and reads its recordings: the `Runs` of `scene_recordings`."""

    def __init__(
        self, lesson: Lesson, *, layer: str = "", redis_url: str = "", spares: bool = True
    ) -> None:
        """`layer`: of servers whose scene names none. `redis_url`: the learner's own broker.

        `spares`: servers for further scenes are made ahead of time.
        """
        self.lesson, self.layer, self.redis_url, self.spares = lesson, layer, redis_url, spares
        self._stack = AsyncExitStack()
        self._session: Session | None = None
        self._calls: dict[str, tuple[int, ...]] = {}  # of each scene: when its script called

    async def live(self, scene: Scene, progress: Progress) -> Sequence[Event]:
        """Runs the scene now and returns its events; `progress` is told what it does, in words.

        Raises `SceneFailed` for a run in which something failed that does not fail in the shipped
        recording, and `Unavailable` where no live run can be had here.
        """
        session = await self.open()  # first: its server starts while the rest is imported
        session.belong_to(asyncio.current_task())
        play = await asyncio.to_thread(director)
        from tutor.runtime.fact_intake import Facts

        facts = Facts()
        recording = await play.record(
            self.lesson,
            scene.name,
            layer=self.layer,
            progress=progress,
            session=session,
            facts=facts,
        )
        events: Sequence[Event] = recording.events
        from tutor.course.prove import failed, failure  # a start does not need the grammar

        if failed(events):
            raise SceneFailed(failure(events, self._recorded(scene)))
        begun = facts.records[0][1][2] - events[0].at
        self._calls[scene.name] = tuple(at - begun for at in facts.calls.times)
        return events

    def calls(self, scene: Scene, at: int) -> int | None:
        """How often the script of the latest run had called its stage by then; None: no run.

        `at`: as of an event of that run.
        """
        times = self._calls.get(scene.name)
        return bisect_right(times, at) if times is not None else None

    def _recorded(self, scene: Scene) -> Sequence[Event]:
        """What fails there is meant to fail; empty where there is no recording."""
        with suppress(TutorError):
            return self.shipped(scene)
        return ()

    async def open(self) -> Session:
        """The session, with a first server on its way. Raises Unavailable."""
        if self._session is not None:
            return self._session
        module = await asyncio.to_thread(_module, "tutor.runtime.processes.session")
        session: Session = module.Session(redis_url=self.redis_url, spares=self.spares)
        self._session = await self._stack.enter_async_context(session)
        return session

    def shipped(self, scene: Scene) -> Sequence[Event]:
        """The recording beside the lesson. Raises `UsageError` and `Unavailable`."""
        return shipped(self.lesson, scene)

    async def close(self) -> None:
        """Ends the session and everything in it; a later run opens another."""
        self._session = None
        await self._stack.aclose()


def director() -> Any:
    """The module that plays scenes, imported now. Raises `Unavailable` where it lacks a package."""
    return _module("tutor.runtime.stage.director")


def _module(name: str) -> Any:
    """Imported now. Raises Unavailable where a package is missing: the recordings need none."""
    from tutor.runtime.needs import absent

    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if lacks := absent(error):
            raise lacks from error
        raise
