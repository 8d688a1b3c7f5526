"""Finds the application of a process that was not made for it: where a server takes it.

`begin` sets an import hook. When a server's module is imported, the place that takes the
application is changed to take the observed one; the first application connects the probe. A process
that serves nothing and uses no channel layer (a reloader, most commands) never connects.
"""

from __future__ import annotations

import atexit
import functools
import json
import os
import random
import sys
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from typing import Any, Final

from . import hello, install, known_servers, leave, testing, unserved, wrap
from .known_servers import name_of

DETAIL: Final = "TUTOR_TRACE_DETAIL"  # a variable: "full" or "low"
NUMBERS: Final = 64  # processes of one id, one after the other, that are told apart
OVERDUE: Final = 8_000_000
"""Nanoseconds until what was told is written: a quarter as many writes as for the course's own
servers, which have less to do than to be watched. A write to a socket wakes the tutor: with 500 a
second of them a busy server lost 12 % of its time."""
OVERDUE_LOW: Final = 20_000_000  # the same where telling is to cost little
CHANGES: Final = {**known_servers.CHANGES, **unserved.CHANGES}
"""Module → what is changed in it when it has been imported."""
_installed: list[int] = []  # ids of the processes that are observed: this one, or one that forked


class Hook:
    """Finds these modules as Python would, and changes them once they have run."""

    def __init__(self, told: str) -> None:
        """`told`: "host:port token", where to report and as whose guest."""
        self.address, _, self.token = told.partition(" ")
        self.detail = os.environ.get(DETAIL, "full")
        self.listens = ""  # where this process does, if another than the server's own place knows
        self._masks: list[str] = json.loads(os.environ.get("TUTOR_MASK") or "[]")
        self._adopted: dict[tuple[int, int], tuple[Any, Any]] = {}  # a router, what stands for it

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

        application = getattr(application, "__dict__", {}).get("traced_application", application)
        if type(application) is Application:  # found at two places
            return application
        is_new = not self.is_observing()
        if is_new:
            self._install(unserved.role())
        inner = wrap(application)
        if is_new:
            self._greet(self.listens or address, app or name_of(application))
        return inner

    def observed_wsgi(self, application: Any, *, address: str) -> Any:
        """The same for an application of a WSGI server, which takes no WebSocket."""
        try:
            if self.is_observing():  # as it began it sent to a group
                return application
            from .wsgi import NAME, WsgiApplication

            probe = self._install(unserved.role())
            self._greet(address, NAME)
            return WsgiApplication(probe, application)
        except Exception:
            return application

    def is_observing(self) -> bool:
        """Whether there is a probe in this very process."""
        return os.getpid() in _installed

    def _install(self, role: str) -> Any:
        """Connect the probe, once a process."""
        process = os.getpid()
        _installed.append(process)
        number = process * NUMBERS + random.randrange(NUMBERS)
        self._add_masks()
        probe = install(self.address, self.token, role, number, detail=self.detail)
        probe.outbox.overdue = OVERDUE_LOW if self.detail == "low" else OVERDUE
        atexit.register(leave)
        return probe

    def _add_masks(self) -> None:
        """What `tutor trace --mask` names, before anything is told."""
        masks, self._masks = self._masks, []
        if masks:
            from .masks import add

            add(masks)

    def _greet(self, address: str, app: str) -> None:
        hello(address=address, app=app)
        testing(unserved.current_test())

    # ── where no server takes an application

    def present(self, app: str) -> str:
        """This process uses the channel layer: it is observed from here on. The project's line that
        does so, which the probe came too late to see.
        """
        try:
            if self.is_observing():
                return ""
            places = self._install(unserved.role("command")).facts.places
            self._greet("", app)
            return places.here() or unserved.waiting_line(places)
        except Exception:
            return ""

    def has_connection(self) -> bool:
        """Whether the code that runs here belongs to a connection that is observed."""
        if not self.is_observing():
            return False
        from .report import here

        return here.get()[0] is not None

    def adopted(self, called: Any, scope: Any) -> Any:
        """What to call instead of a router or a consumer that was called without a connection."""
        key = os.getpid(), id(called)
        if key in self._adopted:
            return self._adopted[key][1]
        server = scope.get("server") or ("", "")
        address = ":".join(map(str, server)) if server[1] else ""
        application = self.observed(called, address=address)
        if application is called:
            return None
        if hasattr(called, "application_mapping"):  # of consumers there is one a connection
            self._adopted[key] = called, application
        return application


def begin(told: str) -> Hook:
    """Set the hook; servers that have been imported already are changed at once."""
    hook = Hook(told)
    sys.meta_path.insert(0, hook)
    for name in set(CHANGES) & set(sys.modules):
        CHANGES[name](hook, sys.modules[name])
    return hook
