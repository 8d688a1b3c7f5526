"""The view in hand follows the story until the learner holds one."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from tests.tui.conftest import Make
from tests.tui.test_player import SMALL, WIDE, press
from tests.view.tape import three_tabs
from tutor.core.events import FACTS
from tutor.story.follow import view_for
from tutor.tui.player import Player
from tutor.view import table


def active(pilot: Pilot[int]) -> str:
    assert isinstance(pilot.app, Player)
    return pilot.app.state.active


def test_every_view_that_is_turned_to_is_there() -> None:
    assert {row.view for row in FACTS.values()} <= set(table.VIEWS)


def test_every_fact_of_a_recording_has_a_view() -> None:
    assert {view_for(event) for event in [None, *three_tabs().events]} <= set(table.VIEWS)


async def test_a_beat_turns_to_the_view_that_shows_it(make: Make) -> None:
    async with make().run_test(size=SMALL) as pilot:
        await press(pilot)
        await press(pilot, "n")
        assert active(pilot) == "groups"


async def test_an_event_between_two_beats_turns_nothing(make: Make) -> None:
    async with make().run_test(size=SMALL) as pilot:
        await press(pilot)
        await press(pilot, "n", "full_stop")
        assert active(pilot) == "groups"


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_a_view_that_the_learner_chose_stays(make: Make, size: tuple[int, int]) -> None:
    async with make().run_test(size=size) as pilot:
        await press(pilot)
        await press(pilot, "n", "e", "n")
        assert active(pilot) == "events"


async def test_escape_lets_it_follow_again(make: Make) -> None:
    async with make().run_test(size=SMALL) as pilot:
        await press(pilot)
        await press(pilot, "n", "e", "escape")
        assert active(pilot) == "groups"


async def test_what_the_run_says_is_in_sight_on_a_small_screen(make: Make) -> None:
    async with make().run_test(size=(80, 20)) as pilot:
        await press(pilot)
        shown = await press(pilot, "n", "n", "n", "1")
        assert "The run says: 3" in shown
        assert "your answer is wrong: 2" in shown
