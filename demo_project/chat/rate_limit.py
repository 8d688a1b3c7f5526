"""A budget of frames per user, shared by all tabs and all processes of that user.

The count lives in the cache and expires there. That spares us the question of clocks:
two machines agree neither on ``time.monotonic()`` nor quite on ``time.time()``.
"""

import math
import time
from contextlib import suppress

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.cache import cache

from .frames import ChatError

WINDOW = 60  # seconds, counted from the first frame


@sync_to_async
def charge(payer: str) -> None:
    """Take one frame off a budget; raise ``ChatError`` once there is nothing left.

    The payer is a kind of chat and a user, "support:7": what the open chat lets a stranger do
    in a user's name must not silence that user.
    """
    wait = spend(f"frames:{payer}", settings.FRAMES_PER_MINUTE, WINDOW)
    if wait:
        message = f"That was too much for one minute. Wait {wait} seconds."
        raise ChatError("rate_limited", message, retry_after=wait)


def spend(key: str, limit: int, window: float) -> int:
    """Count one more under this key; the seconds to wait if it is over the limit, else 0."""
    if cache.add(key, 0, timeout=window):
        cache.set(f"{key}:until", time.time() + window, timeout=window)
    with suppress(ValueError):  # the window ended after the line above
        if cache.incr(key) > limit:
            # For the message only, so another machine's clock may be a little wrong.
            until = cache.get(f"{key}:until") or time.time() + window
            return max(1, math.ceil(until - time.time()))
    return 0


def refund(key: str) -> None:
    """Count one less."""
    with suppress(ValueError):  # the window has ended
        cache.decr(key)
