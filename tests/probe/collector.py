"""Takes the facts of all processes, as the tutor's link does."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from tutor.probe.queue import records as cut

WITHIN = 30.0  # seconds, on a busy machine


class Collector:
    """Listens on loopback; every process that connects is read in a thread."""

    def __init__(self) -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.server.getsockname()[1]}"
        self.hellos: list[dict[str, Any]] = []
        self.goodbyes: list[str] = []  # processes whose interpreter has ended in order
        self.peers: list[socket.socket] = []
        self.records: list[tuple[str, list[Any]]] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                peer, _ = self.server.accept()
            except OSError:
                return
            threading.Thread(target=self._read, args=[peer], daemon=True).start()

    def _read(self, peer: socket.socket) -> None:
        self.peers.append(peer)
        with peer, peer.makefile("rb") as lines, suppress(OSError, StopIteration):
            hello = json.loads(next(lines))[1]
            self.hellos.append(hello)
            for line in lines:
                if json.loads(line) == ["goodbye"]:
                    self.goodbyes.append(hello["process"])
                    continue
                self.records += [(hello["process"], record) for record in cut(json.loads(line))]

    def hang_up(self) -> None:
        """The collector goes away."""
        for peer in self.peers:
            peer.shutdown(socket.SHUT_RDWR)

    def wait(self, holds: Callable[[], object]) -> None:
        """Until it holds."""
        until = time.monotonic() + WITHIN
        while not holds():
            assert time.monotonic() < until, [record for _, record in self.records]
            time.sleep(0.01)

    def count(self, kind: str) -> int:
        """Facts of this kind so far."""
        return sum(record[0] == kind for _, record in self.records)
