"""The messages of a recording: which fact belongs to which one, and by which hops it travels.

A message is its first fact and everything that this one brought about. It is numbered, from 1, as
it appears: a number depends on earlier facts only. What a client does without saying anything, a
handshake or a farewell, has hops, too, but no number; what is sent to the layer on the way begins a
message of its own.

The hops of a message, from one client to another:

    1 on the wire    client.sent, client.asked, wire.sent
    2 ASGI event     app.received, http.received
    3 parsed         the handler (or the view) that is given it
    4 group event    group.sent, or channel.sent to one channel
    5 copies         channel.sent of a group, and what became of it
    6 handler        the handler of a member
    7 ASGI event     app.sent, http.answered
    8 on the wire    client.received, client.answered, wire.received

A broadcast branches at hop 4, a handler that sends several times at hop 3 or 6. The hops of a fact
are those on its way from the first fact; where its message has gone on from there, the newest
branch. A handler of a member that calls the layer again begins another lap: its hops 4 to 8 take
the place of those before.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final

import msgspec

from tutor.core import events as e
from tutor.core.advance import asgi_server
from tutor.core.events import Event
from tutor.core.message_path import COUNTED, hop_of
from tutor.core.timeline import Timeline

HOPS: Final = 8
_NONE: Final = (0,) * HOPS
_INNER: Final = frozenset({"db.started", "group.joined", "group.left"})


class Trail(msgspec.Struct, frozen=True, gc=False):
    """The hops on the way from the first fact of a message to one of its facts."""

    root: int  # `seq` of the first fact
    number: int  # 1, 2, 3 …; 0: a handshake or a farewell
    hops: tuple[int, ...]  # `seq` of hop 1 … 8; 0: not on the way
    at: int  # the last hop on the way
    lap: int = 1  # how often it has been through the layer, at least 1


class Seqs:
    """The first of some `seq`s in order: those that existed at a step. Nothing is copied."""

    __slots__ = ("_seqs", "_total")

    def __init__(self, seqs: Sequence[int] = (), step: int = 0) -> None:
        self._seqs = seqs
        self._total = bisect_right(seqs, step)

    def __len__(self) -> int:
        return self._total

    def __iter__(self) -> Iterator[int]:
        return islice(self._seqs, self._total)

    def __reversed__(self) -> Iterator[int]:
        return (self._seqs[place] for place in range(self._total - 1, -1, -1))


class Spread(msgspec.Struct, frozen=True):
    """What had become of a call to the layer at a step."""

    copies: Seqs  # also those that no queue has taken
    taken: Seqs  # the facts by which copies left their queue
    dropped: Seqs
    expired: Seqs
    onward: dict[int, Seqs]  # hop 6, 7 and 8 → its facts, of all members


class _Spreading:
    """The same while it is read."""

    __slots__ = ("copies", "dropped", "expired", "onward", "taken")

    def __init__(self) -> None:
        self.copies: list[int] = []
        self.taken: list[int] = []
        self.dropped: list[int] = []
        self.expired: list[int] = []
        self.onward: dict[int, list[int]] = {}

    def until(self, step: int) -> Spread:
        """What of it existed at this step."""
        return Spread(
            copies=Seqs(self.copies, step),
            taken=Seqs(self.taken, step),
            dropped=Seqs(self.dropped, step),
            expired=Seqs(self.expired, step),
            onward={hop: Seqs(seqs, step) for hop, seqs in self.onward.items()},
        )


class _Node(msgspec.Struct, gc=False):
    """What is known of a fact that is a hop. Most have few lists: a hundred thousand of them are
    not to make the collector slow.
    """

    nth: int  # 1: the first of its kind that its hop before has brought about
    fate: int = 0  # of a copy: what took it out of its queue
    failed: int = 0  # of a handler: its handler.failed
    under: list[int] | None = None  # all later hops that it is on the way of
    inner: list[int] | None = None  # what its handler did beside sending: _INNER
    counts: dict[int, int] | None = None  # hop → how many of them it has brought about
    spread: _Spreading | None = None


class Journey(msgspec.Struct, frozen=True):
    """A message as far as it has come at a step."""

    root: int
    number: int
    because: int  # `seq` of the first fact of the handshake that it was sent in; 0: of none
    lap: int
    hand: int  # the hop of the fact in hand
    fact: int  # the fact in hand
    hops: tuple[int, ...]  # `seq` of hop 1 … 8; 0: none yet, or none at all

    def has(self, hop: int) -> bool:
        """Whether this hop exists."""
        return self.hops[hop - 1] > 0

    def told(self, hop: int) -> int:
        """The number that a hop is told by: on the way through the layer each has its own, on any
        other way the hops that exist are counted.
        """
        return hop if self.has(4) else sum(map(self.has, range(1, hop + 1)))

    @property
    def of(self) -> int:
        """How many hops there are on the whole way; 0: nobody can know yet."""
        if self.has(4):
            return HOPS
        return self.told(HOPS) if self.has(HOPS) else 0


class Messages:
    """Reads facts in order and grows; asked about a step it tells what was known then."""

    def __init__(self, facts: Sequence[Event]) -> None:
        self.facts = facts
        self.count = 0  # messages so far
        self.unheard: dict[int, bool] = {}  # group.sent → whether its group was empty; as asked
        self._read = 0  # `seq` of the fact read last
        self._oldest = 0  # `seq` below which everything is forgotten
        self._trails: dict[int, Trail] = {}
        self._nodes: dict[int, _Node] = {}
        self._because: dict[int, int] = {}  # first fact of a message → that of its handshake
        self._ended: dict[int, int] = {}  # db.started → db.finished
        self._queues: dict[str, deque[int]] = {}  # channel → copies that may wait in it
        self._tables: tuple[dict[int, Any], ...] = (
            self.unheard,
            self._trails,
            self._nodes,
            self._because,
            self._ended,
        )  # by `seq`
        self._servers: dict[str, tuple[int, str]] = {}  # process → when, and what it runs

    # ── what a picture asks

    def trail(self, seq: int) -> Trail | None:
        """The hops on the way to this fact; None: it belongs to no message."""
        return self._trails.get(seq)

    def journey(self, step: int, fact: int = 0) -> Journey | None:
        """The message of `fact`, by default of the step's own, with all its hops up to `step`."""
        seq = fact if 0 < fact <= step else step
        trail = self._trails.get(seq)
        if trail is None:
            return None
        node = self._nodes.get(trail.hops[trail.at - 1])
        under = (node.under if node is not None else None) or []
        place = bisect_right(under, step)
        last = self._trails.get(under[place - 1]) if place else None
        last = last or trail
        because = self._because.get(trail.root, 0)
        return Journey(trail.root, trail.number, because, last.lap, trail.at, seq, last.hops)

    def spread(self, hop: int, step: int) -> Spread:
        """What had become of the call to the layer `hop` at this step."""
        node = self._nodes.get(hop)
        spread = node.spread if node is not None else None
        return (spread or _Spreading()).until(step)

    def fate(self, copy: int, step: int) -> int:
        """`seq` of what took a copy out of its queue: delivered, dropped, expired; 0: it waits."""
        node = self._nodes.get(copy)
        return node.fate if node is not None and node.fate <= step else 0

    def failure(self, handler: int, step: int) -> int:
        """`seq` of the handler.failed of this hop; 0: none."""
        node = self._nodes.get(handler)
        return node.failed if node is not None and node.failed <= step else 0

    def inner(self, hop: int, step: int) -> list[int]:
        """What the handler of this hop did beside sending: database calls, groups."""
        node = self._nodes.get(hop)
        return _until((node.inner if node is not None else None) or [], step)

    def nth(self, hop: int) -> int:
        """1 for the first of its kind that came from the same hop, 2 for the second, …"""
        node = self._nodes.get(hop)
        return node.nth if node is not None else 1

    def ended(self, call: int, step: int) -> int:
        """`seq` of the db.finished of this db.started; 0: it is under way."""
        seq = self._ended.get(call, 0)
        return seq if seq <= step else 0

    def server(self, process: str, step: int) -> str:
        """The program that speaks ASGI in a process: "Daphne", "uvicorn", or "" if unknown."""
        since, program = self._servers.get(process, (0, ""))
        return program if since <= step else ""

    # ── reading

    def read(self) -> None:
        """Read what has come, and forget what the recording has forgotten."""
        facts = self.facts
        if not facts:
            return
        first = facts[0].seq
        if facts[-1].seq > self._read:
            for fact in facts[max(self._read + 1 - first, 0) :]:
                self._take(fact)
            self._read = facts[-1].seq
        while self._oldest < first:
            for table in self._tables:
                table.pop(self._oldest, None)
            self._oldest += 1

    def _take(self, fact: Event) -> None:
        if isinstance(fact, e.ServerStarted):
            self._servers.setdefault(fact.process, (fact.seq, asgi_server(fact)))
        cause = self._expired_copy(fact) if fact.kind == "channel.expired" else fact.cause
        parent = self._trails.get(cause or 0)
        hop = hop_of(fact, parent.at if parent else 0, self._is_web(parent))
        trail = self._extended(fact, parent, hop)
        if trail is None:
            return
        self._trails[fact.seq] = trail
        if trail is not parent:
            self._place(fact, trail)
        self._note(fact, trail, cause or 0)

    def _is_web(self, trail: Trail | None) -> bool:
        """Whether this is on the way of an HTTP request that no consumer has been given."""
        if trail is None or self._kind(trail.hops[1]) != "http.received":
            return False
        return self._kind(trail.hops[2]) != "handler.started"

    def _kind(self, seq: int) -> str:
        place = seq - self.facts[0].seq
        return self.facts[place].kind if place >= 0 else ""

    def _extended(self, fact: Event, parent: Trail | None, hop: int) -> Trail | None:
        seq = fact.seq
        if parent is None and not hop:
            return None
        begins = parent is None or (hop == 4 and not parent.number)
        if begins:
            number = 0
            if COUNTED[fact.kind](fact):
                self.count = number = self.count + 1
            if parent is not None:
                self._because[seq] = parent.root
            return Trail(seq, number, _with(_NONE, hop, fact), _at(hop, fact))
        assert parent is not None
        if not hop or (hop < parent.at and hop != 4):
            return parent
        lap = parent.lap + (hop == 4 and parent.at >= 4)
        hops = _with(parent.hops, hop, fact)
        return Trail(parent.root, parent.number, hops, _at(hop, fact), lap)

    def _place(self, fact: Event, trail: Trail) -> None:
        """Let the hops before know of this one."""
        seq, before = fact.seq, [one for one in trail.hops if one and one != fact.seq]
        last = self._nodes.get(before[-1]) if before else None
        nth = 1
        if last is not None:
            last.counts = counts = last.counts or {}
            nth = counts[trail.at] = counts.get(trail.at, 0) + 1
        self._nodes[seq] = node = _Node(nth)
        for one in before:
            if one in self._nodes:
                self._nodes[one].under = under = self._nodes[one].under or []
                under.append(seq)
        if trail.hops[3] == seq:
            node.spread = _Spreading()
        spread = self._spread_of(trail)
        if spread is None:
            return
        if trail.at == 5:
            spread.copies.append(seq)
            if fact.kind == "channel.dropped":
                node.fate = seq
                spread.dropped.append(seq)
        elif trail.at > 5:
            spread.onward.setdefault(trail.at, []).append(seq)

    def _spread_of(self, trail: Trail) -> _Spreading | None:
        node = self._nodes.get(trail.hops[3])
        return node.spread if node is not None else None

    def _note(self, fact: Event, trail: Trail, cause: int) -> None:
        node = self._nodes.get(trail.hops[trail.at - 1])
        if fact.kind == "db.finished":
            self._ended.setdefault(cause, fact.seq)
        elif isinstance(fact, e.ChannelSent):
            self._queue(fact)
        elif node is None:
            return
        elif fact.kind in _INNER:
            node.inner = inner = node.inner or []
            inner.append(fact.seq)
        elif fact.kind == "handler.failed":
            node.failed = node.failed or fact.seq
        elif trail.at == 5 and not node.fate:
            self._leaves(fact, node, self._spread_of(trail))

    def _leaves(self, fact: Event, node: _Node, spread: _Spreading | None) -> None:
        """A copy leaves its queue."""
        kinds = ("channel.delivered", "channel.dropped", "channel.expired")
        if fact.kind in kinds:
            node.fate = fact.seq
            if spread is not None:
                lists = (spread.taken, spread.dropped, spread.expired)
                lists[kinds.index(fact.kind)].append(fact.seq)

    # ── a copy that expires has no cause: it is the oldest of its channel

    def _queue(self, fact: e.ChannelSent) -> None:
        queue = self._queues.setdefault(fact.channel, deque())
        self._waiting(queue)
        queue.append(fact.seq)

    def _expired_copy(self, fact: Event) -> int:
        if fact.cause is not None:
            return fact.cause
        queue = self._queues.get(getattr(fact, "channel", ""), deque())
        self._waiting(queue)
        return queue[0] if queue else 0

    def _waiting(self, queue: deque[int]) -> None:
        while queue and (queue[0] not in self._nodes or self._nodes[queue[0]].fate):
            queue.popleft()


def _at(hop: int, fact: Event) -> int:
    """A message to one channel is its own copy."""
    return 5 if hop == 4 and fact.kind == "channel.sent" else hop


def _with(hops: tuple[int, ...], hop: int, fact: Event) -> tuple[int, ...]:
    last = _at(hop, fact)
    return (*hops[: hop - 1], *(fact.seq,) * (last - hop + 1), *_NONE[last:])


def _until(seqs: list[int], step: int) -> list[int]:
    return seqs[: bisect_right(seqs, step)]


class _Memo:
    """The messages that were looked at last: every step of one recording shares them."""

    messages: Messages | None = None


def of(timeline: Timeline) -> Messages:
    """The messages of a recording; of one that has grown only what is new is read. A ring counts
    from what was still there when it was first asked.
    """
    found = _Memo.messages
    if found is None or found.facts is not timeline.events:
        found = _Memo.messages = Messages(timeline.events)
    found.read()
    return found
