"""Where processes of somebody else's report to, and the variables that make a process report.

    facts = Facts()
    async with TraceLink(facts) as link:
        print(link.line(["python", "manage.py", "runserver"]))  # to be typed in another terminal
        await ...

Any number of processes may start with these variables, at any time. What runs when the link closes
goes on, and tells nothing more.
"""

from __future__ import annotations

import asyncio
import json
import os
import shlex
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from tutor.runtime.fact_intake import Facts
from tutor.runtime.link import Link

SITE: Final = Path(__file__).parents[1] / "probe" / "site"
"""The folder with the `sitecustomize` that observes."""

VARIABLE: Final = "TUTOR_TRACE"
DETAIL: Final = "TUTOR_TRACE_DETAIL"
FULL, LOW = DETAILS = ("full", "low")
MASK: Final = "TUTOR_MASK"
PATH: Final = "PYTHONPATH"
GOODBYE: Final = 0.4  # seconds for the last facts of a process that has ended


class TraceLink:
    """Takes the facts of every process that starts with its variables."""

    def __init__(self, facts: Facts, masks: Sequence[str] = (), detail: str = FULL) -> None:
        """`masks`: keys, or expressions, that no process tells anything of (`probe/masks.py`).

        `detail`: "low" tells no state, no place of a call and no copy of each member.
        """
        self._detail = detail
        self._link = Link()
        self._masks = list(masks)
        self._facts = facts
        self._told: dict[str, str] = {}

    async def __aenter__(self) -> Self:
        await self._link.start()
        self._told = {VARIABLE: f"{self._link.address} {self._link.invite(self._facts)}"}
        if self._detail != FULL:
            self._told[DETAIL] = self._detail
        if self._masks:
            self._told[MASK] = json.dumps(self._masks)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._link.close()

    def adopt(self, child: asyncio.subprocess.Process) -> None:
        """A child of ours: how it ends we learn from the system."""
        self._link.children[child.pid] = lambda: child.returncode

    async def guests_are_gone(self) -> None:
        """Wait for the last facts of processes that have ended, and not for one that goes on."""
        with suppress(TimeoutError):
            async with asyncio.timeout(GOODBYE):
                await self._link.guests_are_gone()

    def environment(self) -> dict[str, str]:
        """Ours, with the variables."""
        path = os.pathsep.join([str(SITE), *filter(None, [os.environ.get(PATH, "")])])
        return {**os.environ, DETAIL: self._detail, **self._told, PATH: path}

    def line(self, command: Sequence[str]) -> str:
        """What starts the command in a shell, with the variables in front of it."""
        told = [f"{name}={shlex.quote(value)}" for name, value in self._told.items()]
        site = f'{PATH}="{SITE}${{{PATH}:+:${PATH}}}"'  # behind ours what the other shell has
        return " ".join([*told, site, shlex.join(command)])
