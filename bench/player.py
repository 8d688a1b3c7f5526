"""The player in a real pty of 120×40: its first frame, and from a key to the repainted screen."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.measure import Result, at_most, by_lines, environment, percentile, seconds_a_line

EMPTY_APP = """
from textual.app import App
from textual.widgets import Static
class Empty(App):
    BINDINGS = [("n", "count", "Count")]
    count = 0
    def compose(self):
        yield Static("ready to count")
    def action_count(self):
        self.count += 1
        self.query_one(Static).update(f"counted {self.count}")
Empty().run()
"""

# What no program with a command line like ours can be faster than.
TYPER_APP = """
import typer
app = typer.Typer()
@app.command()
def lesson(number: int, plain: bool = False) -> None:
    from textual.app import App
    from textual.widgets import Static
    class Empty(App):
        def compose(self):
            yield Static("ready to count")
    Empty().run()
app()
"""

QUIET = 0.030  # seconds without output after which a repaint is over
KEYS = 60
COUNTED = [(b"n", b"")] * KEYS  # for the empty app


class Screen:
    """A program in a pty: bytes in, bytes out, and when they came."""

    def __init__(self, argv: tuple[str, ...], env: dict[str, str]) -> None:
        self.begun = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execvpe(argv[0], argv, env)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))

    def until(self, text: bytes, within: float = 20.0) -> float:
        """Seconds from the start until `text` has come."""
        seen = b""
        while text not in seen:
            if not select.select([self.fd], [], [], within)[0]:
                raise RuntimeError(f"{text!r} did not come; the screen got {seen[-400:]!r}")
            seen += os.read(self.fd, 65536)
        return time.perf_counter() - self.begun

    def settle(self, quiet: float = QUIET) -> tuple[float, bytes]:
        """The moment of the last byte before `quiet` seconds of silence or the program's end, and
        all that came.
        """
        last, came = time.perf_counter(), b""
        while select.select([self.fd], [], [], quiet)[0]:
            try:
                some = os.read(self.fd, 65536)
            except OSError:  # EIO: on Linux, what a terminal says whose program has ended
                some = b""
            if not some:
                break
            last, came = time.perf_counter(), came + some
        return last, came

    def key(self, key: bytes, text: bytes = b"") -> float:
        """Seconds from a key to the last byte of its repaint, which has to have `text`."""
        begun = time.perf_counter()
        os.write(self.fd, key)
        if not select.select([self.fd], [], [], 5)[0]:
            raise RuntimeError(f"nothing was repainted after {key!r}")
        last, came = self.settle()
        if text not in came:
            raise RuntimeError(f"{text!r} did not come after {key!r}, but {came[-400:]!r}")
        return last - begun

    def close(self) -> None:
        """Ends the program."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)


def first_frame(argv: tuple[str, ...], env: dict[str, str], text: bytes) -> float:
    """Seconds from fork to `text` on the screen."""
    screen = Screen(argv, env)
    try:
        return screen.until(text)
    finally:
        screen.close()


def keys(
    argv: tuple[str, ...],
    env: dict[str, str],
    text: bytes,
    pressed: Sequence[tuple[bytes, bytes]],
    *,
    pause: float = QUIET,
) -> list[float]:
    """Seconds of each of many key presses, once the program stands still.

    Each is a key and what its repaint has to have; it comes after `pause` seconds of silence.
    """
    screen = Screen(argv, env)
    try:
        screen.until(text)
        screen.settle(quiet=1.5)
        took = []
        for key, shown in pressed:
            screen.settle(pause)
            took.append(screen.key(key, shown))
        return took
    finally:
        screen.close()


def run() -> Iterator[Result]:
    """`tutor lesson 7 --replay` against an empty Textual app."""
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder, "empty.py")
        empty.write_text(EMPTY_APP)
        env = environment(TUTOR_HOME=folder, TERM="xterm-256color", COLUMNS="120", LINES="40")
        env.pop("CI", None)
        ours = (sys.executable, "-m", "tutor", "lesson", "7", "--replay", "--scene", "three_tabs")
        theirs = (sys.executable, str(empty))
        yield at_most(
            "first frame of the player",
            "an empty Textual app's",
            1.2,
            lambda: first_frame(ours, env, b"Three tabs"),
            lambda: first_frame(theirs, env, b"ready"),
            rounds=9,
        )
        typed = Path(folder, "typed.py")
        typed.write_text(TYPER_APP)
        yield at_most(
            "the same",
            "a typer command that opens an empty Textual app",
            1.3,
            lambda: first_frame(ours, env, b"Three tabs"),
            lambda: first_frame((sys.executable, str(typed), "7"), env, b"ready"),
            rounds=9,
        )
        pressed, lines = [(b".", b""), (b",", b"")] * (KEYS // 2), [seconds_a_line()]
        here = percentile(keys(ours, env, b"Three tabs", pressed), 0.95)
        there = percentile(keys(theirs, env, b"ready", COUNTED), 0.95)
        yield by_lines(
            "key to repainted player, 120×40, p95, less the same key in an empty Textual app",
            8e-3,
            here - there,
            [*lines, seconds_a_line()],
            f"{here * 1000:.1f} ms, {there * 1000:.1f} ms",
        )
