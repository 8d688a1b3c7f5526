"""One scene, from the command to its exit in plain text, against a script written by hand.

The script starts the same cold server, drives the same traffic with the `websockets` library,
observes nothing and prints one line.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Iterator

from bench.measure import Result, at_most, command, environment
from bench.servers import template_file


def run() -> Iterator[Result]:
    """`tutor lesson 7 --scene three_tabs --plain` as a whole process."""
    with tempfile.TemporaryDirectory() as folder:
        template = str(asyncio.run(template_file()))
        env = environment(TUTOR_HOME=folder, BENCH_TEMPLATE=template)
        yield at_most(
            "one scene, command to exit, plain",
            "a hand-written script: same server, same traffic, nothing observed",
            1.4,
            command(
                sys.executable,
                "-m",
                "tutor",
                "lesson",
                "7",
                "--scene",
                "three_tabs",
                "--plain",
                env=env,
            ),
            command(sys.executable, "-m", "bench.by_hand", env=env),
            rounds=7,
        )
