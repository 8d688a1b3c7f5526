"""A process outside of all servers that sends to a group: a shell, a job, a cron script.

It is the tutor's own process, unobserved: what it sends is seen where it arrives.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tutor.errors import SceneFailed
from tutor.runtime.needs import need


async def group_send(
    layer: str, url: str, prefix: str, group: str, message: Mapping[str, Any]
) -> None:
    """Send on a layer of our own with this broker and prefix. Raises `SceneFailed`."""
    if layer == "memory":
        raise SceneFailed(
            "a process outside has a memory layer of its own, and no server would hear it;"
            " `layer redis` puts a broker between them"
        )
    need("channels_redis", "redis")
    made = _made(layer, url, prefix)
    try:
        await made.group_send(group, dict(message))
    except Exception as error:  # noqa: BLE001 a broker that is gone, a name that is no group's
        raise SceneFailed(f"group_send failed: {type(error).__name__}: {error}") from None
    finally:
        await (made.flush() if layer == "redis-pubsub" else made.close_pools())


def _made(layer: str, url: str, prefix: str) -> Any:
    if layer == "redis-pubsub":
        from channels_redis.pubsub import RedisPubSubChannelLayer

        return RedisPubSubChannelLayer(hosts=[{"address": url}], prefix=prefix)
    from channels_redis.core import RedisChannelLayer

    return RedisChannelLayer(hosts=[{"address": url}], prefix=prefix)
