"""What each verb that is typed does on a stage, and what there is to say of it.

A command that cannot be done raises a `TutorError`, and nothing has come of it.
"""

from __future__ import annotations

import asyncio
from typing import Any

from tutor.errors import SceneFailed, UsageError
from tutor.play.command import Command
from tutor.runtime.clients.websocket_client import Client
from tutor.runtime.open_files import need_files
from tutor.runtime.processes.server import Server
from tutor.runtime.stage.stage import Stage
from tutor.runtime.stage.stage_clients import CROWD


class Commands:
    """The verbs on one stage."""

    def __init__(self, stage: Stage, *, has_broker: bool) -> None:
        """`has_broker`: the stage was opened for a layer that needs one, or a script decides it."""
        self._stage, self._has_broker = stage, has_broker
        self._suspended: set[Client] = set()

    async def do(self, command: Command) -> str:
        """Carry it out; a sentence where there is something to say, else ""."""
        said: str | None = await getattr(self, f"_{command.verb}")(command)
        return said or ""

    def let_go(self) -> None:
        """Everything is over; a tab that does not read would not see its close."""
        for tab in self._suspended:
            if tab.is_open:
                self._stage.resume(tab)
        self._suspended.clear()

    # ── tabs

    async def _open(self, command: Command) -> str:
        name, stage = command.name, self._stage
        if any(tab.name == name and tab.is_open for tab in stage.clients):
            raise UsageError(
                f"{name} is open already.", f"`close {name}` first, or take another name."
            )
        before = len(stage.clients)
        given: dict[str, Any] = {"server": self._server(command), "user": command.user}
        if command.origin:
            given["origin"] = command.origin
        if command.subprotocol:
            given["subprotocols"] = [command.subprotocol]
        try:
            await stage.client(name, command.path, **given)
        except SceneFailed:
            if len(stage.clients) == before:
                raise  # there was not even a tab: an unknown user
            tab = stage.tab(name)
            how = f"HTTP {tab.status}" if tab.status else "the server does not answer"
            return f"{name} was refused: {how}."
        return ""

    async def _send(self, command: Command) -> None:
        await self._stage.tab(command.name).send(command.payload)

    async def _close(self, command: Command) -> str:
        if command.name == CROWD:
            closed = await self._stage.close_crowd()
            if not closed:
                raise SceneFailed("there is no crowd that is open")
            return f"{closed} tabs closed."
        tab = self._live_tab(command)
        if tab in self._suspended:
            raise UsageError(f"{tab.name} is suspended.", f"`resume {tab.name}` first, or drop it.")
        await tab.close(command.code)
        return ""

    async def _drop(self, command: Command) -> None:
        await self._live_tab(command).drop()

    def _live_tab(self, command: Command) -> Client:
        tab = self._stage.tab(command.name)
        if not tab.is_open:
            raise SceneFailed(f"{tab.name}: {tab.state()}")
        return tab

    async def _suspend(self, command: Command) -> None:
        tab = self._live_tab(command)
        self._stage.pause(tab)
        self._suspended.add(tab)

    async def _resume(self, command: Command) -> None:
        tab = self._live_tab(command)
        self._stage.resume(tab)
        self._suspended.discard(tab)

    async def _crowd(self, command: Command) -> str:
        need_files(command.count)
        tabs = await self._stage.crowd(
            command.count, command.path, server=self._server(command), user=command.user
        )
        opened = sum(tab.is_open for tab in tabs)
        if opened == len(tabs):
            return f"{opened} tabs are open."
        return f"{opened} tabs are open, {len(tabs) - opened} were refused."

    async def _http(self, command: Command) -> str:
        headers = {"Authorization": f"Bearer {command.token}"} if command.token else None
        answer = await self._stage.http(
            command.method,
            command.path,
            user=command.user,
            server=self._server(command),
            json=command.message,
            headers=headers,
        )
        return f"HTTP {answer.status}, {len(answer.body)} bytes."

    async def _group_send(self, command: Command) -> None:
        await self._stage.group_send(command.group, command.message)

    async def _second(self, command: Command) -> None:
        await self._stage.second_server()

    async def _kill(self, command: Command) -> None:
        await self._running(command).kill()

    async def _stop(self, command: Command) -> None:
        await self._running(command).stop()

    def _running(self, command: Command) -> Server:
        server = self._server(command) or self._stage.servers[0]
        if not server.is_running:
            raise SceneFailed(f"{server.name} is not running")
        return server

    async def _restart(self, command: Command) -> None:
        one = self._server(command)
        for server in [one] if one is not None else self._stage.servers:
            await server.restart()

    async def _broker(self, command: Command) -> str:
        if not (
            self._has_broker and self._stage.broker.url
        ):  # an earlier layer may have left it running
            raise SceneFailed("nothing here uses a broker; `layer redis` does")
        found = await getattr(self._stage.broker, command.action)()
        if command.action != "look":
            return ""
        return f"The broker holds {len(found)} key{'s' * (len(found) != 1)}."

    async def _wait(self, command: Command) -> None:
        await asyncio.sleep(command.seconds)

    def _server(self, command: Command) -> Server | None:
        servers = self._stage.servers
        if not command.server:
            return None
        if command.server > len(servers):
            there = f"there are {len(servers)}" if len(servers) > 1 else "there is one"
            raise SceneFailed(f"there is no server {command.server}: {there}")
        return servers[command.server - 1]
