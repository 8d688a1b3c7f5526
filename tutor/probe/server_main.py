"""Main of an observed server process: Daphne with a project, started and stopped by the tutor.

`python -m tutor.probe.server_main FD [APP]`: FD is a Unix socket to the tutor, APP is imported at
once (a warm spare). One JSON line with the listening socket says what to serve; "stop" stops;
"kill" is SIGKILL, after what has been seen so far is told; the socket's end is the tutor's end,
and this process's. Without the tutor it does not serve, and it imports nothing but the
standard library, Daphne, Django and the probe.

    go      {"app", "env", "settings", "daphne", "link", "token", "process", "number", "project"};
            "project" lists folders of the project's code, the app's own need not be named;
            "confined": the app is code that nobody has read (`confine.py`)
    loading (a word) once a confined app is about to be imported
    answer  {"failed": "SyntaxError: …", "where": "labs/broken.py:3", "trace": ["…"]} if the app
            cannot be had; otherwise the probe's hello on the link is the answer.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import importlib.util
import json
import logging
import os
import select
import signal
import socket
import sys
import threading
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from tutor.probe.confine import confine

Application = Callable[..., Awaitable[None]]

STOP_WITHIN = 1.0  # seconds that cancelled applications get to end
LIKELY_NEXT = (
    "tutor.probe.probe",
    "msgspec",
    "encodings.idna",
    "django.db.backends.sqlite3.base",
    "django.contrib.sessions.backends.db",
    "tutor.probe.layers.memory",
    "tutor.probe.layers.redis_core",
    "tutor.probe.layers.redis_pubsub",
    "channels_redis.core",
    "channels_redis.pubsub",
)
"""What a first connection would import; a spare has the time to do it before."""


class Control:
    """The socket to the tutor."""

    def __init__(self, fd: int) -> None:
        self.socket = socket.socket(fileno=fd)
        self.socket.set_inheritable(False)
        self._drain: Callable[[], None] = lambda: None  # writes what the probe has seen
        self._serves = False

    def is_waiting(self) -> bool:
        """Something can be read."""
        return bool(select.select([self.socket], [], [], 0)[0])

    def receive_go(self) -> tuple[dict[str, Any], int]:
        """The order and the listening socket's descriptor; ends the process without a tutor."""
        data, descriptors = b"", []
        while not data.endswith(b"\n"):
            part, fds, _, _ = socket.recv_fds(self.socket, 65536, 1)
            if not part:
                os._exit(0)
            data += part
            descriptors += fds
        return json.loads(data), descriptors[0]

    def fail(self, error: BaseException, roots: Sequence[str]) -> None:
        """Say why the server ends, and the line of these folders that failed; end.

        The facts until then go out first: they say what the code did.
        """
        with suppress(Exception):
            self._drain()
        from tutor.probe import why_it_ends

        self.socket.sendall(json.dumps(why_it_ends.told(error, roots)).encode() + b"\n")
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(why_it_ends.status(error) if self._serves else why_it_ends.FAILED)

    def watch(self, stop: Callable[[], None], drain: Callable[[], None]) -> None:
        """Obey, in a thread: the life line holds even while the event loop stands still."""
        self._drain, self._serves = drain, True
        kill = partial(_die, drain)

        def obey() -> None:
            while True:
                word = b""
                with suppress(OSError):
                    word = self.socket.recv(64)
                if not word:
                    os._exit(0)
                (kill if word.startswith(b"kill") else stop)()

        threading.Thread(target=obey, name="tutor life line", daemon=True).start()


def _die(drain: Callable[[], None]) -> None:  # pragma: no cover - takes the figures along
    """What the tutor has seen by way of a client must not be lost with this process."""
    try:
        drain()
    finally:
        os.killpg(0, signal.SIGKILL)


def main() -> None:
    """Get ready, wait for the order, serve until told otherwise."""
    control = Control(int(sys.argv[1]))
    _die_with_the_parent()
    gc.disable()  # imports make a hundred thousand objects and no garbage
    _import_daphne()
    application: Application | None = None
    warm = sys.argv[2] if len(sys.argv) > 2 else ""
    if warm:
        try:
            application = load(warm)
        except BaseException:
            application = None  # the order will meet the same error, and there it can be told
        _prefetch(control)
    order, listening = control.receive_go()
    try:
        os.environ.update(order["env"])
        if order.get("confined"):
            control.socket.sendall(b"loading\n")
            confine()
        if application is not None:
            _refresh_settings(order["settings"])
        if application is None or order["app"] != warm:
            application = _load_cold(order) if application is None else load(order["app"])
        serve(control, application, order, listening)
    except BaseException as error:
        control.fail(error, code_roots(order))


def _die_with_the_parent() -> None:
    """Linux: the kernel kills us with the tutor even if no thread of ours can run any more."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def _import_daphne() -> None:
    """Without OpenSSL (60 ms to import) and Autobahn's NVX (cffi): loopback needs neither.

    Without h2, which another package may have brought: a scene shows Daphne as it comes.
    """
    os.environ["AUTOBAHN_USE_NVX"] = "0"
    hidden = [name for name in ("OpenSSL", "service_identity", "h2") if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        importlib.import_module("daphne.server")
    finally:
        for name in hidden:
            del sys.modules[name]  # the project may want them
        del os.environ["AUTOBAHN_USE_NVX"]


def _prefetch(control: Control) -> None:
    for name in LIKELY_NEXT:
        if control.is_waiting():
            return
        with suppress(Exception):  # what is not installed is not needed
            importlib.import_module(name)


# ── the application and its settings ────────────────────────────────────────────────────────


def load(app: str) -> Application:
    """`package.module:name`, or `/path/lab.py:name` with the file's folder on `sys.path`."""
    module_name, _, attribute = app.rpartition(":")
    module = _lab(Path(module_name)) if module_name.endswith(".py") else None
    found: Any = module or importlib.import_module(module_name)
    for part in attribute.split("."):
        found = getattr(found, part)
    return found


