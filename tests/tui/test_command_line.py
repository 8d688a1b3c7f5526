"""The line: completion in a menu, history, and what keys do in it."""

from __future__ import annotations

import pytest
from textual.events import Paste

from tests.tui.taped_stage import TapedStage
from tests.tui.test_play_screen import make, seen, typed
from tests.tui.test_player import SMALL, TINY
from tutor.play.vocabulary import ROWS


async def test_a_question_mark_in_an_empty_line_lists_everything_and_one_is_chosen() -> None:
    screen = make()
    async with screen.run_test(size=SMALL) as pilot:
        shown = await seen(pilot, "question_mark")
        assert "send            A tab sends one message" in shown
        await seen(pilot, "down", "down", "enter")
        assert (screen.line.value, screen.line.is_open) == ("send ", False)
        await seen(pilot, *"a?")
        assert screen.line.value == "send a?", "elsewhere it is a character"


async def test_a_small_screen_shows_a_part_of_the_menu_with_the_choice_in_hand() -> None:
    async with make().run_test(size=TINY) as pilot:
        shown = await seen(pilot, "question_mark")
        assert "more" in shown.split("\n")[-4]
        assert "│help" in await seen(pilot, "up")


async def test_tab_completes_and_then_offers_names_with_their_meaning() -> None:
    screen = make()
    async with screen.run_test(size=SMALL) as pilot:
        await seen(pilot, *"sen", "tab")
        assert screen.line.value == "send "
        assert "ann  a tab on /ws/" in await seen(pilot, "tab")
        await seen(pilot, "tab")
        assert screen.line.value == "send ann "
        await seen(pilot, "tab", "tab", "shift+tab")
        assert screen.line.value == "send ben "
        await seen(pilot, "enter", *"hi")
        assert screen.line.value == "send ben hi"


async def test_typing_narrows_an_open_menu_and_closes_it_at_last() -> None:
    screen = make()
    async with screen.run_test(size=SMALL) as pilot:
        await seen(pilot, "tab", *"s")
        shown = [choice.shown for choice in screen.line.choices]
        assert shown == [row.title for row in ROWS if row.verb.startswith("s")]
        await seen(pilot, *"end ann hello")
        assert not screen.line.is_open
        await seen(pilot, "ctrl+c", "tab", "x", "backspace")
        assert not screen.line.is_open


async def test_where_nothing_can_be_offered_the_usage_stands() -> None:
    screen = make()
    async with screen.run_test(size=SMALL) as pilot:
        for key in "open ":
            await pilot.press("space" if key == " " else key)
        assert "open NAME [PATH]" in await seen(pilot, "tab")
        assert "open NAME [PATH]" not in await seen(pilot, "escape")
        assert screen.line.has_focus
        await seen(pilot, "escape")
        assert not screen.line.has_focus


async def test_lines_come_back() -> None:
    screen = make()
    async with screen.run_test(size=SMALL) as pilot:
        await typed(pilot, "send ann 1", "send ann 2")
        await seen(pilot, *"dr", "up", "up")
        assert screen.line.value == "send ann 1"
        await seen(pilot, "down", "down")
        assert screen.line.value == "dr"


async def test_keys_come_in_their_order_though_completion_takes_a_moment() -> None:
    stage = TapedStage()
    async with make(stage).run_test(size=SMALL) as pilot:
        await seen(pilot, *"send", "space", "b", "tab", *"hi", "enter")
        assert [command.line for command in stage.commands] == ["send ben hi"]


@pytest.mark.parametrize(("value", "kept"), [("ab", "b")])
async def test_ctrl_d_deletes_where_there_is_text(value: str, kept: str) -> None:
    screen = make()
    async with screen.run_test(size=SMALL) as pilot:
        await seen(pilot, *value, "home", "ctrl+d")
        assert screen.line.value == kept


async def test_what_is_used_most_is_offered_first() -> None:
    screen = make()
    async with screen.run_test(size=SMALL) as pilot:
        await typed(pilot, "send ben 1")
        await seen(pilot, *"send", "space", "tab")
        assert [choice.shown for choice in screen.line.choices] == ["ben", "ann"]


async def test_in_ascii_the_menu_has_an_ascii_frame() -> None:
    async with make(ascii=True).run_test(size=SMALL) as pilot:
        shown = await seen(pilot, "question_mark")
        assert shown.isascii()
        assert "|open" in shown


async def test_pasted_lines_are_done_one_after_the_other_and_the_rest_can_be_gone_on_with() -> None:
    stage = TapedStage()
    screen = make(stage)
    async with screen.run_test(size=SMALL) as pilot:
        await seen(pilot, *"sen")
        screen.line.post_message(Paste("d ann 1\r\nsend ann 2\n\nsend ann"))
        await seen(pilot)
        assert [command.line for command in stage.commands] == ["send ann 1", "send ann 2"]
        assert screen.line.value == "send ann"
        screen.line.post_message(Paste(" 3"))
        await seen(pilot, "ctrl+j")
        assert [command.line for command in stage.commands][2:] == ["send ann 3"]
        await seen(pilot, "up", "up")
        assert screen.line.value == "send ann 2"
