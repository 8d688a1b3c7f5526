"""Going somewhere by name: the palette, "go to", and the search."""

from __future__ import annotations

import re

import pytest
from rich.color import ColorType
from textual.pilot import Pilot

from tests.tui.conftest import Make, screen
from tests.tui.test_player import SMALL, STAGE, TINY, WIDE, press
from tutor.library.search_course import Entry
from tutor.tui.bindings import FINDS, KEYS
from tutor.tui.command_palette import LEFT
from tutor.tui.player import Player


async def typed(pilot: Pilot[int], text: str, *keys: str) -> str:
    return await press(pilot, *("space" if char == " " else char for char in text), *keys)


@pytest.mark.parametrize("size", [WIDE, SMALL, TINY], ids=str)
@pytest.mark.parametrize("ascii", [False, True], ids=["unicode", "ascii"])
async def test_palette_offers_everything_with_its_key(
    make: Make, size: tuple[int, int], ascii: bool
) -> None:
    async with make(walk=STAGE, replay=True, ascii=ascii).run_test(size=size) as pilot:
        await press(pilot)
        shown = await press(pilot, "ctrl+p")
        assert "next beat of the story" in shown
        assert not ascii or shown.isascii()
        found = [await typed(pilot, text) + await clear(pilot) for text in ("scope", "tabs")]
        assert "s            show scope" in found[0]
        assert "page 2       Three tabs" in found[1]
        assert "scene        Three tabs" in found[1]


async def clear(pilot: Pilot[int]) -> str:
    await press(pilot, "ctrl+u")
    return ""


async def test_palette_has_every_key_but_its_own_and_every_other_lesson(make: Make) -> None:
    player = make(walk=STAGE, replay=True)
    async with player.run_test(size=WIDE) as pilot:
        await press(pilot)
        keys = [entry.title for entry in player._commands()]
        assert keys == [key.meaning for key in KEYS if key.action not in {"", FINDS}]
        lessons = [entry.key for entry in player._lessons()]
        assert ("lesson 6" in lessons, "lesson 7" in lessons) == (True, False)
        everything = [*player._commands(), *player._pages(), *player._lessons()]
        assert max(len(entry.key) for entry in everything) <= LEFT


async def test_palette_does_what_is_chosen(make: Make) -> None:
    player = make(walk=STAGE, replay=True)
    async with player.run_test(size=SMALL) as pilot:
        await press(pilot, "ctrl+p")
        await typed(pilot, "show scope", "enter")
        assert (player.state.hero, player.state.pinned) == ("scope", True)
        await press(pilot, "ctrl+p")
        await typed(pilot, "lesson 6", "enter")
    assert player.wish == "06_consumers"


@pytest.mark.parametrize("key", ["escape", "ctrl+c", "ctrl+p"])
async def test_palette_is_closed_without_leaving(make: Make, key: str) -> None:
    player = make(walk=STAGE, replay=True)
    async with player.run_test(size=SMALL) as pilot:
        await press(pilot, "ctrl+p", key)
        assert len(player.screen_stack) == 1
        assert player.is_running


async def test_palette_has_the_terminals_own_colours_only(make: Make) -> None:
    async with make(walk=STAGE, replay=True).run_test(size=SMALL) as pilot:
        await press(pilot, "ctrl+p", "p", "down")
        styles = [
            segment.style
            for strip in pilot.app.screen._compositor.render_strips()
            for segment in strip
            if segment.style is not None
        ]
        colours = {c.type for s in styles for c in (s.color, s.bgcolor) if c is not None}
        assert colours <= {ColorType.DEFAULT, ColorType.STANDARD}
        assert any(style.underline for style in styles), "the chosen entry, without colour"


async def test_go_to_offers_beats_pages_and_events_of_a_number(make: Make) -> None:
    player = make(walk=STAGE, replay=True)
    async with player.run_test(size=WIDE) as pilot:
        await press(pilot)
        shown = await press(pilot, "g")
        assert "beat 1       The first tab joins the group." in shown
        assert "The second tab" not in shown, "what is still to come tells too much"
        shown = await press(pilot, "2")
        places = [shown.index(f"│ {kind} 2 ") for kind in ("beat", "page", "event")]
        assert places == sorted(places)
        assert "beat 2 of 3" in await press(pilot, "enter")
        assert "step 70 of 86" in await press(pilot, "g", "7", "0", "enter")
        await press(pilot, "g")
        shown = await typed(pilot, "step 2")
        assert "│ event 2 " in shown
        assert "│ beat 2 " not in shown


async def test_a_quick_enter_takes_what_has_been_typed(make: Make) -> None:
    player = make(walk=STAGE, replay=True)
    async with player.run_test(size=WIDE) as pilot:
        await press(pilot)
        await pilot.press("g", "4", "1", "enter")
        await press(pilot)
        assert player.state.visit.walk.step == 41


