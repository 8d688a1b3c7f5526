"""The recordings that come with the lessons, read once for all tests that walk through them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tutor.core.timeline import Timeline
from tutor.runtime import paths
from tutor.runtime.recording import load

TRACES = sorted(paths.lessons_folder().glob("*/traces/*.jsonl"))
LONG = 1000
"""A recording with more facts than this repeats itself: fewer of its steps are looked at."""


@cache
def timeline(trace: Path) -> Timeline:
    return Timeline(load(trace).events)


def name(trace: Path) -> str:
    """ "07 persistent"."""
    return f"{trace.parents[1].name[:2]} {trace.stem}"


def steps(run: Timeline) -> list[int]:
    """Where something new may be seen: the first and the last facts of each kind, those beside
    them, and every seventh step (of a long recording every 97th).
    """
    marked = {*ends(run), *range(0, len(run), 97 if len(run) > LONG else 7)}
    near = {step + by for step in marked for by in (-1, 0, 1)}
    return sorted(step for step in near if 0 <= step <= len(run))


def ends(run: Timeline) -> list[int]:
    """The first and the last fact of each kind."""
    first = {event.kind: event.seq for event in reversed(run.events)}
    last = {event.kind: event.seq for event in run.events}
    return sorted({*first.values(), *last.values()})


def share(steps: list[int], trace: Path, *, of: int) -> list[int]:
    """Every `of`-th of these steps; where it begins goes round from recording to recording.

    For a claim about the renderer, to which all recordings put much the same questions: together
    they look at all kinds of places, and each alone at few.
    """
    return steps[TRACES.index(trace) % of :: of]
