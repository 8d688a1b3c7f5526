"""The goals of the course: which there are, what each opens, and which the learner has solved.

A solved goal, and one whose solution was shown, is an entry of the learner's log with the mode
"goal": exported, imported and forgotten with the rest.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tutor.course.model import Course, Outline
from tutor.errors import UsageError, unknown
from tutor.library.stages import opening as stage
from tutor.play.attempt import Attempt, talk
from tutor.play.goal import Goal, Listed
from tutor.play.read_goals import read_goals

if TYPE_CHECKING:
    from tutor.core.events import Event
    from tutor.learner.store import Store
    from tutor.play.command import Command
    from tutor.quiz.schedule import Review
    from tutor.runtime.stage.open_play import Opening

MODE: Final = "goal"
CARD: Final = "goal:"
"""Before the name of a goal, as the log has it: no card is called so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What has become of a goal."""

    best: int = 0  # commands of the shortest way so far; 0 = not solved
    is_shown: bool = False  # our solution was shown before the first success

    def told(self, goal: Goal) -> str:
        """In a few words; the number of ours only once it is solved."""
        if self.best:
            beside = "as short as ours" if self.best == goal.par else f"ours has {goal.par}"
            shown = ", after ours was shown" if self.is_shown else ""
            return f"solved with {self.best}, {beside}{shown}"
        return "ours was shown" if self.is_shown else ""


def goals(course: Course) -> list[Goal]:
    """Those that can be read, in the order of the course."""
    return [goal for outline in course.outlines for goal in of_lesson(outline)]


def of_lesson(outline: Outline) -> list[Goal]:
    """The goals of one lesson that can be read."""
    return of_folder(outline.folder, outline.number) if outline.folder is not None else []


def of_folder(folder: Path, lesson: int) -> list[Goal]:
    """The same, of a lesson's folder and its number."""
    return [goal for goal, _ in read_goals(folder, lesson)[0]]


def named(course: Course, name: str) -> Goal:
    """A goal by its name, "ghost" or "7/ghost". Raises `UsageError`."""
    every = goals(course)
    found = [goal for goal in every if name in {goal.id, goal.name}]
    if not found:
        raise unknown("goal", name, [goal.id for goal in every])
    if len(found) > 1:
        names = ", ".join(goal.name for goal in found)
        raise UsageError(f"Several lessons have a goal {name}.", f"Name one: {names}.")
    return found[0]


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
            self.attempt = Attempt(goal, best=best)

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


# ── the learner's file ──────────────────────────────────────────────────────────────────────


def standings(store: Store) -> dict[str, Standing]:
    """What has become of each goal that was tried, by its name ("7/ghost")."""
    return standings_of(entry for entry in store.reviews() if entry.mode == MODE)


def standings_of(entries: Iterable[Review]) -> dict[str, Standing]:
    """The same, of entries in the order of their time."""
    found: dict[str, Standing] = {}
    for entry in entries:
        name = entry.card.removeprefix(CARD)
        now = found.get(name, Standing())
        if not entry.correct:
            found[name] = replace(now, is_shown=now.is_shown or not now.best)
        elif entry.answer.isdecimal() and int(entry.answer):
            best = min(filter(None, (now.best, int(entry.answer))))
            found[name] = replace(now, best=best)
    return found


def note(store: Store, course: Course, goal: Goal, *, count: int = 0, hints: int = 0) -> None:
    """Writes down that a goal was solved with so many commands; 0: that ours was shown."""
    from tutor.quiz.schedule import Review

    slugs = {outline.number: outline.slug for outline in course.outlines}
    store.review(
        Review(
            card=f"{CARD}{goal.name}",
            lesson=slugs.get(goal.lesson, ""),
            at=time.time(),
            mode="goal",
            correct=bool(count),
            hints=hints,
            answer=str(count) if count else "",
        )
    )


def listed(course: Course, standing: Mapping[str, Standing]) -> list[Listed]:
    """All goals by chapter, and what has become of each."""
    found = []
    for outline in course.outlines:
        for goal in of_lesson(outline):
            state = standing.get(goal.name, Standing())
            found.append(
                Listed(
                    chapter=f"{outline.number} {outline.title}",
                    goal=goal,
                    told=state.told(goal),
                    is_solved=bool(state.best),
                )
            )
    return found
