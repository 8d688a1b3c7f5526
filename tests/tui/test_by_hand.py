"""The key that goes on from a scene by hand, and the way back."""

from __future__ import annotations

import pytest

from tests.tui.conftest import Make
from tests.tui.test_player import WIDE, press
from tutor.story.walk import Walk
from tutor.tui.player_state import BY_HAND


async def test_a_scene_is_gone_on_from_by_hand_and_the_learner_comes_back_to_the_place(
    make: Make,
) -> None:
    player = make(walk=Walk(place="stage", step=34))
    async with player.run_test(size=WIDE) as pilot:
        await press(pilot, "e")
        await press(pilot, "exclamation_mark")
    assert (player.wish, player.return_value) == (BY_HAND, 0)
    again = make(page=1)
    again.stand(player.state, "This machine has no Daphne.")
    async with again.run_test(size=WIDE) as pilot:
        shown = await press(pilot)
        assert "step 34 of 86" in shown
        assert "pinned: e events" in shown
        assert "This machine has no Daphne." in shown


@pytest.mark.parametrize(
    ("page", "says"),
    [
        (2, "--replay starts no server; `tutor play"),
        (3, "! goes on from a scene; this page is only for reading."),
    ],
)
async def test_where_nothing_can_be_gone_on_from_the_key_says_so(
    make: Make, page: int, says: str
) -> None:
    player = make(page=page, replay=True)
    async with player.run_test(size=WIDE) as pilot:
        await press(pilot)
        assert says in await press(pilot, "exclamation_mark")
        assert player.is_running
