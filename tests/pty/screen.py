"""A program in a pseudo-terminal: what a learner types, and what then stands on the screen."""

from __future__ import annotations

import array
import contextlib
import fcntl
import os
import re
import select
import signal
import sys
import termios
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pyte

from tutor.tui.fresh import SEEN_AFTER

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = float(os.environ.get("TUTOR_TEST_PATIENCE", "1"))
WITHIN = 20.0 * PATIENCE  # seconds, on a busy machine
AFTERWARDS = 3.0 * PATIENCE  # seconds until nothing is left of a tutor that has ended


# As at home the tutor is a shell's child: were it the terminal's session leader, its death would
# hang the terminal up, and there would be nothing left to put right.
SHELL = 'trap : INT; "$0" -m tutor "$@"; echo "ended: $?"; read -r _'
ENDED = re.compile(rb"ended: (\d+)")


class Terminal:
    """`tutor ARGS` on a terminal of this size, fed into an emulator.

    `python` and `cwd` are the tests' own interpreter and the checkout, unless others are named.
    """

    def __init__(
        self,
        *args: str,
        columns: int = 120,
        rows: int = 40,
        python: str | Path = sys.executable,
        cwd: Path = ROOT,
        **env: str,
    ) -> None:
        self.mark = uuid.uuid4().hex
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.raw = b""
        self.child = pexpect.spawn(
            "/bin/sh",
            ["-c", SHELL, str(python), *args],
            cwd=str(cwd),
            env={**os.environ, "TERM": "xterm-256color", "TUTOR_TEST_MARK": self.mark, **env},
            dimensions=(rows, columns),
            timeout=WITHIN,
        )
        self.child.delaybeforesend = None  # not 50 ms before each key: we wait for facts
        line = f"/proc/{self.child.pid}/fd/0"
        self.line = os.open(line, os.O_RDWR | os.O_NOCTTY)  # keeps it open past the program's end

    # ── the screen ──

    def read(self, within: float = 0.05) -> None:
        """What has come, onto the screen."""
        # Not pexpect's own reading: that stops when the child is over, and its watcher writes then.
        if select.select([self.child.child_fd], [], [], within)[0]:
            with contextlib.suppress(OSError):
                data = os.read(self.child.child_fd, 65536)
                self.raw += data
                self.stream.feed(_without_private_modes(data))

    @property
    def text(self) -> str:
        """The screen as it stands."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def wait(self, until: str | Callable[[str], bool], within: float = WITHIN) -> str:
        """The screen, once it shows this text or satisfies this predicate."""
        seen = until if callable(until) else lambda text: until in text
        limit = time.monotonic() + within
        while not seen(self.text):
            if time.monotonic() > limit:
                raise AssertionError(f"{until!r} did not come; the screen shows\n{self.text}")
            self.read()
        return self.text

    def press(self, keys: str) -> None:
        """Types."""
        self.child.send(keys)

    def answer(self, keys: str) -> None:
        """Types, once what stands there has stood for so long that a key may be meant for it.

        It was painted before we saw it: however slow the machine is, this is long enough.
        """
        time.sleep(SEEN_AFTER)
        self.press(keys)

    def type(self, data: bytes) -> None:
        """Sends bytes that need not be text."""
        os.write(self.child.child_fd, data)

    def unread(self) -> int:
        """Bytes that were typed and not read yet."""
        waiting = array.array("i", [0])
        fcntl.ioctl(self.line, termios.FIONREAD, waiting)
        return waiting[0]

    # ── the end ──

    def hang_up(self) -> None:
        """The terminal goes away; who is on it is not told by us."""
        self.child.ptyproc.fileobj.close()

    @property
    def pid(self) -> int:
        """The tutor's own process, once it is Python: a shell just forked would trap a signal."""
        shell = Path(f"/proc/{self.child.pid}")
        children = shell / "task" / shell.name / "children"
        limit = time.monotonic() + WITHIN
        while time.monotonic() < limit:
            for found in children.read_text().split():
                with contextlib.suppress(OSError):
                    if not Path(f"/proc/{found}/exe").samefile(shell / "exe"):
                        return int(found)
            time.sleep(0.002)
        raise AssertionError("the tutor did not start")

    @property
    def status(self) -> int | None:
        """The exit status as the shell saw it; None while the tutor runs."""
        found = ENDED.search(self.raw)
        return int(found.group(1)) if found else None

    def ends(self, within: float = WITHIN) -> int:
        """The exit status, once the program is over."""
        limit = time.monotonic() + within
        while self.status is None:
            if time.monotonic() > limit:
                raise AssertionError(f"still running; the screen shows\n{self.text}")
            self.read()
        return self.status

    def processes(self) -> dict[int, str]:
        """Every living process of the tutor, itself included; the shell is none."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if int(folder.name) == self.child.pid:
                    continue
                if self.mark.encode() not in (folder / "environ").read_bytes():
                    continue
                if (folder / "stat").read_text().rpartition(")")[2].split()[0] != "Z":
                    command = (folder / "cmdline").read_bytes().replace(b"\0", b" ")
                    found[int(folder.name)] = command.decode()
        return found

    def is_usable(self) -> bool:
        """Lines and echo as before, the first screen, a cursor, no mouse or paste reports."""
        self._read_all()
        mode = termios.tcgetattr(self.line)[3]
        cooked = bool(mode & termios.ECHO) and bool(mode & termios.ICANON)
        switched = ("1049h", "1049l"), ("25l", "25h"), ("1000h", "1000l"), ("2004h", "2004l")
        return cooked and all(_later(self.raw, on, off) for on, off in switched)

    def _read_all(self) -> None:
        """The last words of a program that is over may still wait to be read."""
        before = -1
        while before < len(self.raw):
            before = len(self.raw)
            self.read(0)

    def close(self) -> None:
        """Whatever is left of it."""
        os.close(self.line)  # or the shell's last word might wait for a reader
        for pid in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.child.close(force=True)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def eventually(holds: Callable[[], bool], within: float) -> bool:
    """Whether it holds before the time is over."""
    limit = time.monotonic() + within
    while not holds():
        if time.monotonic() > limit:
            return False
        time.sleep(0.02)
    return True


def _later(raw: bytes, on: str, off: str) -> bool:
    return raw.rfind(f"\x1b[?{off}".encode()) >= raw.rfind(f"\x1b[?{on}".encode())


def _without_private_modes(data: bytes) -> bytes:
    """pyte does not know the kitty keyboard protocol and would print its ends."""
    return data.replace(b"\x1b[>25u", b"").replace(b"\x1b[<u", b"")


def lines(screen: str) -> Iterator[str]:
    """The lines of a screen that are not empty."""
    return (line for line in screen.splitlines() if line.strip())
