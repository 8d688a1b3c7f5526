"""A busy server on the screen that grows: how old a fact is when seen, and what an hour keeps.

`tutor trace` stands in a real pty of 120×40. The command that it traces tells 5,000 facts a second,
as a probe does, and notes when. The screen is read afterwards: it says how many facts it shows.
"""

from __future__ import annotations

import os
import re
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pyte

from bench.measure import Result, by_lines, environment, percentile, seconds_a_line
from bench.player import Screen
from tutor.core.assemble import LONE

RATE = 5_000  # facts a second
SECONDS = 8.0
WARM = 2.0  # of them pass before anything counts
GAP = 0.005  # seconds without a byte between two repaints
STEP = re.compile(r"step ([\d,]+) of")
HOUR = 300 * 3600  # facts of an hour
KEEP = 50_000
MEGABYTES = 300


def run() -> Iterator[Result]:
    """The screen, then the ring."""
    yield from seen()
    yield hour()


def seen() -> Iterator[Result]:
    """From a fact to the repainted screen; and what was lost."""
    with tempfile.TemporaryDirectory() as folder:
        times = Path(folder, "times")
        lines = [seconds_a_line()]
        sent = watched(times, folder)
        lines.append(seconds_a_line())
        happened = {
            int(seq): int(at) / 1e9 for seq, at in map(str.split, times.read_text().splitlines())
        }
    shown = repaints(sent)
    ages = list(waits(happened, shown))
    yield by_lines(
        f"from a fact to the repainted screen at {RATE:,} facts a second, p95",
        60e-3,
        percentile(ages, 0.95),
        lines,
        f"median {1000 * percentile(ages, 0.5):.0f} ms of {len(ages):,}; {len(shown)} repaints",
        waits=LONE / 1e9,
    )


def watched(times: Path, home: str) -> list[tuple[float, bytes]]:
    """All bytes that the screen was sent, with the time at which each lot came."""
    env = environment(TUTOR_HOME=home, TERM="xterm-256color", COLUMNS="120", LINES="40")
    env.pop("CI", None)
    source = (sys.executable, "-m", "bench.live_source", str(RATE), str(SECONDS), str(times))
    screen = Screen((sys.executable, "-m", "tutor", "trace", "--", *source), env)
    sent: list[tuple[float, bytes]] = []
    try:
        until = time.monotonic() + SECONDS + 3
        while time.monotonic() < until:
            if select.select([screen.fd], [], [], 0.1)[0]:
                data = os.read(screen.fd, 65536)
                sent.append((time.monotonic(), data))
        os.write(screen.fd, b"q")
        screen.settle(quiet=1.0)
    finally:
        screen.close()
    return sent


def repaints(sent: list[tuple[float, bytes]]) -> list[tuple[float, int]]:
    """When the screen was whole again, and how many facts it showed then."""
    terminal = pyte.Screen(120, 40)
    stream = pyte.ByteStream(terminal)
    found = []
    for place, (at, data) in enumerate(sent):
        stream.feed(data)
        if place + 1 < len(sent) and sent[place + 1][0] - at < GAP:
            continue
        if (step := STEP.search("\n".join(terminal.display))) is not None:
            found.append((at, int(step[1].replace(",", ""))))
    return found


def waits(happened: dict[int, float], shown: list[tuple[float, int]]) -> Iterator[float]:
    """Seconds from each fact to the first screen that counts it."""
    begun = min(happened.values()) + WARM
    seen = 0
    for at, step in shown:
        for seq in range(seen + 1, step + 1):
            if happened.get(seq, 0) > begun:
                yield at - happened[seq]
        seen = max(seen, step)


def hour() -> Result:
    """The facts of an hour at 300 a second, through a ring, as fast as it takes them."""
    program = "from bench.live import keep_hour; keep_hour()"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    most, events = map(float, done.stdout.split())
    return Result(
        name=f"memory after an hour of 300 facts a second, in a ring of {KEEP:,}",
        against="",
        goal=f"≤ {MEGABYTES} MB",
        measured=most,
        unit="MB",
        met=most <= MEGABYTES,
        note=f"the whole process, at most; {events:,.0f} facts",
    )


def keep_hour() -> None:
    """Print the most memory that this process had, and how many facts it was given."""
    from bench.growing import BATCH, Story, _resident, talk
    from tutor.runtime.fact_intake import Facts
    from tutor.runtime.live_recording import LiveRecording

    facts = Facts()
    live = LiveRecording(facts, keep=KEEP)
    most = 0.0
    for number, batch in enumerate(talk(Story(), HOUR, many=True), start=1):
        for process, record in batch:
            facts.add(process, [record])
        live.turn(batch[-1][1][2])
        if number % 250 == 0:
            live.timeline.world(len(live.timeline))  # somebody looks at it
        if number * BATCH % 100_000 == 0:
            most = max(most, _resident())
    print(most, len(live.timeline))
