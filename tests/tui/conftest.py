"""A player on a literal recording, in a lesson of three pages."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.view.tape import three_tabs
from tutor.core.events import Event
from tutor.course.model import Beat, Choice, Claim, Lesson, Page, Predict, Prose, Scene, Source
from tutor.errors import TutorError, Unavailable
from tutor.learner.store import Store
from tutor.runtime.scene_recordings import Progress, Scenes
from tutor.story.walk import Walk
from tutor.tui.player import Player

HERE = Source(file=Path("lesson.md"), line=1)

SCENE = Scene(
    name="three_tabs",
    title="Three tabs, one room",
    beats=(
        Beat(pattern="group.joined nth=1", text="The first tab joins the group.", source=HERE),
        Beat(pattern="group.joined nth=2", text="The second tab joins it, too.", source=HERE),
        Beat(pattern="group.sent", text="One call for all of them.", source=HERE),
    ),
    predictions=(
        Predict(
            id="how-many",
            question="How many browsers show it?",
            answer="count client.received text~Hello",
            before="group.sent",
            choices=(
                Choice(label="2", why="The sender is a member, too."),
                Choice(label="3", why="One copy for each member."),
            ),
            source=HERE,
        ),
    ),
    claims=(
        Claim(
            id="C07-15",
            verdict="true",
            proof="count client.received text~Hello == 3",
            text="Everybody hears it.",
            source=HERE,
        ),
    ),
    source=HERE,
)


def _page(number: int, title: str, text: str, scene: Scene | None = None) -> Page:
    after = (Prose(text="That was it.", source=HERE),) if scene else ()
    before = (Prose(text=text, source=HERE),)
    return Page(number=number, title=title, before=before, scene=scene, after=after, source=HERE)


LESSON = Lesson(
    number=7,
    slug="07_channel_layers_and_groups",
    title="Channel layers",
    minutes=5,
    summary="",
    pages=(
        _page(1, "An island", "A consumer serves one connection."),
        _page(2, "Three tabs", "Watch the group fill.", SCENE),
        _page(3, "The end", "Nothing more."),
    ),
    folder=Path(__file__).parent,
)


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
