"""`tutor play`: opens a stage, and lets the learner do what a scene's script does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import typer

from tutor import gate
from tutor.errors import UsageError
from tutor.runtime.system import need_posix
from tutor.terminal import wants_plain

if TYPE_CHECKING:
    from tutor.course.model import Course
    from tutor.library.goals import Standing


def run(
    name: str,
    *,
    goal: str = "",
    plain: bool = False,
    ascii: bool = False,
    words: bool = False,
    json: bool = False,
) -> None:
    """Finds what is to be opened, and plays until the learner leaves or the input ends."""
    need_posix("A stage")
    from tutor.library import find, goals, open_goal, stages
    from tutor.library.going_on import open_store

    if goal and name:
        raise UsageError("A goal opens a stage of its own.", "Leave out NAME.")
    course = find.course()
    chosen = goals.named(course, goal) if goal else None
    opening = open_goal.opening(chosen) if chosen else stages.opening(name)
    with open_store(quiet=json) as store:
        keeper = open_goal.Keeper(store, course, chosen)
        if plain or words or json or wants_plain():
            from tutor.plain import play_stage

            code = play_stage.run(opening, keeper, ascii=ascii, words=words, json=json)
        else:
            from tutor.tui import play_on_screen

            code = play_on_screen.play(opening, keeper, ascii=ascii)
    if code:
        raise typer.Exit(code)


def list_labs(*, as_json: bool = False, ascii: bool = False, words: bool = False) -> None:
    """The labs of each lesson, and what each is for."""
    from tutor.library import stages

    every = stages.listed()
    if as_json:
        found = [
            {"lab": name, "lesson": lesson, "purpose": purpose}
            for lesson, rows in every
            for name, purpose in rows
        ]
        gate.put_json(f"{json.dumps(found)}\n")
        return
    from tutor.plain import play_stage

    play_stage.list_labs(every, ascii=ascii, words=words)


def list_goals(*, as_json: bool = False, ascii: bool = False, words: bool = False) -> None:
    """All goals by chapter, and what has become of each."""
    from tutor.library import find, goals
    from tutor.library.going_on import open_store
    from tutor.plain import play_stage

    course = find.course()
    with open_store(quiet=as_json) as store:
        standing = goals.standings(store)
    if as_json:
        gate.put_json(_data(course, standing))
        return
    play_stage.list_goals(goals.listed(course, standing), ascii=ascii, words=words)


def _data(course: Course, standing: dict[str, Standing]) -> str:
    from tutor.library.goals import Standing, goals

    found = []
    for goal in goals(course):
        state = standing.get(goal.name, Standing())
        found.append(
            {
                "goal": goal.name,
                "title": goal.title,
                "level": goal.level,
                "task": goal.task,
                "best": state.best or None,
                "par": goal.par if state.best else None,
                "shown": state.is_shown,
            }
        )
    return f"{json.dumps(found)}\n"
