"""Finds errors in goals without a run: what an author has to put right, with its place.

The runs are judged by `tests/lessons/test_goals.py`: each solution meets its goal, no trap does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from tutor.course.model import Source
from tutor.course.problems import Problem, problem
from tutor.errors import UsageError
from tutor.play.command import read
from tutor.play.goal import LEVELS, Goal
from tutor.play.judge import is_met, judge, queries

CONDITIONS: Final = (2, 4)
HINTS: Final = (2, 3)
TITLE, TASK, SAYS, HINT = 44, 280, 60, 240  # characters; a task is four rows of 80 columns
_NAME: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
Said = Iterator[tuple[str, str]]  # a message and a hint


def check_goals(
    goals: Sequence[tuple[Goal, Source]], opens: Callable[[str], str]
) -> Iterator[Problem]:
    """All errors. `opens`: what is wrong with a name that a goal opens; "" = nothing."""
    seen: set[str] = set()
    for goal, source in goals:
        said = [*_whole(goal), *_texts(goal)]
        if goal.id in seen:
            said.append((f"there are two goals {goal.id}", "rename one"))
        seen.add(goal.id)
        if wrong := opens(goal.opens):
            said.append((f"opens: {wrong}", "a lab, a scene as 7/three_tabs, or nothing"))
        yield from (problem(source, f"{goal.id}: {message}", hint) for message, hint in said)


def _whole(goal: Goal) -> Said:
    if not _NAME.fullmatch(goal.id):
        yield f"{goal.id!r} is not an id", "small letters, digits and hyphens"
    if goal.level not in LEVELS:
        yield f"there is no level {goal.level}", ", ".join(LEVELS)
    for name, count, (least, most) in (
        ("conditions", len(goal.conditions), CONDITIONS),
        ("hints", len(goal.hints), HINTS),
    ):
        if not least <= count <= most:
            yield f"it has {count} {name}", f"{least} to {most}"
    for condition in goal.conditions:
        if not queries(condition.saw):
            yield f"{condition.says!r} does not say what was seen instead", "a {query} in saw"
    if is_met(judge(goal, ())):
        yield "it holds before anything has happened", "name what has to be done"
    yield from _played(goal)


def _played(goal: Goal) -> Said:
    """What is wrong with the command lines."""
    if not goal.solutions:
        yield "it has no solution", "solutions = [[…]], a list of command lines each"
    for lines in (*goal.solutions, goal.trap.lines):
        yield from _lines(lines)
    if tuple(goal.trap.lines) in set(goal.solutions):
        yield "its trap is one of its solutions", "a trap must fail"


def _lines(lines: Sequence[str]) -> Said:
    if not lines:
        yield "a solution or trap has no commands", "a list of command lines"
    for line in lines:
        try:
            command = read(line)
        except UsageError as error:
            yield f"{line!r}: {error.message}", error.hint
            continue
        if command is None or not command.row.stays:
            yield f"{line!r} does nothing on the stage", "leave it out: it is counted"


def _texts(goal: Goal) -> Said:
    limits = [("title", goal.title, TITLE), ("task", goal.task, TASK)]
    limits += [("says", one.says, SAYS) for one in goal.conditions]
    limits += [("hint", hint, HINT) for hint in goal.hints]
    for name, text, most in limits:
        if not text.strip() or text != text.strip() or len(text) > most:
            yield f"{name} has {len(text)} characters: {text[:30]!r}", f"1 to {most}, trimmed"
    steps = {line for lines in goal.solutions for line in lines if " " in line}  # "wait" is a word
    for line in sorted(steps):
        if goal.hints and line in goal.hints[0]:
            yield f"its first hint gives the command {line!r} away", "nudge first"
