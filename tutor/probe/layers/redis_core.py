"""`channels_redis.core.RedisChannelLayer`: one entry a process in Redis, one buffer a channel here.

The sender learns who got a copy from `_map_channel_keys_to_connection` and from the result of the
Lua script, the number of keys over capacity (which ones it does not say). The receiving process
spreads an entry over its channels' buffers; a full buffer throws away its oldest message.
"""

from __future__ import annotations

import time
from typing import Any

from ..report import here
from .common import Sending, Watch, sending
from .marks import type_of


class Tap:
    """A Redis client inside `group_send`, whose `eval` says how many keys were over capacity."""

    def __init__(self, client: Any, call: Sending) -> None:
        self._client = client
        self._call = call

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    async def __aenter__(self) -> Tap:
        """channels_redis 3 takes its client out of a context."""
        return Tap(await self._client.__aenter__(), self._call)

    async def __aexit__(self, *error: Any) -> Any:
        return await self._client.__aexit__(*error)

    async def eval(self, script: str, *args: Any, **kwargs: Any) -> Any:
        """Hand on, and note keys and result. `args`: the number of keys, the keys and the rest;
        channels_redis 3 passes `keys=` and `args=`.
        """
        at = time.monotonic_ns()
        over = await self._client.eval(script, *args, **kwargs)
        with self._call.watch.facts.guarded():
            keys = kwargs["keys"] if "keys" in kwargs else args[1 : 1 + args[0]]
            self._call.written.append((at, [str(key) for key in keys], over))
        return over


class RedisWatch(Watch):
    """A Redis layer, as this process sees it."""

    def observe(self) -> None:
        """Also see who is sent a copy, what arrives and what the buffers drop."""
        super().observe()
        layer, patches = self.layer, self.patches
        patches.set(
            layer,
            "_map_channel_keys_to_connection",
            self._mapping(layer._map_channel_keys_to_connection),
        )
        patches.set(layer, "connection", self._connection(layer.connection))
        patches.set(layer, "deserialize", self._deserialize(layer.deserialize))
        patches.set(layer, "receive_single", self._receive_single(layer.receive_single))

    def _mapping(self, original: Any) -> Any:
        def map_channel_keys(channel_names: Any, message: Any) -> Any:
            call = sending.get()
            if call is not None:
                with self.facts.guarded():
                    for name in channel_names:
                        key = self.layer.prefix + self.layer.non_local_name(name)
                        call.channels.setdefault(key, []).append(name)
            return original(channel_names, message)

        return map_channel_keys

    def _connection(self, original: Any) -> Any:
        def connection(index: int) -> Any:
            client, call = original(index), sending.get()
            return Tap(client, call) if call is not None and call.watch is self else client

        return connection

    def group_sent(self, call: Sending, failure: BaseException | None) -> None:
        """Tell who got a copy."""
        super().group_sent(call, failure)
        for at, keys, over in call.written:
            channels = [name for key in keys for name in call.channels.get(key, ())]
            if over == 0:
                self._copies(call, at, channels)
            elif over >= len(keys):
                for name in channels:
                    self.dropped(name, call.group, call.type, "Redis key is full", call.number)
            else:
                reason = f"{over} of {len(keys)} Redis keys are full"
                for _ in range(over):
                    self.dropped("", call.group, call.type, reason, call.number)

    def _copies(self, call: Sending, at: int, channels: list[str]) -> None:
        conn = here.get()[0]
        for name in channels:
            record = (self.facts.new_id(), at, conn.number if conn else 0, call.number)
            fields = name, call.group, call.type, self.alias, call.digest
            self.facts.put(("channel.sent", *record, *fields))

    # ── the receiving side ──────────────────────────────────────────────────────────────────

    def _deserialize(self, original: Any) -> Any:
        def deserialize(content: Any) -> Any:
            message = original(content)
            with self.facts.guarded():
                self.unmarked.note(message)
            return message

        return deserialize

    def _receive_single(self, original: Any) -> Any:
        async def receive_single(channel: str) -> Any:
            result = await original(channel)
            with self.facts.guarded():
                self._arrived(*result)
            return result

        return receive_single

    def _arrived(self, channels: Any, message: Any) -> None:
        """The layer now puts the message into these channels' buffers, without interruption."""
        names = channels if type(channels) is list else [channels]
        self.unmarked.expect(message, len(names))
        for name in names:
            buffer = self.layer.receive_buffer.get(name)
            if buffer is not None and buffer.full():
                oldest = buffer._queue[0]
                cause = self.unmarked.take(oldest)
                reason = "the buffer is full, its oldest message goes"
                self.dropped(name, "", type_of(oldest), reason, cause, self.digest(oldest))

    def origin(self, channel: Any, message: Any) -> int:
        """The mark came off when the message was unpacked."""
        return self.unmarked.take(message)
