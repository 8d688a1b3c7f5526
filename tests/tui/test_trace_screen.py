"""Keys in, a screen out: a traced project in the player, on a literal recording."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.tui.conftest import screen
from tests.tui.taped_trace import COMMAND, TapedRun, make
from tests.tui.test_player import SMALL, TINY, WIDE
from tutor.core import events as e
from tutor.runtime.recording import load
from tutor.tui.bars import step_at
from tutor.tui.trace_keeps import free
from tutor.tui.trace_screen import TraceScreen
from tutor.view.palette import UNICODE

SIZES = [WIDE, SMALL, TINY]


async def seen(pilot: Pilot[int], *keys: str) -> str:
    """The screen after these keys, once nothing moves any more."""
    await pilot.press(*keys)
    app = pilot.app
    assert isinstance(app, TraceScreen)
    before, shown = "", ""
    for moment in range(1000):
        await pilot.pause(0.01)
        before, shown = shown, screen(app)  # a part that has just got its place is drawn later
        if moment >= 3 and shown == before and not (app.growth.is_due or app.heard.is_due):
            break
    return shown


def talking(messages: int = 3) -> TapedRun:
    run = TapedRun()
    run.serves()
    run.connects(1, "ann")
    for number in range(1, messages + 1):
        run.says(1, f"m{number}")
    return run


# ── before anything happens ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("size", SIZES)
async def test_the_first_frame_says_what_runs_and_what_is_awaited(size: tuple[int, int]) -> None:
    run = TapedRun()
    async with make(run).run_test(size=size) as pilot:
        shown = await seen(pilot)
        assert COMMAND in shown
        assert "No server process has been" in shown
        run.prints("Watching for file changes\n")
        assert "Watching for file" in await seen(pilot)
        run.serves()
        shown = " ".join((await seen(pilot)).split())
        assert "the project listens at http://127.0.0.1:8000/" in shown
        run.connects(1, "ann")
        assert "ann connects" in await seen(pilot)


async def test_a_command_that_ends_before_a_fact_came_shows_what_it_printed() -> None:
    run = TapedRun()
    async with make(run).run_test(size=SMALL) as pilot:
        run.prints("Traceback (most recent call last):\nModuleNotFoundError: nix\n")
        run.ends(1)
        shown = await seen(pilot)
        assert "ModuleNotFoundError: nix" in shown
        assert "Output of manage.py runserver" in shown
        assert "The command has ended, exit status 1." in shown
        assert "No connection came" in await seen(pilot, "o")


async def test_a_command_that_ended_before_the_screen_stood_is_told_of_too() -> None:
    run = TapedRun()
    run.code = 137
    async with make(run).run_test(size=SMALL) as pilot:
        assert "ended by SIGKILL" in await seen(pilot)


async def test_what_has_happened_can_be_walked_after_the_end() -> None:
    run = talking()
    async with make(run).run_test(size=WIDE) as pilot:
        await seen(pilot)
        run.ends(0)
        shown = await seen(pilot)
        assert "exit status 0. What it has done can be walked" in shown
        assert "· ended" in shown
        assert "looking back" in await seen(pilot, "comma")


# ── following ───────────────────────────────────────────────────────────────────────────────


async def test_it_follows_until_the_reader_steps_back_and_then_counts_what_is_new() -> None:
    run = talking()
    app = make(run)
    async with app.run_test(size=WIDE) as pilot:
        last = run.tape.last
        assert f"step {last} of {last} · live" in await seen(pilot)
        assert f"step {last - 1} of {last} · looking back" in await seen(pilot, "comma")
        before = app.state.visit.walk.step
        run.says(1, "later")
        assert f"step {before} of {last + 7} · 7 new" in await seen(pilot)
        assert f"step {last + 7} of {last + 7} · live" in await seen(pilot, "end")
        run.says(1, "more")
        assert f"of {last + 14} · live" in await seen(pilot)


async def test_a_message_is_a_row_and_keys_go_from_one_to_the_next() -> None:
    run = talking()
    app = make(run)
    async with app.run_test(size=(150, 40)) as pilot:
        shown = " ".join((await seen(pilot)).split())
        assert "'m3' → group_send room → 1 copy" in shown
        roots = [row.root for row in app.trace.rows]
        await seen(pilot, "p")
        assert app.state.visit.walk.step == roots[-1]
        await seen(pilot, "k")
        await seen(pilot, "p")
        assert app.state.visit.walk.step == roots[-2]
        await seen(pilot, "pageup")
        assert app.state.visit.walk.step == roots[0]
        await seen(pilot, "n", "pagedown")
        assert app.playing.follows
        await seen(pilot, "home", "p")
        assert app.state.visit.walk.step == 0


async def test_an_opened_message_has_its_hops_on_the_stage_and_its_effects_in_the_list() -> None:
    run = talking()
    app = make(run)
    async with app.run_test(size=WIDE) as pilot:
        await seen(pilot)
        shown = await seen(pilot, "enter")
        assert "m message" in shown
        assert "group_send to room: m3" in shown
        assert app.state.visit.walk.step == app.trace.rows[-1].root
        await seen(pilot, "j")
        assert app.state.fact, "a hop is in hand"
        await seen(pilot, "enter")
        assert app.state.visit.walk.step == app.state.fact or not app.state.fact
        await seen(pilot, "escape", "enter", "enter")
        await seen(pilot, "escape", "escape")
        assert not app.trace.opened


async def test_enter_before_there_is_a_message_does_nothing() -> None:
    async with make(TapedRun()).run_test(size=SMALL) as pilot:
        assert COMMAND in await seen(pilot, "enter", "j", "k", "w")


async def test_a_ring_that_forgets_the_step_in_hand_moves_to_the_oldest_that_is_left() -> None:
    run = TapedRun(ring=64)
    run.serves()
    run.connects(1, "ann")
    app = make(run)
    async with app.run_test(size=SMALL) as pilot:
        await seen(pilot, "home")
        for number in range(120):
            run.says(1, f"m{number}")
        shown = await seen(pilot)
        first = run.live.timeline.first
        assert first > 0
        assert app.state.visit.walk.step == first
        assert "new" in shown
        await seen(pilot, "n", "home", "comma")
        assert app.state.visit.walk.step == first
        last, middle = len(run.live.timeline), SMALL[0] // 2
        await pilot.click("#scrubber", offset=(middle, 0))
        assert app.state.visit.walk.step == first + step_at(middle, last - first, width=SMALL[0])


async def test_the_timeline_shows_where_we_are_from_its_beginning_on() -> None:
    run = talking()
    app = make(run)
    async with app.run_test(size=SMALL) as pilot:
        shown = await seen(pilot, "home")
        assert app.state.visit.walk.step == 0
        assert f"\n {UNICODE.here}{'─' * (SMALL[0] - 3)}\n" in shown


# ── output ──────────────────────────────────────────────────────────────────────────────────


async def test_the_output_has_a_panel_that_is_scrolled_and_left() -> None:
    run = talking()
    app = make(run)
    async with app.run_test(size=SMALL) as pilot:
        run.prints("".join(f"line {number}\n" for number in range(100)))
        shown = await seen(pilot, "o")
        assert "100 lines" in shown
        assert "line 99" in shown
        shown = await seen(pilot, "k")
        assert "line 99" not in shown
        assert "line 98" in shown
        run.prints("line 100\n")
        shown = await seen(pilot)
        assert "line 100" not in shown, "it stays where it is read"
        assert "1 newer" in shown
        run.prints("later\n" * 3000)
        assert "line 98" in await seen(pilot), "although it is not kept any more"
        assert "from line 1 of 100" in await seen(pilot, "k", "home")
        assert "later" in await seen(pilot, "end")
        await seen(pilot, "k", "pagedown")
        assert app.trace.top is None
        assert "Output of" not in await seen(pilot, "escape")
        assert "Output of" not in await seen(pilot, "o", "l")


async def test_what_is_printed_is_drawn_without_what_steers() -> None:
    run = TapedRun()
    async with make(run).run_test(size=SMALL) as pilot:
        run.prints("\x1b[31mred\x1b[0m \x07 \x1b[2J\u202e\n")
        shown = await seen(pilot, "o")
        assert "red \\x07 \\u202e" in shown


# ── choosing ────────────────────────────────────────────────────────────────────────────────


async def test_a_filter_is_typed_and_says_what_it_hides() -> None:
    run = talking()
    run.says(1, "bad", fails=True)
    app = make(run)
    async with app.run_test(size=WIDE) as pilot:
        await seen(pilot, "slash", *"m2", "enter")
        shown = await seen(pilot)
        assert "filter m2" in shown
        assert "5 hidden, 1 of them bad" in shown
        assert [row.fact.text for row in app.trace.rows] == ["m2"]  # type: ignore[attr-defined]
        await seen(pilot, "p", "p")
        assert app.state.visit.walk.step <= app.trace.rows[0].root
        run.says(1, "m2 again")
        await seen(pilot)
        assert len(app.trace.rows) == 2
        shown = await seen(pilot, "end", "escape")
        assert "hidden" not in shown


async def test_a_filter_that_is_typed_takes_one_row_and_no_part_of_the_screen() -> None:
    app = make(talking())
    async with app.run_test(size=SMALL) as pilot:
        before = (await seen(pilot, "end")).splitlines()
        typing = (await seen(pilot, "slash", "m")).splitlines()
        assert typing[-2].strip() == "only messages with: m"
        assert typing[-9:-2] == before[-8:-1], "all from the list down to the timeline"


async def test_a_mistaken_filter_is_said_and_stays_to_be_mended() -> None:
    app = make(talking())
    async with app.run_test(size=WIDE) as pilot:
        shown = await seen(pilot, "slash", *"grup=x", "enter")
        assert 'did you mean "group"?' in shown
        assert app.line.has_focus
        assert app.line.value == "grup=x"
        await seen(pilot, "escape")
        assert app.trace.asks == ""
        assert app.trace.selection.sieve is None


async def test_a_filter_that_takes_nothing_says_so() -> None:
    async with make(talking()).run_test(size=WIDE) as pilot:
        assert "5 hidden; Esc shows them." in await seen(pilot, "slash", *"nix", "enter")


async def test_a_family_is_passed_over_and_shown_again() -> None:
    run = talking()
    app = make(run)
    async with app.run_test(size=WIDE) as pilot:
        assert ["save" in await seen(pilot, view) for view in "fe"] == [True, True]
        shown = await seen(pilot, "escape", "1")
        assert "Facts of database are hidden." in shown
        assert "without database" in shown
        assert ["save" in await seen(pilot, view) for view in "fe"] == [False, False]
        await seen(pilot, "escape", "end")
        root = app.trace.rows[-1].root
        app.action_jump(root + 1)
        await seen(pilot, "full_stop")
        assert app.state.visit.walk.step == root + 4, "two facts of the database in between"
        await seen(pilot, "comma")
        assert app.state.visit.walk.step == root + 1
        assert "shown again" in await seen(pilot, "1")


async def test_clearing_forgets_what_happened_and_keeps_what_stands() -> None:
    run = talking()
    app = make(run)
    async with app.run_test(size=WIDE) as pilot:
        await seen(pilot)
        shown = await seen(pilot, "x")
        assert "Cleared" in shown
        assert "No message so far." in shown
        assert "#1 Room" in shown, "who is connected still is"
        run.says(1, "after")
        shown = await seen(pilot)
        assert "'after'" in shown
        assert "ann" in shown
        for key in "tlsihefbmc":
            assert "cannot be drawn" not in await seen(pilot, "x", key)


# ── keeping ─────────────────────────────────────────────────────────────────────────────────


async def test_saving_asks_for_a_name_and_the_file_is_a_recording(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run = talking()
    async with make(run).run_test(size=WIDE) as pilot:
        assert "save in: trace.jsonl" in await seen(pilot, "S")
        shown = await seen(pilot, "enter")
        assert f"{run.tape.last} facts saved." in shown
        assert [*load(Path("trace.jsonl")).events] == run.tape.events
        assert "trace-2.jsonl" in await seen(pilot, "S")
        await seen(pilot, *["backspace"] * 20, *"trace.jsonl")
        shown = await seen(pilot, "enter")
        assert "trace.jsonl exists already" in shown
        await seen(pilot, "ctrl+c")
        assert free("x") == Path("x")


async def test_recording_from_here_keeps_what_happens_until_it_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run = talking()
    async with make(run).run_test(size=WIDE) as pilot:
        shown = await seen(pilot, "R")
        assert "kept in recording.jsonl" in shown
        assert "keeps recording.jsonl" in shown
        run.says(1, "kept")
        assert "7 facts kept in recording.jsonl" in await seen(pilot, "R")
        run.says(1, "not")
    texts = [event.text for event in load(Path("recording.jsonl")).events
             if isinstance(event, e.AppReceived)]  # fmt: skip
    assert texts == ["kept"]


async def test_a_file_that_cannot_be_written_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run = talking()
    async with make(run).run_test(size=WIDE) as pilot:
        await seen(pilot)
        monkeypatch.setattr("tutor.tui.trace_keeps.free", lambda _: Path("/nowhere/x.jsonl"))
        assert "cannot be written" in await seen(pilot, "R")


# ── by name, and the end ────────────────────────────────────────────────────────────────────


async def test_help_and_palette_know_the_keys_and_the_messages() -> None:
    app = make(talking())
    async with app.run_test(size=WIDE) as pilot:
        shown = await seen(pilot, "question_mark", "question_mark")
        assert "what the command prints" in shown
        assert "guide" not in shown
        await seen(pilot, "escape", "g", *"m2", "enter")
        assert app.state.visit.walk.step == app.trace.rows[-2].root
        await seen(pilot, "g", *"3", "enter")
        assert app.state.visit.walk.step == 3


@pytest.mark.parametrize("size", SIZES)
async def test_in_ascii_there_is_only_ascii(size: tuple[int, int]) -> None:
    run = talking()
    async with make(run, ascii=True).run_test(size=size) as pilot:
        for keys in ((), ("enter",), ("o",), ("escape", "slash")):
            assert (await seen(pilot, *keys)).isascii()


async def test_a_click_on_a_row_goes_to_it() -> None:
    run = talking(messages=12)
    app = make(run)
    async with app.run_test(size=WIDE) as pilot:
        await seen(pilot)
        roots = [row.root for row in app.trace.rows]
        await pilot.click("#narration", offset=(4, 4))  # two rows of one line or two, then this one
        await seen(pilot)
        assert (app.state.visit.walk.step, app.state.pinned) == (roots[2], False)


async def test_leaving_hands_the_commands_status_on() -> None:
    app = make(talking())
    async with app.run_test(size=SMALL) as pilot:
        await seen(pilot, "q")
    assert app.return_value == 0
