"""Each goal on a live stage: the author's solutions meet it, and its trap is told why not."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence

import pytest
import pytest_asyncio

from tutor.library import find
from tutor.library.goals import goals
from tutor.library.open_goal import opening
from tutor.play.command import read
from tutor.play.goal import Goal
from tutor.play.judge import Verdict, is_met, judge
from tutor.runtime.processes.session import Session
from tutor.runtime.stage.open_play import Play

GOALS = goals(find.course())
WRITTEN = [(goal, number) for goal in GOALS for number in range(len(goal.solutions))]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def session() -> AsyncIterator[Session]:
    async with Session() as opened:
        yield opened


async def played(session: Session, goal: Goal, lines: Sequence[str]) -> list[list[Verdict]]:
    """The verdicts before the first command, and after the last."""
    async with Play(session, opening(goal)) as play:
        first = len(play.live.timeline.events)
        found = [judge(goal, play.live.timeline.events)]
        for line in lines:
            command = read(line)
            assert command is not None
            await play.run(command)
        assert len(play.done) == len(lines)
        return [*found, judge(goal, play.live.timeline.events, first)]


@pytest.mark.slow
@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(("goal", "number"), WRITTEN, ids=[f"{g.name}:{n}" for g, n in WRITTEN])
async def test_a_solution_meets_its_goal_and_nothing_does_before(
    session: Session, goal: Goal, number: int
) -> None:
    before, after = await played(session, goal, goal.solutions[number])
    assert not is_met(before)
    assert [verdict for verdict in after if not verdict.holds] == []


@pytest.mark.slow
@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("goal", GOALS, ids=[goal.name for goal in GOALS])
async def test_a_trap_is_told_why_it_is_none(session: Session, goal: Goal) -> None:
    _, after = await played(session, goal, goal.trap.lines)
    assert [verdict.saw for verdict in after if not verdict.holds][:1] == [goal.trap.told]


@pytest.mark.parametrize("goal", GOALS, ids=[goal.name for goal in GOALS])
def test_nothing_is_told_at_the_start_as_if_it_held(goal: Goal) -> None:
    """ "Ben's tab is still open: tabs of ben that were closed: 0" would be a riddle."""
    for one, verdict in zip(goal.conditions, judge(goal, ()), strict=True):
        wants = "any " in one.holds or " before " in one.holds
        if "none " in one.holds and wants:
            assert verdict.saw.startswith("not yet: "), f"{one.says}: {verdict.saw}"


def shape(frame: str) -> object:
    """What has to be known of a frame to send another one: its first word, or its keys."""
    return frozenset(json.loads(frame)) if frame.startswith("{") else frame.split(maxsplit=1)[0]


@pytest.mark.parametrize("goal", GOALS, ids=[goal.name for goal in GOALS])
def test_a_tab_may_send_what_the_solutions_and_the_trap_do(goal: Goal) -> None:
    """A learner is told of each frame that is needed; where any text will do, of one."""
    known = {shape(frame) for frame in opening(goal).words}
    free = {"hello", "hi", "Hello", "4000", "5", "{}", "a", "b", "secret"}
    for lines in (*goal.solutions, goal.trap.lines):
        for line in lines:
            verb, _, rest = line.partition(" ")
            if verb == "send":
                assert known, f"[words.{goal.opens}] is missing"
                frame = rest.partition(" ")[2]
                assert shape(frame) in known or frame in free or frame.isdecimal(), line


def test_chapters_2_to_10_have_at_least_three_each() -> None:
    counts = dict.fromkeys(range(2, 11), 0)
    for goal in GOALS:
        counts[goal.lesson] = counts.get(goal.lesson, 0) + 1
    assert min(counts.values()) >= 3, counts
