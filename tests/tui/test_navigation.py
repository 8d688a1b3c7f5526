"""Where keys lead in the player, and what a recording changes that comes when it comes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from tests.tui.conftest import Make, Runs
from tests.tui.test_player import SMALL, WIDE, press
from tests.view.tape import three_tabs
from tutor.core.events import Event
from tutor.course.model import Scene
from tutor.runtime.scene_recordings import Progress
from tutor.story.walk import Walk
from tutor.tui.fresh import EARLY, SEEN_AFTER
from tutor.tui.player_state import SPEEDS

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
    assert (player.state.visit.story, player.state.progress, player.state.live) == (None, "", False)


async def test_a_recording_of_the_page_at_hand_is_taken(make: Make) -> None:
    runs = Slow()
    player = make(runs=runs)
    async with player.run_test(size=WIDE) as pilot:
        await press(pilot)
        runs.go_on.set()
        await player.workers.wait_for_complete()
        assert "86 facts, recorded live just now" in await press(pilot)
    assert player.state.visit.story is not None


# ── questions ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("key", ["n", "full_stop"])
async def test_a_question_that_is_passed_over_is_noted_as_skipped(make: Make, key: str) -> None:
    player = make(walk=STAGE, replay=True)
    async with player.run_test(size=WIDE) as pilot:
        await press(pilot)
        await press(pilot, "n", "n")
        assert (player.state.visit.walk.asking, player.state.visit.answers) == ("how-many", {})
        await press(pilot, key, key)
    visit = player.state.visit
    assert (visit.walk.asking, visit.answers, visit.skipped) == ("", {}, {"how-many"})


# ── the view in hand ────────────────────────────────────────────────────────────────────────


async def test_a_beat_turns_no_view_while_one_is_on_the_whole_screen(make: Make) -> None:
    player = make(walk=Walk(place="stage", step=1), replay=True)
    async with player.run_test(size=WIDE) as pilot:
        await press(pilot)
        await press(pilot, "z", "n")
        assert player.state.visit.walk.step in player.state.visit.track.beats
        assert (player.state.zoomed, player.state.hero) == (True, "sequence")
        await press(pilot, "escape")
        assert (player.state.zoomed, player.state.hero) == (False, "groups")


# ── speed ───────────────────────────────────────────────────────────────────────────────────


async def test_the_speed_has_two_ends(make: Make) -> None:
    player = make(walk=STAGE, replay=True)
    async with player.run_test(size=WIDE) as pilot:
        await press(pilot)
        begun = player.state.speed
        await press(pilot, "+")
        assert player.state.speed == begun + 1
        await press(pilot, *"+++++++++")
        assert player.state.speed == len(SPEEDS) - 1
        await press(pilot, *"----------")
        assert player.state.speed == 0


async def test_playing_is_stopped_by_the_same_key(make: Make) -> None:
    player = make(walk=STAGE, replay=True)
    async with player.run_test(size=WIDE) as pilot:
        await press(pilot)
        player.painter.words_to_read = lambda: 1_000_000  # type: ignore[method-assign]
        assert "space pause" in await press(pilot, "space")
        assert "space play" in await press(pilot, "space")


# ── pages ───────────────────────────────────────────────────────────────────────────────────


async def test_there_is_no_page_before_the_first_and_none_after_the_last(make: Make) -> None:
    player = make(page=1)
    async with player.run_test(size=WIDE) as pilot:
        await press(pilot)
        assert "An island" in await press(pilot, "[")
        assert "The end" in await press(pilot, "]", "]")
        assert "Lesson 7 is done." in await press(pilot, "]")
        assert player.state.visit.page.number == 3


async def test_back_from_the_first_beat_leads_to_the_prose_and_then_to_the_page_before(
    make: Make,
) -> None:
    player = make(walk=STAGE, replay=True)
    async with player.run_test(size=WIDE) as pilot:
        await press(pilot)
        places = []
        for _ in range(3):
            places.append((player.state.visit.page.number, player.state.visit.walk.place))
            await press(pilot, "p")
    assert places == [(2, "stage"), (2, "read"), (1, "read")]


async def test_a_page_with_a_scene_invites_to_watch_it(make: Make) -> None:
    async with make().run_test(size=WIDE) as pilot:
        assert "▶ n  watch: Three tabs, one room" in await press(pilot)


async def test_again_says_why_nothing_is_run(make: Make) -> None:
    async with make(walk=STAGE, replay=True).run_test(size=WIDE) as pilot:
        await press(pilot)
        assert "--replay starts no server." in await press(pilot, "r")
        assert "There is nothing to run here." in await press(pilot, "]", "r")


# ── what will be wanted next ────────────────────────────────────────────────────────────────


async def test_the_steps_that_a_key_leads_to_are_drawn_while_none_is_pressed(make: Make) -> None:
    player = make(walk=Walk(place="stage", step=3), replay=True)
    async with player.run_test(size=WIDE) as pilot:
        await press(pilot)
        first = player.state.visit.track.beats[0]
        wanted = {2, 3, 4, first}
        drawn: set[object] = set()
        for _ in range(500):
            drawn = {step for _, step, *_ in player.painter.pictures._kept}
            if drawn >= wanted:
                break
            await pilot.pause(0.02)
    assert drawn == wanted


async def test_playing_goes_on_after_an_answered_question(make: Make) -> None:
    player = make(walk=STAGE, replay=True)
    async with player.run_test(size=WIDE) as pilot:
        await press(pilot)
        await press(pilot, "n", "n")
        assert player.state.visit.walk.asking
        player.state.playing = True
        player._tick()
        assert (player.state.playing, player.state.waits) == (False, True)
        await press(pilot, "b")
        assert (player.state.playing, player.state.waits) == (True, False)
        await press(pilot, "space")
        assert player.state.playing is False


async def test_the_key_line_says_how_fast_playing_is(make: Make) -> None:
    async with make(walk=STAGE, replay=True).run_test(size=WIDE) as pilot:
        await press(pilot)
        assert "space play 1x" in await press(pilot, "n")
        assert "space play 2x" in await press(pilot, "+")


async def test_a_key_for_the_wait_does_not_pass_over_the_first_beat(make: Make) -> None:
    runs, now = Slow(), [0.0]
    app = make(walk=STAGE, runs=runs, clock=lambda: now[0])
    async with app.run_test(size=SMALL) as pilot:
        assert "john connects" in await press(pilot, "n")
        runs.go_on.set()
        await press(pilot)
        first = app.state.visit.walk.step
        assert first
        shown = await press(pilot, "n", "full_stop")
        assert EARLY in shown
        assert app.state.visit.walk.step == first
        now[0] += SEEN_AFTER
        assert EARLY not in await press(pilot, "n")
        assert app.state.visit.walk.step > first
