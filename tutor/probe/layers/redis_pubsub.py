"""`channels_redis.pubsub.RedisPubSubChannelLayer`: a publication, copied by its subscribers.

The sender learns nothing about receivers, so `channel.sent` is told by the process that queues the
copy, for direct messages too; the mark says what brought it about. The queues of this layer are
unbounded and in order: the n-th message out of a channel is the n-th that went in.
"""

from __future__ import annotations

import importlib
from collections import deque
from typing import Any

from ..report import here
from .common import Sending, Watch
from .marks import digest_of, marked, type_of, unmark


class PubSubWatch(Watch):
    """A pub/sub layer, as this process sees it."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._queued: dict[str, deque[int]] = {}  # channel → ids of channel.sent
        self._read = self.layer.deserialize

    def observe(self) -> None:
        """Also see what arrives."""
        super().observe()
        self.patches.set(self.layer, "deserialize", self._deserialize)
        shards = importlib.import_module("channels_redis.pubsub").RedisSingleShardConnection
        original = shards._receive_message
        watch = self

        def receive_message(shard: Any, message: Any) -> Any:
            result = original(shard, message)
            if message is not None and shard.channel_layer.channel_layer is watch.layer:
                with watch.facts.guarded():
                    watch._arrived(shard.channel_layer, message)
            return result

        self.patches.set(shards, "_receive_message", receive_message)

    def _deserialize(self, content: Any) -> Any:
        message = self._read(content)
        unmark(message)
        return message

    def mark(self, message: Any, number: int) -> Any:
        """A direct message names what runs here: its channel.sent is told where it arrives."""
        return marked(message, here.get()[1]) if self.marks else message

    def sent(self, number: int, at: int, channel: Any, message: Any, group: Sending | None) -> None:
        """Publishing proves nothing yet."""

    def _arrived(self, loop_layer: Any, publication: Any) -> None:
        name = publication["channel"]
        name = name.decode() if isinstance(name, bytes) else name
        prefix = f"{loop_layer.prefix}__group__"
        group = ""
        channels = [name] if name in loop_layer.channels else []
        if not channels and name in loop_layer.groups:
            group = name.removeprefix(prefix)
            channels = [c for c in loop_layer.groups[name] if c in loop_layer.channels]
        if not channels:
            return
        kind, cause, digest = self._look(publication["data"])
        for channel in channels:
            number = self.facts.tell_of(
                None, cause, "channel.sent", channel, group, kind, self.alias, digest
            )
            self._queued.setdefault(channel, deque()).append(number)

    def _look(self, data: Any) -> tuple[str, int, int]:
        try:
            message = self._read(data)
        except Exception:  # the consumer will meet the same error
            return "", 0, 0
        cause = unmark(message)
        return type_of(message), cause, 0 if cause else digest_of(message)

    def origin(self, channel: Any, message: Any) -> int:
        """The oldest copy that was queued."""
        queued = self._queued.get(channel)
        return queued.popleft() if queued else 0

    def receive_failed(self, channel: Any, error: BaseException) -> None:
        """An unreadable message is out of the queue; a consumer that ends takes it along."""
        super().receive_failed(channel, error)
        if isinstance(error, Exception):
            self.origin(channel, None)
        else:
            self._queued.pop(channel, None)
