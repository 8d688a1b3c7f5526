"""A goal that is opened: its stage, and what a front end needs while it is worked on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tutor.course.model import Course
from tutor.library.goals import Standing, listed, note, standings
from tutor.library.stages import opening as stage
from tutor.play.attempt import Attempt, talk
from tutor.play.goal import Goal, Listed

if TYPE_CHECKING:
    from tutor.core.events import Event
    from tutor.learner.store import Store
    from tutor.play.command import Command
    from tutor.runtime.stage.open_play import Opening


def opening(goal: Goal) -> Opening:
    """The stage of a goal: its lab, scene or the demo project, with no tab of ours on it.

    Raises `UsageError` where there is no such lab or scene.
    """
    found = stage(lab_of(goal))
    return replace(found, lines=(), path=goal.path or found.path)


def lab_of(goal: Goal) -> str:
    """What it opens, as `tutor play` names it: a lab is one of its own lesson."""
    return f"{goal.lesson}/{goal.opens}" if goal.opens and "/" not in goal.opens else goal.opens


class Keeper:
    """The goal that is open, if one is, beside the list of all and the learner's file."""

    def __init__(self, store: Store, course: Course, goal: Goal | None = None) -> None:
        self._store, self._course = store, course
        self.attempt: Attempt | None = None
        if goal is not None:
            best = standings(store).get(goal.name, Standing()).best
            self.attempt = Attempt(goal, best=best, words=stage(lab_of(goal)).words)

    def after(self, events: Sequence[Event], count: int) -> str:
        """Judges after a command; what is said if the goal has just been met, else ""."""
        attempt = self.attempt
        if attempt is None or not attempt.look(events, count):
            return ""
        said = attempt.result()
        note(self._store, self._course, attempt.goal, count=count, hints=attempt.hints)
        attempt.best = min(filter(None, (attempt.best, count)))
        return said

    def every(self) -> list[Listed]:
        """What `goals` lists."""
        return listed(self._course, standings(self._store))

    def talk(self, command: Command) -> list[str]:
        """What `goal`, `hint` and `solution` say. Raises `UsageError` where no goal is open."""
        said = talk(command, self.attempt)
        if command.verb == "solution" and self.attempt is not None:
            note(self._store, self._course, self.attempt.goal, hints=self.attempt.hints)
        return said
