"""Raw records of all processes → events in their final order, as soon as it is final.

The order is that of the machine's one clock, but an effect never comes before its cause: a fact is
reported once it is true, so that its effect in another process may have been seen earlier; then the
cause is moved up, to the time of that effect. A connection's two ends are known to be the same by
the client's TCP port. What was lost on the way is not invented: a cause that never came is None.

A fact is decided once every source has come `delta` further than its time: until then its cause, or
something that comes before it, may still be on its way. What was given never changes and nothing
is inserted before it. A record that comes after its place was passed is appended and marked. How
the records were cut into batches, and how the sources took turns, makes no difference.
"""

from __future__ import annotations

from array import array
from bisect import insort
from collections import deque
from collections.abc import Iterable, Sequence
from heapq import heappop, heappush
from typing import Any, Final

from msgspec.structs import replace

from . import events as ev
from .dials import Dials
from .ends import End, Ends, end_of
from .events import Event
from .records import RecordError, read
from .ties import LATE, Ties

__all__ = ["LIVE", "LONE", "Assembler", "RecordError", "assemble"]

Raw = tuple[str, Sequence[Any]]  # process name, record

LIVE: Final = 50_000_000
"""Nanoseconds that a fact waits when a recording is watched as it grows. Transport takes up to
52 ms (p99.9: 40); with 50 ms each of 90 scenes, played live, came out as it does in one go."""

LONE: Final = 10_000_000
"""Nanoseconds that the only process that tells has to have come further than a fact: it tells in
order, but for a call, which is told when it returns and has the time of its beginning."""

_FOREVER: Final = 1 << 62
_SHIFT: Final = 64


