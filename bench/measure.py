"""How everything here is measured: two things in turn, many rounds, the ratio of their medians.

A ratio from one run is comparable between machines, a number of milliseconds is not. Rounds
alternate (A B B A …) so that a slow second on the machine hits both sides alike. What nothing else
does was given a time as its goal, on a machine on which `json.loads` took 3.5 µs for a line of a
recording; it is held against as many lines.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

Sample = Callable[[], float]  # runs once, returns seconds

LINE = 3.5e-6  # seconds that `json.loads` took for a line, where the goals were set
READ = 5_000  # lines that are read to know what one takes here
RECORDED = "07_channel_layers_and_groups/traces/three_tabs.jsonl"


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


def seconds_a_line() -> float:
    """Seconds of the processor that `json.loads` takes for a line of a recording, just now."""
    lines = _lines()
    begun = time.process_time()
    for text in lines:
        json.loads(text)
    return (time.process_time() - begun) / READ


@cache
def _lines() -> list[str]:
    from tutor.runtime.paths import lessons_folder

    found = (lessons_folder() / RECORDED).read_text(encoding="utf-8").splitlines()
    return [found[at % len(found)] for at in range(READ)]


def by_lines(
    name: str,
    goal: float,
    measured: float,
    lines: Sequence[float],
    note: str = "",
    *,
    waits: float = 0.0,
    beyond: str = "",
) -> Result:
    """Seconds, against as many lines as took `goal` seconds when that was set.

    `lines`: what a line took while it was measured. `waits`: seconds of the goal that are waited
    for a clock, as long on every machine. `beyond`: what was taken from the measured time.
    """
    count = (goal - waits) / LINE
    limit = waits + count * statistics.median(lines)
    unit, scale = ("µs", 1e6) if goal < 1e-3 else ("ms", 1e3)
    figures = f"{measured * scale:.1f} {unit} / {limit * scale:.1f} {unit}"
    parts = [beyond] if beyond else []
    parts += [f"a wait of {waits * 1e3:g} ms"] if waits else []
    parts += [f"`json.loads` on {count:,.1f} lines of a recording"]
    return Result(
        name=name,
        against=" + ".join(parts),
        goal="≤ 1×",
        measured=measured / limit,
        met=measured <= limit,
        note="; ".join(filter(None, (figures, note))),
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
