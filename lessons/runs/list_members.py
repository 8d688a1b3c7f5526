"""All that a layer can do with a group, of the three layers: nothing lists its members."""

from channels.layers import InMemoryChannelLayer
from channels_redis.core import RedisChannelLayer
from channels_redis.pubsub import RedisPubSubLoopLayer

KNOWN = {"group_add", "group_discard", "group_send"}

for layer in (InMemoryChannelLayer, RedisChannelLayer, RedisPubSubLoopLayer):
    found = {name for name in dir(layer) if "group" in name and callable(getattr(layer, name))}
    found = {name for name in found if not name.startswith("_") and "valid" not in name}
    print(f"{layer.__name__}: {', '.join(sorted(found))}")
    if found != KNOWN:
        raise SystemExit(
            f"{layer.__name__} has {sorted(found - KNOWN)} besides: does it list members?"
        )
