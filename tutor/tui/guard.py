"""Gives the terminal back when the tutor is killed with no chance to do it itself (SIGKILL).

A process of its own waits on a pipe whose other end only the tutor holds. One byte means that the
tutor has put everything right; the end of the pipe without it means that it is dead. The child is
forked before Textual is imported: no threads yet, little memory, nothing of ours to clean up.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import termios
from collections.abc import Iterator
from typing import Final

RESET: Final = (
    b"\x1b[?2004l\x1b[?7h\x1b[?2048l"  # bracketed paste, line wrap, in-band resize
    b"\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l\x1b[?1004l"  # mouse, focus
    b"\x1b[?2026l\x1b[<u\x1b[?1049l\x1b[?25h\x1b[0m\r\n"  # sync, kitty keys, screen, cursor, style
)


class Guard:
    """The tutor's end of the watch."""

    def __init__(self, pid: int = 0, alive: int = -1) -> None:
        self.pid, self.alive = pid, alive

    def release(self) -> None:
        """The terminal is as it was: the watcher may go."""
        if self.alive < 0:
            return
        with contextlib.suppress(OSError):
            os.write(self.alive, b".")
        os.close(self.alive)
        self.alive = -1
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, 0)


@contextlib.contextmanager
def guarded_terminal() -> Iterator[Guard]:
    """While the block runs, a watcher restores the terminal should this process be killed."""
    guard = _begin()
    try:
        yield guard
    finally:
        guard.release()


def _begin() -> Guard:
    try:
        terminal = sys.__stdin__.fileno() if sys.__stdin__ else 0
        before = termios.tcgetattr(terminal)
    except (OSError, ValueError, termios.error):
        return Guard()  # no POSIX terminal: nothing to guard
    watch, alive = os.pipe()
    pid = os.fork()
    if pid == 0:
        _watch(watch, terminal, before)
    os.close(watch)
    return Guard(pid, alive)


def _watch(pipe: int, terminal: int, before: list[object]) -> None:
    """The child: waits, restores if it must, and never returns."""
    try:
        os.setsid()  # out of reach of the terminal's signals, and free to write to it
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGTTOU):
            signal.signal(number, signal.SIG_IGN)
        _close_all_but(pipe, terminal)
        if os.read(pipe, 1) == b"":
            with contextlib.suppress(termios.error):
                termios.tcsetattr(terminal, termios.TCSANOW, before)  # type: ignore[arg-type]
            os.write(terminal, RESET)
    except BaseException:  # noqa: BLE001 - nobody is left to tell
        pass
    finally:
        os._exit(0)


def _close_all_but(*kept: int) -> None:
    low = 0
    for descriptor in sorted(kept):
        if low < descriptor:  # closerange(0, 0) closes everything on CPython 3.11
            os.closerange(low, descriptor)
        low = descriptor + 1
    os.closerange(low, max(256, *kept) + 1)
