"""`tutor dev diagnose`: what the rules find, against what they have to find.

A finding is right, missed or false: in every recording, with `--live` in a run of every exercise as
it begins, and of every fault that people meet.
"""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from tutor.core.diagnose import diagnose
from tutor.core.diagnose.known_errors import ROWS
from tutor.core.diagnose.rules import RULES
from tutor.course.expected_findings import Expected, Fault, read_expected
from tutor.course.load import load_course
from tutor.course.symptoms import read_symptoms
from tutor.errors import Exit, TutorError
from tutor.library.find_exercises import exercises
from tutor.practice.exercise import Exercise
from tutor.runtime.paths import lessons_folder
from tutor.runtime.processes.session import Session
from tutor.runtime.recording import load
from tutor.runtime.stage.exercise_runs import lay_out, run_exercise

TRACE: Final = re.compile(r"(\d+)_\w+/traces/(\w+)\.jsonl$")
VERDICTS: Final = ("right", "missed", "unseen", "wrong")
LAB: Final = "lab "  # a lab of the tests, which see to it themselves
TEXT: Final = "text "
Found = dict[str, list[str]]
"""Name of a recording or an exercise → the rules that find something there."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Expected findings that are there, and what is not as expected: "7/alone: no-layer"."""

    right: int
    missed: list[str]
    false: list[str]

    def __str__(self) -> str:
        """The three numbers."""
        return f"{self.right} right, {len(self.missed)} missed, {len(self.false)} false"


def compare(expected: Mapping[str, str], found: Found) -> Tally:
    """What a file says against what has been found."""
    wanted = {(name, rule) for name, rules in expected.items() for rule in rules.split()}
    there = {(name, rule) for name, rules in found.items() for rule in rules}
    told = [
        sorted(f"{name}: {rule}" for name, rule in one) for one in (wanted - there, there - wanted)
    ]
    return Tally(len(wanted & there), *told)


@dataclass(frozen=True, slots=True)
class Row:
    """What is said of a fault."""

    verdict: str  # one of VERDICTS
    fault: Fault
    note: str = ""

    def __str__(self) -> str:
        """On one line."""
        fault = self.fault
        told = self.note or fault.missed or fault.unseen or fault.seen
        return f"{self.verdict:<7} {fault.rule or '-':<22} {fault.title} ({told})"


def judged(faults: Sequence[Fault], found: Found, known: set[str]) -> Iterator[Row]:
    """A verdict on each fault; `known`: the entries of the index of `tutor why`."""
    for fault in faults:
        if not fault.rule:
            verdict = "missed" if fault.missed else "unseen"
            is_there = fault.why in known and bool(fault.missed) != bool(fault.unseen)
            yield Row(verdict if is_there else "wrong", fault)
        elif fault.rule not in RULES:
            yield Row("wrong", fault, "there is no such rule")
        elif fault.seen.startswith(LAB):
            yield Row("right", fault)
        elif fault.seen.startswith(TEXT):
            yield Row("right" if rule_of(fault.seen[len(TEXT) :]) == fault.rule else "wrong", fault)
        else:
            yield Row("right" if fault.rule in found.get(fault.seen, ()) else "missed", fault)


def rule_of(error: str) -> str:
    """The rule of the first row that knows an exception by its text alone."""
    return next((row.rule for row in ROWS if not row.name and re.search(row.error, error)), "")


@lru_cache(maxsize=1)
def of_recordings(folder: Path) -> Found:
    """The rules of every shipped recording."""
    found: Found = {}
    for path in sorted(folder.glob("*/traces/*.jsonl")):
        if match := TRACE.search(path.as_posix()):
            found[f"{int(match[1])}/{match[2]}"] = _rules(load(path).events)
    return found


def _rules(events: Sequence[object]) -> list[str]:
    return [*dict.fromkeys(finding.rule for finding in diagnose(events))]  # type: ignore[arg-type]


async def of_exercises(starts: Sequence[Exercise]) -> Found:
    """The rules of a run of each exercise as it begins, one after the other."""
    found: Found = {}
    async with Session() as session:
        for exercise in starts:
            folder = session.scene_folder() / exercise.name
            lay_out(exercise.start(), folder)
            ran = await run_exercise(exercise, folder, session)
            found[f"{exercise.lesson}/{exercise.name}"] = _rules(ran.events)
    return found


def main(*, live: bool = False) -> int:
    """Prints the table; FAILED where a finding is missed that was there, or false."""
    folder = lessons_folder()
    try:
        expected = read_expected(folder)
        return _table(expected, folder, live=live)
    except TutorError as error:
        print(error.message, error.hint, sep="\n", file=sys.stderr)
        return error.exit_code


def _table(expected: Expected, folder: Path, *, live: bool) -> int:
    found = of_recordings(folder)
    tallies = {f"{len(found)} recordings": compare(expected.recordings, found)}
    if live:
        runs = asyncio.run(of_exercises(exercises(load_course(folder))))
        tallies[f"{len(runs)} exercises"] = compare(expected.exercises, runs)
    for name, tally in tallies.items():
        print(f"{name}: {tally}")
        print(*(f"  missed {one}" for one in tally.missed), sep="\n", end="\n" * bool(tally.missed))
        print(*(f"  false {one}" for one in tally.false), sep="\n", end="\n" * bool(tally.false))
    known = {symptom.id for symptom in read_symptoms(folder)[0]}
    rows = [*judged(expected.fault, found, known)]
    counts = {
        name: sum(row.verdict == name for row in rows)
        for name in ("right", "missed", "unseen", "wrong")
    }
    print(f"{len(rows)} faults: {', '.join(f'{number} {name}' for name, number in counts.items())}")
    print(*(f"  {row}" for row in rows), sep="\n")
    is_good = not counts["wrong"] and not any(t.missed or t.false for t in tallies.values())
    lost = any(row.verdict == "missed" and row.fault.rule for row in rows)
    return Exit.OK if is_good and not lost else Exit.FAILED
