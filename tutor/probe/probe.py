"""The probe of one process: puts the observers together and lets go of them again.

Patches what has been imported when it is installed, and the rest when it is given an application.
It has no opinion on what a fact means.
"""

from __future__ import annotations

import asyncio
import gc
import itertools
import os
import socket
import sys
from collections.abc import Callable, Iterable
from typing import Any, Final

from .connection import Connection, receiver, sender
from .consumers import Consumers
from .fact_fields import SCHEMA
from .layers import Layers
from .logs import Logs
from .masks import cover
from .outbox import Outbox
from .patches import Patches
from .places import Places, Resting
from .report import FULL, LOW, Facts, here, restore
from .speaker import SCOPES
from .sql import Database
from .tracebacks import hide
from .tree import Splicer
from .watch import Watch
from .worker_threads import Threads

CONNECT_WITHIN: Final = 2.0  # seconds; loopback answers at once or not at all
PACKAGES: Final = (
    *("django", "channels", "channels_redis", "redis", "asgiref"),
    *("daphne", "uvicorn", "gunicorn", "hypercorn", "granian", "uvloop"),
)


class Probe:
    """Observes this process."""

    def __init__(
        self,
        sock: socket.socket | None,
        *,
        token: str = "",
        process_name: str = "server 1",
        process_number: int = 1,
        app_label: str = "",
        layer_label: str = "",
        roots: Iterable[str] = (),
        marks: bool = False,
        detail: str = FULL,
    ) -> None:
        self.token, self.process = token, process_name
        self.app, self.layer = app_label, layer_label
        self.number = process_number
        is_low = detail == LOW
        places = Resting(roots) if is_low else Places(roots)
        self.facts = Facts(process_number, places, marks=marks, is_low=is_low)
        self.outbox = Outbox(sock, self.facts.queue, self.facts.new_id, cover=cover())
        self.patches = Patches()
        self.watch = Watch(self.facts, self.outbox)
        self.watch.on_gone = self._gone
        self.on_gone: Callable[[], None] = lambda: None  # the collector has gone; in a thread
        self._numbers = itertools.count(1)
        self._patched: set[str] = set()
        self._pid = os.getpid()
        self._test = ""  # of pytest, that runs now
        self._loop: asyncio.AbstractEventLoop | None = None
        self.threads: Threads | None = None
        self._splicer = Splicer(self.facts, self.patches)
        self.receiving, self.sending = receiver(self.facts), sender(self.facts)

    @classmethod
    def connect(
        cls, address: str | tuple[str, int], token: str, name: str, number: int, **labels: Any
    ) -> Probe:
        """A probe that reports to `address`; a silent one if the address does not answer."""
        if isinstance(address, str):
            host, _, port = address.rpartition(":")
            address = (host, int(port))
        sock: socket.socket | None = None
        try:
            sock = socket.create_connection(address, CONNECT_WITHIN)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.setblocking(False)
        except OSError:
            sock = None
        return cls(sock, token=token, process_name=name, process_number=number, **labels)

    @property
    def faults(self) -> int:
        """How often the probe itself failed, unnoticed by the project."""
        return self.facts.faults + self.outbox.faults

    # ── installing ──────────────────────────────────────────────────────────────────────────

    def observe(self) -> None:
        """Patch what this process has imported by now; may be called again."""
        for name, module, patch in (
            ("logging", "logging", self._observe_logs),
            ("threads", "asgiref.sync", self._observe_threads),
            ("consumers", "channels.consumer", self._observe_consumers),
            ("layers", "channels.layers", self._observe_layers),
            ("database", "django.db", self._observe_database),
        ):
            ready = module in sys.modules and (name != "database" or settings_are_read())
            if name not in self._patched and ready:
                self._patched.add(name)
                with self.facts.guarded():
                    patch()
        if not self._patched & {"watch"}:
            self._patched.add("watch")
            os.register_at_fork(after_in_child=self._forked)
            gc.callbacks.append(self.outbox.before_pause)
            self.patches.on_undo(lambda: gc.callbacks.remove(self.outbox.before_pause))
            self.watch.start()

    def _observe_logs(self) -> None:
        Logs(self.facts, self.patches).observe()

    def _observe_threads(self) -> None:
        self.threads = Threads(self.facts, self.patches)
        self.threads.observe(sys.modules["asgiref.sync"])

    def _observe_consumers(self) -> None:
        base = sys.modules["channels.consumer"].AsyncConsumer
        Consumers(self.facts, self.patches).observe(base)

    def _observe_layers(self) -> None:
        Layers(self.facts, self.patches).observe(sys.modules["channels.layers"].channel_layers)

    def _observe_database(self) -> None:
        database = Database(self.facts, self.patches)
        database.observe()
        if self.threads is not None:
            self.threads.on_thread = database.attach

    def wrap(self, application: Any) -> Any:
        """The application to serve instead; its layers are observed in place."""
        self.observe()
        inner = application
        with self.facts.guarded():
            inner = self._splicer.observe(application)
        return Application(self, inner)

    def entered(self) -> None:
        """The application was called: on this loop the timers run."""
        loop = asyncio.get_running_loop()
        if loop is not self._loop:
            self._loop = loop
            self.observe()  # imports and settings may have come after the application
            self.watch.follow(loop)

    def connection(self, scope: Any) -> Connection:
        """A new scope, told."""
        return Connection(self.facts, next(self._numbers), scope)

    # ── saying hello and goodbye ────────────────────────────────────────────────────────────

    def hello(self, *, address: str = "", app: str = "", layer: str | None = None) -> None:
        """The first line; from now on facts are written."""
        with self.facts.guarded():
            said = {
                "token": self.token,
                "process": self.process,
                "pid": os.getpid(),
                "number": self.number,
                "schema": SCHEMA,
                "versions": versions(),
                "app": app or self.app,
                "layer": self.layer or default_layer() if layer is None else layer,
                "address": address,
            }
            if not self.outbox.silent:
                self.outbox.say(["hello", said])

    def testing(self, name: str) -> None:
        """Pytest runs this test from now on; "": none."""
        with self.facts.guarded():
            before, self._test = self._test, name
            if before and before != name:
                self.facts.tell_of(None, 0, "test.finished", before)
            if name and before != name:
                self.facts.tell_of(None, 0, "test.started", name)

    def flush(self) -> None:
        """Write what waits, as far as the socket takes it."""
        self.outbox.flush()

    def drain(self) -> None:
        """Write all that there is, a stall that goes on included; any thread may ask for it."""
        self.watch.tell_standing()
        self.outbox.drain()

    def leave(self) -> None:
        """Write all that there is, and a last line: this interpreter ends in order."""
        self.watch.tell_standing()
        with self.facts.guarded():
            self.outbox.say_last(["goodbye"])

    def close(self) -> None:
        """Undo everything, write the rest, close."""
        self.patches.undo()
        self.watch.stop()
        self.outbox.close()

    def _gone(self) -> None:
        self.on_gone()

    def _forked(self) -> None:
        """A child process shares the socket but is not the one that was announced."""
        if os.getpid() != self._pid:
            self.outbox.fall_silent()


