"""Runs an exercise's scene on somebody's code, within bounds, and says why it could not be run.

    async with Session() as session:
        ran = await run_exercise(exercise, folder, session)
        ran.judged, ran.stopped, ran.events

The code is served from its own folder by a process that ends with us. It may be anything: whatever
it does, the answer is a run or one sentence.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from tutor import files
from tutor.core.assemble import assemble
from tutor.core.events import ConsumerFinished, Event, HandlerFailed, LoopStalled
from tutor.errors import UsageError
from tutor.practice.exercise import SCENES, Again, Exercise
from tutor.practice.judging import Judged, judge, unread
from tutor.practice.other_names import edited, renamed
from tutor.practice.stopped import (
    FORKED,
    Stopped,
    crashed,
    flooded,
    hung,
    not_served,
    too_long,
)
from tutor.runtime.fact_intake import Facts, Record
from tutor.runtime.processes.session import Session
from tutor.runtime.stage.director import play
from tutor.runtime.stage.open_stage import end_stage, open_stage
from tutor.runtime.stage.scene_scripts import Script, find_script, servers_needed
from tutor.runtime.stage.settle import settle
from tutor.runtime.stage.stage import Stage
from tutor.runtime.stage.stage_servers import Unread

LIMIT: Final = 10.0  # seconds of a run, once a server listens
FOREVER: Final = 3600.0
LOAD: Final = 5.0  # seconds in which the code has to be imported
SETTLE: Final = 2.0  # seconds in which a run comes to rest
HANGS: Final = 2.0  # seconds that a handler gets to return once the scene is over
SEEN: Final = 1.3  # seconds in which a client sees the end of its application
MOST: Final = 20_000  # facts of a run; the longest of the course has a tenth of that
_LINE: Final = re.compile(r"^.*?scenes\.py:\d+: ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What became of a run: it was judged, or it was stopped and says why."""

    judged: Judged | None = None
    stopped: Stopped | None = None
    events: tuple[Event, ...] = ()
    unmet: str = ""  # what the scene waited for in vain: "ben: expected Hello within 2 s …"
    seconds: float = 0.0

    @property
    def is_mended(self) -> bool:
        """Everything that has to be true is."""
        return self.judged is not None and self.judged.is_mended


async def run_exercise(
    exercise: Exercise, folder: Path, session: Session, *, limit: float = LIMIT
) -> Ran:
    """Play the exercise's scene on the code in `folder`, and judge what happened.

    `limit`: seconds. Raises `UsageError` (a scenes.py or a query that cannot be read) and
    `Unavailable` (no live run here), nothing else because of the code.
    """
    for text, error in unread(exercise):
        raise UsageError(
            f"The exercise {exercise.name} cannot be judged: {error}.",
            f"Its exercise.toml has that query: {text}.",
        )
    began = time.monotonic()
    file = folder / exercise.edit
    try:
        code = files.text(file, "replace")
    except OSError as error:
        return Ran(stopped=Stopped.gone(exercise.edit, error))
    run = _Run(exercise, folder, session, limit)
    await run.play()
    events = tuple(assemble(run.facts.records))
    seconds = time.monotonic() - began
    stopped = run.stopped or _ended_itself(events, exercise.edit, run.stage)
    if stopped is not None:
        return Ran(stopped=stopped, events=events, unmet=run.unmet, seconds=seconds)
    judged = judge(exercise, events, code=code, unmet=run.unmet)
    return Ran(judged=judged, events=events, unmet=run.unmet, seconds=seconds)


def lay_out(code: Mapping[str, Path], folder: Path) -> None:
    """Copy files into a folder, each under its name there. Raises OSError."""
    for name, file in code.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, folder / name)


def with_other_names(exercise: Exercise, folder: Path) -> Exercise:
    """The exercise as it comes back, its files in `folder`; as it is where it has no other names.

    Raises `OSError`, and `ValueError` where a file is no program.
    """
    again = exercise.again
    if not again:
        return exercise
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(exercise.folder, folder, ignore=shutil.ignore_patterns("__pycache__"))
    for name in edited(exercise):
        code = renamed(files.text(exercise.folder / name), again)
        (folder / name).write_text(code, encoding="utf-8")
    return replace(exercise, folder=folder, again=Again())


