"""A message is seen on its way, and whoever presses a key does not wait for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import pytest
from textual.pilot import Pilot

from tests.tui.conftest import Make, screen
from tutor.story.walk import Walk
from tutor.tui import mover, painter
from tutor.tui.mover import VARIABLE, is_wanted
from tutor.tui.player import Player
from tutor.tui.player_state import SPEEDS

SIZE = (120, 40)
STAGE = Walk(place="stage")


@pytest.fixture(autouse=True)
def variable(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that turns motion off turns it off for itself."""
    monkeypatch.setenv(VARIABLE, "")


def moving(make: Make, clock: Callable[[], float] = lambda: 0.0) -> Player:
    player = make(walk=STAGE, replay=True, clock=clock)
    player.state.motion = True
    return player


async def press(pilot: Pilot[int], *keys: str) -> Player:
    """With who on the stage, before the first beat, press these keys."""
    player = pilot.app
    assert isinstance(player, Player)
    await pilot.pause()
    if not player.state.pinned:
        player.action_look("topology")
    for key in keys:
        await pilot.press(key)
        await pilot.pause()
    return player


@pytest.fixture
def slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    """A frame stands until a key comes."""
    monkeypatch.setattr(mover, "EVERY", 1000.0)


@pytest.mark.usefixtures("slowly")
async def test_the_first_frame_is_painted_with_the_step(make: Make) -> None:
    async with moving(make).run_test(size=SIZE) as pilot:
        player = await press(pilot, "n")
        assert player.state.visit.walk.step == player.state.visit.track.beats[1]
        assert "◆" in screen(player)
        assert "The second tab joins" in screen(player)


async def test_the_last_frame_is_the_still_picture(make: Make) -> None:
    async with make(walk=STAGE, replay=True).run_test(size=SIZE) as pilot:
        still = screen(await press(pilot, "n"))
    async with moving(make).run_test(size=SIZE) as pilot:
        player = await press(pilot)
        seen = watched(player)
        await pilot.press("n")
        async with asyncio.timeout(10):
            while player.mover.is_moving:
                await asyncio.sleep(0.01)
        await pilot.pause()
        assert screen(player) == still
        assert 1 < len(seen) <= 6
        assert seen[-1] is False


def watched(player: Player) -> list[bool]:
    """Whether there was a frame, each time when the hero was painted."""
    seen: list[bool] = []
    paint = player.painter.paint_one

    def watching(surface: object) -> None:
        if getattr(surface, "id", "") == "hero":
            seen.append(player.mover.is_moving)
        paint(surface)  # type: ignore[arg-type]

    player.painter.paint_one = watching  # type: ignore[method-assign,assignment]
    return seen


@pytest.mark.usefixtures("slowly")
@pytest.mark.parametrize(("key", "steps"), [(".", 1), ("comma", -1), ("x", 0), ("p", None)])
async def test_a_key_ends_a_motion_and_then_does_what_it_does(
    make: Make, key: str, steps: int | None
) -> None:
    async with moving(make).run_test(size=SIZE) as pilot:
        player = await press(pilot, "n")
        assert player.mover.is_moving
        before = player.state.visit.walk.step
        await pilot.press({".": "full_stop"}.get(key, key))
        await pilot.pause()
        assert not player.mover.is_moving
        assert "◆" not in screen(player)
        if steps is not None:
            assert player.state.visit.walk.step == before + steps


@pytest.mark.usefixtures("slowly")
async def test_a_step_that_no_key_made_ends_a_motion_too(make: Make) -> None:
    async with moving(make).run_test(size=SIZE) as pilot:
        player = await press(pilot, "n")
        assert player.mover.is_moving
        player.state.playing = True
        player._tick()
        await pilot.pause()
        assert not player.mover.is_moving


@pytest.mark.usefixtures("slowly")
@pytest.mark.parametrize("keys", [("full_stop",), ("dollar_sign",), ("n", "p")])
async def test_no_other_key_moves_a_message(make: Make, keys: tuple[str, ...]) -> None:
    async with moving(make).run_test(size=SIZE) as pilot:
        assert not (await press(pilot, *keys)).mover.is_moving


@pytest.mark.usefixtures("slowly")
async def test_a_view_without_a_place_for_it_stands_still(make: Make) -> None:
    async with moving(make).run_test(size=SIZE) as pilot:
        assert not (await press(pilot, "s", "n")).mover.is_moving


@pytest.mark.usefixtures("slowly")
async def test_nothing_moves_at_four_times_the_usual_speed(make: Make) -> None:
    async with moving(make).run_test(size=SIZE) as pilot:
        assert not (await press(pilot, "+", "+", "n")).mover.is_moving
        assert SPEEDS[pilot.app.state.speed] == 8.0  # type: ignore[attr-defined]


@pytest.mark.usefixtures("slowly")
async def test_a_key_turns_motion_off_and_on(make: Make) -> None:
    async with moving(make).run_test(size=SIZE) as pilot:
        player = await press(pilot, "M")
        assert "Motion is off." in screen(player)
        assert not (await press(pilot, "n")).mover.is_moving
        assert "Motion is on" in screen(await press(pilot, "M"))


async def test_after_a_frame_that_came_late_nothing_moves_any_more(make: Make) -> None:
    times: Iterator[float] = iter(range(10_000))  # a second passes at each look at the clock
    async with moving(make, clock=times.__next__).run_test(size=SIZE) as pilot:
        player = await press(pilot, "n")
        assert not player.mover.is_moving
        assert not player.state.motion
    assert not is_wanted(), "the next lesson stands still, too"


async def test_a_player_stands_still_unless_it_is_told_to_move(make: Make) -> None:
    async with make(walk=STAGE, replay=True).run_test(size=SIZE) as pilot:
        assert not (await press(pilot, "n")).mover.is_moving


def test_the_variable_keeps_everything_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert is_wanted()
    monkeypatch.setenv(VARIABLE, "0")
    assert not is_wanted()


@pytest.mark.usefixtures("slowly")
async def test_nothing_is_drawn_ahead_while_something_moves(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(painter, "IDLE", 0.001)
    async with moving(make).run_test(size=SIZE) as pilot:
        player = await press(pilot, "n")
        drawn: list[int] = []
        of = player.painter.pictures.of
        monkeypatch.setattr(
            player.painter.pictures,
            "of",
            lambda view, moment, **look: drawn.append(moment.step) or of(view, moment, **look),
        )
        await asyncio.sleep(0.1)
        assert drawn == []
        player.mover.end()
        async with asyncio.timeout(10):
            while player.state.visit.walk.step + 1 not in drawn:
                await asyncio.sleep(0.01)
