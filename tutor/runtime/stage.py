"""The vocabulary of scene scripts: servers, clients, broker, facts.

Every step is real and every step reports; what was expected in vain is a `SceneFailed`. It decides
nothing about recordings: `director.py` plays a script on a stage and makes one of it.
"""

from __future__ import annotations

import asyncio
import json as jsonlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from tutor.errors import SceneFailed, UsageError
from tutor.runtime.broker import Broker
from tutor.runtime.client import Client, Message
from tutor.runtime.facts import Facts, Raw
from tutor.runtime.look import Key
from tutor.runtime.server import Plan, Server
from tutor.runtime.session import Session
from tutor.runtime.spares import DEMO
from tutor.runtime.web import Answer, request

LAYERS: Final = ("memory", "redis", "redis-pubsub")
SAME_ORIGIN: Final = "same"
Progress = Callable[[str], None]


class Stage:
    """What a scene script is given."""

    def __init__(
        self,
        session: Session,
        facts: Facts,
        *,
        lesson_folder: Path,
        layer: str = "",
        progress: Progress | None = None,
    ) -> None:
        self.facts = facts
        self.clients: list[Client] = []
        self.servers: list[Server] = []
        self.default_layer = _known_layer(layer or "memory")
        self.broker = StageBroker(self)
        self._session = session
        self._lesson = lesson_folder
        self._overlay: dict[str, Any] = {}
        self._folder = session.scene_folder()
        self._progress = progress or (lambda text: None)

    # ── servers

    async def server(
        self,
        app: str = "",
        *,
        layer: str = "",
        settings: Mapping[str, Any] | None = None,
        options: Mapping[str, Any] | None = None,
        env: Mapping[str, str] | None = None,
        fresh: bool = False,
    ) -> Server:
        """Start a server: the demo project, or a lab ("labs/x.py:application").

        A `layer` that the scene names wins over the learner's `--layer`. `settings` overlays
        Django's, `options` are keyword arguments of `daphne.server.Server`, `env` goes into its
        environment; `fresh` asks for a process that has imported nothing of Django.
        """
        plan = Plan(
            app=self._resolve(app or DEMO),
            name=app or DEMO,
            environment={**await self._environment(layer or self.default_layer), **(env or {})},
            settings={**self._overlay, **(settings or {})},
            options=dict(options or {}),
            fresh=fresh,
        )
        return await self._start(plan)

    async def second_server(self, like: Server | None = None) -> Server:
        """One more of the same: same app, database, broker and settings."""
        return await self._start(replace((like or self._server()).plan))

    def settings(self, **overlay: Any) -> None:
        """Django settings of all servers that are started from here on."""
        self._overlay.update(overlay)

    async def _start(self, plan: Plan) -> Server:
        server = Server(self._session, self.facts, f"server {len(self.servers) + 1}", plan)
        self._say(f"{server.name} starts")
        self.servers.append(server)
        self._session.servers.add(server)
        await server.start()
        return server

    def _server(self, server: Server | None = None) -> Server:
        if server is not None:
            return server
        if not self.servers:
            raise SceneFailed("no server has been started yet: await stage.server() first")
        return self.servers[0]

    def _resolve(self, app: str) -> str:
        file, _, attribute = app.rpartition(":")
        if not file.endswith(".py"):
            return app
        path = self._lesson / file
        if not path.is_file():
            raise SceneFailed(f"there is no {file} in {self._lesson.name}")
        return f"{path}:{attribute}"

    async def _environment(self, layer: str) -> dict[str, str]:
        environment = {
            "MINICOM_DATABASE": str(await self._database()),
            "MINICOM_CHANNEL_LAYER": _known_layer(layer),
        }
        if layer != "memory":
            broker = await self._running_broker()
            environment["MINICOM_REDIS_URL"] = broker.url
            environment["MINICOM_REDIS_PREFIX"] = broker.prefix
        return environment

    async def _database(self) -> Path:
        file = self._folder / "minicom.sqlite3"
        if not file.exists():
            template = await self._session.template()
            template.copy_to(file)
        return file

    async def _running_broker(self) -> Broker:
        broker = await self._session.broker()
        if not broker.is_running:
            self._say("the broker starts")
        await broker.begin(self.facts)
        return broker

    # ── clients

    async def client(
        self,
        name: str,
        path: str,
        *,
        server: Server | None = None,
        user: str = "",
        cookies: Mapping[str, str] | None = None,
        origin: str | None = SAME_ORIGIN,
        subprotocols: Sequence[str] = (),
        headers: Mapping[str, str] | None = None,
        within: float = 10.0,
    ) -> Client:
        """A tab that opens a WebSocket. `user` is logged in; `origin` None sends no Origin."""
        client, opened = await self._dial(
            name, path, server, user, cookies, origin, subprotocols, headers, within
        )
        if not opened:
            how = f"HTTP {client.status}" if client.status else "no HTTP answer"
            raise SceneFailed(f"{name}: expected {path} to open, it was refused with {how}")
        return client

    async def refused(
        self,
        name: str,
        path: str,
        *,
        server: Server | None = None,
        user: str = "",
        cookies: Mapping[str, str] | None = None,
        origin: str | None = SAME_ORIGIN,
        subprotocols: Sequence[str] = (),
        headers: Mapping[str, str] | None = None,
        within: float = 10.0,
    ) -> int | None:
        """A tab whose handshake fails; the HTTP status, None: the TCP connection just ended."""
        client, opened = await self._dial(
            name, path, server, user, cookies, origin, subprotocols, headers, within
        )
        if opened:
            raise SceneFailed(f"{name}: expected {path} to be refused, it opened")
        return client.status

    async def _dial(
        self,
        name: str,
        path: str,
        server: Server | None,
        user: str,
        cookies: Mapping[str, str] | None,
        origin: str | None,
        subprotocols: Sequence[str],
        headers: Mapping[str, str] | None,
        within: float,
    ) -> tuple[Client, bool]:
        target = self._server(server)
        self._say(f"{name} connects")
        client = Client(
            self.facts, name, path, address=target.address, server=target.name, closing=2.0
        )
        self.clients.append(client)
        opened = await client.open(
            origin=f"http://{target.address}" if origin == SAME_ORIGIN else origin,
            cookies={**await self._login(user), **(cookies or {})},
            headers=headers or {},
            subprotocols=subprotocols,
            within=within,
        )
        return client, opened

    async def _login(self, user: str) -> dict[str, str]:
        """The session cookie of somebody who has logged in."""
        if not user:
            return {}
        sessions = (await self._session.template()).sessions
        if user not in sessions:
            raise SceneFailed(f"there is no user {user!r}; there are {', '.join(sessions)}")
        return {"sessionid": sessions[user]}

    async def flood(
        self, client: Client, count: int, message: Message | Callable[[int], Message]
    ) -> None:
        """Send `count` messages as fast as the socket takes them; a callable makes the n-th."""
        self._say(f"{client.name} sends {count} messages")
        for number in range(1, count + 1):
            await client.send(message(number) if callable(message) else message)

    def pause(self, client: Client) -> None:
        """The tab stops reading its socket, as one that hangs; what is sent to it piles up.

        It does not see a close either: `resume` it before it is closed.
        """
        self._transport(client).pause_reading()

    def resume(self, client: Client) -> None:
        """The tab reads again, beginning with what has piled up."""
        self._transport(client).resume_reading()

    def _transport(self, client: Client) -> asyncio.Transport:
        socket = client._socket
        if socket is None or not client.is_open:
            raise SceneFailed(f"{client.name}: only an open connection can be paused")
        return socket.transport

    # ── HTTP

    async def http(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        data: bytes | str = b"",
        headers: Mapping[str, str] | None = None,
        user: str = "",
        cookies: Mapping[str, str] | None = None,
        server: Server | None = None,
        within: float = 10.0,
    ) -> Answer:
        """One HTTP request to a server; any status is an answer."""
        jar = {**await self._login(user), **(cookies or {})}
        extra = dict(headers or {})
        if jar:
            extra.setdefault("Cookie", "; ".join(f"{key}={value}" for key, value in jar.items()))
        body = data.encode() if isinstance(data, str) else data
        if json is not None:
            extra.setdefault("Content-Type", "application/json")
            body = jsonlib.dumps(json).encode()
        address = self._server(server).address
        return await request(address, method, path, body=body, headers=extra, within=within)

    # ── facts

    async def fact(self, kind: str, *, nth: int = 1, within: float = 2.0, **fields: Any) -> Raw:
        """Wait until the n-th fact of `kind` with these fields has been seen in this scene.

        `field=` is equality, `field_has=` a substring, `process=` and `conn=` work like fields.
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
        """Wait until `holds()`; it is asked again whenever facts arrive."""
        if not await self.facts.until(holds, within):
            raise SceneFailed(f"expected {what or 'a condition'} within {within:g} s")

    async def sleep(self, seconds: float) -> None:
        """Let time pass; a scene that waits on a fact instead is quicker and surer."""
        await asyncio.sleep(seconds)

    def note(self, text: str) -> None:
        """A remark or a measured figure for the recording."""
        self.facts.emit("scene.noted", text=text)

    def _say(self, text: str) -> None:
        self._progress(text)


class StageBroker:
    """The broker as a scene sees it; it is started by the first server whose layer needs it."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    async def start(self) -> None:
        """Start it, if it does not run."""
        await (await self._broker()).start()

    async def stop(self) -> None:
        """End it politely (SIGTERM)."""
        await (await self._broker()).stop()

    async def kill(self) -> None:
        """SIGKILL: whatever it held is gone."""
        await (await self._broker()).kill()

    async def look(self, pattern: str = "*") -> list[Key]:
        """Report its keys, members and times to live as they stand now."""
        return await (await self._broker()).look(pattern)

    @property
    def url(self) -> str:
        """Where it listens, "" before it has been started."""
        broker = self._stage._session._broker
        return broker.url if broker is not None else ""

    async def _broker(self) -> Broker:
        broker = await self._stage._session.broker()
        broker.join(self._stage.facts)
        return broker


def _known_layer(layer: str) -> str:
    if layer not in LAYERS:
        raise UsageError(f"There is no channel layer {layer!r}.", f"Choose {', '.join(LAYERS)}.")
    return layer
