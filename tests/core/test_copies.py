"""Copies without a mark are tied to their sendings by group, content and order."""

from __future__ import annotations

from tutor.core import copies
from tutor.core.copies import RECENT, SENDINGS, Copies
from tutor.core.events import ChannelDelivered, ChannelSent, GroupSent


def sent(seq: int, digest: int = 7, *, at: int = 0, group: str = "g") -> GroupSent:
    return GroupSent(seq=seq, at=at, process="p", group=group, digest=digest)


def copy(seq: int, channel: str = "c", digest: int = 7, *, at: int = 0) -> ChannelSent:
    return ChannelSent(seq=seq, at=at, process="p", channel=channel, group="g", digest=digest)


def taken(digest: int = 7, channel: str = "c") -> ChannelDelivered:
    return ChannelDelivered(seq=99, at=0, process="p", channel=channel, digest=digest)


def test_a_delivery_takes_the_oldest_copy_of_its_content() -> None:
    known = Copies()
    for seq, digest in ((1, 7), (2, 8), (3, 7)):
        known.queued(copy(seq, digest=digest))
    assert [known.taken(taken(digest)) for digest in (8, 7, 7, 7)] == [2, 1, 3, 0]
    assert known.taken(taken(channel="other")) == 0


def test_what_carries_a_mark_is_not_remembered() -> None:
    known = Copies()
    known.queued(copy(1, digest=0))
    known.sent(sent(2, digest=0))
    assert (known.taken(taken(0)), known.published(copy(3, digest=0), 0)) == (0, 0)


def test_each_channel_has_one_copy_of_a_publication() -> None:
    known = Copies()
    known.sent(sent(1))
    known.sent(sent(2))
    found = [known.published(copy(9, channel), 0) for channel in ("a", "b", "a", "b", "a")]
    assert found == [1, 1, 2, 2, 0]


def test_a_publication_is_neither_old_nor_to_come() -> None:
    known = Copies()
    known.sent(sent(1, at=10))
    assert known.published(copy(9, at=11 + RECENT), 12 + RECENT) == 0
    assert known.published(copy(9, at=5), 9) == 0
    assert known.published(copy(9, at=5), 10) == 1


def test_the_oldest_go(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(copies, "KEPT", 2)
    known = Copies()
    for seq in range(SENDINGS + 1):
        known.queued(copy(seq + 1))
    assert known.taken(taken()) == 2
    for digest in (8, 9):
        known.queued(copy(1000 + digest, digest=digest))
    assert [known.taken(taken(digest)) for digest in (7, 8, 9)] == [0, 1008, 1009]
