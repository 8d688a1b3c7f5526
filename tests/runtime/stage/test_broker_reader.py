"""What stands in a broker, made readable."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from tutor.runtime.stage.broker_reader import PREVIEW, Key, read_keys, readable

MESSAGE = msgspec.msgpack.encode({"type": "chat.message", "text": "hi", "__tutor_id": 7})


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (b"specific.abc!def", "specific.abc!def"),
        (b"twelve bytes" + MESSAGE, '{"type":"chat.message","text":"hi"}'),
        (MESSAGE, '{"type":"chat.message","text":"hi"}'),
        (b"\xff\x00", "\\xff\\x00"),
        (b"two\nlines", "two\\nlines"),
        (b"", ""),
        (b"x" * (PREVIEW + 1), "x" * PREVIEW),
    ],
)
def test_what_is_stored_is_readable(data: bytes, shown: str) -> None:
    assert readable(data) == shown


class Redis:
    """As much of redis.asyncio as a reader asks for."""

    def __init__(self, keys: dict[bytes, tuple[str, Any, int]], channels: dict[bytes, int]) -> None:
        self.keys, self.channels = keys, channels
        self.asked: list[bytes] = []

    async def scan_iter(self, match: str, count: int) -> Any:
        for name in [*self.keys, *self.keys]:  # SCAN may return a key twice
            yield name

    async def pubsub_channels(self, pattern: str) -> list[bytes]:
        return list(self.channels)

    async def pubsub_numsub(self, *names: bytes) -> list[tuple[bytes, int]]:
        assert names, "without a name Redis answers for none"
        return [(name, self.channels[name]) for name in names]

    async def type(self, name: bytes) -> bytes:
        return self.keys[name][0].encode()

    async def pttl(self, name: bytes) -> int:
        return self.keys[name][2]

    async def _value(self, name: bytes, *_: Any, **__: Any) -> Any:
        return self.keys[name][1]

    zrange = lrange = smembers = hgetall = get = _value


async def test_keys_are_sorted_with_their_members_and_their_time() -> None:
    redis = Redis(
        {
            b"p:z": ("zset", [(b"chan", 1.5)], 60_000),
            b"p:l": ("list", [b"a", b"b"], -1),
            b"p:h": ("hash", {b"k": b"v"}, 0),
            b"p:e": ("string", None, -1),
            b"p:s": ("set", {b"y", b"x"}, -1),
            b"p:gone": ("none", None, -2),
            b"p:other": ("stream", None, -1),
        },
        {b"p:two": 2, b"p:one": 1},
    )
    assert await read_keys(redis, "p:") == [
        Key("p:e", "string", ("",), None),
        Key("p:h", "hash", ("k: v",), 0.0),
        Key("p:l", "list", ("a", "b"), None),
        Key("p:other", "stream", (), None),
        Key("p:s", "set", ("x", "y"), None),
        Key("p:z", "zset", ("chan · 1.500",), 60.0),
        Key("p:one", "channel", ("1 listening",), None),
        Key("p:two", "channel", ("2 listening",), None),
    ]


async def test_an_empty_broker_has_nothing() -> None:
    assert await read_keys(Redis({}, {}), "p:") == []
