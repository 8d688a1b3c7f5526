"""Screens of the player on shipped recordings, as a reader of the documents sees them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count

from textual.pilot import Pilot

from tests.docs.film import Screen
from tutor.core.events import Event
from tutor.course.inside import trace
from tutor.course.load import load_course, read_lesson
from tutor.course.model import Lesson, Scene
from tutor.runtime import paths, recording
from tutor.runtime.scene_recordings import Scenes
from tutor.story.walk import Walk
from tutor.tui.player import Player


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """A moment: a scene of a lesson, so many beats on, and the keys that are pressed there."""

    lesson: int
    scene: str
    beat: int = 1
    keys: tuple[str, ...] = ()
    size: tuple[int, int] = (120, 40)
    title: str = ""  # of the picture
    shows: tuple[str, ...] = ()  # what the picture is there for


class Shipped:
    """The recordings that are shipped, and no others."""

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson

    async def live(self, *_: object) -> Sequence[Event]:
        """Never asked for: the scenes are replayed."""
        raise NotImplementedError

    def shipped(self, scene: Scene) -> Sequence[Event]:
        """The one of this scene."""
        return recording.load(trace(self.lesson.folder, scene.name)).events

    async def close(self) -> None:
        """Nothing to close."""


@asynccontextmanager
async def playing(shot: Shot, *, motion: bool = False) -> AsyncIterator[Pilot[int]]:
    """The player there."""
    outline = load_course(paths.lessons_folder()).outlines[shot.lesson - 1]
    lesson = read_lesson(outline)[0]
    (page,) = (p.number for p in lesson.pages if p.scene and p.scene.name == shot.scene)
    scenes = Scenes(lesson, Shipped(lesson), replay=True)
    player = Player(
        lesson, scenes, None, page=page, walk=Walk(place="stage"), clock=count(step=3600).__next__
    )
    player.state.motion = motion
    async with player.run_test(size=shot.size) as pilot:
        await settled(pilot)
        player.action_jump(player.state.visit.track.beats[shot.beat - 1])
        await settled(pilot)
        for key in shot.keys:
            await pilot.press(key)
            await settled(pilot)
        yield pilot


async def taken(shot: Shot) -> Screen:
    """What the screen shows then."""
    async with playing(shot) as pilot:
        return screen(pilot)


async def settled(pilot: Pilot[int]) -> None:
    """Once nothing is left to paint."""
    await pilot.pause()
    await pilot.pause()


def screen(pilot: Pilot[int]) -> Screen:
    """What stands there now."""
    return tuple(pilot.app.screen._compositor.render_strips())
