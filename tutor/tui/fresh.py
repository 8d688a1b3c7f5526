"""Since when something has been on the screen: a key that came before it was seen is not for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

SEEN_AFTER: Final = 0.25  # seconds
EARLY: Final = "That key came before this was on the screen; press it again."


class Subject:
    """What a key would be for, and when it appeared."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """`clock`: seconds, from whenever."""
        self._clock = clock
        self._is: object = None
        self._since: float | None = None

    def becomes(self, subject: object) -> None:
        """What has just been painted."""
        if self._since is None or subject != self._is:
            self._is, self._since = subject, self._clock()

    @property
    def is_new(self) -> bool:
        """Whether it has just appeared."""
        return self._since is not None and not self.is_seen

    @property
    def is_seen(self) -> bool:
        """Whether it has been there long enough to be meant."""
        return self._since is not None and self._clock() - self._since >= SEEN_AFTER
