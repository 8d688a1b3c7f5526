"""The client's end of a TCP connection: a socket whose port is known before it connects.

The port is how the server's side of a connection is recognised; every connection gets a number.
"""

from __future__ import annotations

import asyncio
import itertools
import socket
from typing import Final

from tutor.runtime.loopback import HOST, unavailable

_conns: Final = itertools.count(1)


def new_conn() -> int:
    """A number for one more connection of the tutor's own clients."""
    return next(_conns)


def bound() -> tuple[socket.socket, int]:
    """A socket that sends at once (without Nagle's algorithm), and its port. Raises Unavailable."""
    own = socket.socket()
    own.setblocking(False)
    own.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        own.bind((HOST, 0))
    except OSError as error:
        own.close()
        raise unavailable(error) from error
    return own, int(own.getsockname()[1])


async def reach(own: socket.socket, address: str) -> None:
    """Connect to "host:port". Raises `OSError` where nothing listens.

    A socket whose caller is cancelled meanwhile is closed.
    """
    host, _, port = address.partition(":")
    try:
        await asyncio.get_running_loop().sock_connect(own, (host, int(port)))
    except asyncio.CancelledError:
        own.close()
        raise
