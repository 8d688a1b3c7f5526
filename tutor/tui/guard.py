"""Gives the terminal back when the tutor is killed with no chance to do it itself (SIGKILL).

A process of its own (`watcher.py`) waits on a pipe whose other end only the tutor holds. It is a
fresh small Python, not a fork: after a fork every page of memory that the tutor touches would be
copied, which cost the first frame eight milliseconds.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

WATCHER: Final = Path(__file__).with_name("watcher.py")


class Guard:
    """The tutor's end of the watch."""

    def __init__(self, watcher: subprocess.Popen[bytes] | None = None, alive: int = -1) -> None:
        self.watcher, self.alive = watcher, alive
        self.is_needed = False  # the terminal has not been told all that gives it back

    def release(self) -> None:
        """The terminal is as it was: the watcher may go. Where it is not, the watcher tries."""
        if self.alive < 0 or self.watcher is None:
            return
        if not self.is_needed:
            with contextlib.suppress(OSError):
                os.write(self.alive, b".")
        os.close(self.alive)
        self.alive = -1
        self.watcher.wait()


@contextlib.contextmanager
def guarded_terminal() -> Iterator[Guard]:
    """While the block runs, a watcher restores the terminal should this process be killed."""
    guard = _begin()
    try:
        yield guard
    finally:
        guard.release()


def _begin() -> Guard:
    import termios  # Windows has none, and opens no screen

    try:
        terminal = sys.__stdin__.fileno() if sys.__stdin__ else 0
        before = termios.tcgetattr(terminal)
    except (OSError, ValueError, termios.error):
        return Guard()  # no POSIX terminal: nothing to guard
    watch, alive = os.pipe()
    try:
        return Guard(_watcher(terminal, watch, before), alive)
    except OSError:  # no more processes: the player does without
        os.close(alive)
        return Guard()
    finally:
        os.close(watch)


def _watcher(terminal: int, pipe: int, before: list[object]) -> subprocess.Popen[bytes]:
    """In a session of its own: out of reach of the terminal's signals, and free to write to it."""
    python = (sys.executable, "-I", "-S", str(WATCHER))
    return subprocess.Popen(
        (*python, str(pipe), marshal.dumps(before).hex()),
        stdin=terminal,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=(pipe,),
        start_new_session=True,
    )
