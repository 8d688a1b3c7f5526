"""One attempt at a goal: what has been told so far, and what is said of each command.

Below all screens. A front end calls `look` after each command, and `talk` for the commands that are
about the goal; both return lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from tutor.core.events import Event
from tutor.errors import UsageError
from tutor.play.command import Command
from tutor.play.goal import Goal
from tutor.play.judge import Verdict, is_met, judge

ABOUT_GOALS: Final = ("goal", "hint", "solution", "goals")
"""Commands that concern the goal and not the stage."""
GOAL_COMMANDS: Final = "`hint` helps, `undo` takes back, `reset` begins again, `goal` repeats this."
NO_GOAL: Final = "No goal is open."
HOW: Final = "`goals` lists them; `tutor play --goal NAME` opens one."


@dataclass(slots=True)
class Attempt:
    """A goal that is open. `best`: how many commands it took earlier; 0 = not solved yet."""

    goal: Goal
    best: int = 0
    first: int = 0  # events before the first command
    hints: int = 0  # rungs that have been told
    is_shown: bool = False  # the solution has been
    is_met: bool = False  # at the moment
    verdicts: Sequence[Verdict] = ()
    count: int = 0  # commands
    words: Mapping[str, str] = field(default_factory=dict)  # what its page understands

    def begin(self, events: Sequence[Event]) -> None:
        """The stage stands, and nothing has been typed on it."""
        self.first = len(events)
        self.look(events, 0)

    def look(self, events: Sequence[Event], count: int) -> bool:
        """Judges after a command. `count`: how many were played. True: it has just been met."""
        was_met = self.is_met
        self.verdicts, self.count = judge(self.goal, events, self.first), count
        self.is_met = is_met(self.verdicts)
        return self.is_met and not was_met

    @property
    def title(self) -> str:
        """What it is called, with its place and its level."""
        return f"{self.goal.title} · lesson {self.goal.lesson} · {self.goal.level}"

    @property
    def told(self) -> list[str]:
        """What has to be done, what the page understands, and whether it was solved earlier."""
        return [line for line in (self.standing, self.goal.task, understood(self.words)) if line]

    @property
    def standing(self) -> str:
        """Whether it was solved earlier, in words; "" where it was not."""
        return f"Solved before, with {commands(self.best)}." if self.best else ""

    def result(self) -> str:
        """What is said when all of it holds: the count against ours, which is told only then."""
        par = self.goal.par
        if self.count == par:
            beside = "as short as ours"
        elif self.count < par:
            beside = f"shorter than ours, which has {par}"
        else:
            beside = f"ours has {par}"
        again = f" Your best was {self.best}." if 0 < self.best < self.count else ""
        return f"Solved with {commands(self.count)}, {beside}.{again}"

    def as_data(self) -> dict[str, Any]:
        """For programs: what `tutor play --json` prints after each command."""
        return {
            "kind": "goal.judged",
            "goal": self.goal.name,
            "solved": self.is_met,
            "count": self.count,
            "par": self.goal.par if self.is_met else None,
            "conditions": [
                {"says": one.says, "holds": one.holds, "saw": one.saw} for one in self.verdicts
            ],
        }

    def next_hint(self) -> str:
        """The next rung; the last one again when all have been told."""
        self.hints = min(self.hints + 1, len(self.goal.hints))
        which = f"Hint {self.hints} of {len(self.goal.hints)}: "
        last = self.hints == len(self.goal.hints)
        return which + self.goal.hints[self.hints - 1] + (" (`solution` shows ours.)" * last)

    def show(self) -> list[str]:
        """The author's shortest solution. From here on it counts as shown."""
        self.is_shown = True
        return list(self.goal.shortest)


def understood(words: Iterable[str]) -> str:
    """The frames that a page understands, in a sentence; "" where none are told."""
    return f"A tab may send: {', '.join(f'`{word}`' for word in words)}." if words else ""


def commands(count: int) -> str:
    """ "1 command", "4 commands"."""
    return f"{count} command{'s' * (count != 1)}"


def need(attempt: Attempt | None) -> Attempt:
    """The goal that is open. Raises `UsageError`."""
    if attempt is None:
        raise UsageError(NO_GOAL, HOW)
    return attempt


def talk(command: Command, attempt: Attempt | None) -> list[str]:
    """What `goal`, `hint` and `solution` say. Raises `UsageError` where no goal is open."""
    open_one = need(attempt)
    if command.verb == "hint":
        return [open_one.next_hint()]
    if command.verb == "solution":
        return ["Ours: " + ", ".join(f"`{line}`" for line in open_one.show())]
    return [open_one.title, *open_one.told]
