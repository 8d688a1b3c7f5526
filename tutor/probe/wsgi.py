"""An application of Django's own WSGI server, observed from outside: requests and their answers.

What a view does with the channel layer belongs to its request. A WebSocket handshake that comes
here is a page like any other, and nothing in the project's log says why it fails.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from .report import here, restore

if TYPE_CHECKING:
    from .probe import Probe

NAME: Final = "WSGIHandler (no WebSocket)"


class WsgiApplication:
    """Gives every request its connection."""

    def __init__(self, probe: Probe, inner: Any) -> None:
        self._probe = probe
        self._inner = inner

    def __call__(self, request: Any, start_response: Any) -> Any:
        """PEP 3333."""
        token = None
        told = start_response
        with self._probe.facts.guarded():
            conn = self._probe.connection(_scope(request))
            token = here.set((conn, conn.opened))
            told = self._answering(start_response)
        try:
            return self._inner(request, told)
        finally:
            if token is not None:
                restore(here, token)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def _answering(self, start_response: Any) -> Callable[..., Any]:
        def observed_start(status: Any, *args: Any, **kwargs: Any) -> Any:
            write = start_response(status, *args, **kwargs)
            with self._probe.facts.guarded():
                self._probe.facts.tell("http.answered", int(str(status)[:3]))
            return write

        return observed_start


def _scope(request: Any) -> dict[str, Any]:
    """What an ASGI server would have told of it."""
    upgrade = str(request.get("HTTP_UPGRADE", "")).encode("latin-1", "replace")
    return {
        "type": "http",
        "method": request.get("REQUEST_METHOD", ""),
        "path": request.get("PATH_INFO", ""),
        "headers": [(b"upgrade", upgrade)],
    }
