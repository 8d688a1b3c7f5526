"""Another Python on the same terminal, in a process of its own: a lesson, a proof, the demo site.

It cannot outlive us: it holds the other end of a pipe, and when that ends it leaves as for SIGTERM.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from typing import Final

LIFELINE: Final = "TUTOR_LIFELINE"
LEAVE_WITHIN: Final = 3.0  # seconds that a child has after a signal to us


def run_tutor(*arguments: str, silent_input: bool = False) -> int:
    """Plays it to its end; the exit code."""
    return run_python("-m", "tutor", *arguments, silent_input=silent_input)


def run_python(
    *arguments: str, silent_input: bool = False, env: Mapping[str, str] | None = None
) -> int:
    """Runs a program that calls `hold_lifeline`, to its end; the exit code."""
    sys.stdout.flush()
    life, ours = os.pipe()
    child = subprocess.Popen(
        [sys.executable, *arguments],
        stdin=subprocess.DEVNULL if silent_input else None,
        env={**os.environ, **(env or {}), LIFELINE: str(life)},
        pass_fds=(life,),
    )
    os.close(life)
    try:
        return child.wait()
    except BaseException:  # we are to end: so is the child, with its terminal put right
        child.terminate()
        child.wait(LEAVE_WITHIN)
        raise
    finally:
        os.close(ours)


def hold_lifeline() -> None:
    """In the child: leave when the tutor that started us is gone."""
    line = os.environ.pop(LIFELINE, "")
    if line.isdecimal():
        threading.Thread(target=_wait, args=(int(line),), daemon=True, name="lifeline").start()


def _wait(line: int) -> None:
    try:
        os.read(line, 1)
    except OSError:
        return  # the number of another file by now: nothing to hold
    os.kill(os.getpid(), signal.SIGTERM)
