"""The goals of the course: which there are, and which the learner has solved.

A solved goal, and one whose solution was shown, is an entry of the learner's log with the mode
"goal": exported, imported and forgotten with the rest.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.course.model import Course, Outline
from tutor.errors import UsageError, unknown
from tutor.learner.portable import GOAL
from tutor.library.goal_counts import CARD
from tutor.play.goal import Goal, Listed
from tutor.play.read_goals import read_goals

if TYPE_CHECKING:
    from tutor.learner.store import Store
    from tutor.quiz.schedule import Review


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


# ── the learner's file ──────────────────────────────────────────────────────────────────────


def standings(store: Store) -> dict[str, Standing]:
    """What has become of each goal that was tried, by its name ("7/ghost")."""
    return standings_of(store.reviews(mode=GOAL))


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
            mode=GOAL,
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
