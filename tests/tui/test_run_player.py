"""The player on a run of an exercise: it begins where something happened, and leads back."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.tui.conftest import screen
from tests.view.tape import three_tabs, upto
from tutor.tui.run_player import RunPlayer

TAPE = three_tabs()
STEP = upto(TAPE, "group.joined")


def make(*, seq: int = STEP, told: str = "It joined.", ascii: bool = False) -> RunPlayer:
    where = Path(__file__).parent
    return RunPlayer("echo, run 4", where, TAPE.events, seq=seq, told=told, ascii=ascii)


async def press(pilot: Pilot[int], *keys: str) -> str:
    await pilot.press(*keys)
    await pilot.pause()
    await pilot.pause()
    return screen(pilot.app)  # type: ignore[arg-type]


async def test_it_begins_at_the_step_with_what_is_said_there() -> None:
    async with make().run_test(size=(80, 24)) as pilot:
        shown = await press(pilot)
        assert shown.startswith(" echo, run 4")
        assert f"step {STEP} of {len(TAPE.events)}" in shown
        assert "It joined." in shown
        assert f"step {STEP - 1} of" in await press(pilot, "comma")
        assert f"step {STEP} of" in await press(pilot, "n")
        assert f"step {len(TAPE.events)} of" in await press(pilot, "n")
        assert f"step {STEP} of" in await press(pilot, "p")
        assert "to the exercise" in await press(pilot, "p")


async def test_a_run_without_such_a_step_begins_at_its_end() -> None:
    app = make(seq=0)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot)
        assert app.state.visit.walk.step == len(TAPE.events)


async def test_one_key_leads_back() -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "q")
    assert app.return_value == 0


@pytest.mark.parametrize("size", [(40, 16), (120, 40)])
async def test_in_ascii_there_is_only_ascii(size: tuple[int, int]) -> None:
    async with make(ascii=True).run_test(size=size) as pilot:
        assert (await press(pilot, "question_mark")).isascii()
        assert (await press(pilot, "escape", "r")).isascii()  # there is nothing to run again


async def test_what_came_of_a_save_is_told_over_the_run() -> None:
    app = make()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot)
        app.tell("Saved: run 5, mended ✓. q leads back to it.")
        assert "Saved: run 5, mended ✓. q leads back to it." in await press(pilot)