class _Run:
    """One run: watches what it does while it is played."""

    def __init__(self, exercise: Exercise, folder: Path, session: Session, limit: float) -> None:
        self.facts = Facts()
        self.stage: Stage | None = None
        self.stopped: Stopped | None = None
        self.unmet = ""
        self._exercise, self._folder = exercise, folder
        self._session, self._limit = session, limit
        self._playing: asyncio.Task[None] | None = None
        self.facts.watch(self._counted)

    async def play(self) -> None:
        self._playing = asyncio.create_task(self._play())
        try:
            await self._serving()
            await asyncio.wait({self._playing}, timeout=self._limit)
            if not self._playing.done():
                self.stopped = too_long(self._limit, self._open_handler())
        finally:
            self._playing.cancel()
            ended = await asyncio.gather(self._playing, return_exceptions=True)
        [error] = ended
        if isinstance(error, Exception):
            raise error

    async def _serving(self) -> None:
        """Until a server listens, which has a limit of its own; the machine may be busy."""
        assert self._playing is not None
        listens = self.facts.until(lambda: self.facts.kinds["server.started"] > 0, FOREVER)
        begun = asyncio.ensure_future(listens)
        try:
            await asyncio.wait({self._playing, begun}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            begun.cancel()

    def _counted(self, _: str, __: Sequence[Record]) -> None:
        if self.facts.count > MOST and self.stopped is None and self._playing is not None:
            kind, _number = self.facts.kinds.most_common(1)[0]
            self.stopped = flooded(kind, MOST)
            self._playing.cancel()

    async def _play(self) -> None:
        script = find_script(self._exercise.folder, self._exercise.name)
        async with open_stage(
            self._folder,
            scene=self._exercise.name,
            servers=servers_needed(script),
            facts=self.facts,
            session=self._session,
            unread=Unread(self._exercise.app, LOAD),
        ) as stage:
            self.stage = stage
            try:
                await self._scene(stage, script)
            finally:
                if stage.under_way.is_pending or self.stopped is not None:
                    await _kill(stage)
            await end_stage(stage, self.unmet)

    async def _scene(self, stage: Stage, script: Script) -> None:
        failed = ""
        try:
            failed = await play(stage, script, self._exercise.folder / SCENES)
        except Exception:
            if not _could_not_serve(stage):
                raise
        for server in stage.servers:
            if server.not_served is not None and self.stopped is None:
                self.stopped = not_served(server.not_served, self._exercise.edit)
        if self.stopped is None:
            self.unmet = _LINE.sub("", failed)
            if await self.facts.until(lambda: not self._open_handler(), HANGS):
                await self.facts.until(self._ends_are_seen, SEEN)
            else:
                await _kill(stage)
            await settle(stage, quiet=not failed, within=SETTLE)

    def _ends_are_seen(self) -> bool:
        """A client sees the end of its application: Daphne looks once a second for dead ones."""
        kinds = self.facts.kinds
        seen = kinds["client.closed"] + kinds["client.refused"] + kinds["client.answered"]
        return kinds["connection.closed"] <= seen

    def _open_handler(self) -> str:
        """ "receive": the last handler that has begun and not ended; "" for none."""
        kinds = self.facts.kinds
        ended = kinds["handler.finished"] + kinds["handler.failed"]
        if kinds["handler.started"] <= ended:
            return ""
        return str(self.facts.find("handler.started")[-1][1][5])


async def _kill(stage: Stage) -> None:
    """What does not come to its end by itself; it tells before that where it stands."""
    for server in stage.servers:
        await server.kill()


def _could_not_serve(stage: Stage) -> bool:
    return any(server.not_served is not None for server in stage.servers)


def _ended_itself(events: Sequence[Event], edit: str, stage: Stage | None) -> Stopped | None:
    """The code has ended its server, forks, or holds the event loop for good."""
    for event in events:
        if isinstance(event, HandlerFailed | ConsumerFinished) and FORKED in event.error:
            return Stopped.forked(getattr(event, "where", "") or edit)
    for server in stage.servers if stage is not None else ():
        if server.has_crashed:
            return crashed(server.code, events)
    last = [event for event in events if isinstance(event, LoopStalled)][-1:]
    if last and last[0].ms >= HANGS * 1000 * 0.9 and _is_open(events):
        return hung(last[0].where, last[0].ms)
    return None


def _is_open(events: Sequence[Event]) -> bool:
    kinds = [event.kind for event in events]
    ended = kinds.count("handler.finished") + kinds.count("handler.failed")
    return kinds.count("handler.started") > ended
