"""A message on its way to the next beat, in a real pty of 120×40; and the message view, when long.

Times are absolute: the eye sets the limits. What a key or a frame costs is read from the bytes that
come: bytes with less than `GAP` between them are one repaint.
"""

from __future__ import annotations

import os
import select
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.measure import Result, environment, percentile
from bench.player import Screen

GAP = 0.012  # seconds without a byte between two repaints
EVERY = 0.05  # seconds from one frame to the next, as `tutor/tui/mover.py` has it
ROUNDS = 24
STILL = 0.45  # seconds after which every motion is over
FACTS = 5_000


class Moving(Screen):
    """A player that is watched while a message moves."""

    def repaints(self, key: bytes, seconds: float) -> list[tuple[float, float]]:
        """(first byte, last byte) of each repaint after a key, in seconds from it."""
        begun = time.perf_counter()
        os.write(self.fd, key)
        found: list[tuple[float, float]] = []
        while (left := begun + seconds - time.perf_counter()) > 0:
            if not select.select([self.fd], [], [], left)[0]:
                break
            os.read(self.fd, 65536)
            now = time.perf_counter() - begun
            if found and now - found[-1][1] < GAP:
                found[-1] = found[-1][0], now
            else:
                found.append((now, now))
        return found


def run() -> Iterator[Result]:
    """The second tab of lesson 7 joins the group, again and again, with who on the stage."""
    with tempfile.TemporaryDirectory() as folder:
        env = environment(TUTOR_HOME=folder, TERM="xterm-256color", COLUMNS="120", LINES="40")
        for name in ("CI", "TUTOR_MOTION"):
            env.pop(name, None)
        ours = (sys.executable, "-m", "tutor", "lesson", "7", "--replay", "--scene", "three_tabs")
        screen = Moving((*ours, "--step", "22"), env)
        try:
            screen.until(b"Three tabs")
            screen.settle(quiet=1.5)
            screen.key(b"t")
            yield from _frames(screen)
            yield _obeyed(screen)
        finally:
            screen.close()
    yield _message()


def _frames(screen: Moving) -> Iterator[Result]:
    first, behind, whole = [], [], []
    for _ in range(ROUNDS):
        repaints = screen.repaints(b"n", STILL)
        if len(repaints) < 4:
            raise RuntimeError(f"nothing moved: {len(repaints)} repaints after n")
        first.append(repaints[0][1])
        behind += [end - place * EVERY for place, (_, end) in enumerate(repaints)]
        whole.append(repaints[-1][1])
        screen.repaints(b"p", STILL)
    yield _p95("`n` to the first frame of a motion, p95", 30, first, f"{ROUNDS} times")
    yield _p95("a frame behind its time, p95", 50, behind, f"{len(behind)} frames")
    yield _p95("`n` to the still picture, p95", 300, whole, "six frames of 50 ms at most")


def _obeyed(screen: Moving) -> Result:
    took = []
    for place in range(ROUNDS):
        screen.repaints(b"n", 0.03 + place * 0.007)
        (_, end), *_ = screen.repaints(b"p", STILL)
        took.append(end)
    when = "pressed 30 to 190 ms after `n`"
    return _p95("a key during a motion, obeyed, p95", 30, took, when)


def _message() -> Result:
    """The newest message of a long recording, and every hundredth of its facts."""
    from bench.recordings import long_recording
    from tutor.core.timeline import Timeline
    from tutor.runtime import recording
    from tutor.runtime.paths import lessons_folder
    from tutor.view.table import VIEWS

    shipped = next(lessons_folder().glob("07_*/traces/at_most_once.jsonl"))
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.write("\n".join(long_recording(shipped.read_text().splitlines(), FACTS)) + "\n")
        file.flush()
        timeline = Timeline(recording.load(Path(file.name)).events)
    VIEWS["message"].draw(Timeline().moment(0), width=80, height=26)  # it is imported now
    took = []
    for step in range(len(timeline), 0, -100):
        moment = timeline.moment(step)
        begun = time.perf_counter()
        VIEWS["message"].draw(moment, width=80, height=26)
        took.append(time.perf_counter() - begun)
    reads, *drawn = took  # the strips of a scene's first step read its facts already
    worst = percentile(drawn, 0.99) * 1000
    return _row(
        f"the message view in a scene of {FACTS:,} facts, p99",
        16,
        worst,
        f"and {reads * 1000:.1f} ms, once, to read the facts",
    )


def _p95(name: str, limit: float, seconds: Sequence[float], note: str) -> Result:
    middle = f"median {percentile(seconds, 0.5) * 1000:.1f} ms; {note}"
    return _row(name, limit, percentile(seconds, 0.95) * 1000, middle)


def _row(name: str, limit: float, measured: float, note: str) -> Result:
    return Result(
        name=name,
        against="",
        goal=f"≤ {limit:g} ms",
        measured=measured,
        unit="ms",
        met=measured <= limit,
        note=note,
    )
