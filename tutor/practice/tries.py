"""Somebody at work on an exercise: what they saved, what each run said, which hints they took.

Pure: `after(tries, event)` is the next state. Whoever drives it (text, a screen) watches the file,
starts a run where `is_wanted`, cancels it where `is_stale`, and draws what there is.
"""

from __future__ import annotations

import difflib
from typing import Final

import msgspec

from tutor.practice.exercise import Exercise
from tutor.practice.judging import Judged
from tutor.practice.stopped import Stopped

RUNGS: Final = 3  # hints before the solution


class Change(msgspec.Struct, frozen=True):
    """A line that was taken out ("-") or put in ("+")."""

    sign: str
    text: str
    line: int  # from 1: of the older text for "-", of the newer one for "+"


class Try(msgspec.Struct, frozen=True, kw_only=True):
    """A run of what had been saved."""

    number: int  # from 1
    text: str
    judged: Judged | None = None
    stopped: Stopped | None = None
    seconds: float = 0.0
    at: float = 0.0  # seconds since the epoch

    @property
    def is_mended(self) -> bool:
        """Everything that has to be true is."""
        return self.judged is not None and self.judged.is_mended

    @property
    def marks(self) -> tuple[bool, ...]:
        """Of each fact whether it holds; () for code that could not be run."""
        return tuple(truth.holds for truth in self.judged.truths) if self.judged else ()

    @property
    def verdict(self) -> str:
        """ "mended", "not mended" or "could not run"."""
        if self.judged is None:
            return "could not run"
        return "mended" if self.is_mended else "not mended"


