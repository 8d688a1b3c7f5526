"""A goal on the open stage, as data: what has to become true, and how the author made it true.

The query language of the conditions is `core/match`; `judge.py` asks, `read_goals.py` reads them
from a lesson's `goals.toml` (`docs/goals.md`).
"""

from __future__ import annotations

from typing import Final

import msgspec

LEVELS: Final = ("easy", "medium", "hard", "wicked")


class Instead(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is told of a condition that does not hold, where a query says why."""

    when: str  # a query
    says: str  # with {queries}


class Condition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that has to be true of the recording, all of it since the first server."""

    says: str  # as a statement: "Ben hears Hello"
    holds: str  # a query
    saw: str  # what is told while it does not hold, with at least one {query}
    instead: tuple[Instead, ...] = ()  # the first that holds is told in place of `saw`


class Trap(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What looks right and is not."""

    lines: tuple[str, ...]
    told: str  # what the judge says of the first condition that does not hold


class Goal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One goal. Command lines are those of `tutor play`."""

    id: str
    title: str
    level: str  # of LEVELS
    opens: str = ""  # a lab or scene as `tutor play` names it; "" = the demo project
    path: str = ""  # where a tab opens that names no path; "" = the lab's usual one
    task: str
    conditions: tuple[Condition, ...]
    hints: tuple[str, ...]
    solutions: tuple[tuple[str, ...], ...]
    trap: Trap
    lesson: int = 0  # its number; of the folder, not of the file

    @property
    def par(self) -> int:
        """How many commands the author's shortest solution has; 0 where there is none."""
        return len(self.shortest)

    @property
    def shortest(self) -> tuple[str, ...]:
        """The author's shortest solution; () where there is none."""
        return next(iter(sorted(self.solutions, key=len)), ())

    @property
    def name(self) -> str:
        """As it is kept in the learner's file: "7/ghost"."""
        return f"{self.lesson}/{self.id}"


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A goal in the list of all."""

    chapter: str  # "7 Channel layers and groups"
    goal: Goal
    told: str  # what has become of it: "solved with 4, as short as ours"; "" = nothing yet
    is_solved: bool
