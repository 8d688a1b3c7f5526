"""Runs mutants of one package against the package's own tests, in a copy."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from coverage import CoverageData

from tests.mutants.copy import Copy
from tests.mutants.making import Mutant
from tests.mutants.packages import Package

# Seconds that a run of the tests may take, whatever they take: the machine may be busy.
PATIENCE = 60
QUIET = (
    "-m", "pytest", "-q", "--no-header", "-p", "no:randomly", "-p", "no:cacheprovider",
    "--hypothesis-seed=0", "-m", "not (slow or browser or postgres)",
)  # fmt: skip

Fate = Literal["killed", "hung", "alive"]


@dataclass(slots=True)
class Known:
    """What a run of the unchanged tests has shown."""

    took: dict[str, float]  # seconds of each test that passed
    covering: dict[tuple[str, int], set[str]] = field(default_factory=dict)  # (file, line) → tests

    def tests_of(self, mutant: Mutant) -> list[str]:
        """The tests that run this line, the fastest first.

        Of a line that runs as its module is imported, or in a child process alone, no test is
        known: then those that run any line of the file come first, and all others after them.
        """
        found = self.covering.get((mutant.file, mutant.line), set()) & self.took.keys()
        near, rest = set[str](), set[str]()
        if not found:
            tests = [tests for (file, _), tests in self.covering.items() if file == mutant.file]
            near = set().union(*tests) & self.took.keys()
            rest = self.took.keys() - near
        return [n for part in (found, near, rest) for n in sorted(part, key=self.took.__getitem__)]


def learn(copy: Copy, package: Package) -> Known:
    """Runs the package's tests once, under coverage."""
    notes, data = copy.scratch / "notes.json", copy.scratch / "coverage"
    os.environ.update(TUTOR_NOTES=str(notes), COVERAGE_FILE=str(data))
    plain = copy.scratch / "coveragerc"
    plain.write_text("[run]\n", encoding="utf-8")  # children are not measured: that takes minutes
    folders = {s.rpartition("/")[0] if s.endswith(".py") else s for s in package.sources}
    run = copy.run(
        *QUIET, "-p", "tests.mutants.noting", *(f"--cov={folder}" for folder in sorted(folders)),
        f"--cov-config={plain}", "--cov-context=test", "--cov-report=", *package.tests, limit=3600,
    )  # fmt: skip
    if run.returncode != 0:
        print(run.stdout[-3000:], "Tests that fail without a mutant are left out.", sep="\n")
    known = Known(json.loads(notes.read_text(encoding="utf-8")))
    measured = CoverageData(str(data))
    measured.read()
    for file in measured.measured_files():
        place = os.path.relpath(file, copy.root)
        for line, contexts in measured.contexts_by_lineno(file).items():
            known.covering[place, line] = {name.partition("|")[0] for name in contexts}
    return known


def hunt(copy: Copy, known: Known, sample: Sequence[Mutant]) -> Iterator[tuple[Mutant, Fate, str]]:
    """Each mutant, its fate, and the test that noticed it."""
    for mutant in sample:
        path = copy.root / mutant.file
        source = path.read_text(encoding="utf-8")
        path.write_text(mutant.source(source), encoding="utf-8")
        try:
            yield mutant, *_try(copy, known, known.tests_of(mutant))
        finally:
            path.write_text(source, encoding="utf-8")


def _try(copy: Copy, known: Known, tests: Sequence[str]) -> tuple[Fate, str]:
    """The first test that fails, and fails again: one that does not was only short of time."""
    if not tests:
        return "alive", "no test runs the line"
    left, unsteady = list(tests), 0
    try:
        while left:
            noticed = _first_failure(copy, known, left)
            if not noticed:
                break
            test = next((n for n in left if _is_of(noticed, n)), "")
            if not test or _first_failure(copy, known, [test]):
                return "killed", noticed
            left = left[left.index(test) + 1 :]
            unsteady += 1
    except subprocess.TimeoutExpired:
        return "hung", ""
    return "alive", f"{len(tests)} tests" + f", {unsteady} unsteady" * bool(unsteady)


def _first_failure(copy: Copy, known: Known, tests: Sequence[str]) -> str:
    """What pytest says of the first of these tests that fails; "" = none does."""
    chosen = copy.scratch / "chosen"
    chosen.write_text("\n".join(tests), encoding="utf-8")
    took = [known.took[name] for name in tests]
    each = f"--timeout={PATIENCE / 4 + 5 * max(took):.0f}"
    run = copy.run(*QUIET, "-x", each, f"@{chosen}", limit=PATIENCE + 4 * sum(took))
    if run.returncode == 0:
        return ""
    failures = [line for line in run.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return failures[-1] if failures else f"exit code {run.returncode}: {run.stdout[-500:]}"


def _is_of(line: str, test: str) -> bool:
    """Whether a line of pytest's summary is of this test."""
    _, _, told = line.partition(" ")
    return told == test or told.startswith(f"{test} - ")
