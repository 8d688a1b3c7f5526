"""`tutor ARGS`, forked from a process that has imported what the commands import.

Tests that run many commands and look at what they say use it: half of what a command costs are its
imports. How the program starts, and in which environment, is for `tests/test_cli.py`,
`tests/test_streams.py` and `tests/test_ending.py`; those start it, and so does every test here
where processes cannot be forked like this (off Linux).
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from tests.forks import ROOT, Fork, fork

Running = Fork | subprocess.Popen[bytes]


def start(
    args: Sequence[str],
    env: Mapping[str, str],
    streams: tuple[int, int, int],
    cwd: Path = ROOT,
) -> Running:
    """In a session of its own; `streams` are descriptors, and stay open here."""
    if sys.platform == "linux":
        return fork("tutor", "tutor.__main__", args, cwd, env, streams)
    command = [sys.executable, "-m", "tutor", *args]
    stdin, stdout, stderr = streams
    return subprocess.Popen(
        command,
        cwd=cwd,
        env=env,
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
        start_new_session=True,
    )


def run(
    args: Sequence[str], env: Mapping[str, str], typed: bytes = b"", cwd: Path = ROOT
) -> subprocess.CompletedProcess[bytes]:
    """In three pipes, until it has ended; a test that ends earlier ends it."""
    (stdin, types), (reads, stdout), (hears, stderr) = os.pipe(), os.pipe(), os.pipe()
    running = start(args, env, (stdin, stdout, stderr), cwd)
    for end in (stdin, stdout, stderr):
        os.close(end)
    with ThreadPoolExecutor(2) as at_once:
        at_once.submit(_type, types, typed)
        aside = at_once.submit(_read, hears)
        try:
            said = _read(reads)
            return subprocess.CompletedProcess([*args], running.wait(), said, aside.result())
        except BaseException:
            os.kill(running.pid, signal.SIGKILL)
            raise


def _read(descriptor: int) -> bytes:
    with os.fdopen(descriptor, "rb") as pipe:
        return pipe.read()


def _type(descriptor: int, data: bytes) -> None:
    with suppress(BrokenPipeError), os.fdopen(descriptor, "wb") as pipe:
        pipe.write(data)
