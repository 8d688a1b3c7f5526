"""Plays one scene on live servers and makes a recording of it.

A script that fails still leaves the recording so far; `scene.finished` says what was expected in
vain. Only what keeps a live run from happening at all is raised.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Protocol

from tutor.core.assemble import assemble
from tutor.errors import SceneFailed, Unavailable
from tutor.runtime.fact_intake import Facts
from tutor.runtime.needs import absent
from tutor.runtime.processes.session import Session
from tutor.runtime.recording import Recording
from tutor.runtime.stage.open_stage import crashed, end_stage, open_stage
from tutor.runtime.stage.scene_scripts import Script, describe, find_script, locate, servers_needed
from tutor.runtime.stage.settle import settle
from tutor.runtime.stage.stage import Progress, Stage


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
    facts: Facts | None = None,
) -> Recording:
    """Run a scene to its end and return what happened.

    `layer` is for servers whose scene names none. `session` keeps servers warm between scenes;
    without one, everything is started for this scene and ended with it. `facts`: where everything
    is reported on the way; a `LiveRecording` of them comes to the same events. Raises `UsageError`
    (no such scene, a scenes.py that cannot be loaded) and `Unavailable` (no live run here).
    """
    folder = lesson if isinstance(lesson, Path) else lesson.folder
    script = find_script(folder, scene)
    async with open_stage(
        folder,
        scene=scene,
        layer=layer,
        redis_url=redis_url,
        servers=servers_needed(script),
        facts=facts,
        progress=progress,
        session=session,
    ) as stage:
        failed = await play(stage, script)
        await settle(stage, quiet=not failed)
        await end_stage(stage, failed)
    return Recording(tuple(assemble(stage.facts.records)))


async def play(stage: Stage, script: Script, file: Path | None = None) -> str:
    """Run a script on an open stage, which goes on afterwards with all that the script has left.

    `file`: where the script is, None for the scenes.py in the stage's folder. Returns what went
    wrong, with the line of the script ("07_x/scenes.py:12: …"), or "". Raises `Unavailable` where
    something that the script needs cannot be had on this machine.
    """
    file = file or stage.folder / "scenes.py"
    try:
        await script(stage)
    except Unavailable:
        raise
    except Exception as error:  # a script's own mistake is the recording's end
        if lacks := absent(error, locate(error, file)):
            raise lacks from error
        await _see_ends(stage)
        return f"{locate(error, file)}: {_reason(error, stage)}"
    return ""


async def _see_ends(stage: Stage) -> None:
    """A client meets the end of a server a moment before the tutor does."""
    await asyncio.sleep(0.05)
    for server in stage.servers:
        await server.see_end()


def _reason(error: Exception, stage: Stage) -> str:
    """The error, and a server that died meanwhile, which is mostly its cause."""
    died = crashed(stage) if isinstance(error, SceneFailed) else ""
    return describe(error) + (f" ({died})" if died else "")
