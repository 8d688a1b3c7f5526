"""Finds the application of a process that was not made for it: where a server takes it.

`begin` sets an import hook. When a server's module is imported, the place that takes the
application is changed to take the observed one; the first application connects the probe. A process
that serves nothing (a reloader, a management command) never connects.
"""

from __future__ import annotations

import atexit
import functools
import os
import random
import re
import sys
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from typing import Any, Final

from . import drain, hello, install, wrap

DETAIL: Final = "TUTOR_TRACE_DETAIL"  # a variable: "full" or "low"
NUMBERS: Final = 64  # processes of one id, one after the other, that are told apart
_installed: list[int] = []  # ids of the processes that are observed: this one, or one that forked


class Hook:
    """Finds these modules as Python would, and changes them once they have run."""

    def __init__(self, told: str) -> None:
        """`told`: "host:port token", where to report and as whose guest."""
        self.address, _, self.token = told.partition(" ")
        self.detail = os.environ.get(DETAIL, "full")

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """As `importlib.abc.MetaPathFinder`."""
        change = CHANGES.get(name)
        if change is None:
            return None
        for finder in sys.meta_path:
            spec = None if finder is self else finder.find_spec(name, path, target)
            if spec is not None:
                self._after(spec.loader, functools.partial(change, self))
                return spec
        return None

    def _after(self, loader: Any, change: Callable[[Any], None]) -> None:
        original = loader.exec_module

        def exec_module(module: Any) -> None:
            original(module)
            try:
                change(module)
            except Exception:  # another version of the server: it is not observed
                return

        loader.exec_module = exec_module

    def observed(self, application: Any, *, address: str = "", app: str = "") -> Any:
        """The application to serve instead; itself where anything fails."""
        try:
            return self._observed(application, address, app)
        except Exception:
            return application

    def _observed(self, application: Any, address: str, app: str) -> Any:
        from .probe import Application  # a process that serves nothing never needs it

        if type(application) is Application:  # found at two places
            return application
        process = os.getpid()
        is_new = process not in _installed
        if is_new:
            _installed.append(process)
            number = process * NUMBERS + random.randrange(NUMBERS)
            install(self.address, self.token, "", number, detail=self.detail)
            atexit.register(drain)
        inner = wrap(application)
        if is_new:
            hello(address=address, app=app or name_of(application))
        return inner


def begin(told: str) -> None:
    """Set the hook; servers that have been imported already are changed at once."""
    hook = Hook(told)
    sys.meta_path.insert(0, hook)
    for name in set(CHANGES) & set(sys.modules):
        CHANGES[name](hook, sys.modules[name])


def name_of(application: Any) -> str:
    """Class name of an application; of a function its own."""
    return str(getattr(application, "__qualname__", type(application).__name__))


# ── servers ─────────────────────────────────────────────────────────────────────────────────


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
            app = self.app if isinstance(self.app, str) else ""
            address = f"{self.host}:{self.port}"
            self.loaded_app = hook.observed(self.loaded_app, address=address, app=app)

    module.Config.load = observed_load


def _hypercorn(hook: Hook, module: Any) -> None:
    """hypercorn/utils.py: `wrap_app(app, wsgi_max_body_size, mode)`."""
    original = module.wrap_app

    @functools.wraps(original)
    def observed_wrap(app: Any, wsgi_max_body_size: int, mode: Any = None) -> Any:
        if mode is None:
            mode = "asgi" if module.is_asgi(app) else "wsgi"
        taken = hook.observed(app) if mode == "asgi" else app
        return original(taken, wsgi_max_body_size, mode)

    module.wrap_app = observed_wrap


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
    "hypercorn.utils": _hypercorn,
    "asgiref.testing": _communicator,
}
"""Module → what is changed in it when it has been imported."""
