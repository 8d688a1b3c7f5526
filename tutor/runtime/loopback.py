"""Whether this machine's loopback can be used: without it, or without a free port, no live run.

A container may have the interface and leave it down. Then a socket can be bound to 127.0.0.1, but a
connection to it waits for ever, and a server seems to be slow to start. So it is tried.
"""

from __future__ import annotations

import errno
import os
import socket
from typing import Final

from tutor.errors import Unavailable

HOST: Final = "127.0.0.1"
REACH_WITHIN: Final = 1.0  # seconds; a packet filter that drops says nothing at all
_NO_PORT: Final = frozenset({errno.EADDRINUSE, errno.EADDRNOTAVAIL})
_SILENT: Final = frozenset({errno.EAGAIN, errno.ETIMEDOUT, None})  # EAGAIN: our own limit
_ANSWERS: Final = frozenset({0, errno.ECONNREFUSED, *_NO_PORT})


def check() -> None:
    """Raises Unavailable when nothing on 127.0.0.1 can be reached. Takes a second at most."""
    with socket.socket() as knocking:
        knocking.settimeout(REACH_WITHIN)
        code = knocking.connect_ex((HOST, 1))  # tcpmux: a refusal is an answer
    if code not in _ANSWERS:
        raise unavailable(OSError(code, os.strerror(code)))


def unavailable(error: OSError) -> Unavailable:
    """What to say where 127.0.0.1 gives no port, or where nothing on it can be reached."""
    if error.errno in _NO_PORT:
        return Unavailable(
            f"No port of {HOST} is free.", "End some programs; until then the recordings play."
        )
    silent = error.errno in _SILENT
    why = f"no answer within {REACH_WITHIN:g} s" if silent else os.strerror(error.errno or 0)
    return Unavailable(
        f"The loopback interface cannot be used ({HOST}: {why}).",
        "Bring it up for a live run (Linux: `ip link set lo up`); the recordings play without it.",
    )
