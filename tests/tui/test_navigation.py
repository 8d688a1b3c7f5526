"""Where keys lead in the player, and what a recording changes that comes when it comes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from tests.tui.conftest import Make, Runs
from tests.tui.test_player import WIDE, press
from tests.view.tape import three_tabs
from tutor.core.events import Event
from tutor.course.model import Scene
from tutor.runtime.scene_recordings import Progress
from tutor.story.walk import Walk

STAGE = Walk(place="stage")


class Slow(Runs):
    """A live run that goes on until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = asyncio.Event()

    async def live(self, scene: Scene, progress: Progress) -> Sequence[Event]:
        progress("john connects")
        await self.go_on.wait()
        progress("john leaves")
        return three_tabs().events


# ── a recording that comes late ─────────────────────────────────────────────────────────────


async def test_a_recording_of_a_page_that_was_left_changes_nothing_there(make: Make) -> None:
    runs = Slow()
    player = make(runs=runs)
    async with player.run_test(size=WIDE) as pilot:
        assert "john connects" in await press(pilot)
        assert "Nothing more." in await press(pilot, "]")
        runs.go_on.set()
        await player.workers.wait_for_complete()
        assert "Nothing more." in await press(pilot)
    assert (player.state.story, player.state.progress, player.state.live) == (None, "", False)


async def test_a_recording_of_the_page_at_hand_is_taken(make: Make) -> None:
    runs = Slow()
    player = make(runs=runs)
    async with player.run_test(size=WIDE) as pilot:
        await press(pilot)
        runs.go_on.set()
        await player.workers.wait_for_complete()
        assert "86 facts, recorded live just now" in await press(pilot)
    assert player.state.story is not None


# ── questions ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("key", ["n", "full_stop"])
async def test_a_question_that_is_passed_over_is_noted_as_skipped(make: Make, key: str) -> None:
    player = make(walk=STAGE, replay=True)
    async with player.run_test(size=WIDE) as pilot:
        await press(pilot)
        await press(pilot, "n", "n")
        assert (player.state.walk.asking, player.state.answers) == ("how-many", {})
        await press(pilot, key)
    assert (player.state.walk.asking, player.state.answers) == ("", {"how-many": -1})


# ── the view in hand ────────────────────────────────────────────────────────────────────────


async def test_a_beat_turns_no_view_while_one_is_on_the_whole_screen(make: Make) -> None:
    player = make(walk=Walk(place="stage", step=1), replay=True)
    async with player.run_test(size=WIDE) as pilot:
        await press(pilot)
        await press(pilot, "z", "n")
        assert player.state.walk.step in player.state.track.beats
        assert (player.state.zoomed, player.state.active) == (True, "topology")
        await press(pilot, "escape")
        assert (player.state.zoomed, player.state.active) == (False, "groups")
