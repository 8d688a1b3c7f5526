"""Runs many scenes live, side by side where that is fair; the caller judges each run.

A scene whose text asks for milliseconds has the machine to itself. A run that is doubted is made
once more with the machine to itself, so that a busy moment is not taken for a change of the world.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tutor.core.events import Event
from tutor.course.inside import trace
from tutor.course.model import Lesson, Scene
from tutor.errors import TutorError, Unavailable
from tutor.runtime.processes.session import Session
from tutor.runtime.stage.director import record

_MS: Final = re.compile(r"(?:^|[\s(])ms\s")
_TAIL: Final = 16_384  # bytes; the last event of a recording is shorter


@dataclass(frozen=True, slots=True)
class Job:
    """A scene to run."""

    lesson: Lesson
    scene: Scene

    @property
    def alone(self) -> bool:
        """Whether its text asks how long something took."""
        asked = [claim.proof for claim in self.scene.claims]
        asked += [prediction.answer for prediction in self.scene.predictions]
        return any(_MS.search(text) for text in asked)

    @property
    def seconds(self) -> float:
        """How long its recording is, 0 without one: long scenes begin first."""
        file = trace(self.lesson.folder, self.scene.name)
        return _length(file) if file.is_file() else 0.0


@dataclass(frozen=True, slots=True)
class Run:
    """A scene that was run, or could not be (`unavailable`)."""

    job: Job
    events: tuple[Event, ...] = ()
    times: int = 1
    unavailable: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is."""

    done: int
    total: int
    running: tuple[str, ...]  # "7 three_tabs"


def jobs_for_this_machine() -> int:
    """How many scenes side by side: one a core, at most four."""
    return min(os.cpu_count() or 1, 4)


@dataclass(slots=True)
class Runs:
    """What to do with each run: `doubted` asks for a second one, `ended` may stop them all."""

    workers: int
    doubted: Callable[[Run], bool]
    ended: Callable[[Run], bool]
    report: Callable[[Progress], None] = lambda _: None
    _running: dict[str, None] = field(default_factory=dict)
    _done: int = 0

    async def play(self, jobs: Sequence[Job]) -> None:
        """Run them all. Raises what keeps any live run from happening."""
        ordered = sorted(jobs, key=lambda job: (job.alone, -job.seconds))
        waiting, gate = deque(ordered), Gate(min(self.workers, len(jobs)))
        hinders: list[BaseException] = []
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(gate.places):
                    group.create_task(self._work(waiting, gate, len(jobs)))
        except* _Enough:
            pass  # the others have been cancelled
        except* TutorError as found:
            hinders += found.exceptions  # what is raised in here comes out as a group
        if hinders:
            raise hinders[0]

    async def _work(self, waiting: deque[Job], gate: Gate, total: int) -> None:
        async with AsyncExitStack() as stack:
            session = await stack.enter_async_context(Session())
            while waiting:
                job = waiting.popleft()
                run = await self._run(job, gate, session, total)
                self._done += 1
                self._tell(total)
                if self.ended(run):
                    raise _Enough

    async def _run(self, job: Job, gate: Gate, session: Session, total: int) -> Run:
        name = f"{job.lesson.number} {job.scene.name}"
        run = Run(job)
        for times in (1, 2):
            async with gate.enter(alone=job.alone or times == 2):
                self._running[name] = None
                self._tell(total)
                try:
                    events = (await record(job.lesson, job.scene.name, session=session)).events
                except Unavailable as why:
                    return Run(job, times=times, unavailable=why.told)
                finally:
                    del self._running[name]
            run = Run(job, events, times)
            if not self.doubted(run):
                break
        return run

    def _tell(self, total: int) -> None:
        self.report(Progress(self._done, total, tuple(self._running)))


class _Enough(Exception):
    """`ended` wants no more."""


class Gate:
    """So many may be inside, or one that wants to be alone."""

    def __init__(self, places: int) -> None:
        self.places = max(places, 1)
        self._free = asyncio.Semaphore(self.places)
        self._taking_all = asyncio.Lock()

    @asynccontextmanager
    async def enter(self, *, alone: bool) -> AsyncIterator[None]:
        """Wait for a place, or for all of them; later ones wait behind."""
        taken = 0
        try:
            if alone:
                async with self._taking_all:
                    while taken < self.places:
                        await self._free.acquire()
                        taken += 1
            else:
                await self._free.acquire()
                taken = 1
            yield
        finally:
            for _ in range(taken):
                self._free.release()


def _length(file: Path) -> float:
    with file.open("rb") as stream:
        stream.seek(max(file.stat().st_size - _TAIL, 0))
        last = stream.read().strip().rpartition(b"\n")[2]
    try:
        return float(json.loads(last)["at"]) / 1e9
    except (ValueError, TypeError, KeyError):
        return 0.0  # damaged: `tutor dev check` says so
