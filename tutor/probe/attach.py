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
import sys
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from typing import Any, Final

from . import drain, hello, install, wrap
from .known_servers import CHANGES, name_of

DETAIL: Final = "TUTOR_TRACE_DETAIL"  # a variable: "full" or "low"
NUMBERS: Final = 64  # processes of one id, one after the other, that are told apart
_installed: list[int] = []  # ids of the processes that are observed: this one, or one that forked


class Hook:
    """Finds these modules as Python would, and changes them once they have run."""

    def __init__(self, told: str) -> None:
        """`told`: "host:port token", where to report and as whose guest."""
        self.address, _, self.token = told.partition(" ")
        self.detail = os.environ.get(DETAIL, "full")
        self.listens = ""  # where this process does, if another than the server's own place knows

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
            hello(address=self.listens or address, app=app or name_of(application))
        return inner


def begin(told: str) -> None:
    """Set the hook; servers that have been imported already are changed at once."""
    hook = Hook(told)
    sys.meta_path.insert(0, hook)
    for name in set(CHANGES) & set(sys.modules):
        CHANGES[name](hook, sys.modules[name])
