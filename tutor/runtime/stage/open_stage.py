"""Opens a stage and ends everything on it: servers, clients and broker, with a script or without.

    async with Session() as session, open_stage(folder, session=session) as stage:
        await stage.server()
        tab = await stage.client("ann", "/ws/")

What a call raises (`SceneFailed`, `Unavailable`, `UsageError`) has ended nothing else: the stage
goes on, and the next call finds what was there before. `director.py` plays scripts on it.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from tutor.core.events import SCHEMA_MINOR, SCHEMA_VERSION
from tutor.runtime.fact_intake import Facts
from tutor.runtime.processes.session import Session
from tutor.runtime.stage.settle import close_clients
from tutor.runtime.stage.stage import Progress, Stage
from tutor.runtime.stage.stage_servers import Unread

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


@asynccontextmanager
async def open_stage(
    folder: Path,
    *,
    scene: str = "",
    layer: str = "",
    redis_url: str = "",
    servers: int = 1,
    facts: Facts | None = None,
    progress: Progress | None = None,
    session: Session | None = None,
    unread: Unread | None = None,
) -> AsyncIterator[Stage]:
    """A stage, from `scene.started` to `scene.finished`; it ends what was started on it.

    `folder`: where labs are looked for (a lesson's). `scene`: a name for the recording, "" without
    a script. `layer`: for servers that are asked for without one. `servers`: how many will be
    wanted soon. `facts`: where everything is reported, e.g. for a `LiveRecording`. `session` keeps
    warm servers from one stage to the next, which must come one after the other; without one, a
    session is opened and ended with the stage, and `redis_url` is its broker. `unread`: what a
    server serves that is asked for without one, in place of the demo. Raises `UsageError`
    (an unknown layer) and `Unavailable` (no live run here).
    """
    facts = facts if facts is not None else Facts()
    async with AsyncExitStack() as stack:
        if session is None:
            session = await stack.enter_async_context(Session(redis_url=redis_url, spares=False))
        facts.emit(
            "scene.started",
            schema=SCHEMA_VERSION,
            minor=SCHEMA_MINOR,
            lesson=folder.name,
            scene=scene,
            layer=layer,
            versions=versions(),
        )
        await session.warm_up(servers)
        stage = Stage(session, facts, lesson_folder=folder, layer=layer, progress=progress)
        stage.unread = unread
        try:
            yield stage
        finally:
            await end_stage(stage)
        session.rest()


async def end_stage(stage: Stage, failed: str = "") -> None:
    """Close all clients, end all servers, clear the broker and say so; again: without effect.

    `failed`: what the recording says of it; "" leaves it to a server that died by itself.
    """
    if stage.is_over:
        return
    stage.is_over = True
    session = stage.session
    try:
        await close_clients(stage)
    finally:
        for server in stage.servers:
            await server.stop()
            session.servers.discard(server)
            session.ports.release(server.port)
        await session.finish_broker()
    stage.facts.emit("scene.finished", failed=failed or crashed(stage))


def crashed(stage: Stage) -> str:
    """The first server that ended by itself, its exit status and its last words; "" for none."""
    for server in stage.servers:
        if server.has_crashed:
            words = server.last_words().strip().rpartition("\n")[2]
            return f"{server.name} ended by itself, exit status {server.code}: {words}".rstrip(": ")
    return ""


def versions() -> dict[str, str]:
    """Python's version and those of the packages that a run depends on, as far as installed."""
    found = {"python": ".".join(map(str, sys.version_info[:3]))}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
