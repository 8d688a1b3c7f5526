"""How often a client may try to log in: by address and by name, in the cache.

By address, so that one machine cannot try many names; by name, so that many machines cannot
try one. The second has a price: a stranger who knows a name can keep its owner out for a while.
"""

import hashlib

from django.http import HttpRequest

from . import rate_limit

WINDOW = 300  # seconds
TRIES_PER_ADDRESS = 30
TRIES_PER_NAME = 10


class Tries:
    """The tries of one request's address, and of the name it gives."""

    def __init__(self, request: HttpRequest) -> None:
        # Not X-Forwarded-For: that header says whatever the client likes, unless a proxy of
        # yours sets it. Behind one, have it tell Daphne (--proxy-headers).
        address = request.META.get("REMOTE_ADDR", "")
        name = request.POST.get("username", "").casefold()
        self.limits = {
            _key("address", address): TRIES_PER_ADDRESS,
            _key("name", name): TRIES_PER_NAME,
        }

    def spend(self) -> int:
        """Count this try; the seconds to wait if it is one too many, else 0."""
        return max(rate_limit.spend(key, limit, WINDOW) for key, limit in self.limits.items())

    def forget(self) -> None:
        """It was the right password: the try does not count."""
        for key in self.limits:
            rate_limit.refund(key)


def _key(what: str, value: str) -> str:
    # Hashed, since a cache may refuse long keys and spaces.
    return f"login:{what}:{hashlib.sha256(value.encode('utf-8', 'replace')).hexdigest()}"
