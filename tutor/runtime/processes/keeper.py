"""The tutor's side of the janitor: which processes must not outlive the tutor.

Starts brokers through it and tells it of servers. Kills nothing by itself.
"""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from tutor.errors import Unavailable

JANITOR = Path(__file__).with_name("janitor.py")


class Keeper:
    """A running janitor for one temp folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._process: asyncio.subprocess.Process | None = None
        self._asking = asyncio.Lock()

    async def start(self) -> None:
        """Start the janitor; from here on nothing can be left behind. Raises `Unavailable`."""
        try:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-I", "-S", str(JANITOR), str(self.folder)),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                start_new_session=True,
            )
        except OSError as error:
            raise Unavailable(f"No process can be started here: {error}.") from error

    def watch(self, pid: int) -> None:
        """The process group that `pid` leads ends with the tutor. `start` must have been called."""
        self._tell({"watch": pid})

    def forget(self, pid: int) -> None:
        """`pid` has been reaped: the system may give the number to another process."""
        self._tell({"forget": pid})

    async def spawn(self, argv: list[str], log: Path) -> int:
        """Start a process that the janitor owns; its pid. `log` takes all that it prints.

        Raises `Unavailable` where it cannot be started, `TimeoutError` after 10 s.
        """
        async with self._asking:
            self._tell({"spawn": argv, "log": str(log)})
            assert self._process is not None and self._process.stdout is not None
            async with asyncio.timeout(10):
                line = await self._process.stdout.readline()
        answer = json.loads(line or b'{"error": "the janitor has ended"}')
        if "pid" not in answer:
            raise Unavailable(f"{argv[0]} cannot be started: {answer['error']}.")
        return int(answer["pid"])

    async def close(self) -> None:
        """The janitor ends what is still there, and itself; within 3 seconds."""
        if self._process is None or self._process.stdin is None:
            return
        self._process.stdin.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(3):
                await self._process.wait()

    def _tell(self, request: dict[str, Any]) -> None:
        assert self._process is not None and self._process.stdin is not None
        self._process.stdin.write(json.dumps(request).encode() + b"\n")