class Application:
    """The outermost application: gives every scope its connection."""

    def __init__(self, probe: Probe, inner: Any) -> None:
        self._probe = probe
        self._inner = inner

    async def __call__(self, scope: Any, receive: Any, send: Any) -> Any:
        """ASGI."""
        conn: Connection | None = None
        try:
            kind = scope["type"]
            if kind in SCOPES:
                self._probe.entered()
                conn = self._probe.connection(scope)
        except Exception as error:
            self._probe.facts.fault(error)
        if conn is None:
            return await self._inner(scope, receive, send)
        token = here.set((conn, conn.opened))
        failure: BaseException | None = None
        try:
            if kind == "http":
                return await self._inner(scope, receive, conn.answering(send))
            probe = self._probe
            return await self._inner(
                scope, probe.receiving(conn, receive), probe.sending(conn, send)
            )
        except BaseException as error:
            failure = error
            with self._probe.facts.guarded():
                hide(error, self._probe.facts.places.is_ours)
            raise
        finally:
            with self._probe.facts.guarded():
                if kind == "websocket":
                    conn.over(failure)
            restore(here, token)


def versions() -> dict[str, str]:
    """Versions of what this process has imported."""
    found = {"python": ".".join(map(str, sys.version_info[:3]))}
    for name in filter(sys.modules.__contains__, PACKAGES):
        version = getattr(sys.modules[name], "__version__", None) or _installed_version(name)
        if type(version) is str:
            found[name] = version
    return found


def _installed_version(name: str) -> str | None:
    """Version of a package that does not say it itself; Hypercorn is one."""
    from importlib import metadata  # 10 ms that no other package costs

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def default_layer() -> str:
    """Class name of the default channel layer as configured, without making it."""
    layers = sys.modules.get("channels.layers")
    if layers is None or not settings_are_read():
        return ""
    configured = layers.channel_layers.configs.get("default", {})
    return str(configured.get("BACKEND", "")).rsplit(".", 1)[-1]


def settings_are_read() -> bool:
    """Whether Django has its settings. To ask for one would read them too early, or fail."""
    conf = sys.modules.get("django.conf")
    return bool(conf and conf.settings.configured)
