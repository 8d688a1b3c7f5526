"""The probe: observes the server process it is installed in and reports facts over a socket.

It imports nothing of the tutor and nothing of the project; Django, Channels and asgiref only where
the process already has them. It never changes what the observed project does, never blocks it and
never raises into it: its own faults are swallowed and counted (`Probe.faults`).

    probe = install("127.0.0.1:4242", token, "server 1", 1)
    application = probe.wrap(application)
    probe.hello(address="127.0.0.1:8000", app="mysite.asgi:application")

One probe a process; the functions here act on the one installed last.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .probe import Probe

__all__ = ["close", "drain", "flush", "hello", "install", "leave", "testing", "wrap"]

_installed: Probe | None = None


def install(
    address: str | tuple[str, int],
    token: str,
    process_name: str,
    process_number: int,
    *,
    app_label: str = "",
    layer_label: str = "",
    roots: Iterable[str] = (),
    marks: bool = False,
    detail: str = "full",
) -> Probe:
    """Observe this process and report to `address` ("host:port"); none that answers: silently.

    `roots` are the folders of the project's code (`places.py`). `marks`: every process that reads
    from the project's broker is observed, so that messages may carry a mark (`layers/marks.py`).
    `detail`: "low" leaves out what costs most: state, places of calls, copies of each member.
    """
    global _installed  # noqa: PLW0603 - one probe a process
    from .probe import Probe

    close()
    _installed = Probe.connect(
        *(address, token, process_name, process_number),
        app_label=app_label,
        layer_label=layer_label,
        roots=roots,
        marks=marks,
        detail=detail,
    )
    _installed.observe()
    return _installed


def wrap(application: Any) -> Any:
    """The application, observed; itself when nothing is installed."""
    return _installed.wrap(application) if _installed else application


def hello(*, address: str = "", app: str = "") -> None:
    """Say that this process listens; facts are held back until then."""
    if _installed:
        _installed.hello(address=address, app=app)


def testing(name: str) -> None:
    """Pytest runs this test from now on; "": none."""
    if _installed:
        _installed.testing(name)


def flush() -> None:
    """Write out what has been seen so far, as far as the socket takes it."""
    if _installed:
        _installed.flush()


def drain() -> None:
    """Write out all that has been seen so far, with a little patience."""
    if _installed:
        _installed.drain()


def leave() -> None:
    """The interpreter ends in order: write all, and say so."""
    if _installed:
        _installed.leave()


def close() -> None:
    """Undo every patch, write out the rest and close the socket."""
    global _installed  # noqa: PLW0603 - one probe a process
    if _installed:
        _installed.close()
        _installed = None
