"""Recordings of 100,000 events: load, fold, go to any step. The reference is `json.loads`."""

from __future__ import annotations

import json
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.measure import Result, at_most, by_lines, percentile, seconds_a_line, timed

EVENTS = 100_000
STEP = 16e-3 / 64  # seconds that going to a step may take: a part of a frame


def long_recording(lines: list[str], events: int = EVENTS) -> list[str]:
    """A real recording's lines, repeated with shifted `seq`, `at` and `cause` until it is long."""
    begun, *facts = [json.loads(line) for line in lines]
    made, shift, later = [json.dumps(begun)], 0, 0
    while len(made) < events:
        for fact in facts[: events - len(made)]:
            cause = fact.get("cause")
            again = fact | {"seq": fact["seq"] + shift, "at": fact["at"] + later}
            made.append(json.dumps(again | ({"cause": cause + shift} if cause else {})))
        shift += len(facts)
        later += facts[-1]["at"]
    return made


def run() -> Iterator[Result]:
    """In this process, on a shipped recording made long."""
    from tutor.runtime.paths import lessons_folder

    shipped = next(lessons_folder().glob("07_*/traces/three_tabs.jsonl"))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "long.jsonl")
        lines = long_recording(shipped.read_text().splitlines())
        file.write_text("\n".join(lines) + "\n")
        yield from read_and_fold(file)
        yield go_to(file)


def read_and_fold(file: Path) -> Iterator[Result]:
    """Both against `json.loads` of the same lines."""
    from tutor.core.timeline import Timeline
    from tutor.runtime import recording

    def loads() -> float:
        return timed(lambda: [json.loads(line) for line in file.read_text().splitlines()])

    yield at_most(
        f"load a {EVENTS:,}-event recording",
        "`json.loads` on its lines",
        0.5,
        lambda: timed(lambda: recording.load(file)),
        loads,
        rounds=5,
    )
    events = recording.load(file).events
    yield at_most(
        "fold it",
        "`json.loads` on its lines",
        0.25,
        lambda: timed(lambda: Timeline(events).world(len(events))),
        loads,
        rounds=5,
    )


def go_to(file: Path) -> Result:
    """Random steps of a timeline that has been folded once, in time of the processor."""
    from tutor.core.timeline import Timeline
    from tutor.runtime import recording

    lines = [seconds_a_line()]
    events = recording.load(file).events
    timeline = Timeline(events)
    timeline.world(len(events))
    dice = random.Random(7)
    took = []
    for step in [dice.randint(0, len(events)) for _ in range(4000)]:
        begun = time.process_time()
        timeline.world(step)
        took.append(time.process_time() - begun)
    lines.append(seconds_a_line())
    return by_lines("go to any step of it, p99", STEP, percentile(took, 0.99), lines)
