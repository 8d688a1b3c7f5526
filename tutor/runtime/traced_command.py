"""A command of somebody else's, whose server processes are observed: `tutor trace`.

    facts = Facts()
    async with TracedCommand(["daphne", "mysite.asgi:application"], facts) as command:
        code = await command.end()

The command runs as it would, in the folder and the environment it would run in, with one folder
first on its PYTHONPATH. It has a process group of its own, so that all of its processes end with
us. It has no standard input, unless it is given ours: then a terminal is the command's while it
runs, as it would be without us.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType
from typing import Any, Final, Self

from tutor.errors import Unavailable
from tutor.runtime.fact_intake import Facts
from tutor.runtime.processes.foreground import STDIN, Foreground
from tutor.runtime.trace_link import FULL, TraceLink

UNBUFFERED: Final = {"PYTHONUNBUFFERED": "1"}  # a Python keeps 8 KiB of what goes into a pipe
PATIENCE: Final = 1.2  # seconds from SIGTERM to SIGKILL; ending.py has 2.4 for everything


class TracedCommand:
    """A running command. `async with` starts it; leaving ends all of its processes."""

    def __init__(
        self,
        command: Sequence[str],
        facts: Facts,
        *,
        quiet: bool = False,
        output: int | None = None,
        detail: str = FULL,
        reads: bool = False,
        masks: Sequence[str] = (),
    ) -> None:
        """`quiet`: what the command prints goes to standard error, where ours does not.

        `output`: a descriptor that takes all that it prints, at once; a screen has the terminal.
        `detail`: "low" tells no state, no place of a call and no copy of each member.
        `reads`: its standard input is ours. `masks`: as a `TraceLink` has them.
        """
        self.command = list(command)
        self._out = 2 if quiet else output
        self._output, self._reads = output, reads
        self._facts, self._link = facts, TraceLink(facts, masks, detail)
        self._process: asyncio.subprocess.Process | None = None
        self._terminal: Foreground | None = None
        self._following: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        await self._link.__aenter__()
        self._terminal = Foreground.ours() if self._reads else None
        unbuffered = {} if self._output is None else UNBUFFERED
        try:
            self._process = await asyncio.create_subprocess_exec(
                *self.command,
                env={**self._link.environment(), **unbuffered},
                stdout=self._out,
                stderr=self._output,
                **self._place(),
            )
        except (OSError, ValueError) as error:
            await self._link.__aexit__(None, None, None)
            reason = getattr(error, "strerror", None) or error
            raise Unavailable(
                f"{self.command[0]} cannot be started: {reason}.",
                "`tutor trace -- daphne mysite.asgi:application` is an example.",
            ) from error
        self._link.adopt(self._process)
        if self._terminal is not None:
            self._terminal.lend(self._process.pid)
            self._following = asyncio.create_task(self._terminal.follow(self._process.pid))
        return self

    def _place(self) -> dict[str, Any]:
        """What it reads, and the group of its processes, which has the number of the first."""
        if self._terminal is not None:  # in our session: it is the terminal's
            return {"stdin": None, "process_group": 0}
        reads = self._reads and not os.isatty(STDIN)  # a pipe, a file
        return {
            "stdin": None if reads else asyncio.subprocess.DEVNULL,
            "start_new_session": True,
        }

    async def end(self) -> int:
        """Wait for its end; its exit status, 128 + the number of a signal that ended it."""
        assert self._process is not None
        code = await self._process.wait()
        return code if code >= 0 else 128 - code

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._following is not None:
            self._following.cancel()
        try:
            await self._stop()
        finally:
            if self._terminal is not None:
                self._terminal.take_back()
        await self._link.guests_are_gone()
        await self._link.__aexit__(kind, error, trace)

    async def _stop(self) -> None:
        """SIGTERM to the command's group, and after a while SIGKILL."""
        assert self._process is not None
        self._signal(signal.SIGTERM)
        self._signal(signal.SIGCONT)  # one that is stopped hears nothing
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await self._process.wait()
                while self._is_there():  # noqa: ASYNC110 the kernel tells nobody of a group
                    await asyncio.sleep(0.02)
                return
        self._facts.emit("scene.noted", text=f"{PATIENCE:g} s after SIGTERM the command still runs")
        self._signal(signal.SIGKILL)
        await self._process.wait()

    def _is_there(self) -> bool:
        return self._signal(0)

    def _signal(self, number: int) -> bool:
        """To every process of the group; False: there is none."""
        assert self._process is not None
        try:
            os.killpg(self._process.pid, number)
        except (ProcessLookupError, PermissionError):
            return False
        return True