def code_roots(order: dict[str, Any]) -> list[str]:
    """Folders of the project's code: those in the order, and the lab's or the served package's."""
    module = order["app"].rpartition(":")[0]
    if module.endswith(".py"):
        return [*order["project"], os.path.dirname(module)]
    spec = None
    with suppress(Exception):  # whatever happens in the search for a module that may not be there
        spec = importlib.util.find_spec(module.partition(".")[0])
    return [*order["project"], *((spec and spec.submodule_search_locations) or ())]


def _lab(path: Path) -> Any:
    sys.path.insert(0, str(path.parent))
    name = path.stem if path.stem not in sys.modules else f"lab_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None  # it ends in .py
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    # A lab is edited and run again within a second; a .pyc cannot tell that apart.
    writing, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        spec.loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = writing
    return module


def _load_cold(order: dict[str, Any]) -> Application:
    """Overlay the settings before anything has read them, or after a lab has configured them."""
    overlay = order["settings"]
    if not overlay:
        return load(order["app"])
    from django.conf import settings

    if os.environ.get("DJANGO_SETTINGS_MODULE"):
        for name, value in overlay.items():
            setattr(settings, name, value)
        return load(order["app"])
    application = load(order["app"])
    for name, value in overlay.items():
        _change(name, value)
    return application


def _refresh_settings(overlay: dict[str, Any]) -> None:
    """In a warm process: read the settings file again with today's environment, then overlay.

    Only settings that are read when they are needed can be changed this way; the tutor knows
    which (`runtime/processes/server.py`) and takes a cold process for the others.
    """
    from django.conf import settings

    module = sys.modules.get(os.environ.get("DJANGO_SETTINGS_MODULE", ""))
    fresh: dict[str, Any] = {}
    if module is not None:
        importlib.reload(module)
        fresh = {name: value for name, value in vars(module).items() if name.isupper()}
    for name, value in {**fresh, **overlay}.items():
        if getattr(settings, name, None) != value:
            _change(name, value)


def _change(name: str, value: Any) -> None:
    """What `django.test.override_settings` does, without importing the test framework."""
    from django.conf import settings
    from django.core.signals import setting_changed

    setattr(settings, name, value)
    if name in ("DATABASES", "CACHES"):
        from django.core.cache import caches
        from django.db import connections

        handler = connections if name == "DATABASES" else caches
        for alias in handler:
            if hasattr(handler._connections, alias):
                delattr(handler._connections, alias)
        handler.__dict__.pop("settings", None)
        handler._settings = None
    setting_changed.send(sender=None, setting=name, value=value, enter=True)


# ── serving and stopping ────────────────────────────────────────────────────────────────────


def serve(
    control: Control, application: Application, order: dict[str, Any], listening: int
) -> None:
    """Run Daphne on the socket that was handed down."""
    import daphne.server
    from twisted.internet import reactor
    from twisted.internet.endpoints import AdoptedStreamServerEndpoint

    from tutor import probe

    def endpoint(_reactor: Any, description: str) -> Any:
        # What Twisted's plugin for "fd:" makes, without its search through all plugins.
        fileno = int(description.removeprefix("fd:fileno="))
        return AdoptedStreamServerEndpoint(reactor, fileno, socket.AF_INET)

    def hello() -> None:
        probe.hello(address=order["address"], app=order["name"])

    # Log records reach the tutor as facts; the handler of last resort would print them again.
    logging.lastResort = logging.NullHandler()
    daphne.server.serverFromString = endpoint
    if not callable(application):
        raise TypeError(f"application is no ASGI application: {type(application).__name__}")
    told = order["link"], order["token"], order["process"], order["number"]
    probe.install(*told, roots=code_roots(order), marks=True)
    server = daphne.server.Server(
        probe.wrap(application),
        endpoints=[f"fd:fileno={listening}"],
        signal_handlers=False,
        ready_callable=hello,
        **order["daphne"],
    )

    def stop(*_: Any) -> None:
        reactor.callFromThread(lambda: asyncio.ensure_future(_stop(server)))

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    control.watch(stop, probe.drain)
    settle_down()
    server.run()


def settle_down() -> None:
    """What has been imported stays; searching it for garbage would cost the first 101 40 ms."""
    gc.freeze()
    gc.enable()


async def _stop(server: Any) -> None:
    """Daphne's own stop, without what makes it crash on sockets younger than a second.

    Applications are cancelled, sockets closed without a close frame. `os._exit` spares the
    interpreter's teardown, which ends in a segmentation fault on CPython 3.11.
    """
    from twisted.internet import reactor

    from tutor import probe

    try:
        applications = [
            details["application_instance"]
            for details in server.connections.values()
            if "application_instance" in details
        ]
        for application in applications:
            application.cancel()
        if applications:
            await asyncio.wait(applications, timeout=STOP_WITHIN)
        reactor.disconnectAll()
        probe.flush()
        probe.close()
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
