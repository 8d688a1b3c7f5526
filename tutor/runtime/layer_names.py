"""The names of channel layers, as scenes, options and completion have them."""

from __future__ import annotations

from typing import Final

LAYERS: Final = ("memory", "redis", "redis-pubsub")
