"""The key F: what is wrong in the run, over the player, and to the step that shows it."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.core.diagnose.story import Story
from tests.tui.conftest import Make, screen
from tests.view.tape import three_tabs
from tutor.story.walk import Walk
from tutor.tui import findings_screen
from tutor.tui.run_player import RunPlayer

SMALL = (80, 24)


def faulty() -> Story:
    """A message without a member, then a handler that fails, then a ghost."""
    story = Story()
    story.connect(1, "ben", groups="lobby")
    story.send(1, "kitchen")
    begun = story.begin(1, "websocket_receive")
    story.add("handler.failed", conn=1, cause=begun, error="KeyError: 'x'", where="rooms.py:1 x")
    story.over(1, "KeyError: 'x'")
    return story


STORY = faulty()
NOTED, FAILED = (
    next(e.seq for e in STORY if e.kind == kind) for kind in ("group.sent", "handler.failed")
)


def run(ascii: bool = False) -> RunPlayer:
    here = Path(__file__).parent
    return RunPlayer("echo, run 4", here, [*STORY], seq=NOTED, told="It fails.", ascii=ascii)


async def press(pilot: Pilot[int], *keys: str) -> str:
    await pilot.press(*keys)
    await pilot.pause()
    await pilot.pause()
    return screen(pilot.app)  # type: ignore[arg-type]


async def test_all_findings_of_a_run_stand_over_it_and_enter_goes_to_the_step_of_one() -> None:
    app = run()
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot)
        shown = await press(pilot, "F")
        assert "findings 3 of 3" in shown, "that of the step in hand is in hand"
        assert "▶ nobody-joined" in shown
        assert "▶ ghost" in await press(pilot, "k")
        shown = await press(pilot, "k", "k")
        assert "▶ exception (step" in shown
        await press(pilot, "enter")
        assert app.state.visit.walk.step == FAILED
        assert len(app.screen_stack) == 1


@pytest.mark.parametrize("key", ["F", "escape", "q"])
async def test_the_key_again_leads_back_to_where_one_was(key: str) -> None:
    app = run()
    async with app.run_test(size=SMALL) as pilot:
        before = await press(pilot)
        await press(pilot, "F")
        assert await press(pilot, "j", key) == before
        assert app.is_running


@pytest.mark.parametrize("size", [(40, 16), SMALL, (120, 40)])
@pytest.mark.parametrize("ascii", [True, False])
async def test_nothing_of_a_finding_is_cut_on_any_screen(
    size: tuple[int, int], ascii: bool
) -> None:
    async with run(ascii).run_test(size=size) as pilot:
        await press(pilot)
        seen = ""
        for key in ("F", "j", "j", "pagedown", "pagedown", "k", "k", "pageup", "pageup"):
            shown = await press(pilot, key)
            seen += " ".join(line.strip(" │|▶>") for line in shown.splitlines())
        told = " ".join(seen.split())
        for text in ("`tutor lesson 6 --scene ghost`", "Leave the groups in a finally"):
            assert text in told, seen
        assert not ascii or seen.isascii()


async def test_in_a_lesson_what_is_still_to_come_is_only_counted(make: Make) -> None:
    app = make(walk=Walk(place="stage", step=NOTED))
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot)
        timeline = app.state.visit.story.timeline  # type: ignore[union-attr]
        timeline.extend([])
        shown = await press(pilot, "F")
        assert f"findings, up to step {NOTED}" in shown
        assert f"Nothing is wrong in {NOTED} facts." in shown
        assert "findings" in await press(pilot, "a")


async def test_a_page_without_a_run_says_so(make: Make) -> None:
    app = make(page=1)
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot)
        assert "There is no run here to find anything in." in await press(pilot, "F")


async def test_a_click_takes_one_in_hand_and_on_that_it_is_enter() -> None:
    app = run()
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot)
        rows = (await press(pilot, "F")).splitlines()
        row = next(n for n, line in enumerate(rows) if "exception (step" in line)
        column = rows[row].index("exception")
        await pilot.click(offset=(column, row))
        assert "▶ exception" in await press(pilot)
        await pilot.click(offset=(column, row))
        await press(pilot)
        assert app.state.visit.walk.step == FAILED
        await press(pilot, "F")
        await pilot.click(offset=(0, 0))
        await press(pilot)
        assert len(app.screen_stack) == 1


async def test_a_healthy_run_has_nothing_to_go_to() -> None:
    events = three_tabs().events
    app = RunPlayer("echo", Path(__file__).parent, events, seq=3, told="")
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot)
        assert "Nothing is wrong" in await press(pilot, "F")
        await press(pilot, "j", "enter")
        assert app.state.visit.walk.step == 3


async def test_it_reads_on_in_a_run_that_grows_and_keeps_the_finding_in_hand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(findings_screen, "EVERY", 0.01)
    app = run()
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot)
        assert "nobody-joined (step" in await press(pilot, "F")
        assert "▶ ghost" in await press(pilot, "k")
        timeline = app.state.visit.story.timeline  # type: ignore[union-attr]
        more = faulty()
        begun = more.begin(1, "chat_message")
        more.add("handler.failed", conn=1, cause=begun, error="OSError: 5", where="rooms.py:9 y")
        timeline.extend([*more][len(timeline) :])
        shown = ""
        for _ in range(500):
            await pilot.pause(0.01)
            shown = await press(pilot)
            if "OSError" in shown:
                break
        assert "OSError" in shown
        assert "▶ ghost" in shown
        assert "of 4" in shown
