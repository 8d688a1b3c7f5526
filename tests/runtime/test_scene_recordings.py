"""Each recording is made once; where no live run can be had, the file is played."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.runtime.lesson import lesson, scene
from tutor.core.events import Event, SceneFinished
from tutor.course.model import Scene
from tutor.errors import SceneFailed, TutorError, Unavailable
from tutor.runtime.scene_recordings import Progress, Scenes

LIVE: Sequence[Event] = (SceneFinished(seq=1, at=1, process="tutor"),)
SHIPPED: Sequence[Event] = (SceneFinished(seq=1, at=2, process="tutor"),)


class Runs:
    """Runs that end when they are let; `refuses`: why there is no live run."""

    def __init__(self, refuses: TutorError | None = None, *, ships: bool = True) -> None:
        self.refuses, self.ships = refuses, ships
        self.begun: list[str] = []
        self.at_once = 0  # live runs side by side, at most
        self.running = 0
        self.is_closed = False
        self.go = asyncio.Event()
        self.go.set()

    async def live(self, scene: Scene, progress: Progress) -> Sequence[Event]:
        self.begun.append(scene.name)
        self.running += 1
        self.at_once = max(self.at_once, self.running)
        try:
            await self.go.wait()
            progress("a server starts")
            if self.refuses is not None:
                raise self.refuses
        finally:
            self.running -= 1
        return LIVE

    def shipped(self, scene: Scene) -> Sequence[Event]:
        if not self.ships:
            raise Unavailable("There is no recording.")
        return SHIPPED

    async def close(self) -> None:
        self.is_closed = True


def made(runs: Runs, *, replay: bool = False) -> Scenes:
    return Scenes(lesson(Path(), "one", "two"), runs, replay=replay)


def ignore(text: str) -> None:
    """Progress that no test looks at."""


async def test_a_recording_is_made_once_and_kept() -> None:
    runs = Runs()
    scenes, said = made(runs), list[str]()
    assert scenes.at_once(scene("one")) is None
    played = await scenes.get(scene("one"), said.append)
    assert (played.events, played.live, played.note) == (LIVE, True, "")
    assert scenes.at_once(scene("one")) is played
    assert await scenes.get(scene("one"), ignore) is played
    assert (runs.begun, said) == (["one"], ["a server starts"])


async def test_it_is_made_anew_when_it_is_asked_for_afresh() -> None:
    runs = Runs()
    scenes = made(runs)
    played = await scenes.get(scene("one"), ignore)
    said: list[str] = []
    assert await scenes.get(scene("one"), said.append, afresh=True) is not played
    assert (runs.begun, said) == (["one", "one"], ["a server starts"])


async def test_afresh_while_it_is_being_made_is_that_one() -> None:
    runs = Runs()
    runs.go.clear()
    scenes = made(runs)
    scenes.warm(scene("one"))
    waiting = asyncio.create_task(scenes.get(scene("one"), ignore, afresh=True))
    await asyncio.sleep(0)
    runs.go.set()
    await waiting
    assert runs.begun == ["one"]


async def test_one_that_was_begun_ahead_tells_who_comes_to_wait() -> None:
    runs = Runs()
    runs.go.clear()
    scenes, said = made(runs), list[str]()
    scenes.warm(scene("one"))
    await asyncio.sleep(0)
    assert scenes.at_once(scene("one")) is None
    waiting = asyncio.create_task(scenes.get(scene("one"), said.append))
    await asyncio.sleep(0)
    runs.go.set()
    assert (await waiting).live
    assert (runs.begun, said) == (["one"], ["a server starts"])


async def test_live_runs_come_one_after_the_other() -> None:
    runs = Runs()
    runs.go.clear()
    scenes = made(runs)
    scenes.warm(scene("two"))
    both = asyncio.gather(*(scenes.get(scene(name), ignore) for name in ("one", "two")))
    await asyncio.sleep(0.01)
    assert runs.begun == ["two"]
    runs.go.set()
    await both
    assert (runs.begun, runs.at_once) == (["two", "one"], 1)


@pytest.mark.parametrize(
    ("why", "note"),
    [
        (Unavailable("Ports are out."), "Ports are out."),
        (SceneFailed("ann fell."), "The live run failed: ann fell."),
    ],
    ids=["unavailable", "failed"],
)
async def test_the_file_is_played_where_there_is_no_live_run(why: TutorError, note: str) -> None:
    played = await made(Runs(why)).get(scene("one"), ignore)
    assert (played.events, played.live, played.note) == (SHIPPED, False, note)


async def test_the_reason_is_told_where_there_is_no_file_either() -> None:
    runs = Runs(Unavailable("Ports are out."), ships=False)
    scenes = made(runs)
    for _ in range(2):
        with pytest.raises(Unavailable, match=r"Ports are out\."):
            await scenes.get(scene("one"), ignore)
    assert runs.begun == ["one", "one"], "it is tried again"
    assert scenes.at_once(scene("one")) is None


async def test_one_that_failed_ahead_is_tried_again() -> None:
    runs = Runs(Unavailable("Ports are out."), ships=False)
    scenes = made(runs)
    scenes.warm(scene("one"))
    await asyncio.sleep(0.01)
    runs.refuses = None
    assert (await scenes.get(scene("one"), ignore)).live


async def test_one_that_failed_ahead_and_is_not_wanted_prints_no_traceback() -> None:
    told: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context))
    scenes = made(Runs(Unavailable("Ports are out."), ships=False))
    scenes.warm(scene("one"))
    await asyncio.sleep(0.01)
    assert isinstance(scenes._tasks["one"], asyncio.Task)
    del scenes
    gc.collect()
    assert told == []


async def test_who_waits_may_leave_and_the_run_goes_on() -> None:
    runs = Runs()
    runs.go.clear()
    scenes = made(runs)
    waiting = asyncio.create_task(scenes.get(scene("one"), ignore))
    await asyncio.sleep(0.01)
    assert runs.running == 1
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    runs.go.set()
    assert (await scenes.get(scene("one"), ignore)).live
    assert runs.begun == ["one"]


async def test_a_replay_reads_and_runs_nothing() -> None:
    runs = Runs()
    scenes = made(runs, replay=True)
    scenes.warm(scene("one"))
    played = scenes.at_once(scene("one"))
    await asyncio.sleep(0)
    assert played is not None
    assert (played.events, played.live, runs.begun) == (SHIPPED, False, [])


async def test_closing_ends_what_runs() -> None:
    runs = Runs()
    runs.go.clear()
    scenes = made(runs)
    scenes.warm(scene("one"))
    await asyncio.sleep(0.01)
    assert runs.running == 1
    await scenes.close()
    assert (runs.running, runs.is_closed) == (0, True)
    assert scenes.at_once(scene("one")) is None