async def test_go_to_goes_to_pages_and_scenes_by_name(make: Make) -> None:
    player = make(page=1, replay=True)
    async with player.run_test(size=WIDE) as pilot:
        await press(pilot)
        assert "page 1       An island" in await press(pilot, "g")
        await typed(pilot, "scene")
        await typed(pilot, "", "enter")
        assert "beat 1 of 3" in screen(player)
        await press(pilot, "g")
        assert "Nothing more." in await typed(pilot, "the end", "enter")


async def test_go_to_the_page_in_hand_shows_its_prose(make: Make) -> None:
    async with make(walk=STAGE, replay=True).run_test(size=WIDE) as pilot:
        await press(pilot, "n", "g")
        assert "Watch the group fill." in await typed(pilot, "page 2", "enter")


async def test_search_goes_to_a_beat_of_another_page(make: Make) -> None:
    async with make(page=1, replay=True).run_test(size=WIDE) as pilot:
        await press(pilot, "slash")
        assert "page 2 beat  The second tab joins" in await typed(pilot, "second tab")
        assert "beat 2 of 3" in await press(pilot, "enter")


async def test_search_goes_to_a_beat_of_a_scene_that_is_still_being_recorded(make: Make) -> None:
    player = make(page=1)
    async with player.run_test(size=WIDE) as pilot:
        await press(pilot, "slash")
        await typed(pilot, "second tab", "enter")
        for _ in range(100):
            if "beat 2 of 3" in await press(pilot):
                break
        assert "beat 2 of 3" in screen(player)


async def test_search_goes_to_prose_before_and_after_a_scene(make: Make) -> None:
    async with make(page=1, replay=True).run_test(size=WIDE) as pilot:
        await press(pilot, "slash")
        assert "Watch the group fill." in await typed(pilot, "group fill", "enter")
        await press(pilot, "slash")
        assert "That was it." in await typed(pilot, "was it", "enter")


async def test_search_again_goes_to_the_next_hit_and_round(make: Make) -> None:
    player = make(page=1, replay=True)
    async with player.run_test(size=WIDE) as pilot:
        await press(pilot, "slash")
        await typed(pilot, "tab joins", "enter")
        assert "beat 1 of 3" in screen(player)
        assert "next with “tab joins”, 2 of 2" in await press(pilot, "slash")
        assert "beat 2 of 3" in await press(pilot, "enter")
        assert "beat 1 of 3" in await press(pilot, "slash", "enter")


async def test_a_search_without_a_hit_leaves_everything_as_it_is(make: Make) -> None:
    player = make(page=1, replay=True)
    async with player.run_test(size=WIDE) as pilot:
        await press(pilot, "slash")
        await typed(pilot, "nowhere", "enter", "escape")
        assert player.state.visit.page.number == 1


async def test_where_the_lesson_has_nothing_the_whole_course_is_searched(make: Make) -> None:
    player = make(page=1, replay=True)
    async with player.run_test(size=WIDE) as pilot:
        await press(pilot, "slash")
        assert "term in 5    subprotocol" in await typed(pilot, "subproto")
        await press(pilot, "enter")
    assert re.fullmatch(r"tutor lesson 5 --page \d+", player.wish)


async def test_a_lesson_that_has_the_words_comes_alone(make: Make) -> None:
    async with make(page=1, replay=True).run_test(size=WIDE) as pilot:
        await press(pilot, "slash")
        assert " in 7 " not in await typed(pilot, "group fill")


@pytest.mark.parametrize(
    ("found", "shown"),
    [
        (Entry(kind="scene", title="x", command="x", text="", lesson=7, page=2), "beat 1 of 3"),
        (Entry(kind="term", title="x", command="x", text="", lesson=7, page=3), "Nothing more."),
    ],
)
async def test_what_the_course_has_on_a_page_of_this_lesson_is_turned_to(
    make: Make, found: Entry, shown: str
) -> None:
    player = make(page=1, replay=True)
    async with player.run_test(size=WIDE) as pilot:
        await press(pilot)
        player._to_found(found)
        assert shown in await press(pilot)
        assert player.wish == ""


async def test_a_page_that_this_lesson_does_not_have_is_left_to_the_command(make: Make) -> None:
    player = make(page=1, replay=True)
    command = "tutor lesson 7 --page 9"
    async with player.run_test(size=WIDE) as pilot:
        await press(pilot)
        player._to_found(Entry(kind="page", title="x", command=command, text="", lesson=7, page=9))
    assert player.wish == command


async def test_a_hit_below_the_screen_is_scrolled_to(make: Make) -> None:
    player = make(page=1, replay=True)
    async with player.run_test(size=(40, 8)) as pilot:
        await press(pilot, "slash")
        assert "connection" in await typed(pilot, "connection", "enter")


def test_player_is_asked_by_keys_of_the_table() -> None:
    actions = {key.action for key in KEYS}
    assert {"palette", "go_to", "search"} <= actions
    assert all(hasattr(Player, f"action_{name}") for name in ("palette", "go_to", "search"))
