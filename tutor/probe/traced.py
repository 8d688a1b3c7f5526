"""For a process that does not read PYTHONPATH: `python -I` and `-E`, a frozen program, a container.

    from tutor_probe.traced import wrap      # a copy of this folder, under any name

    application = wrap(application)

`tutor trace`, or the line that `tutor trace --listen` prints, sets TUTOR_TRACE; without it the
application is returned as it is. The copy needs nothing but Python.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from .speaker import SCOPES

_hooks: list[Any] = []  # at most one


def wrap(application: Any) -> Any:
    """The application to serve instead; itself where nobody traces, or it is traced anyway."""
    told = os.environ.get("TUTOR_TRACE", "")
    if not told or "_tutor_probe" in sys.modules:  # PYTHONPATH has been read: site/sitecustomize.py
        return application
    if type(application) is Traced:
        return application
    try:
        if not _hooks:
            from .attach import begin

            _hooks.append(begin(told))
        return Traced(application, _hooks[0])
    except Exception:
        return application


class Traced:
    """Connects with the first scope: which process will serve is not known before."""

    def __init__(self, application: Any, hook: Any) -> None:
        self.traced_application = application  # what a server's hook takes instead of us
        self._hook = hook

    async def __call__(self, scope: Any, receive: Any, send: Any) -> Any:
        """ASGI."""
        application = self.traced_application
        if scope["type"] in SCOPES and not self._hook.has_connection():
            application = self._hook.adopted(application, scope) or application
        return await application(scope, receive, send)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.traced_application, name)
