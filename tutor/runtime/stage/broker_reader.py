"""What a broker holds, made readable: keys, members, time to live.

Reads; never writes. The layer's messages are MessagePack behind twelve random bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import msgspec

RANDOM_PREFIX: Final = 12  # channels_redis serializers: keeps equal messages apart in a sorted set
PREVIEW: Final = 300


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the broker."""

    name: str
    type: str  # "zset", "list", "string", "hash", "set", "channel" (pub/sub: it has subscribers)
    members: tuple[str, ...]
    ttl: float | None  # seconds left, None = never expires


async def read_keys(redis: Any, prefix: str, pattern: str = "*") -> list[Key]:
    """All keys whose names begin with `prefix` and fit `pattern`, sorted by name."""
    names = {key async for key in redis.scan_iter(match=f"{prefix}{pattern}", count=1000)}
    keys = [key for name in sorted(names) if (key := await _read(redis, name)) is not None]
    return keys + await _read_channels(redis, f"{prefix}{pattern}")


async def _read_channels(redis: Any, pattern: str) -> list[Key]:
    """Pub/sub channels are not keys: Redis tells only their number of subscribers."""
    names = sorted(await redis.pubsub_channels(pattern))
    counts = await redis.pubsub_numsub(*names) if names else []
    return [Key(_text(name), "channel", (f"{count} listening",), None) for name, count in counts]


async def _read(redis: Any, name: bytes) -> Key | None:
    kind = _text(await redis.type(name))
    if kind == "none":  # it has expired since we were told of it
        return None
    milliseconds = await redis.pttl(name)
    members = await _members(redis, kind, name)
    return Key(
        _text(name), kind, tuple(members), milliseconds / 1000 if milliseconds >= 0 else None
    )


async def _members(redis: Any, kind: str, name: bytes) -> list[str]:
    match kind:
        case "zset":
            found = await redis.zrange(name, 0, -1, withscores=True)
            return [f"{readable(member)} · {score:.3f}" for member, score in found]
        case "list":
            return [readable(member) for member in await redis.lrange(name, 0, -1)]
        case "set":
            return sorted(readable(member) for member in await redis.smembers(name))
        case "hash":
            found = await redis.hgetall(name)
            return [f"{readable(key)}: {readable(value)}" for key, value in found.items()]
        case "string":
            return [readable(await redis.get(name) or b"")]
    return []


def readable(data: bytes) -> str:
    """A channel name as it is, a message as JSON, anything else with its bytes escaped."""
    for attempt in (_message, _plain):
        if (text := attempt(data)) is not None:
            return text[:PREVIEW]
    return repr(data)[2:-1][:PREVIEW]


def _plain(data: bytes) -> str | None:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    return text if text.isprintable() else None


def _message(data: bytes) -> str | None:
    for body in (data[RANDOM_PREFIX:], data):
        try:
            message = msgspec.msgpack.decode(body)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            continue
        if isinstance(message, dict):
            return _json(_without_our_own(message))
    return None


def _without_our_own(message: dict[Any, Any]) -> dict[Any, Any]:
    """The probe's reserved key travels with a message; the project never sees it."""
    return {key: value for key, value in message.items() if not str(key).startswith("__tutor")}


def _json(value: Any) -> str:
    encode: Callable[[Any], bytes] = msgspec.json.Encoder(enc_hook=repr).encode
    try:
        return encode(value).decode()
    except (msgspec.MsgspecError, TypeError):
        return repr(value)


def _text(data: Any) -> str:
    return data.decode("utf-8", "replace") if isinstance(data, bytes) else str(data)
