"""Copies without a mark: which sending brought a message about, by group, content and order.

On a broker that processes share which are not observed a message carries nothing of ours. Both ends
report a digest of its content instead. The n-th copy of a content that a channel takes is the n-th
that was put into it; of a publication, which its receivers report, each channel has one copy.
"""

from __future__ import annotations

from collections import deque
from typing import Any, Final

Fact = Any  # an event whose `seq` is still an id

KEPT: int = 100_000  # contents remembered; of more the oldest go
SENDINGS: Final = 256  # of one content in one group
RECENT: Final = 1_000_000_000  # nanoseconds that a publication is on its way at most


class Sending:
    """A `group_send`, and the channels that have a copy of it."""

    __slots__ = ("at", "channels", "seq")

    def __init__(self, fact: Fact) -> None:
        self.seq, self.at = int(fact.seq), int(fact.at)
        self.channels: set[str] = set()


class Copies:
    """What was sent and queued with a digest, and not yet taken."""

    def __init__(self) -> None:
        self._queued: dict[tuple[str, str, int], deque[int]] = {}  # layer, channel, digest → ids
        self._sent: dict[tuple[str, str, int], deque[Sending]] = {}  # layer, group, digest

    def queued(self, fact: Fact) -> None:
        """A `channel.sent`."""
        if fact.digest:
            self._keep(self._queued, (fact.layer, fact.channel, fact.digest)).append(fact.seq)

    def sent(self, fact: Fact) -> None:
        """A `group.sent`."""
        if fact.digest:
            self._keep(self._sent, (fact.layer, fact.group, fact.digest)).append(Sending(fact))

    def taken(self, fact: Fact) -> int:
        """The id of the oldest copy that this delivery or drop may have taken; 0: of none."""
        key = fact.layer, fact.channel, fact.digest
        waiting = self._queued.get(key)
        if not waiting:
            return 0
        found = waiting.popleft()
        if not waiting:
            del self._queued[key]
        return found

    def published(self, fact: Fact, until: int) -> int:
        """The id of the `group.sent` behind a copy that a receiver has queued; 0: of none.

        `until`: the latest time of a cause, nanoseconds.
        """
        for sending in self._sent.get((fact.layer, fact.group, fact.digest), ()):
            due = fact.at - RECENT <= sending.at <= until
            if due and fact.channel not in sending.channels:
                sending.channels.add(fact.channel)
                return sending.seq
        return 0

    def _keep(self, store: dict[Any, deque[Any]], key: tuple[str, str, int]) -> deque[Any]:
        found = store.get(key)
        if found is None:
            found = store[key] = deque(maxlen=SENDINGS)
            if len(store) > KEPT:
                del store[next(iter(store))]
        return found
