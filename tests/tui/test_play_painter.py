"""What stands around the picture of a stage: a goal above it, the address beside the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.play.goals import goal
from tests.tui.taped_stage import TapedStage
from tests.tui.test_play_screen import seen, typed
from tests.tui.test_player import SMALL, TINY
from tutor.course.model import Course
from tutor.learner.store import Store
from tutor.library.open_goal import Keeper
from tutor.play.goal import Condition
from tutor.tui.play_screen import PlayScreen

ECHO = Condition(says="Ben hears Hello", holds="any client.received", saw="{count client.sent}")


def make(tmp_path: Path, **changed: object) -> PlayScreen:
    store = Store(tmp_path)
    course = Course(title="Course", outlines=(), folder=tmp_path)
    return PlayScreen(TapedStage(), Keeper(store, course, goal(**changed)))


async def test_a_goal_stands_above_the_picture_with_what_was_seen_instead(tmp_path: Path) -> None:
    async with make(tmp_path).run_test(size=SMALL) as pilot:
        lines = (await seen(pilot)).split("\n")
        assert lines[1:4] == [
            " Heard · 0 typed",
            " ✗ Ben hears Hello      no tab ben",
            " ✓ No copy is dropped",
        ]
        assert lines[-2].startswith(" > ")
        shown = "\n".join(lines)
        assert "Ann says Hello, and Ben hears it." in shown
        assert len(lines) == SMALL[1]


async def test_it_is_judged_after_each_command_and_told_when_it_is_met(tmp_path: Path) -> None:
    async with make(tmp_path, conditions=(ECHO,)).run_test(size=SMALL) as pilot:
        lines = [f"send ann {number}" for number in range(5)]
        shown = await typed(pilot, *lines)
        assert " ✓ Ben hears Hello" in shown
        assert "Heard · 5 typed, ours has 2" in shown
        assert "Solved with" in shown


async def test_hints_come_in_rungs_and_goals_are_a_page(tmp_path: Path) -> None:
    async with make(tmp_path).run_test(size=SMALL) as pilot:
        assert "Hint 1 of 2: Who gets a copy?" in await typed(pilot, "hint")
        assert "This course has no goals." in await typed(pilot, "goals")


async def test_without_a_goal_its_commands_say_so() -> None:
    screen = PlayScreen(TapedStage())
    async with screen.run_test(size=SMALL) as pilot:
        assert "No goal is open." in await typed(pilot, "hint")


@pytest.mark.parametrize("size", [SMALL, TINY])
async def test_a_goal_takes_a_third_of_the_screen_at_most(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    many = tuple(
        Condition(says=f"Thing {n}", holds="any broker.stopped", saw="{count client.sent}")
        for n in range(20)
    )
    async with make(tmp_path, conditions=many).run_test(size=size) as pilot:
        shown = await seen(pilot)
        assert sum("✗ Thing" in line for line in shown.split("\n")) < size[1] // 3
        assert "> " in shown.split("\n")[-2]
