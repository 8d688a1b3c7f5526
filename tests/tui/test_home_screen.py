"""Keys at home, and what each of them makes the program do."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tutor.tui.home_screen import Home, HomeScreen, keys
from tutor.view.home_page import Day, Offer, Row, Stage
from tutor.view.plan_page import Plan, PlannedDay


def row(number: int) -> Row:
    return Row(key=str(number), title=f"Lesson {number}", state="", pages=0.0, cards=0.0, due=0)


def home(cursor: int = 0, **told: Any) -> HomeScreen:
    given = {"title": "Channels", "right": "2 due today", "onward": "n begins: 1 Lesson 1"} | told
    rows = tuple(row(number) for number in range(1, 4))
    return HomeScreen(Home(rows=rows, hints=tuple(keys(2, "begins")), **given), cursor=cursor)


TWENTY = Offer(
    key="a",
    name="20-minutes",
    title="20 minutes",
    size="3 scenes, 18 min",
    stages=(Stage(title="lesson 1: One minute", minutes=6.3),),
)
INTERVIEW = Offer(
    key="b",
    name="interview",
    title="interview",
    size="spread over days, 1 h",
    stages=(Stage(title="today: lesson 11", minutes=45.0),),
    days=(Day(key="1", date="2026-12-01", title="Tuesday", size="1 day × 1 h"),),
)


def shown(screen: HomeScreen) -> str:
    strips = screen.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)


async def after(*pressed: str, cursor: int = 0, **told: Any) -> str | None:
    """What home returns after these keys; None while it stays."""
    screen = home(cursor, **told)
    async with screen.run_test(size=(80, 24)) as pilot:
        await pilot.press(*pressed)
        await pilot.pause()
    return screen.return_value


@pytest.mark.parametrize(
    ("pressed", "wish"),
    [
        ("3", "lesson 3"),
        ("4", None),
        ("minus", None),
        ("enter", "lesson 2"),
        ("C", "quiz 2"),
        ("n", "next"),
        ("r", "review"),
        ("c", "quiz"),
        ("i", "interview"),
        ("p", "progress"),
        ("x", "practice"),
        ("y", None),
        ("q", ""),
        ("escape", ""),
        ("ctrl+d", ""),
    ],
)
async def test_a_key_is_a_wish(pressed: str, wish: str | None) -> None:
    assert await after(pressed, cursor=1) == wish


@pytest.mark.parametrize(
    ("pressed", "number"),
    [
        ("j", 2), ("down down", 3), ("j j j j", 3), ("k", 1), ("up", 1), ("j j k", 2),
        ("down up up up j", 2),
    ],
)  # fmt: skip
async def test_the_list_is_walked_from_end_to_end(pressed: str, number: int) -> None:
    assert await after(*pressed.split(), "enter") == f"lesson {number}"


async def test_the_row_in_hand_is_marked(tmp_path: Path) -> None:
    screen = home()
    async with screen.run_test(size=(80, 24)) as pilot:
        await pilot.press("j")
        await pilot.pause()
        lines = [line for line in shown(screen).splitlines() if "Lesson " in line]
    assert [line.strip(" │").startswith("▶") for line in lines[:3]] == [False, True, False]


async def test_help_has_keys_of_its_own() -> None:
    screen = home()
    async with screen.run_test(size=(80, 24)) as pilot:
        await pilot.press("question_mark")
        await pilot.pause()
        assert "a mock interview" in shown(screen)
        await pilot.press("q")
        await pilot.pause()
        assert "begins: 1 Lesson 1" in shown(screen)
        assert screen.is_running


@pytest.mark.parametrize(
    ("typed", "chosen"), [("mock", "interview"), ("Lesson 2", "lesson 2"), ("2", "lesson 2")]
)
async def test_everything_can_be_chosen_by_its_name(typed: str, chosen: str) -> None:
    screen = home()
    async with screen.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+p")
        await pilot.pause()
        assert "a mock interview" in shown(screen)
        await pilot.press(*("space" if char == " " else char for char in typed), "enter")
        await pilot.pause()
    assert screen.return_value == chosen


@pytest.mark.parametrize("size", [(80, 24), (40, 12)], ids=str)
async def test_a_search_finds_as_one_types_and_goes_there(size: tuple[int, int]) -> None:
    screen = home()
    async with screen.run_test(size=size) as pilot:
        await pilot.press("slash", *"stale members")
        await pilot.pause()
        assert "term in 7    stale membership" in shown(screen)
        await pilot.press("enter")
        await pilot.pause()
    assert re.fullmatch(r"lesson 7 --page \d+", screen.return_value or "")


async def test_a_search_that_is_left_leaves_home_as_it_was() -> None:
    screen = home()
    async with screen.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash", *"ghost", "escape")
        await pilot.pause()
        assert len(screen.screen_stack) == 1
        await pilot.press("3")
        await pilot.pause()
    assert screen.return_value == "lesson 3"


async def test_home_says_what_is_due_and_what_comes_next() -> None:
    screen = home()
    async with screen.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        first, *_, sentence, line = shown(screen).splitlines()
    assert first == " Channels" + "2 due today".rjust(70)
    assert sentence == " n begins: 1 Lesson 1"
    assert line.split("  ")[:3] == [" n begins", "r review 2", "Enter lesson"]


async def test_what_has_to_be_said_comes_before_what_comes_next() -> None:
    screen = home(said="It failed.")
    async with screen.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert shown(screen).splitlines()[-2] == " It failed."


def test_keys_of_no_use_are_not_offered() -> None:
    offered = ["Enter", "c", "x", "i", "p", "/", "Ctrl-P", "?", "q"]
    assert [key for key, _ in keys(0, "")] == offered
    assert [key for key, _ in keys(1, "begins")] == ["n", "r", *offered]


# ── ways ────────────────────────────────────────────────────────────────────────────────────

CHOSEN = replace(TWENTY, is_chosen=True)
BY_DAY = replace(INTERVIEW, is_chosen=True)


@pytest.mark.parametrize(
    ("offer", "pressed", "wish"),
    [
        (TWENTY, "a", None),
        (TWENTY, "a n", "path a"),
        (TWENTY, "a enter", "path a"),
        (TWENTY, "a escape n", "next"),
        (TWENTY, "a q q", ""),
        (TWENTY, "a 2 j C", None),
        (TWENTY, "a ctrl+c", ""),
        (TWENTY, "a r", "review"),
        (CHOSEN, "a n", "next"),
        (INTERVIEW, "b n", None),
        (INTERVIEW, "b 2", None),
        (INTERVIEW, "b 1", "path b 2026-12-01"),
        (BY_DAY, "b n", "next"),
        (BY_DAY, "b 1", None),
        (BY_DAY, "b b 1", "path b 2026-12-01"),
        (TWENTY, "b", None),
    ],
)
async def test_a_way_is_looked_at_and_then_chosen(
    offer: Offer, pressed: str, wish: str | None
) -> None:
    assert await after(*pressed.split(), offers=(offer,)) == wish


@pytest.mark.parametrize(
    ("offer", "text", "hints"),
    [
        (TWENTY, "lesson 1: One minute", " n begin  Esc back"),
        (CHOSEN, "lesson 1: One minute", " n go on  Esc back"),
        (INTERVIEW, "interview: which day is it?", " 1 to 1 the day  Esc back"),
        (BY_DAY, "today: lesson 11", " n go on  b another day  Esc back"),
    ],
)
async def test_what_a_way_leads_to_is_shown_with_its_keys(
    offer: Offer, text: str, hints: str
) -> None:
    screen = home(offers=(offer,))
    async with screen.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "How much time have you got?" in shown(screen)
        await pilot.press(offer.key)
        await pilot.pause()
        looked = shown(screen)
    assert text in looked
    assert looked.splitlines()[-1] == hints


async def test_home_stands_in_the_middle_of_a_wide_screen() -> None:
    screen = home()
    async with screen.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        place = screen.panel.region
        assert (place.x, place.width) == (12, 96)


# ── the plan ────────────────────────────────────────────────────────────────────────────────

DAYS = tuple(PlannedDay(title=f"Day {n}", stages=TWENTY.stages) for n in range(1, 12))
PLAN = Plan(title="Until Thursday: 45 minutes a day", days=DAYS)


@pytest.mark.parametrize(
    ("pressed", "wish"),
    [
        (("T", "t"), "prepare --go"),
        (("T", "enter"), "prepare --go"),
        (("T", "3"), None),
        (("T", "escape", "3"), "lesson 3"),
        (("T", "T", "3"), "lesson 3"),
        (("T", "q"), None),
        (("T", "ctrl+c"), ""),
    ],
)
async def test_keys_while_the_plan_is_looked_at(pressed: tuple[str, ...], wish: str | None) -> None:
    assert await after(*pressed, plan=PLAN) == wish


async def test_the_whole_plan_is_shown_and_scrolls() -> None:
    screen = home(plan=PLAN)
    async with screen.run_test(size=(80, 24)) as pilot:
        await pilot.press("T")
        await pilot.pause()
        assert "Until Thursday: 45 minutes a day" in shown(screen)
        assert shown(screen).splitlines()[-1] == " t today's first  j k scroll  Esc back"
        assert "Day 11" not in shown(screen)
        await pilot.press(*["pagedown"] * 3)
        await pilot.pause()
        assert "Day 11" in shown(screen)
        await pilot.press("escape")
        await pilot.pause()
        assert "Lesson 1" in shown(screen)


async def test_without_a_plan_its_key_says_how_to_make_one() -> None:
    screen = home()
    async with screen.run_test(size=(80, 24)) as pilot:
        await pilot.press("T")
        await pilot.pause()
        assert "There is no plan yet." in shown(screen)
    assert [key for key, _ in keys(0, "begins", is_planned=True)][:3] == ["t", "T", "n"]
