"""The part of a stage that is about servers: which are started, on what, with which database."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from tutor.core.naming import clause
from tutor.errors import SceneFailed, unknown
from tutor.runtime.clients.http_client import Browser
from tutor.runtime.clients.raw_client import Raw
from tutor.runtime.clients.websocket_client import Client
from tutor.runtime.fact_intake import Facts
from tutor.runtime.layer_names import LAYERS
from tutor.runtime.needs import need
from tutor.runtime.processes.broker import Broker
from tutor.runtime.processes.server import START_WITHIN, UVICORN, WSGI, Plan, Server
from tutor.runtime.processes.session import Session
from tutor.runtime.processes.spares import DEMO
from tutor.runtime.stage.under_way import UnderWay

WSGI_DEMO: Final = "Django WSGIHandler of demo_project"
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Unread:
    """Code that nobody has read: it is served within bounds."""

    app: str  # "consumers.py:application", in the stage's folder
    load_within: float  # seconds


class StageServers:
    """The servers of a scene, their database and their broker."""

    def __init__(
        self,
        session: Session,
        facts: Facts,
        *,
        lesson_folder: Path,
        layer: str = "",
        progress: Progress | None = None,
    ) -> None:
        """`lesson_folder`: where labs are. `layer`: of servers that are asked for without one.

        Raises `UsageError` for an unknown layer.
        """
        self.facts = facts
        self.clients: list[Client | Raw] = []
        self.browsers: list[Browser] = []
        self.servers: list[Server] = []
        self.under_way = UnderWay()
        facts.watch(self.under_way.take)
        self.is_over = False
        self.default_layer = _known_layer(layer or "memory")
        self.unread: Unread | None = None
        self.wished_ports: Sequence[int] = ()
        """Of the first server, the second …: where each begins if the port is free by then."""
        self.session = session
        self.folder = lesson_folder
        self._overlay: dict[str, Any] = {}
        self._scratch = session.scene_folder()
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
        environment; `fresh` asks for a process that has imported nothing of Django. Returns when it
        listens. Raises `SceneFailed` where the lab cannot be served and `Unavailable` where no
        server can be had here; a client that names no server does not meet one that failed.
        """
        need("daphne", "channels")
        unread = self.unread if not app else None
        app = app or (unread.app if unread is not None else DEMO)
        plan = Plan(
            app=self._resolve(app),
            name=app,
            environment={**await self._environment(layer or self.default_layer), **(env or {})},
            settings={**self._overlay, **(settings or {})},
            options=dict(options or {}),
            fresh=fresh,
            confined=unread is not None,
            start_within=unread.load_within if unread is not None else START_WITHIN,
        )
        return await self._start(plan)

    async def wsgi_server(
        self,
        app: str = "",
        *,
        settings: Mapping[str, Any] | None = None,
        env: Mapping[str, str] | None = None,
    ) -> Server:
        """Django's own WSGI server, as `manage.py runserver` starts it without daphne installed.

        It serves the demo project, or a lab's WSGI callable ("labs/x.py:application"), one thread
        per TCP connection. Only its log is observed: there is no scope, no consumer, no
        `http.received` of it, and its `server.started` names no channel layer. Every request is
        a line of the logger `django.server`.
        """
        need("django")
        plan = Plan(
            app=self._resolve(app) if app else "",
            name=app or WSGI_DEMO,
            environment={**await self._environment("memory"), **(env or {})},
            settings={**self._overlay, **(settings or {})},
            main=WSGI,
        )
        return await self._start(plan)

    async def uvicorn_server(
        self,
        app: str = "",
        *,
        layer: str = "",
        settings: Mapping[str, Any] | None = None,
        options: Mapping[str, Any] | None = None,
    ) -> Server:
        """The same project under uvicorn, observed like Daphne; `options` are of `uvicorn.Config`.

        Where uvicorn is missing there is no live run, and the recording plays.
        """
        need("uvicorn", "channels")
        plan = Plan(
            app=self._resolve(app or DEMO),
            name=app or DEMO,
            environment=await self._environment(layer or self.default_layer),
            settings={**self._overlay, **(settings or {})},
            options=dict(options or {}),
            main=UVICORN,
        )
        return await self._start(plan)

    async def second_server(self, like: Server | None = None) -> Server:
        """One more of the same: same app, database, broker and settings."""
        return await self._start(replace((like or self._server()).plan))

    def settings(self, **overlay: Any) -> None:
        """Django settings of all servers that are started from here on."""
        self._overlay.update(overlay)

    async def _start(self, plan: Plan) -> Server:
        there = len(self.servers)
        wish = self.wished_ports[there] if there < len(self.wished_ports) else 0
        server = Server(self.session, self.facts, f"server {there + 1}", plan, wish=wish)
        self._say(f"{server.name} starts")
        self.servers.append(server)
        self.session.servers.add(server)
        await server.start()
        return server

    def _server(self, server: Server | None = None) -> Server:
        if server is not None:
            return server
        for each in self.servers:
            if each.has_listened:
                return each
        raise SceneFailed("no server has been started yet: await stage.server() first")

    def _resolve(self, app: str) -> str:
        file, _, attribute = app.rpartition(":")
        if not file.endswith(".py"):
            return app
        if Path(file).is_absolute() or ".." in Path(file).parts:
            raise SceneFailed(f"expected a lab in {self.folder.name}, got {file}")
        path = self.folder / file
        if not path.is_file():
            raise SceneFailed(f"there is no {file} in {self.folder.name}")
        return f"{path}:{attribute}"

    async def _environment(self, layer: str) -> dict[str, str]:
        environment = {
            "MINICOM_DATABASE": str(await self._database()),
            "MINICOM_CHANNEL_LAYER": _known_layer(layer),
        }
        if layer != "memory":
            need("channels_redis", "redis")
            broker = await self._running_broker()
            environment["MINICOM_REDIS_URL"] = broker.url
            environment["MINICOM_REDIS_PREFIX"] = broker.prefix
        return environment

    async def _database(self) -> Path:
        file = self._scratch / "minicom.sqlite3"
        if not file.exists():
            template = await self.session.template()
            template.copy_to(file)
        return file

    async def _running_broker(self) -> Broker:
        broker = await self.session.broker()
        if not broker.is_running:
            self._say("the broker starts")
        await broker.begin(self.facts)
        return broker

    async def _login(self, user: str) -> dict[str, str]:
        """The session cookie of a user who has logged in."""
        if not user:
            return {}
        sessions = (await self.session.template()).sessions
        if user not in sessions:
            said = unknown("user", user, list(sessions))
            raise SceneFailed(clause(said.told))
        return {"sessionid": sessions[user]}

    def _say(self, text: str) -> None:
        self._progress(text)


def _known_layer(layer: str) -> str:
    if layer not in LAYERS:
        raise unknown("layer", layer, LAYERS)
    return layer
