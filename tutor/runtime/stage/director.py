"""Plays one scene on live servers and makes a recording of it.

A script that fails still leaves the recording so far; `scene.finished` says what was expected in
vain. Only what keeps a live run from happening at all is raised.
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import AsyncExitStack
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final, Protocol

from tutor.core.assemble import assemble
from tutor.core.events import SCHEMA_MINOR, SCHEMA_VERSION
from tutor.errors import SceneFailed, TutorError, Unavailable
from tutor.runtime.fact_intake import Facts
from tutor.runtime.needs import absent
from tutor.runtime.processes.session import Session
from tutor.runtime.recording import Recording
from tutor.runtime.stage.scene_scripts import Script, describe, find_script, locate, servers_needed
from tutor.runtime.stage.settle import close_clients, settle
from tutor.runtime.stage.stage import Progress, Stage

PACKAGES: Final = (
    "django",
    "channels",
    "daphne",
    "channels_redis",
    "redis",
    "asgiref",
    "twisted",
    "autobahn",
    "websockets",
)


class LessonFolder(Protocol):
    """What is needed of a lesson."""

    @property
    def slug(self) -> str: ...
    @property
    def folder(self) -> Path: ...


async def record(
    lesson: LessonFolder | Path,
    scene: str,
    *,
    layer: str = "",
    redis_url: str = "",
    progress: Progress | None = None,
    session: Session | None = None,
) -> Recording:
    """Run a scene and return what happened.

    `layer` is for servers whose scene names none. `session` keeps servers warm between scenes;
    without one, everything is started for this scene and ended with it. Raises `UsageError`
    (no such scene, a scenes.py that cannot be loaded) and `Unavailable` (no live run here).
    """
    folder = lesson if isinstance(lesson, Path) else lesson.folder
    script = find_script(folder, scene)
    async with AsyncExitStack() as stack:
        if session is None:
            session = await stack.enter_async_context(Session(redis_url=redis_url, spares=False))
        facts = Facts()
        facts.emit(
            "scene.started",
            schema=SCHEMA_VERSION,
            minor=SCHEMA_MINOR,
            lesson=folder.name,
            scene=scene,
            layer=layer,
            versions=versions(),
        )
        await session.warm_up(servers_needed(script))
        stage = Stage(session, facts, lesson_folder=folder, layer=layer, progress=progress)
        failed = await _play(script, stage, folder, session)
        facts.emit("scene.finished", failed=failed)
        session.rest()
    return Recording(tuple(assemble(facts.records)))


async def _play(script: Script, stage: Stage, folder: Path, session: Session) -> str:
    """The script, then the end of everything it started; what went wrong, or ""."""
    failed = ""
    try:
        try:
            await script(stage)
        except Unavailable:
            raise
        except Exception as error:  # a script's own mistake is the recording's end
            if lacks := absent(error, locate(error, folder / "scenes.py")):
                raise lacks from error
            await _see_ends(stage)
            failed = f"{locate(error, folder / 'scenes.py')}: {_reason(error, stage)}"
        await settle(stage, quiet=not failed)
    finally:
        await close_clients(stage)
        await _end_servers(stage, session)
    return failed or _crashed(stage)


async def _end_servers(stage: Stage, session: Session) -> None:
    for server in stage.servers:
        await server.stop()
        session.servers.discard(server)
        session.ports.release(server.port)
    if session._broker is not None:
        await session._broker.finish()


async def _see_ends(stage: Stage) -> None:
    """A client meets the end of a server a moment before the tutor does."""
    await asyncio.sleep(0.05)
    for server in stage.servers:
        await server.see_end()


def _reason(error: Exception, stage: Stage) -> str:
    """The error, and a server that died meanwhile, which is mostly its cause."""
    crashed = _crashed(stage) if isinstance(error, SceneFailed) else ""
    return describe(error) + (f" ({crashed})" if crashed else "")


def _crashed(stage: Stage) -> str:
    for server in stage.servers:
        if server.has_crashed:
            words = server.last_words().strip().rpartition("\n")[2]
            return f"{server.name} ended by itself, exit status {server.code}: {words}".rstrip(": ")
    return ""


def versions() -> dict[str, str]:
    """What the run stands on."""
    found = {"python": ".".join(map(str, sys.version_info[:3]))}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


__all__ = ["LessonFolder", "Progress", "TutorError", "record", "versions"]
