"""`channels.layers.InMemoryChannelLayer`: every copy passes `send`, expiry passes one method.

A copy gets a mark of its own (the id of its `channel.sent`). That the layer walks all channels at
every call is its own cost; the probe does not walk them once more.
"""

from __future__ import annotations

from typing import Any

from .common import Sending, Watch
from .marks import carried, uncarried


class MemoryWatch(Watch):
    """The in-memory layer of this process."""

    shared = False
    mark = staticmethod(carried)
    unmark = staticmethod(uncarried)

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._members: dict[str, set[str]] = {}  # as told: joined and not left

    def observe(self) -> None:
        """Also see what expires."""
        super().observe()
        original = self.layer._remove_from_groups

        def remove_from_groups(channel: str) -> Any:
            with self.facts.guarded():
                self._expired(channel)
            return original(channel)

        self.patches.set(self.layer, "_remove_from_groups", remove_from_groups)

    def _expired(self, channel: str) -> None:
        """A message of this channel was too old: the layer takes the channel out of all groups."""
        self.facts.tell_of(None, 0, "channel.expired", channel, self.alias)
        for group, channels in self.layer.groups.items():
            if channel in channels:
                self.left(group, channel, "", "expired")

    def mark_group(self, message: Any, number: int) -> Any:
        """Not needed: every copy passes `send` and is marked there."""
        return message

    def origin(self, channel: Any, message: Any) -> int:
        """Every copy is an object of its own."""
        return uncarried(message)

    def joined(self, group: str, channel: str, where: str) -> None:
        """Remember the member, to notice when it is gone."""
        super().joined(group, channel, where)
        self._members.setdefault(group, set()).add(channel)

    def left(self, group: str, channel: str, where: str, reason: str = "") -> None:
        """Forget the member."""
        super().left(group, channel, where, reason)
        members = self._members.get(group, set())
        members.discard(channel)
        if not members:
            self._members.pop(group, None)

    def group_sent(self, call: Sending, failure: BaseException | None) -> None:
        """`group_send` removes members older than group_expiry without a word."""
        super().group_sent(call, failure)
        group = call.group
        if group in self._members:
            members = self._members[group]
            for channel in members.difference(self.layer.groups.get(group, ())):
                self.left(group, channel, "", "expired")
