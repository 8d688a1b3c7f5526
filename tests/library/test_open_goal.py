"""A goal that is opened, and what is kept of the attempt."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.play.goals import goal, tape
from tutor.learner.store import Store
from tutor.library import find, goals
from tutor.library.goals import Standing, named
from tutor.library.open_goal import Keeper, opening
from tutor.play.command import Command

COURSE = find.course()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path) as opened:
        yield opened


def test_every_goal_can_be_opened_and_begins_without_a_tab() -> None:
    every = goals.goals(COURSE)
    assert [each.name for each in every if opening(each).lines] == []
    lost = opening(named(COURSE, "lost"))
    assert (lost.app, lost.path) == ("labs/flood.py:application", "/ws/busy/room/")


def test_an_attempt_is_written_down_when_it_is_met(store: Store) -> None:
    keeper = Keeper(store, COURSE, goal())
    assert keeper.attempt is not None
    keeper.attempt.begin(tape())
    assert keeper.after(tape("open"), 1) == ""
    assert goals.standings(store) == {}
    assert keeper.after(tape("open", "hear"), 3) == "Solved with 3 commands, ours has 2."
    assert goals.standings(store) == {"7/heard": Standing(best=3)}
    assert keeper.after(tape("open", "hear"), 4) == "", "it is met already"
    keeper.after(tape("open"), 1)
    assert "Your best was 3" in keeper.after(tape("open", "hear"), 5)
    assert keeper.attempt.best == 3


def test_a_solution_that_is_shown_is_written_down(store: Store) -> None:
    keeper = Keeper(store, COURSE, named(COURSE, "heard"))
    assert keeper.talk(Command(verb="solution"))[0].startswith("Ours: `open ann`")
    assert goals.standings(store) == {"7/heard": Standing(is_shown=True)}
    [shown] = [each for each in keeper.every() if each.told]
    assert (shown.goal.id, shown.told, shown.is_solved) == ("heard", "ours was shown", False)


def test_without_a_goal_nothing_is_judged(store: Store) -> None:
    assert Keeper(store, COURSE).after(tape("open"), 1) == ""
