"""The list of exercises on the screen: one key or click chooses."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from tests.tui.conftest import screen
from tests.view.test_exercise_list import ENTRIES
from tutor.tui.exercises_screen import ExercisesScreen
from tutor.tui.surface import Panel

SMALL = (80, 24)


def make(*, at: str = "", said: str = "", ascii: bool = False) -> ExercisesScreen:
    return ExercisesScreen(ENTRIES, at=at, said=said, ascii=ascii)


async def press(pilot: Pilot[str], *keys: str) -> str:
    await pilot.press(*keys)
    await pilot.pause()
    return screen(pilot.app)  # type: ignore[arg-type]


async def chosen(app: ExercisesScreen, *keys: str) -> str | None:
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, *keys)
    return app.return_value


@pytest.mark.parametrize(
    ("keys", "name"),
    [
        (("enter",), "closes"),
        (("k", "up", "enter"), "a_long_name"),
        (("pagedown", "j", "enter"), "closes"),
        (("ctrl+p", *"door", "enter"), "door"),
        (("question_mark", "escape", "y", "q"), ""),
    ],
)
async def test_a_key_chooses(keys: tuple[str, ...], name: str) -> None:
    assert await chosen(make(), *keys) == name


async def test_it_begins_where_one_was_and_says_what_kept_it_from_opening() -> None:
    async with make(at="door", said="It is there already.").run_test(size=SMALL) as pilot:
        shown = await press(pilot)
        assert "▶ ✓ door" in shown
        assert "2 of 4 mended" in shown
        assert "It is there already." in shown


async def test_a_click_selects_and_another_opens() -> None:
    app = make(at="door")
    async with app.run_test(size=SMALL) as pilot:
        app.on_panel_picked(Panel.Picked(2))
        assert "▶   leaks" in await press(pilot)
        app.on_panel_picked(Panel.Picked(2))
    assert app.return_value == "leaks"


async def test_without_exercises_there_is_nothing_to_open() -> None:
    app = ExercisesScreen([], ascii=True)
    async with app.run_test(size=(40, 16)) as pilot:
        shown = await press(pilot, "j", "enter")
        assert "no exercises" in shown
        assert shown.isascii()
        await press(pilot, "q")
    assert app.return_value == ""
