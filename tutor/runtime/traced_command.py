"""A command of somebody else's, whose server processes are observed: `tutor trace`.

    facts = Facts()
    async with TracedCommand(["daphne", "mysite.asgi:application"], facts) as command:
        code = await command.end()

The command runs as it would, in the folder and the environment it would run in, with one folder
first on its PYTHONPATH. It has a session of its own, so that all of its processes end with us, and
no standard input.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from tutor.errors import Unavailable
from tutor.runtime.fact_intake import Facts
from tutor.runtime.link import Link

SITE: Final = Path(__file__).parents[1] / "probe" / "site"
"""The folder with the `sitecustomize` that observes."""

VARIABLE: Final = "TUTOR_TRACE"
UNBUFFERED: Final = {"PYTHONUNBUFFERED": "1"}  # a Python keeps 8 KiB of what goes into a pipe
DETAIL: Final = "TUTOR_TRACE_DETAIL"
FULL, LOW = DETAILS = ("full", "low")
PATIENCE: Final = 1.2  # seconds from SIGTERM to SIGKILL; ending.py has 2.4 for everything
GOODBYE: Final = 0.4  # seconds for the last facts of a process that has ended


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
    ) -> None:
        """`quiet`: what the command prints goes to standard error, where ours does not.

        `output`: a descriptor that takes all that it prints, at once; a screen has the terminal.
        `detail`: "low" tells no state, no place of a call and no copy of each member.
        """
        self.command = list(command)
        self.facts = facts
        self._out = 2 if quiet else output
        self._output = output
        self._detail = detail
        self._link = Link()
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        await self._link.start()
        token = self._link.invite(self.facts)
        paths = [str(SITE), *filter(None, [os.environ.get("PYTHONPATH", "")])]
        environment = {
            **os.environ,
            VARIABLE: f"{self._link.address} {token}",
            DETAIL: self._detail,
            "PYTHONPATH": os.pathsep.join(paths),
            **({} if self._output is None else UNBUFFERED),
        }
        try:
            self._process = await asyncio.create_subprocess_exec(
                *self.command,
                env=environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=self._out,
                stderr=self._output,
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            await self._link.close()
            reason = getattr(error, "strerror", None) or error
            raise Unavailable(
                f"{self.command[0]} cannot be started: {reason}.",
                "`tutor trace -- daphne mysite.asgi:application` is an example.",
            ) from error
        return self

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
        await self._stop()
        with suppress(TimeoutError):
            async with asyncio.timeout(GOODBYE):
                await self._link.guests_are_gone()
        await self._link.close()

    async def _stop(self) -> None:
        """SIGTERM to the command's group, and after a while SIGKILL."""
        assert self._process is not None
        self._signal(signal.SIGTERM)
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await self._process.wait()
                while self._is_there():  # noqa: ASYNC110 the kernel tells nobody of a group
                    await asyncio.sleep(0.02)
                return
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