class Tries(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is shown is a function of this."""

    exercise: Exercise
    starter: str = ""  # the edited file as the learner was given it
    solution: str = ""  # as ours has it
    text: str = ""  # what stands in the learner's file
    is_gone: bool = False  # there is no such file any more
    runs: tuple[Try, ...] = ()
    running: str | None = None  # the text that is being run
    is_wanted: bool = False  # a run of `text` has to begin
    hints: int = 0  # rungs that were taken
    earlier: int = 0  # rungs that were taken in earlier sessions
    is_solution_shown: bool = False
    fresh: int = 0  # runs before the learner has last started over: they say nothing of this time

    @property
    def helped(self) -> int:
        """Hints that the mend had, in this session or an earlier one."""
        return max(self.hints, self.earlier)

    @property
    def last(self) -> Try | None:
        """The latest run, whatever came of it."""
        return self.runs[-1] if self.runs else None

    @property
    def last_judged(self) -> Try | None:
        """The latest that could be judged: code that cannot be run keeps the verdict before it."""
        return next((run for run in reversed(self.runs) if run.judged is not None), None)

    @property
    def is_stale(self) -> bool:
        """What runs is not what stands in the file."""
        return self.running is not None and (self.is_gone or self.running != self.text)

    @property
    def is_mended(self) -> bool:
        """The latest run holds, and the file is still what was run."""
        return self.last is not None and self.last.is_mended and self.last.text == self.text

    @property
    def was_mended(self) -> bool:
        """One of the runs held, since the learner has started over."""
        return any(run.is_mended for run in self.runs[self.fresh :])

    @property
    def change(self) -> tuple[Change, ...]:
        """What the latest run has other than the run before it; of the first, than the starter."""
        if not self.runs:
            return ()
        before = self.runs[-2].text if len(self.runs) > 1 else self.starter
        return changes(before, self.runs[-1].text)


# ── events ──────────────────────────────────────────────────────────────────────────────────


class Saved(msgspec.Struct, frozen=True):
    """The file has other contents than before; the first time: it is there."""

    text: str


class Gone(msgspec.Struct, frozen=True):
    """The file is not there any more."""


class Asked(msgspec.Struct, frozen=True):
    """A run is asked for by hand."""


class Began(msgspec.Struct, frozen=True):
    """The run that was wanted has begun."""


class Cancelled(msgspec.Struct, frozen=True):
    """The run has been given up, for a newer save."""


class Ended(msgspec.Struct, frozen=True, kw_only=True):
    """The run has ended."""

    judged: Judged | None = None
    stopped: Stopped | None = None
    seconds: float = 0.0
    at: float = 0.0


class Hinted(msgspec.Struct, frozen=True):
    """The next hint is asked for."""


class Shown(msgspec.Struct, frozen=True):
    """The solution is asked for."""


class StartedOver(msgspec.Struct, frozen=True):
    """The starter stands there again: what was shown before is forgotten."""


Happened = Saved | Gone | Asked | Began | Cancelled | Ended | Hinted | Shown | StartedOver


def after(tries: Tries, event: Happened) -> Tries:
    """The state after this."""
    match event:
        case Saved(text=text):
            return _saved(tries, text)
        case Gone():
            return _with(tries, is_gone=True, is_wanted=False)
        case Asked():
            return _with(tries, is_wanted=tries.running is None and not tries.is_gone)
        case Began():
            return _with(tries, running=tries.text, is_wanted=False)
        case Cancelled():
            return _with(tries, running=None, is_wanted=not tries.is_gone)
        case Ended():
            return _ended(tries, event)
    return _asked_for(tries, event)


def _saved(tries: Tries, text: str) -> Tries:
    if text == tries.text and not tries.is_gone and tries.runs:
        return tries  # an unchanged save runs nothing
    return _with(tries, text=text, is_gone=False, is_wanted=text != tries.running)


def _asked_for(tries: Tries, event: Hinted | Shown | StartedOver) -> Tries:
    if isinstance(event, StartedOver):
        return _with(tries, fresh=len(tries.runs), hints=0, earlier=0, is_solution_shown=False)
    if isinstance(event, Shown):
        return _with(tries, is_solution_shown=True)
    return _with(tries, hints=min(tries.hints + 1, RUNGS))


def _ended(tries: Tries, event: Ended) -> Tries:
    assert tries.running is not None
    run = Try(
        number=len(tries.runs) + 1,
        text=tries.running,
        judged=event.judged,
        stopped=event.stopped,
        seconds=event.seconds,
        at=event.at,
    )
    return _with(tries, runs=(*tries.runs, run), running=None)


def _with(tries: Tries, **changed: object) -> Tries:
    return msgspec.structs.replace(tries, **changed)


# ── what is read of it ──────────────────────────────────────────────────────────────────────


def changes(before: str, now: str) -> tuple[Change, ...]:
    """The lines that differ, in their order; those taken out before those put in."""
    old, new = before.splitlines(), now.splitlines()
    found: list[Change] = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, start, end, begin, stop in matcher.get_opcodes():
        if tag != "equal":
            found += [Change("-", old[n], n + 1) for n in range(start, end)]
            found += [Change("+", new[n], n + 1) for n in range(begin, stop)]
    return tuple(found)


def hint(tries: Tries, rung: int, look: str = "") -> str:
    """A hint, from 1 to `RUNGS`. `look`: where in the installed source the second one points."""
    exercise = tries.exercise
    if rung == 1:
        return exercise.nudge
    if rung == 2:
        mine = f"Look at {exercise.where} in the starter." if exercise.where else ""
        return " ".join(filter(None, (mine, f"Look at {look}." if look else "")))
    run = tries.last_judged
    if run is None and tries.last is not None and (stopped := tries.last.stopped) is not None:
        return " ".join(filter(None, (stopped.sentence, stopped.place, stopped.remedy)))
    failing = run.judged.failing if run is not None and run.judged is not None else None
    if failing is None:
        return "Save once: the first thing that is not true is explained then."
    finding = run.judged.finding if run is not None and run.judged is not None else None
    wanted = next(
        (fact.holds for fact in exercise.facts if fact.says == failing.says), failing.says
    )
    told = [f"Not true yet: {failing.says}. Seen: {failing.saw}."]
    if finding is not None:
        told += [finding.sentence, finding.remedy]
    return " ".join(filter(None, (*told, f"Asked of the run: {wanted}")))
