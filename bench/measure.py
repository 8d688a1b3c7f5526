"""How everything here is measured: two things in turn, many rounds, the ratio of their medians.

A ratio from one run is comparable between machines, a number of milliseconds is not. Rounds
alternate (A B B A …) so that a slow second on the machine hits both sides alike.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Sample = Callable[[], float]  # runs once, returns seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One line of the table."""

    name: str
    against: str
    goal: str
    measured: float  # the figure that the goal speaks of
    unit: str = "×"  # "×" for a ratio, "ms" for an absolute figure
    met: bool = True
    note: str = ""


def ratio(subject: Sample, reference: Sample, *, rounds: int) -> tuple[float, float, float]:
    """(ratio, median of the subject, median of the reference), seconds, after one warm-up each."""
    subject(), reference()
    times: tuple[list[float], list[float]] = ([], [])
    for n in range(rounds):
        order = ((0, subject), (1, reference)) if n % 2 else ((1, reference), (0, subject))
        for which, sample in order:
            times[which].append(sample())
    ours, theirs = (statistics.median(t) for t in times)
    return ours / theirs, ours, theirs


def at_most(
    name: str, against: str, limit: float, subject: Sample, reference: Sample, *, rounds: int = 9
) -> Result:
    """A result whose goal is a ratio of at most `limit`."""
    value, ours, theirs = ratio(subject, reference, rounds=rounds)
    return Result(
        name=name,
        against=against,
        goal=f"≤ {limit:g}×",
        measured=value,
        met=value <= limit,
        note=f"{ours * 1000:.1f} ms / {theirs * 1000:.1f} ms",
    )


def timed(work: Callable[[], object]) -> float:
    """Seconds that `work` takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def environment(**extra: str) -> dict[str, str]:
    """The environment of a measured process: as a learner's, with .pyc files in use."""
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return env | extra


def command(*argv: str, env: dict[str, str] | None = None) -> Sample:
    """A sample that runs a command to its end, output thrown away; it must exit 0."""

    def run() -> float:
        return timed(
            lambda: subprocess.run(
                argv, env=env or environment(), stdout=subprocess.DEVNULL, check=True
            )
        )

    return run


def first_line(*argv: str, env: dict[str, str] | None = None) -> Sample:
    """A sample from the start of a command to the first line it prints; then it is killed."""

    def run() -> float:
        begun = time.perf_counter()
        child = subprocess.Popen(argv, env=env or environment(), stdout=subprocess.PIPE)
        assert child.stdout is not None
        line = child.stdout.readline()
        took = time.perf_counter() - begun
        child.terminate()
        child.communicate()
        if not line.strip():
            raise RuntimeError(f"{' '.join(argv)} printed nothing")
        return took

    return run


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0–1) of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
