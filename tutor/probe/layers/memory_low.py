"""The in-memory layer, seen by a probe that tells little: of a group's copies only what was lost.

All copies carry the mark of their `group.sent` instead of one of their own; it is negative, so that
a member's handler names the sending as its cause, without a fact between the two. A message to one
channel is told as ever.
"""

from __future__ import annotations

import functools
from typing import Any

from ..report import here
from .common import argument, sending
from .marks import carried, uncarried
from .memory import MemoryWatch


class LowMemoryWatch(MemoryWatch):
    """The in-memory layer of this process, without a fact for each copy."""

    def _send(self, original: Any) -> Any:
        told, get_sending = super()._send(original), sending.get

        @functools.wraps(original)
        async def send(*args: Any, **kwargs: Any) -> Any:
            group = get_sending()
            if group is None or group.watch is not self:
                return await told(*args, **kwargs)
            try:
                return await original(*args, **kwargs)
            except BaseException as error:
                channel = argument(args, kwargs, 0, "channel")
                self.send_failed(channel, argument(args, kwargs, 1, "message"), group, error)
                raise

        return send

    def mark_group(self, message: Any, number: int) -> Any:
        """Every copy has the mark of the sending."""
        return carried(message, -number)

    def delivered(self, channel: Any, message: Any) -> None:
        """A copy of a group's message goes to its handler without a fact of its own."""
        mark = uncarried(message)
        if mark >= 0:
            self.tell_delivered(channel, message, mark)
        elif (conn := here.get()[0]) is not None:
            conn.remember(message, -mark)
