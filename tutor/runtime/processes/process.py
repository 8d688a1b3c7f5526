"""A child process in a group of its own: its lines of output, its end, its death by signal.

Knows nothing of what runs in it.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final

from tutor.errors import Unavailable

Line = Callable[[str, str], None]  # ("stderr", "text")

# PYTHONDONTWRITEBYTECODE makes imports five times slower. The others change what a server
# prints or imports, or are meant for another Django project.
UNWANTED: Final = frozenset(
    {
        "ASGI_THREADS",
        "DJANGO_ALLOW_ASYNC_UNSAFE",
        "DJANGO_SETTINGS_MODULE",
        "PYTHONASYNCIODEBUG",
        "PYTHONDEVMODE",
        "PYTHONDONTWRITEBYTECODE",
        "PYTHONFAULTHANDLER",
        "PYTHONINSPECT",
        "PYTHONSAFEPATH",
        "PYTHONSTARTUP",
        "PYTHONWARNINGS",
    }
)


def child_environment() -> dict[str, str]:
    """Our environment without what would make a child behave differently on this machine."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in UNWANTED and not name.startswith("MINICOM_")
    }
    return {**kept, "PYTHONUNBUFFERED": "1"}


class Child:
    """A running process. `over` is set once it has been reaped."""

    def __init__(self, popen: subprocess.Popen[bytes]) -> None:
        self.pid = popen.pid
        self.over = asyncio.Event()
        self._popen = popen
        self._pipes: list[asyncio.BaseTransport] = []
        self._lines: list[_Lines] = []
        self.code: int | None = None
        self.ended_at = 0  # nanoseconds of the monotonic clock; before it was reaped

    @classmethod
    async def start(
        cls, argv: list[str], *, folder: Path, control: socket.socket, on_line: Line
    ) -> Child:
        """Start `argv` + nothing; `control` stays open in it, under the same number."""
        try:
            popen = subprocess.Popen(
                argv,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=folder,
                env=child_environment(),
                pass_fds=[control.fileno()],
                start_new_session=True,
            )
        except OSError as error:
            raise Unavailable(f"No process can be started here: {error}.") from error
        child = cls(popen)
        try:
            await child._listen(on_line)
        except BaseException:  # cancelled: the caller will never hold it
            child.kill()
            child._popen.wait()
            child._close_pipes()
            raise
        child._watch()
        return child

    async def _listen(self, on_line: Line) -> None:
        loop = asyncio.get_running_loop()
        for name in ("stdout", "stderr"):
            make = partial(_Lines, name, on_line)
            transport, lines = await loop.connect_read_pipe(make, getattr(self._popen, name))
            self._pipes.append(transport)
            self._lines.append(lines)

    def kill(self) -> None:
        """SIGKILL to the whole group, unless it has been reaped."""
        if self.code is None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)

    async def ended(self, within: float) -> bool:
        """Wait for the end; False: not within so many seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self.over.wait()
        return self.over.is_set()

    def _watch(self) -> None:
        loop = asyncio.get_running_loop()
        if hasattr(os, "pidfd_open"):
            with suppress(OSError):
                descriptor = os.pidfd_open(self.pid)
                loop.add_reader(descriptor, self._reap, descriptor)
                return
        waiting = loop.run_in_executor(None, self._popen.wait)
        waiting.add_done_callback(lambda _: self._reap(None))

    def _reap(self, descriptor: int | None) -> None:
        self.ended_at = time.monotonic_ns()
        if descriptor is not None:
            asyncio.get_running_loop().remove_reader(descriptor)
            os.close(descriptor)
        self.code = self._popen.wait()
        self.over.set()

    async def drained(self, within: float = 0.2) -> None:
        """Read what it has printed; a grandchild may hold the other end, and is not waited for."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                for lines in self._lines:
                    await lines.over.wait()
        self._close_pipes()
        await asyncio.sleep(0)  # lets the transports close their files

    def _close_pipes(self) -> None:
        for transport in self._pipes:
            transport.close()
        for pipe in (self._popen.stdout, self._popen.stderr):
            if pipe is not None and len(self._pipes) < 2:
                pipe.close()


class _Lines(asyncio.Protocol):
    def __init__(self, name: str, on_line: Line) -> None:
        self.name, self.on_line, self.rest = name, on_line, b""
        self.over = asyncio.Event()

    def data_received(self, data: bytes) -> None:
        *lines, self.rest = (self.rest + data).split(b"\n")
        for line in lines:
            self.on_line(self.name, line.decode("utf-8", "replace"))
        if len(self.rest) > 65536:
            self.rest = b""

    def connection_lost(self, exc: Exception | None) -> None:
        self.over.set()
        if self.rest:
            self.on_line(self.name, self.rest.decode("utf-8", "replace"))
            self.rest = b""
