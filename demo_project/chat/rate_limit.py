"""A budget of frames per user, shared by all tabs and all processes of that user.

The count lives in the cache and expires there. That spares us the question of clocks:
two machines agree neither on ``time.monotonic()`` nor quite on ``time.time()``.
"""

from contextlib import suppress

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.cache import cache

WINDOW = 60  # seconds, counted from the first frame


@sync_to_async
def spend(user_id: int) -> bool:
    """Charge one frame; False once the user has used up the minute."""
    key = f"frames:{user_id}"
    cache.add(key, 0, timeout=WINDOW)
    try:
        return cache.incr(key) <= settings.FRAMES_PER_MINUTE
    except ValueError:  # the window ended between the two lines
        return True


@sync_to_async
def refund(user_id: int) -> None:
    """Give one frame back."""
    with suppress(ValueError):  # the window has ended
        cache.decr(f"frames:{user_id}")
