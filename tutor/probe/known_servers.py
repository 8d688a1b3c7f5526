"""Where each server that we know takes the application: what is changed in its modules.

A function here is given the hook and a module that has just been imported. It leaves the module as
it was, but for the one place that takes the application, or knows where the process listens.
"""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Callable
from typing import Any, Final, Protocol

LISTENS: Final = "TUTOR_TRACE_LISTENS"  # a variable: where the master of this process listens


class Hook(Protocol):
    """What `attach.Hook` gives to a server's module."""

    listens: str  # where this process does, if the place that takes the application cannot know

    def observed(self, application: Any, *, address: str = "", app: str = "") -> Any:
        """The application to serve instead."""

    def observed_wsgi(self, application: Any, *, address: str) -> Any:
        """The same for an application of a WSGI server."""


def name_of(application: Any) -> str:
    """Class name of an application; of a function its own."""
    return str(getattr(application, "__qualname__", type(application).__name__))


def _daphne(hook: Hook, module: Any) -> None:
    """daphne/server.py: `Server(application, endpoints=[…])`; `manage.py runserver` has it, too."""
    original = module.Server.__init__

    @functools.wraps(original)
    def observed_init(self: Any, application: Any, *args: Any, **kwargs: Any) -> None:
        endpoints = kwargs.get("endpoints") or (args[0] if args else None) or [""]
        address = _endpoint(str(endpoints[0]))
        original(self, hook.observed(application, address=address), *args, **kwargs)

    module.Server.__init__ = observed_init


def _endpoint(description: str) -> str:
    """ "127.0.0.1:8000" of "tcp:port=8000:interface=127.0.0.1"; "" of what has no port."""
    port = re.search(r"port=(\d+)", description)
    interface = re.search(r"interface=([\d.]+)", description)
    return f"{interface.group(1) if interface else ''}:{port.group(1)}" if port else ""


def _uvicorn(hook: Hook, module: Any) -> None:
    """uvicorn/config.py: `Config.load` leaves the application in `loaded_app`."""
    original = module.Config.load

    @functools.wraps(original)
    def observed_load(self: Any) -> None:
        original(self)
        if self.interface != "wsgi":
            app = self.app if isinstance(self.app, str) else name_of(self.app)
            at = "" if self.fd is not None else self.uds or f"{self.host}:{self.port}"
            self.loaded_app = hook.observed(self.loaded_app, address=at, app=app)

    module.Config.load = observed_load


def _hypercorn(hook: Hook, module: Any) -> None:
    """hypercorn/asyncio/run.py: `worker_serve(ASGIWrapper(application), config)`; its master loads
    the application as well, and serves nothing.
    """
    original = module.worker_serve

    @functools.wraps(original)
    def observed_serve(app: Any, config: Any, **kwargs: Any) -> Any:
        if type(app).__name__ == "ASGIWrapper":
            app.app = hook.observed(app.app, address=str((config.bind or [""])[0]))
        return original(app, config, **kwargs)

    module.worker_serve = observed_serve


def _gunicorn(hook: Hook, module: Any) -> None:
    """gunicorn/workers/base.py: a worker is made with the sockets of its master, and forked then.

    Its application is taken by what serves it, uvicorn or `_gunicorn_asgi`.
    """
    original = module.Worker.__init__

    @functools.wraps(original)
    def observed_init(self: Any, age: Any, ppid: Any, sockets: Any, *args: Any, **kw: Any) -> None:
        original(self, age, ppid, sockets, *args, **kw)
        hook.listens = ", ".join(map(_name_of_socket, sockets))

    module.Worker.__init__ = observed_init


def _name_of_socket(sock: Any) -> str:
    name = sock.getsockname()
    return f"{name[0]}:{name[1]}" if isinstance(name, tuple) else str(name)


def _gunicorn_asgi(hook: Hook, module: Any) -> None:
    """gunicorn/workers/gasgi.py: `load_wsgi` leaves the application in `asgi`."""
    original = module.ASGIWorker.load_wsgi

    @functools.wraps(original)
    def observed_load(self: Any) -> None:
        original(self)
        self.asgi = hook.observed(self.asgi)

    module.ASGIWorker.load_wsgi = observed_load


def _granian_common(hook: Hook, module: Any) -> None:
    """granian/server/common.py: the master knows where. Its workers are its forks, or, on macOS and
    from Python 3.14 on, new processes that have its environment.
    """
    original = module.AbstractServer.__init__

    @functools.wraps(original)
    def observed_init(self: Any, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        where = str(getattr(self, "bind_uds", "") or f"{self.bind_addr}:{self.bind_port}")
        os.environ[LISTENS] = hook.listens = where

    module.AbstractServer.__init__ = observed_init


def _granian(hook: Hook, module: Any) -> None:
    """granian/asgi.py: `_callback_wrapper(application, …)`, in a worker."""
    original = module._callback_wrapper

    @functools.wraps(original)
    def observed_wrapper(callback: Any, *args: Any, **kwargs: Any) -> Any:
        hook.listens = hook.listens or os.environ.get(LISTENS, "")
        return original(hook.observed(callback), *args, **kwargs)

    module._callback_wrapper = observed_wrapper


def _django(hook: Hook, module: Any) -> None:
    """django/core/servers/basehttp.py: `run(addr, port, wsgi_handler, …)`, of Django's own
    runserver, which speaks HTTP only. That of Daphne has another one.
    """
    original = module.run

    @functools.wraps(original)
    def observed_run(addr: Any, port: Any, wsgi_handler: Any, *args: Any, **kwargs: Any) -> Any:
        observed = hook.observed_wsgi(wsgi_handler, address=f"{addr}:{port}")
        return original(addr, port, observed, *args, **kwargs)

    module.run = observed_run


def _communicator(hook: Hook, module: Any) -> None:
    """asgiref/testing.py: `ApplicationCommunicator(application, scope)`, of a project's tests."""
    original = module.ApplicationCommunicator.__init__

    @functools.wraps(original)
    def observed_init(self: Any, application: Any, *args: Any, **kwargs: Any) -> None:
        original(self, hook.observed(application), *args, **kwargs)

    module.ApplicationCommunicator.__init__ = observed_init


CHANGES: Final[dict[str, Callable[[Hook, Any], None]]] = {
    "daphne.server": _daphne,
    "uvicorn.config": _uvicorn,
    "hypercorn.asyncio.run": _hypercorn,
    "hypercorn.trio.run": _hypercorn,
    "gunicorn.workers.base": _gunicorn,
    "gunicorn.workers.gasgi": _gunicorn_asgi,
    "granian.server.common": _granian_common,
    "granian.asgi": _granian,
    "django.core.servers.basehttp": _django,
    "asgiref.testing": _communicator,
}
"""Module → what is changed in it when it has been imported."""
