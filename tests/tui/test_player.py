"""Keys in, a screen out: the player on a literal recording."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.containers import Container
from textual.pilot import Pilot

from tests.tui.conftest import Make, Runs, screen
from tutor.errors import SceneFailed, Unavailable
from tutor.learner.store import Store
from tutor.story.walk import Walk
from tutor.tui.pictures import FAILED
from tutor.tui.player import Player

STAGE = Walk(place="stage")
WIDE, SMALL, TINY = (120, 40), (80, 24), (40, 20)


async def press(pilot: Pilot[int], *keys: str) -> str:
    """The screen after these keys, once nothing moves any more."""
    await pilot.press(*keys)
    await pilot.pause()
    await pilot.pause()
    player = pilot.app
    assert isinstance(player, Player)
    return screen(player)


async def test_page_is_read_before_its_scene_is_watched(make: Make) -> None:
    async with make().run_test(size=WIDE) as pilot:
        shown = await press(pilot)
        assert "Watch the group fill." in shown
        assert "▶    " not in shown


@pytest.mark.parametrize("size", [WIDE, SMALL, TINY])
async def test_the_first_frame_is_styled_once(
    make: Make, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    again: list[str] = []
    monkeypatch.setattr(Container, "set_classes", lambda _, names: again.append(names))
    player, seen = make(walk=STAGE), []
    player.on_first_frame = lambda: seen.append([*again])
    async with player.run_test(size=size) as pilot:
        await press(pilot)
    assert seen == [[]], "a class that comes later has everything styled once more"
    assert again, "what the recording changes comes later"


async def test_who_waits_for_the_first_frame_is_told_once_it_stands(make: Make) -> None:
    player, seen = make(), []
    player.on_first_frame = lambda: seen.append(player.state.visit.story is None and screen(player))
    async with player.run_test(size=WIDE) as pilot:
        await press(pilot)
    (shown,) = seen
    assert "Watch the group fill." in shown


async def test_on_shows_the_first_beat_its_hero_the_strips_and_the_flow(make: Make) -> None:
    async with make().run_test(size=WIDE) as pilot:
        await press(pilot)
        shown = await press(pilot, "n")
        for text in ("first tab joins", "l layer", "user_john", " t topology", "group_add"):
            assert text in shown
        assert FAILED not in shown


async def test_scene_waits_at_its_question_and_says_why_a_guess_is_wrong_once_it_has_run(
    make: Make, tmp_path: Path
) -> None:
    with Store(tmp_path) as store:
        async with make(walk=STAGE, replay=True, store=store).run_test(size=WIDE) as pilot:
            await press(pilot)
            assert "How many browsers" in await press(pilot, "n", "n")
            guessed = await press(pilot, "a")
            assert "Your guess: a, 2." in guessed
            assert "The sender is a member, too." not in guessed
            assert [(a.choice, a.correct) for a in store.answers()] == [("2", False)]
            assert "The sender is a member, too." in await press(pilot, "n", "n")
        assert [(a.choice, a.correct) for a in store.answers()] == [("2", False)]


async def test_single_events_go_both_ways(make: Make) -> None:
    player = make(walk=STAGE, replay=True)
    async with player.run_test(size=WIDE) as pilot:
        await press(pilot)
        begun = player.state.visit.walk.step
        await press(pilot, ".", ".", ",")
        assert player.state.visit.walk.step == begun + 1


async def test_place_is_kept_at_every_step(make: Make, tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        player = make(walk=STAGE, replay=True, store=store)
        async with player.run_test(size=WIDE) as pilot:
            await press(pilot, ".", ".")
            kept = store.position(player.lesson.slug)
    assert kept is not None
    assert (kept.page, kept.scene, kept.step) == (2, "three_tabs", player.state.visit.walk.step)


async def test_player_begins_at_the_step_it_is_given(make: Make) -> None:
    player = make(walk=Walk(place="stage", step=40), replay=True)
    async with player.run_test(size=WIDE) as pilot:
        assert "step 40 of 86" in await press(pilot)


async def test_end_home_and_pages(make: Make) -> None:
    async with make(walk=STAGE, replay=True).run_test(size=WIDE) as pilot:
        await press(pilot)
        assert "step 86 of 86" in await press(pilot, "$")
        assert "step 0 of 86" in await press(pilot, "0")
        assert "Nothing more." in await press(pilot, "]")
        assert "Watch the group fill." in await press(pilot, "[")


async def test_what_follows_the_scene_says_what_the_run_proved(make: Make) -> None:
    async with make(walk=STAGE).run_test(size=WIDE) as pilot:
        await press(pilot)
        shown = await press(pilot, "$", "n")
        assert "Three tabs, one room: done" in shown
        assert "Proved by this run." in " ".join(line[:38].strip() for line in shown.split("\n"))
        assert "That was it." in await press(pilot, "n")
        assert "Nothing more." in await press(pilot, "n")


@pytest.mark.parametrize(
    "given",
    [
        {"replay": True},
        {"runs": Runs(Unavailable("There is no loopback here."))},
        {"runs": Runs(SceneFailed("ann: nothing came"))},
    ],
    ids=["wanted", "unavailable", "failed"],
)
async def test_a_recording_proves_nothing_by_this_run(make: Make, given: dict[str, Any]) -> None:
    async with make(walk=STAGE, **given).run_test(size=WIDE) as pilot:
        await press(pilot)
        shown = await press(pilot, "$", "n")
        assert "Proved by the recording." in shown
        assert "this run" not in shown


@pytest.mark.parametrize("size", [WIDE, SMALL, TINY], ids=str)
@pytest.mark.parametrize("ascii", [False, True], ids=["unicode", "ascii"])
async def test_every_panel_can_be_looked_at(make: Make, size: tuple[int, int], ascii: bool) -> None:
    async with make(walk=STAGE, replay=True, ascii=ascii).run_test(size=size) as pilot:
        await press(pilot)
        for key in "tlcsiebf":
            shown = await press(pilot, key)
            assert FAILED not in shown
            assert not ascii or shown.isascii(), shown


async def test_z_gives_the_hero_the_whole_screen_and_escape_takes_it_back(make: Make) -> None:
    async with make(walk=STAGE, replay=True).run_test(size=WIDE) as pilot:
        await press(pilot)
        assert " t topology" not in await press(pilot, "e", "z")
        assert " t topology" in await press(pilot, "escape")


async def test_tab_swaps_the_two_views_of_a_beat(make: Make) -> None:
    player = make(walk=STAGE, replay=True)
    async with player.run_test(size=WIDE) as pilot:
        await press(pilot)
        player.state.second = "scope"
        first = player.state.hero
        await press(pilot, "tab")
        assert (player.state.hero, player.state.second) == ("scope", first)


async def test_help_names_every_key(make: Make) -> None:
    async with make(walk=STAGE, replay=True).run_test(size=WIDE) as pilot:
        await press(pilot)
        shown = await press(pilot, "?", "?")
        for text in ("next beat", "one event on", "go to a beat", "leave", "Ctrl-D"):
            assert text in shown
        assert " t topology" in await press(pilot, "q")


@pytest.mark.parametrize("key", ["q", "ctrl+c", "ctrl+d"])
async def test_leaving_keys_leave(make: Make, key: str) -> None:
    player = make(walk=STAGE, replay=True)
    async with player.run_test(size=WIDE) as pilot:
        await pilot.press(key)
    assert player.return_value == 0


@pytest.mark.parametrize(
    ("refuses", "said"),
    [
        (Unavailable("No port can be had."), "No port can be had."),
        (SceneFailed("john expected history"), "The live run failed: john expected history."),
    ],
)
async def test_recording_is_played_when_there_is_no_live_run(
    make: Make, refuses: Exception, said: str
) -> None:
    runs = Runs(refuses)  # type: ignore[arg-type]
    async with make(walk=STAGE, runs=runs).run_test(size=WIDE) as pilot:
        shown = await press(pilot)
        assert said in shown
        assert "· recording" in shown


async def test_nothing_to_play_is_said_and_the_prose_stays(make: Make) -> None:
    runs = Runs(Unavailable("No port can be had."), ships=False)
    async with make(walk=STAGE, runs=runs).run_test(size=WIDE) as pilot:
        shown = await press(pilot)
        assert "No port can be had." in shown
        assert "Watch the group fill." in shown


async def test_again_runs_the_scene_once_more(make: Make) -> None:
    runs = Runs()
    async with make(walk=STAGE, runs=runs).run_test(size=WIDE) as pilot:
        await press(pilot)
        assert "· live" in await press(pilot, "r")
        assert runs.runs == 2


async def test_playing_walks_by_itself_and_stops_at_the_question(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutor.tui.navigation.READING", float("inf"))
    player = make(walk=STAGE, replay=True)
    async with player.run_test(size=WIDE) as pilot:
        await press(pilot, "+", "+", "+", "+", "$", "0")
        player.state.speed = 5
        await pilot.press("space")
        for _ in range(400):
            if player.state.visit.walk.asking:
                break
            await pilot.pause(0.02)
        assert player.state.visit.walk.asking == "how-many"


async def test_small_terminal_grows_into_a_wide_stage(make: Make) -> None:
    player = make(walk=STAGE, replay=True)
    async with player.run_test(size=TINY) as pilot:
        assert " e events" not in await press(pilot)
        await pilot.resize_terminal(*WIDE)
        for _ in range(100):
            if " e events" in await press(pilot):
                break
        assert " e events" in screen(player)


@pytest.mark.parametrize("keys", [["1"], ["b"], ["n", "n"], ["full_stop", "full_stop"]])
async def test_keys_before_a_question_was_seen_neither_answer_nor_skip_it(
    make: Make, tmp_path: Path, keys: list[str]
) -> None:
    now = [0.0]
    with Store(tmp_path) as store:
        player = make(walk=STAGE, replay=True, store=store, clock=lambda: now[0])
        async with player.run_test(size=WIDE) as pilot:
            await press(pilot)
            assert "How many browsers" in await press(pilot, "n", "n")
            now[0] = 0.24
            assert "press it again" in await press(pilot, *keys)
            assert player.state.visit.walk.asking == "how-many"
            now[0] = 0.25
            await press(pilot, *keys)
            assert player.state.visit.walk.asking == ""


@pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=str)  # a row each, and one for all
@pytest.mark.parametrize(("choice", "said"), [("a  2", "a, 2."), ("b  3", "b, 3.")])
async def test_a_click_on_a_choice_answers_the_question(
    make: Make, choice: str, said: str, size: tuple[int, int]
) -> None:
    player = make(walk=STAGE, replay=True)
    async with player.run_test(size=size) as pilot:
        await press(pilot)
        lines = (await press(pilot, "n", "n")).split("\n")
        row = next(row for row, line in enumerate(lines) if f" {choice}" in line)
        await pilot.click(offset=(lines[row].index(choice), row))
        assert f"Your guess: {said}" in await press(pilot)


async def test_a_click_on_the_timeline_goes_there(make: Make) -> None:
    player = make(walk=STAGE, replay=True)
    async with player.run_test(size=WIDE) as pilot:
        await press(pilot)
        for column, step in ((1, 0), (118, 86), (60, 43)):
            await pilot.click("#scrubber", offset=(column, 0))
            assert f"step {step} of 86" in await press(pilot)


async def test_a_click_on_the_line_of_pages_opens_one(make: Make) -> None:
    player = make(page=1, replay=True)
    async with player.run_test(size=WIDE) as pilot:
        await press(pilot)
        await pilot.click("#scrubber", offset=(118, 0))
        assert "Nothing more." in await press(pilot)


async def test_two_clicks_enlarge_the_hero(make: Make) -> None:
    player = make(walk=STAGE, replay=True)
    async with player.run_test(size=WIDE) as pilot:
        await press(pilot)
        await pilot.click("#hero", times=2)
        assert " t topology" not in await press(pilot)


async def test_a_click_on_a_strip_puts_its_view_on_the_stage(make: Make) -> None:
    player = make(walk=STAGE, replay=True)
    async with player.run_test(size=WIDE) as pilot:
        await press(pilot, "n")
        view = player.painter.stripped[1]
        await pilot.click("#strips", offset=(20, 1))
        assert (player.state.hero, player.state.pinned) == (view, True)
        before = player.state.hero
        await pilot.click("#strips", offset=(20, 5))
        assert player.state.hero == before or len(player.painter.stripped) > 5


async def test_enter_opens_the_message_of_the_step_and_closes_it(make: Make) -> None:
    player = make(walk=STAGE, replay=True)
    async with player.run_test(size=WIDE) as pilot:
        await press(pilot, "n")
        first = player.state.hero
        assert "pinned: m message" in await press(pilot, "enter")
        await press(pilot, "enter")
        assert player.state.hero == first


@pytest.mark.parametrize("size", [WIDE, SMALL, TINY], ids=str)
async def test_help_explains_the_signs_on_this_screen_first(
    make: Make, size: tuple[int, int]
) -> None:
    async with make(walk=STAGE, replay=True).run_test(size=size) as pilot:
        await press(pilot)
        shown = await press(pilot, "?")
        assert "signs on this screen" in shown
        assert "l  layer" in shown
        assert "dashed wall" not in await press(pilot, "pagedown", "pagedown")
        assert "next beat" in await press(pilot, "?")
        assert "all signs" in await press(pilot, "?")
        assert "signs on this screen" in await press(pilot, "?")
        assert "keys" in await press(pilot, "right", "left", "right")
        assert "first tab joins" in await press(pilot, "escape")


async def test_help_on_a_page_of_words_explains_none(make: Make) -> None:
    async with make(page=1, replay=True).run_test(size=WIDE) as pilot:
        await press(pilot)
        shown = await press(pilot, "?")
        assert "You are here." in shown
        assert "lifeline" not in shown
        assert "consumer instance" not in shown


async def test_numbers_of_statements_stand_behind_a_key(make: Make) -> None:
    async with make(walk=STAGE, replay=True).run_test(size=WIDE) as pilot:
        await press(pilot)
        before = await press(pilot, "#")
        assert "C07-15" in before
        assert "Everybody hears it." not in before, "the scene has not said it yet"
        shown = await press(pilot, "escape", "$", "n")
        assert "Everybody hears it." in shown
        assert "C07-15" not in shown
        shown = await press(pilot, "#")
        assert "C07-15   The guide is right: Everybody hears it." in shown


async def test_a_page_that_proves_no_statement_says_so(make: Make) -> None:
    async with make(page=1, replay=True).run_test(size=SMALL) as pilot:
        await press(pilot)
        assert "No statement of the guide" in await press(pilot, "#")


async def test_a_click_beside_the_help_closes_it(make: Make) -> None:
    player = make(walk=STAGE, replay=True)
    async with player.run_test(size=WIDE) as pilot:
        await press(pilot, "?")
        await pilot.click(offset=(60, 10))
        assert len(player.screen_stack) == 2
        await pilot.click(offset=(1, 1))
        await press(pilot)
        assert len(player.screen_stack) == 1
