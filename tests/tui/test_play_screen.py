"""Keys and lines in, a screen out: a stage in the player, on a literal recording."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.tui.conftest import screen
from tests.tui.taped_stage import BEGUN, EACH, OPENING, UNAVAILABLE, TapedStage
from tests.tui.test_player import SMALL, TINY, WIDE
from tutor.course.model import Scene
from tutor.learner.store import Store
from tutor.library.find import course
from tutor.library.goals import named
from tutor.library.open_goal import Keeper, opening
from tutor.runtime.fact_intake import Facts
from tutor.runtime.live_recording import LiveRecording
from tutor.runtime.scene_recordings import Played, Progress
from tutor.runtime.stage.open_play import Opening
from tutor.tui.play_screen import PlayScreen


async def seen(pilot: Pilot[int], *keys: str) -> str:
    """The screen after these keys, once nothing moves any more."""
    await pilot.press(*keys)
    assert isinstance(pilot.app, PlayScreen)
    for moment in range(1000):
        await pilot.pause(0.01)
        if moment >= 3 and not pilot.app.growth.is_due:  # what has grown is painted
            break
    return screen(pilot.app)


async def typed(pilot: Pilot[int], *lines: str) -> str:
    """The screen after these lines."""
    for line in lines:
        pilot.app.query_one("#line").put(line)  # type: ignore[attr-defined]
        await pilot.press("enter")
    return await seen(pilot)


def make(stage: TapedStage | None = None, *, ascii: bool = False) -> PlayScreen:
    return PlayScreen(stage or TapedStage(), ascii=ascii)


@pytest.mark.parametrize("size", [WIDE, SMALL, TINY])
async def test_it_opens_with_a_line_to_type_in(size: tuple[int, int]) -> None:
    async with make().run_test(size=size) as pilot:
        shown = await seen(pilot)
        assert "Play lobby" in shown
        assert "> Tab or ? shows what may happen" in shown
        assert ("http://127.0.0.1:8000/" in shown) == (size != TINY)
        assert "A server runs, and no tab is open" in shown


@pytest.mark.parametrize(("is_cut", "says"), [(True, "up to step 34"), (False, "to its end")])
async def test_of_a_scene_it_says_how_far_it_was_played(is_cut: bool, says: str) -> None:
    opening = Opening(folder=Path("/lessons/07_groups"), scene="three_tabs", calls=7, step=34)
    stage = TapedStage(opening=opening)
    stage.was_cut = is_cut
    screen_ = make(stage)
    async with screen_.run_test(size=WIDE) as pilot:
        assert "The script of three_tabs was" in await seen(pilot)
        told = f"The script of three_tabs was played {says} on fresh servers: go on from there."
        assert screen_.playing.entries[0].told == [told]


async def test_a_line_is_done_said_and_shown() -> None:
    stage = TapedStage()
    async with make(stage).run_test(size=SMALL) as pilot:
        shown = await typed(pilot, "send ann hello")
        assert [command.line for command in stage.commands] == ["send ann hello"]
        assert f"step {BEGUN + EACH} of {BEGUN + EACH}" in shown
        lines = shown.split("\n")
        row = lines.index(" > send ann hello")
        assert lines[row + 1].startswith("   "), "what came of it"


async def test_a_mistake_is_a_sentence_and_not_the_end() -> None:
    stage = TapedStage()
    async with make(stage).run_test(size=SMALL) as pilot:
        shown = await typed(pilot, "opn x")
        assert "There is no command opn. Did you mean open?" in shown
        assert "There is no tab zoe." in await typed(pilot, "drop zoe", "")
        await typed(pilot, "send ann hi")
        assert [command.verb for command in stage.commands] == ["drop", "send"]


async def test_what_runs_is_named_and_given_up_and_lines_behind_it_too() -> None:
    stage = TapedStage()
    screen_ = make(stage)
    async with screen_.run_test(size=SMALL) as pilot:
        assert "Esc give up" in await typed(pilot, "wait 5", "send ann hi")
        screen_._tick_running()
        assert "wait 5 runs, 0." in await seen(pilot)
        shown = await seen(pilot, "escape")
        assert "Given up after" in shown
        assert "wait 5 runs" not in shown
        assert [command.verb for command in stage.commands] == ["wait"]
        await typed(pilot, "wait 5")
        assert "Given up after" in await seen(pilot, "ctrl+c")
        assert "Ctrl-D leaves." in await seen(pilot, "ctrl+c")
        assert screen_.is_running


async def test_lines_typed_while_one_runs_are_done_after_it() -> None:
    stage = TapedStage()
    async with make(stage).run_test(size=SMALL) as pilot:
        await typed(pilot, "send ann 1", "send ann 2", "send ann 3")
        assert [command.text for command in stage.commands] == ["1", "2", "3"]


async def test_undo_begins_a_recording_and_shows_that() -> None:
    async with make().run_test(size=SMALL) as pilot:
        shown = await typed(pilot, "send ann hi", "undo")
        assert "Undone." in shown
        assert f"step {BEGUN} of {BEGUN}" in shown


async def test_help_names_all_commands_or_one() -> None:
    async with make().run_test(size=WIDE) as pilot:
        assert "what may be typed" in await typed(pilot, "help")
        assert "Type what happens next" in await seen(pilot, "question_mark")
        await seen(pilot, "escape")
        shown = await typed(pilot, "help send")
        assert "send NAME TEXT" in shown


async def test_escape_gives_the_player_its_keys_and_a_colon_comes_back() -> None:
    screen_ = make()
    async with screen_.run_test(size=SMALL) as pilot:
        shown = await seen(pilot, "escape")
        assert ": type" in shown
        assert "l layer" in await seen(pilot, "l")
        assert "pinned" not in await seen(pilot, "escape")
        await seen(pilot, "colon", "x")
        assert screen_.line.value == "x"
        await seen(pilot, "ctrl+c", "escape", "exclamation_mark", "y")
        assert screen_.line.value == "y"


async def test_tab_swaps_no_views_in_the_line_and_palette_and_help_know_the_keys() -> None:
    async with make().run_test(size=WIDE) as pilot:
        await seen(pilot, "escape", "tab")
        shown = await seen(pilot, "question_mark", "question_mark")
        assert "give up what runs" in shown
        assert "the numbers of the guide" not in shown
        shown = await seen(pilot, "escape", "ctrl+p")
        assert "the command before" in shown
        assert "lesson 7" not in shown


async def test_a_stage_that_cannot_be_opened_ends_the_screen() -> None:
    screen_ = make(TapedStage(refuses=UNAVAILABLE))
    async with screen_.run_test(size=SMALL) as pilot:
        await pilot.pause()
    assert screen_.refused is UNAVAILABLE
    assert screen_.return_value == int(UNAVAILABLE.exit_code)


@pytest.mark.parametrize(
    ("opening", "says"),
    [
        (Opening(folder=OPENING.folder, scene="alone"), "The script of alone was played"),
        (
            Opening(folder=OPENING.folder, lines=("open a", "open b")),
            "2 tabs are open: john, admin",
        ),
    ],
)
async def test_it_says_what_stands_at_the_beginning(opening: Opening, says: str) -> None:
    async with make(TapedStage(opening=opening)).run_test(size=SMALL) as pilot:
        assert says in " ".join((await seen(pilot)).split())


@pytest.mark.parametrize("keys", [("ctrl+d",), ("escape", "q"), ("escape", "ctrl+c")])
async def test_it_is_left_by_a_key(keys: tuple[str, ...]) -> None:
    screen_ = make()
    async with screen_.run_test(size=SMALL) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
    assert screen_.return_value == 0


async def test_keys_of_a_lesson_do_nothing_here() -> None:
    async with make().run_test(size=SMALL) as pilot:
        before = await seen(pilot, "escape")
        assert await seen(pilot, "right_square_bracket", "r", "u", "number_sign") == before


async def test_what_a_client_sees_is_said_before_it_has_its_place_in_the_recording() -> None:
    screen_ = make()
    async with screen_.run_test(size=SMALL) as pilot:
        lines = (await typed(pilot, "wait 5")).split("\n")
        assert lines[lines.index(" > wait 5") + 1].startswith(
            "   ann receives early \N{HORIZONTAL ELLIPSIS}"
        )
        assert f"step {BEGUN} of {BEGUN}" in lines[0]
        lines = (await seen(pilot, "escape")).split("\n")
        assert lines[lines.index(" > wait 5") + 1].startswith("   Given up after")


async def test_lines_that_wait_run_one_after_the_other() -> None:
    stage = TapedStage()
    async with make(stage).run_test(size=SMALL) as pilot:
        assert isinstance(pilot.app, PlayScreen)
        await seen(pilot)
        pilot.app._waiting += ["send ann 1", "wait 5", "send ann 2"]
        pilot.app._next()
        await seen(pilot)
        assert [command.line for command in stage.commands] == ["send ann 1", "wait 5"]


async def test_of_what_is_played_again_and_given_up_it_is_said_how_far_it_came() -> None:
    async with make().run_test(size=WIDE) as pilot:
        await typed(pilot, "layer redis")
        shown = await seen(pilot, "escape")
        assert "Given up after" in shown
        assert "1 command played again so far." in shown


class SlowStage(TapedStage):
    """Its recording begins at once, and its server starts when the test says `go`."""

    def __init__(self, *, opening: Opening) -> None:
        super().__init__(opening=opening)
        self.go = asyncio.Event()

    async def get(self, scene: Scene, progress: Progress, *, afresh: bool = False) -> Played:
        self.begun(LiveRecording(Facts()))
        await self.go.wait()
        return await super().get(scene, progress, afresh=afresh)


async def test_a_goal_stands_there_before_the_server_does(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        keeper = Keeper(store, course(), named(course(), "ghost"))
        stage = SlowStage(opening=opening(named(course(), "ghost")))
        screen_ = PlayScreen(stage, keeper)
        async with screen_.run_test(size=SMALL) as pilot:
            shown = " ".join((await seen(pilot)).split())
            assert "A server starts …" in shown
            assert "Ann's connection is over" in shown
            assert "A tab may send: `join`, `leave`, `say Hello`, `echo Hello`." in shown
            assert "Step on" not in shown
            stage.go.set()
            shown = " ".join((await seen(pilot)).split())
            [entry] = screen_.playing.entries
            assert entry.told[0].startswith("A server runs, and no tab is open yet")
            assert "A server starts" not in shown
            assert shown.count("Ann's connection is over") == 1
