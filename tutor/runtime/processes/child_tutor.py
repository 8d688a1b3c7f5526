"""Another Python on the same terminal, in a process of its own: a lesson, a proof, the demo site.

It cannot outlive us: it holds the other end of a pipe, and when that ends it leaves as for SIGTERM.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from tutor import ending
from tutor.runtime.system import is_posix

LIFELINE: Final = "TUTOR_LIFELINE"
LEAVE_WITHIN: Final = 1.8  # seconds that a child has after a signal to us: less than we have
MOMENT: Final = 0.05  # seconds after which a signal to the whole group has come to all of it


def run_tutor(*arguments: str, silent_input: bool = False) -> int:
    """Plays it to its end; the exit code."""
    return run_python("-m", "tutor", *arguments, silent_input=silent_input)


def run_python(
    *arguments: str, silent_input: bool = False, env: Mapping[str, str] | None = None
) -> int:
    """Runs a program that calls `hold_lifeline`, to its end; the exit code."""
    sys.stdout.flush()
    if not is_posix():  # no pipe can be handed down, and nothing is stopped
        return subprocess.call([sys.executable, *arguments], env={**os.environ, **(env or {})})
    life, ours = os.pipe()
    with _later():
        process = subprocess.Popen(
            [sys.executable, *arguments],
            stdin=subprocess.DEVNULL if silent_input else None,
            env={**os.environ, **(env or {}), LIFELINE: str(life)},
            pass_fds=(life,),
        )
    child = _Child(process)
    os.close(life)
    try:
        return child.follow()
    except BaseException:  # we are to end: so is the child, with its terminal put right
        child.end()
        raise
    finally:
        os.close(ours)


@contextmanager
def _later() -> Iterator[None]:
    """What is started in the block gets its signals once it holds its lifeline.

    Before that Python would answer a Ctrl-C, which all on the terminal are sent, with a traceback.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ending.SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Child:
    """A process that may be stopped and continued: so are we, because the shell looks at us."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process, self.is_stopped = process, False

    def follow(self) -> int:
        """To its end; the exit code. Ctrl-Z in it stops us, too."""
        while self.process.returncode is None:
            self._learn()
            if self.is_stopped:
                self._stop_too()
        return self.process.returncode

    def end(self) -> None:
        """Asks it to leave, and makes it leave if it does not."""
        if self.process.returncode is None:
            self.process.terminate()
            self._wake()
        try:
            self.process.wait(LEAVE_WITHIN)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _stop_too(self) -> None:
        if self._stays_stopped():
            os.kill(os.getpid(), signal.SIGSTOP)
            self._wake()

    def _wake(self) -> None:
        """Continues it once: a screen that is continued twice starts twice."""
        if self._stays_stopped():
            self.process.send_signal(signal.SIGCONT)

    def _stays_stopped(self) -> bool:
        """Whether it is stopped, and the signal that continued us has not continued it."""
        if self.is_stopped:
            time.sleep(MOMENT)
            self._learn(os.WNOHANG)
        return self.is_stopped

    def _learn(self, options: int = 0) -> None:
        """What has become of it: stopped, continued, or over."""
        if self.process.returncode is not None:
            return
        options |= os.WUNTRACED | os.WCONTINUED
        try:
            found, status = os.waitpid(self.process.pid, options)
        except ChildProcessError:  # our parent ignores SIGCHLD: the exit code is lost
            found, status = self.process.pid, 0
        if found:
            self.is_stopped = os.WIFSTOPPED(status)
            if os.WIFEXITED(status) or os.WIFSIGNALED(status):
                self.process.returncode = os.waitstatus_to_exitcode(status)


def hold_lifeline() -> None:
    """In the child: leave when the tutor that started us is gone. Signals come from here on."""
    line = os.environ.pop(LIFELINE, "")
    if line.isdecimal():
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ending.SIGNALS)
        threading.Thread(target=_wait, args=(int(line),), daemon=True, name="lifeline").start()


def _wait(line: int) -> None:
    try:
        os.read(line, 1)
    except OSError:
        return  # the number of another file by now: nothing to hold
    os.kill(os.getpid(), signal.SIGTERM)
