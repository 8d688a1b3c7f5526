"""A budget of frames per user, shared by all tabs and all processes of that user.

The count lives in the cache and expires there. That spares us the question of clocks:
two machines agree neither on ``time.monotonic()`` nor quite on ``time.time()``.
"""

from contextlib import suppress

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.cache import cache

from .frames import ChatError

WINDOW = 60  # seconds, counted from the first frame


@sync_to_async
def charge(user_id: int) -> None:
    """Take one frame off the budget; raise ``ChatError`` once there is nothing left."""
    key = f"frames:{user_id}"
    cache.add(key, 0, timeout=WINDOW)
    with suppress(ValueError):  # the window ended after the line above
        if cache.incr(key) > settings.FRAMES_PER_MINUTE:
            raise ChatError("rate_limited", "That was too much for one minute. Wait a little.")


@sync_to_async
def refund(user_id: int) -> None:
    """Give one frame back."""
    with suppress(ValueError):  # the window has ended
        cache.decr(f"frames:{user_id}")
