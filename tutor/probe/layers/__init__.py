"""The channel layers of the process, under all their aliases, as Channels makes them.

Observing is done on the instance: its public methods are shadowed by instance attributes. Layers
that a project makes past `CHANNEL_LAYERS` are not seen.
"""

from __future__ import annotations

from typing import Any

from ..patches import Patches
from ..report import Facts
from .common import Watch
from .memory import MemoryWatch
from .memory_low import LowMemoryWatch
from .redis_core import RedisWatch
from .redis_pubsub import PubSubWatch

KNOWN: dict[str, type[Watch]] = {
    "channels.layers.InMemoryChannelLayer": MemoryWatch,
    "channels_redis.core.RedisChannelLayer": RedisWatch,
    "channels_redis.pubsub.RedisPubSubChannelLayer": PubSubWatch,
}


class Layers:
    """Watches every layer that `channels.layers.channel_layers` hands out."""

    def __init__(self, facts: Facts, patches: Patches) -> None:
        self.facts = facts
        self.patches = patches
        self._watched: dict[int, Watch] = {}

    def observe(self, manager: Any) -> None:
        """The layers that exist already, and the ones still to be made."""
        for alias, layer in list(manager.backends.items()):
            self.watch(layer, alias)
        for name in ("make_backend", "make_test_backend"):
            self.patches.set(manager, name, self._making(getattr(manager, name)))
        original_set = manager.set

        def observed_set(key: str, layer: Any) -> Any:
            self.watch(layer, key)
            return original_set(key, layer)

        self.patches.set(manager, "set", observed_set)

    def _making(self, original: Any) -> Any:
        def observed_make(name: str) -> Any:
            layer = original(name)
            self.watch(layer, name)
            return layer

        return observed_make

    def watch(self, layer: Any, alias: str) -> None:
        """Observe one layer, once."""
        with self.facts.guarded():
            if layer is None or id(layer) in self._watched:
                return
            names = [f"{base.__module__}.{base.__qualname__}" for base in type(layer).__mro__]
            kind = next((KNOWN[name] for name in names if name in KNOWN), Watch)
            if kind is MemoryWatch and self.facts.is_low:
                kind = LowMemoryWatch
            self._watched[id(layer)] = watch = kind(layer, alias, self.facts, self.patches)
            watch.observe()
