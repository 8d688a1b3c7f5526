"""A stage in the player, with a server: what is typed reaches it, and nothing is left of it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable

import psutil
import pytest
from textual.pilot import Pilot

from tests.demo_project.conftest import BROWSER_OPTIONS
from tests.tui.test_play_screen import seen, typed
from tests.tui.test_player import SMALL, WIDE
from tutor.library.stages import opening
from tutor.runtime.clients import chromium
from tutor.tui.opened_stage import OpenedStage
from tutor.tui.play_screen import PlayScreen

WITHIN = 30.0 * float(os.environ.get("TUTOR_TEST_PATIENCE", "1"))  # seconds, on a busy machine


async def until(pilot: Pilot[int], holds: Callable[[PlayScreen], bool]) -> None:
    """Waits until it holds of the screen."""
    assert isinstance(pilot.app, PlayScreen)
    for _ in range(int(WITHIN / 0.02)):
        if holds(pilot.app):
            return
        await pilot.pause(0.02)
    raise AssertionError(await seen(pilot))


def is_over(screen: PlayScreen) -> bool:
    return screen.stage.is_open and not screen.playing.runs and not screen._waiting


async def test_what_is_typed_reaches_a_server_and_is_given_up_or_undone() -> None:
    stage = OpenedStage(opening("lobby"))
    screen = PlayScreen(stage)
    assert stage.at_once(screen.lesson.scenes[0]) is None
    assert (stage.address, stage.tabs, (await stage.here()).tabs) == ("", [], ())
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    async with screen.run_test(size=SMALL) as pilot:
        await until(pilot, is_over)
        assert stage.address in await seen(pilot)
        await typed(pilot, "open ann", "open ben", "send ann join", "send ben join")
        await until(pilot, is_over)
        here = await stage.here()
        assert (here.tabs, here.groups) == (("ann", "ben"), ("lobby",))
        assert here.about["lobby"] == "a group, 2 members"
        assert (here.frames[0], here.about["join"]) == ("join", "joins the group of this address")
        assert here.about["ann"] == "a tab on /ws/lobby/"
        assert here.about["1"] == f"server 1, {stage.address[7:-1]}"
        await typed(pilot, "send ben say hello")
        await until(pilot, is_over)
        assert "ann receives hello" in await seen(pilot)
        await typed(pilot, "wait 600")
        await seen(pilot, "escape")
        await until(pilot, is_over)
        assert "Given up after" in await seen(pilot)
        await typed(pilot, "undo")
        await until(pilot, is_over)
        assert "The 4 commands before it were played again" in await seen(pilot)
        assert stage.tabs == ["ann", "ben"]
    await stage.close()
    left = [child for child in psutil.Process().children(recursive=True) if child.is_running()]
    assert {child.pid for child in left} <= before


async def test_of_a_crowd_that_is_given_up_those_that_came_stay() -> None:
    stage = OpenedStage(opening("lobby"))
    screen = PlayScreen(stage)
    async with screen.run_test(size=SMALL) as pilot:
        await until(pilot, is_over)
        await typed(pilot, "crowd 2000")
        await until(pilot, lambda _: stage.play is not None and stage.play.stage.crowd_size > 60)
        await seen(pilot, "escape")
        await until(pilot, is_over)
        assert stage.play is not None
        (done,) = stage.play.done
        assert 60 < done.command.count < 2000
        assert done.command.line == f"crowd {done.command.count}"
    await stage.close()


@pytest.mark.browser
async def test_a_browser_of_ones_own_stands_beside_the_tabs_and_comes_back_after_an_undo() -> None:
    from playwright.async_api import async_playwright

    stage = OpenedStage(opening(""))
    screen = PlayScreen(stage)
    async with screen.run_test(size=WIDE) as pilot, async_playwright() as running:
        await until(pilot, is_over)
        program = chromium.program()
        browser = await running.chromium.launch(executable_path=program, args=BROWSER_OPTIONS)
        page = await browser.new_page()
        await page.goto(f"{stage.address}open/user/john@example.com/")
        await page.wait_for_selector("#status[data-ready=true]")
        await typed(pilot, 'send john {"type": "message", "text": "Hello"}')
        await until(pilot, is_over)
        await page.wait_for_selector("#messages >> text=Hello")
        beside = await seen(pilot, "escape", "t")
        await seen(pilot, "colon")
        address = stage.address
        await typed(pilot, "undo")
        await until(pilot, lambda screen: is_over(screen) and members(stage) == 3)
        assert stage.address == address
        again = await seen(pilot)
        await browser.close()
    await stage.close()
    for shown in (beside, again):  # its WebSocket is a line like theirs
        assert re.search(r"^.* your browser( \d+)? +──.* #\d", shown, re.MULTILINE)


def members(stage: OpenedStage) -> int:
    """How often a group has been joined."""
    return sum(event.kind == "group.joined" for event in stage.so_far[0])
