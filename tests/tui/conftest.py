"""A player on a literal recording, in a lesson of three pages."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.story.lesson import HERE, LESSON, SCENE
from tests.view.tape import three_tabs
from tutor.core.events import Event
from tutor.course.model import Lesson, Scene
from tutor.errors import TutorError, Unavailable
from tutor.learner.store import Store
from tutor.runtime.scene_recordings import Progress, Scenes
from tutor.story.walk import Walk
from tutor.tui.player import Player

__all__ = ["HERE", "LESSON", "SCENE", "Make", "Runs", "screen"]


class Runs:
    """Recordings without a server; `refuses` says why a live run cannot be had."""

    def __init__(self, refuses: TutorError | None = None, *, ships: bool = True) -> None:
        self.refuses, self.ships = refuses, ships
        self.runs = 0

    async def live(self, scene: Scene, progress: Progress) -> Sequence[Event]:
        self.runs += 1
        progress("john connects")
        if self.refuses is not None:
            raise self.refuses
        return three_tabs().events

    def shipped(self, scene: Scene) -> Sequence[Event]:
        if not self.ships:
            raise Unavailable("There is no recording.")
        return three_tabs().events

    async def close(self) -> None:
        """Nothing to close."""


def hours() -> Callable[[], float]:
    """A clock by which everything has been on the screen for long."""
    return itertools.count(step=3600).__next__


Make = Callable[..., Player]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Makes players; keywords as `Player` takes them, and `runs`."""

    def player(
        page: int = 2,
        *,
        walk: Walk | None = None,
        runs: Runs | None = None,
        replay: bool = False,
        store: Store | None = None,
        ascii: bool = False,
        lesson: Lesson = LESSON,
        clock: Callable[[], float] | None = None,
        **more: Any,
    ) -> Player:
        scenes = Scenes(lesson, runs or Runs(), replay=replay)
        more["clock"] = clock or hours()
        return Player(lesson, scenes, store, page=page, walk=walk, ascii=ascii, **more)

    return player


def screen(player: Player) -> str:
    """The screen as text."""
    strips = player.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)
