"""The vocabulary of scene scripts: servers, clients, broker, facts.

Every step is real and every step reports; what was expected in vain is a `SceneFailed`. It decides
nothing about recordings: `director.py` plays a script on a stage and makes one of it. Servers are
in `stage_servers.py`, clients in `stage_clients.py`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any

from tutor.errors import SceneFailed
from tutor.runtime.fact_intake import Raw
from tutor.runtime.processes.broker import Broker
from tutor.runtime.script_calls import up_to
from tutor.runtime.stage import outside
from tutor.runtime.stage.broker_reader import Key
from tutor.runtime.stage.quiet import PENDING, until_quiet
from tutor.runtime.stage.scene_scripts import Script
from tutor.runtime.stage.stage_clients import StageClients
from tutor.runtime.stage.stage_servers import Progress, StageServers

__all__ = ["Progress", "Stage"]


class Stage(StageClients):
    """What a scene script is given."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.broker = StageBroker(self)

    # ── facts

    async def fact(self, kind: str, *, nth: int = 1, within: float = 2.0, **fields: Any) -> Raw:
        """Wait until the n-th fact of `kind` with these fields has been seen in this scene.

        `field=` is equality, `field_has=` a substring, `process=` and `conn=` work like fields.
        `within`: seconds. Raises `SceneFailed`.
        """
        try:
            found = self.facts.find(kind, fields)
        except KeyError as error:
            raise SceneFailed(str(error.args[0])) from None

        def seen() -> bool:
            nonlocal found
            found = self.facts.find(kind, fields)
            return len(found) >= nth

        if not await self.facts.until(seen, within):
            what = " ".join([kind, *(f"{key}={value}" for key, value in fields.items())])
            raise SceneFailed(
                f"expected {what} {f'{nth} times ' if nth > 1 else ''}within {within:g} s,"
                f" saw it {len(found)} times"
            )
        return found[nth - 1]

    def count(self, kind: str, **fields: Any) -> int:
        """How many of these facts have been seen so far."""
        return len(self.facts.find(kind, fields))

    async def wait(self, holds: Callable[[], bool], *, within: float = 2.0, what: str = "") -> None:
        """Wait until `holds()`; it is asked again whenever facts arrive.

        `within`: seconds. `what`: how the error names it. Raises `SceneFailed`.
        """
        if not await self.facts.until(holds, within):
            raise SceneFailed(f"expected {what or 'a condition'} within {within:g} s")

    async def quiet(self, *, within: float = 2.0, stuck: float = PENDING) -> None:
        """Wait until nothing is under way, `within` seconds at most; nothing is closed.

        What is under way counts as stuck after `stuck` seconds without a fact.
        """
        await until_quiet(self.facts, self.under_way, stuck=stuck, within=within)

    async def group_send(self, group: str, message: Mapping[str, Any]) -> None:
        """As a process outside of all servers does it: a shell, a job.

        Raises `SceneFailed` on the memory layer, where nobody would hear it.
        """
        self.facts.calls.note()
        environment = self._server().plan.environment
        layer = environment.get("MINICOM_CHANNEL_LAYER", "memory")
        url, prefix = (environment.get(f"MINICOM_REDIS_{key}", "") for key in ("URL", "PREFIX"))
        said = json.dumps(message, ensure_ascii=False)
        await outside.group_send(layer, url, prefix, group, message)
        self.facts.emit("scene.noted", text=f"outside: group_send {group} {said}")

    async def sleep(self, seconds: float) -> None:
        """Let time pass; a scene that waits on a fact instead is quicker and surer."""
        await asyncio.sleep(seconds)

    async def part(self, script: Script, calls: int) -> bool:
        """Another script, until it has called the stage so often; whether it was stopped there.

        What counts is what does something: a server, a frame, a close, a request, a kill.
        """
        return await up_to(self.facts.calls, script(self), calls)

    def note(self, text: str) -> None:
        """A remark or a measured figure for the recording."""
        self.facts.calls.note()
        self.facts.emit("scene.noted", text=text)


class StageBroker:
    """The broker as a scene sees it; it is started by the first server whose layer needs it."""

    def __init__(self, stage: StageServers) -> None:
        self._stage = stage

    async def start(self) -> None:
        """Start it, if it does not run."""
        self._stage.facts.calls.note()
        await (await self._broker()).start()

    async def stop(self) -> None:
        """End it politely (SIGTERM)."""
        self._stage.facts.calls.note()
        await (await self._broker()).stop()

    async def kill(self) -> None:
        """SIGKILL: whatever it held is gone."""
        self._stage.facts.calls.note()
        await (await self._broker()).kill()

    async def look(self, pattern: str = "*") -> list[Key]:
        """Report its keys, members and times to live as they are now."""
        self._stage.facts.calls.note()
        return await (await self._broker()).look(pattern)

    @property
    def url(self) -> str:
        """Where it listens, "" before it has been started."""
        broker = self._stage.session._broker
        return broker.url if broker is not None else ""

    async def _broker(self) -> Broker:
        broker = await self._stage.session.broker()
        broker.join(self._stage.facts)
        return broker
