"""Ports of loopback that are kept for servers that are away for a while.

A scene kills a server or the broker, and clients are to be refused. If the system gave the port to
another program meanwhile, they would reach that, and a restart would find the port taken.
"""

from __future__ import annotations

import socket
from contextlib import suppress

from tutor.runtime.loopback import unavailable


class Ports:
    """Held ports: bound, without a listener, so a client is refused."""

    def __init__(self) -> None:
        self._held: dict[int, socket.socket] = {}

    def free(self) -> int:
        """A free port; held until it is released for its server. Raises `Unavailable`."""
        try:
            return self._bind(0)
        except OSError as error:
            raise unavailable(error) from error

    def hold(self, port: int) -> None:
        """Its server has gone. 0 is ignored, and so is a port that another program has taken."""
        if port and port not in self._held:
            with suppress(OSError):
                self._bind(port)

    def release(self, port: int) -> None:
        """Its server is about to listen, or is gone for good."""
        if held := self._held.pop(port, None):
            held.close()

    def close(self) -> None:
        """Release all."""
        for port in list(self._held):
            self.release(port)

    def _bind(self, port: int) -> int:
        held = socket.socket()
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections linger there
        try:
            held.bind(("127.0.0.1", port))
        except OSError:
            held.close()
            raise
        number = int(held.getsockname()[1])
        self._held[number] = held
        return number