class Assembler:
    """Takes records, gives events. Has no clock of its own: the time is given with the records."""

    def __init__(
        self, *, delta: int = LATE, silence: int | None = None, lone: int | None = None
    ) -> None:
        """`delta`, `silence`, `lone`: nanoseconds. A source that says nothing is waited for until
        it is `silence` behind the time that `feed` is given; None: for as long as it takes. While
        one process tells, a fact whose named cause has come waits until the process is `lone`
        further, if that is sooner; None: as long as all others.
        """
        self.delta = delta
        self.silence = silence
        self.lone = lone
        self.late: set[int] = set()  # `seq` of events that came too late for their place
        self.lost_causes = 0  # causes that were named and had not come
        self.dropped = 0  # records that were not read, or came twice
        self._ties = Ties(delta)
        self._dials = Dials(delta)
        self._coming: list[int] = []  # heap of keys: not noticed yet
        self._due: list[int] = []  # sorted keys: noticed, not given yet
        self._next = 0  # of `_due`
        self._facts: dict[int, Event] = {}  # by id: not given yet
        self._noticed: set[int] = set()  # ids among them
        self._causes: dict[int, int] = {}  # decided, not given yet
        self._last: list[tuple[int, Event]] = []  # scene.finished: held until the end
        self._newest: dict[int, int] = {}  # source → its newest time
        self._seqs: dict[int, array[int]] = {}  # source → counter → seq
        self._sparse: dict[int, int] = {}  # id → seq, where counters have gaps
        self._ends: dict[End, Ends] = {}
        self._numbers: dict[End, int] = {}  # connection numbers, by the end they were given for
        self._same: dict[End, End] = {}  # server's end → client's
        self._peers: dict[End, End] = {}  # client's end → server's
        self._graves: deque[tuple[int, End]] = deque()
        self._horizon = -1  # the key up to which facts have been noticed
        self._given = 0  # events
        self._given_key = -1
        self._start = -1
        self._now = 0

    # ── in ──────────────────────────────────────────────────────────────────────────────────

    def expect(self, source: int, at: int = 0) -> None:
        """A source (the upper half of its ids) will report: it is waited for from `at` on."""
        self._newest.setdefault(source, at)

    def feed(self, records: Iterable[Raw], now: int | None = None) -> list[Event]:
        """Take records and give the events that are final; `now`: the same clock as `at`.

        No records: only time has passed. A record that cannot be read is dropped and counted.
        """
        for process, record in records:
            try:
                self.take(process, record)
            except RecordError:
                self.dropped += 1
        return self._advance(self._watermark(now))

    def take(self, process: str, record: Sequence[Any]) -> None:
        """One record. Raises `RecordError`."""
        fact = read(process, record)
        id = fact.seq
        source = id >> 32
        if id in self._facts or self._seq(id):
            raise RecordError(process, id, "an id that no other record has")
        if fact.at > self._newest.get(source, -1):
            self._newest[source] = fact.at
        self._facts[id] = fact
        key = fact.at << _SHIFT | id
        if type(fact) in _RANKED:
            if type(fact) is ev.SceneFinished:
                self._last.append((key, fact))
                return
            key = id  # scene.started: before everything else
        if key > self._horizon:
            heappush(self._coming, key)
        else:
            insort(self._due, key, lo=self._next)
            self._notice(fact)

    def end(self, source: int) -> None:
        """Nothing more will come from this source."""
        self._newest.pop(source, None)

    def close(self) -> list[Event]:
        """All the rest."""
        events = self._advance(_FOREVER)
        for key, _ in sorted(self._last, key=lambda one: one[0]):
            heappush(self._coming, key)
        self._last.clear()
        return events + self._advance(_FOREVER)

    def _watermark(self, now: int | None) -> int:
        if not self._newest:
            return -1 if now is None else now
        oldest = min(self._newest.values())
        if now is None or self.silence is None:
            return oldest
        return max(oldest, now - self.silence)

    def _lead(self) -> int:
        """The time that facts are given up to whose cause is here, as `_watermark` counts."""
        processes = [at for source, at in self._newest.items() if source != _TUTOR]
        if self.lone is None or len(processes) != 1:
            return -1
        return processes[0] + self.delta - self.lone

    # ── noticing ────────────────────────────────────────────────────────────────────────────

    def _look_until(self, at: int) -> None:
        """Notice every fact up to this time, in order."""
        limit = (at + 1 << _SHIFT) - 1
        coming = self._coming
        while coming and coming[0] <= limit:
            key = heappop(coming)
            self._due.append(key)
            self._notice(self._facts[key & _ID])
        self._horizon = max(self._horizon, limit)

    def _notice(self, fact: Event) -> None:
        self._noticed.add(fact.seq)
        kind = type(fact)
        if fact.conn:
            end = end_of(fact)
            ends = self._ends.get(end)
            if ends is None:
                ends = self._ends[end] = Ends()
            if kind in _JOINING:
                ends = self._join(fact, end, ends)
            ends.notice(fact)
        if kind in _REMEMBERED:
            self._ties.notice(fact)

    def _join(self, fact: Any, end: End, ends: Ends) -> Ends:
        """Tie the two ends of a connection, whichever of them was noticed last."""
        for met, dial in self._dials.met(fact):
            mine, other = end_of(met), end_of(dial)
            if self._numbers.get(mine):
                continue  # it has been given with a number of its own
            self._same[mine] = other
            client = self._ends.setdefault(other, Ends())
            server = self._ends.setdefault(mine, Ends())
            if type(met) is ev.HttpReceived:
                server.asked, server.wire = dial, client.wire
                client.requests.append(server)
            else:
                client.merge(server)
                self._ends[mine] = client
                self._peers[other] = mine
        return self._ends[end]

    # ── giving ──────────────────────────────────────────────────────────────────────────────

    def _advance(self, until: int) -> list[Event]:
        """Give what is decided when every source has come as far as `until`."""
        events: list[Event] = []
        lead = self._lead()
        while True:
            key = self._head()
            if key < 0 or not self._give(key, until, lead, events):
                break
        self._bury()
        return events

    def _head(self) -> int:
        """The key of the oldest fact that was not given; -1 when there is none."""
        due, coming = self._due, self._coming
        while self._next < len(due):
            if due[self._next] & _ID in self._facts:
                return due[self._next]
            self._next += 1
            if self._next == _COMPACT:
                del due[:_COMPACT]
                self._next = 0
        due.clear()
        self._next = 0
        return coming[0] if coming else -1

    def _give(self, key: int, until: int, lead: int, events: list[Event]) -> bool:
        """Give a fact after its causes; False: one of them cannot be decided yet."""
        path = [key & _ID]
        while True:
            fact = self._facts[path[-1]]
            due = fact.at + self.delta
            if due > until and (due > lead or self._is_missing(fact.cause)):
                return False
            cause = self._causes.get(fact.seq, -1)
            if cause < 0:
                self._look_until(max(fact.at + self.delta, key >> _SHIFT))
                cause = self._causes[fact.seq] = self._decide(fact)
            if not cause or cause not in self._facts:
                break
            if cause in path:
                self._causes[fact.seq] = 0
                break
            path.append(cause)
        self._number(key, path, events)
        return True

    def _is_missing(self, cause: int | None) -> bool:
        """Whether a cause is named that has not come."""
        return bool(cause) and cause not in self._facts and not self._seq(cause or 0)

    def _decide(self, fact: Event) -> int:
        ends = self._ends.get(end_of(fact)) if fact.conn else None
        cause = self._ties.decide(fact, ends)
        if not cause or cause in self._noticed or self._seq(cause):
            return cause
        self.lost_causes += 1
        return 0

    def _number(self, key: int, path: list[int], events: list[Event]) -> None:
        head = self._facts[key & _ID]
        if self._start < 0:
            self._start = self._now = head.at
        self._now = max(self._now, head.at)
        if key < self._given_key and type(head) is not ev.SceneFinished:
            self.late.add(self._given + len(path))
        self._given_key = max(self._given_key, key)
        for id in reversed(path):
            fact = self._facts.pop(id)
            self._noticed.discard(id)
            cause = self._causes.pop(id)
            self._given += 1
            self._keep_seq(id, self._given)
            events.append(
                replace(
                    fact,
                    seq=self._given,
                    at=self._now - self._start,
                    conn=self._connection(fact) if fact.conn else None,
                    cause=self._seq(cause) or None if cause else None,
                )
            )

    def _connection(self, fact: Event) -> int:
        end = end_of(fact)
        if type(fact) in _ENDING and end in self._ends:
            self._ends[end].given.add(type(fact))
            self._graves.append((fact.at, end))
        end = self._same.get(end, end)
        number = self._numbers.get(end)
        if number is None:
            number = self._numbers[end] = len(self._numbers) + 1
        return number

    def _bury(self) -> None:
        """Forget what is over. Both ends of a connection at once, and not before stragglers."""
        horizon = self._horizon >> _SHIFT
        while self._graves and self._graves[0][0] + 2 * self.delta < horizon:
            _, end = self._graves.popleft()
            ends = self._ends.get(end)
            if ends is None or not ends.is_over:
                continue
            for one in (end, self._same.get(end, end), self._peers.pop(end, end)):
                if self._ends.get(one) is ends:
                    del self._ends[one]

    # ── seqs by id ──────────────────────────────────────────────────────────────────────────

    def _seq(self, id: int) -> int:
        """The `seq` that was given to this id; 0 for none. Ids of a source are dense."""
        seqs = self._seqs.get(id >> 32)
        counter = id & 0xFFFF_FFFF
        if seqs is not None and counter < len(seqs):
            return seqs[counter] or self._sparse.get(id, 0)
        return self._sparse.get(id, 0)

    def _keep_seq(self, id: int, seq: int) -> None:
        seqs = self._seqs.get(id >> 32)
        if seqs is None:
            seqs = self._seqs[id >> 32] = array("I")
        counter = id & 0xFFFF_FFFF
        if counter > len(seqs) + _SPARSE:
            self._sparse[id] = seq
            return
        if counter >= len(seqs):
            seqs.frombytes(bytes(seqs.itemsize * (counter + 1 - len(seqs))))
        seqs[counter] = seq


_COMPACT: Final = 4096  # keys given, before the list of keys is cut
_TUTOR: Final = 0  # the source of what the tutor itself has seen
_SPARSE: Final = 1 << 20  # a counter this far ahead of the others is kept by itself
_ID: Final = (1 << _SHIFT) - 1
_RANKED: Final = frozenset({ev.SceneStarted, ev.SceneFinished})
_JOINING: Final = frozenset(
    {ev.ClientConnecting, ev.ClientAsked, ev.ConnectionOpened, ev.HttpReceived}
)
_REMEMBERED: Final = frozenset({ev.ChannelSent, ev.GroupSent, ev.ServerStopped})
_ENDING: Final = frozenset(
    {ev.ClientClosed, ev.ClientRefused, ev.ConnectionClosed, ev.HttpAnswered}
)


def assemble(records: Iterable[Raw]) -> list[Event]:
    """The recording of all records, in one go. Raises `RecordError`."""
    assembler = Assembler()
    for process, record in records:
        assembler.take(process, record)
    return assembler.close()
