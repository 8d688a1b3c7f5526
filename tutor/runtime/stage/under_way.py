"""What has begun on a stage and not ended: connections, handlers, queries, copies, frames.

It counts facts as they arrive, so that asking costs nothing and the facts may be forgotten.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from tutor.runtime.fact_intake import TUTOR, Record

STEPS: Final = {
    "handler.started": ("handler", 1),
    "handler.finished": ("handler", -1),
    "handler.failed": ("handler", -1),
    "channel.sent": ("copy", 1),
    "channel.delivered": ("copy", -1),
    "channel.dropped": ("copy", -1),
    "channel.expired": ("copy", -1),
    "db.started": ("query", 1),
    "db.finished": ("query", -1),
    "thread.entered": ("thread", 1),
    "thread.left": ("thread", -1),
}


class UnderWay:
    """Counts what begins and what ends."""

    def __init__(self) -> None:
        self.connections: dict[int, set[int]] = {}
        """Source (the number of a server's process) → its connections whose application runs."""
        self._count: Counter[str] = Counter()

    @property
    def is_pending(self) -> bool:
        """More has begun than ended: a handler, a query, a copy in a queue, a frame on its way."""
        return any(number > 0 for number in self._count.values())

    def take(self, process: str, batch: Sequence[Record]) -> None:
        """Records of `process` have arrived."""
        for record in batch:
            kind = record[0]
            if kind in STEPS:
                name, step = STEPS[kind]
                self._count[name] += step
            elif kind == "app.received":
                self._count["frame"] -= record[5] == "websocket.receive"
            elif kind == "client.sent":
                self._count["frame"] += process == TUTOR
            elif kind == "connection.opened":
                self.connections.setdefault(record[1] >> 32, set()).add(record[3])
            elif kind == "connection.closed":
                self.connections.get(record[1] >> 32, set()).discard(record[3])
