"""The terminal, lent to a command as a shell lends it: what is typed is the command's.

    terminal = Foreground.ours()        # None: standard input is no terminal, or not ours just now
    ...                                 # start the command in a process group of its own
    terminal.lend(group)
    await terminal.follow(pid)          # until cancelled: Ctrl-Z stops us too, `fg` continues it
    terminal.take_back()

A process reads from a terminal only in its foreground group; elsewhere the kernel stops it with
SIGTTIN. A Ctrl-C goes to that group, so to the command, and not to us.
"""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import suppress
from typing import Any, Final, Self

STDIN: Final = 0
EVERY: Final = 0.1  # seconds between two looks whether the command has been stopped


class Foreground:
    """Who has the terminal behind standard input."""

    def __init__(self, modes: list[Any]) -> None:
        self._modes = modes  # of the terminal, as we had it
        self._lent = 0  # the group that has it; 0: none
        self._before: Any = signal.SIG_DFL

    @classmethod
    def ours(cls) -> Self | None:
        """The terminal, if it is our group's now."""
        try:
            import termios

            if os.tcgetpgrp(STDIN) == os.getpgrp():
                return cls(termios.tcgetattr(STDIN))
        except (ImportError, OSError):  # no terminal, or not the one of our session
            pass
        return None

    def lend(self, group: int) -> None:
        """From here on the keys are this group's. What it waited for in vain it reads now."""
        # In the background we go on: what we print is not held back by `stty tostop`.
        self._before = signal.signal(signal.SIGTTOU, signal.SIG_IGN)
        self._lent = group
        self._give(group)
        _continue(group)

    def take_back(self) -> None:
        """The keys are ours again, and lines and echo as they were."""
        if not self._lent:
            return
        import termios

        with suppress(OSError):
            if os.tcgetpgrp(STDIN) == self._lent:  # else the shell has it
                self._give(os.getpgrp())
                termios.tcsetattr(STDIN, termios.TCSANOW, self._modes)
        self._lent = 0
        signal.signal(signal.SIGTTOU, self._before)

    async def follow(self, pid: int) -> None:
        """Stop whenever this child of ours is stopped, and continue it when we are continued."""
        while True:
            await asyncio.sleep(EVERY)
            if _is_stopped(pid):
                self._stop_too(self._lent or os.getpgid(pid))

    def _stop_too(self, group: int) -> None:
        self.take_back()
        # Not SIGSTOP: where no shell could continue us the kernel lets this one have no effect.
        os.kill(os.getpid(), signal.SIGTSTP)
        if Foreground.ours() is not None:
            self.lend(group)
        else:  # `bg`
            _continue(group)

    def _give(self, group: int) -> None:
        with suppress(OSError):  # it has ended
            os.tcsetpgrp(STDIN, group)


def _is_stopped(pid: int) -> bool:
    """Whether a child has been stopped since we last asked."""
    try:
        return os.waitid(os.P_PID, pid, os.WSTOPPED | os.WNOHANG) is not None
    except ChildProcessError:  # it has ended
        return False


def _continue(group: int) -> None:
    with suppress(OSError):
        os.killpg(group, signal.SIGCONT)
