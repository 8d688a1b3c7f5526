"""What a growing recording comes to so far: messages with their effects, processes, what was lost.

    observed = Observed(timeline)
    observed.read()             # again whenever the timeline has grown
    observed.rows               # one a message, a handshake, a farewell, or a mishap; oldest first

Which facts belong to one message is said by `journeys.py`; here they are counted. A ring's
forgotten facts take their rows with them. A row says all that has come of it by now, whatever step
is looked at: it is a way to a step, not a picture of one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Callable
from operator import attrgetter
from typing import Any, Final

import msgspec

from tutor.core import events as e
from tutor.core import journeys
from tutor.core.events import Event
from tutor.core.names_of_connections import Names
from tutor.core.timeline import Timeline

ALONE: Final = frozenset(
    {"server.started", "server.stopped", "loop.stalled", "events.lost", "probe.faulted"}
)
"""Kinds that have a row of their own although they are no message."""

BAD: Final = frozenset(
    {
        *("handler.failed", "layer.failed", "channel.dropped", "channel.expired"),
        *("events.lost", "probe.faulted", "loop.stalled", "connection.refused"),
    }
)
"""Kinds that say that something was lost or failed: no filter hides them unsaid."""


class Row(msgspec.Struct, gc=False):
    """A message and what it has brought about."""

    root: int  # `seq` of its first fact
    fact: Event  # that one
    until: int  # when the newest of its facts happened, in nanoseconds as in facts
    seqs: list[int]  # all its facts, in order
    handler: str = ""  # the first that was given it
    groups: list[str] = []  # that were sent to, each once
    sends: int = 0  # calls of `group_send`
    direct: int = 0  # messages to one channel
    copies: int = 0  # of group messages
    frames: int = 0  # that went out to clients
    queries: int = 0  # SQL statements
    status: str = ""  # what became of a request or a handshake: "200", "accepted", "1000"
    lost: int = 0  # copies that were dropped or expired
    trouble: str = ""  # the first thing that failed
    is_bad: bool = False

    @property
    def took(self) -> int:
        """Nanoseconds from its first fact to its newest."""
        return self.until - self.fact.at


class Process(msgspec.Struct, gc=False):
    """An observed process."""

    started: e.ServerStarted
    stopped: e.ServerStopped | None = None


class _Nothing:
    """What is known before anything has happened."""

    def __init__(self) -> None:
        self.names = Names()
        self.processes: dict[str, Process] = {}
        self.connections = self.lost = 0
        self.faults: list[e.ProbeFaulted] = []


class Observed:
    """Reads the facts of a timeline in order."""

    def __init__(self, timeline: Timeline, before: Observed | None = None) -> None:
        """`before`: what was known of the same run where this timeline begins."""
        had = before if before is not None else _Nothing()
        self.timeline = timeline
        self.rows: deque[Row] = deque()
        self.names: Names = had.names
        self.processes: dict[str, Process] = had.processes
        self.connections: int = had.connections  # that there ever were
        self.lost: int = had.lost  # facts that a process could not tell
        self.faults: list[e.ProbeFaulted] = had.faults
        self._rows: dict[int, Row] = {}
        self._read = timeline.first  # `seq` of the newest fact that has been read

    def read(self) -> list[Row]:
        """Read what has come; the rows that are new or have more facts."""
        touched: dict[int, Row] = {}
        timeline = self.timeline
        messages = journeys.of(timeline)
        for fact in timeline.between(self._read, len(timeline)):
            self.names.take(fact)
            if (note := _NOTES.get(fact.kind)) is not None:
                note(self, fact)
            row = self._row(fact, messages)
            if row is not None:
                _add(row, fact)
                touched[row.root] = row
        self._read = len(timeline)
        self._forget(timeline.first)
        return [*touched.values()]

    def at(self, step: int) -> Row | None:
        """The row of the fact of this step; where it belongs to none, the newest before it."""
        trail = journeys.of(self.timeline).trail(step)
        root = trail.root if trail is not None else step
        if root in self._rows:
            return self._rows[root]
        place = bisect_right(self.rows, step, key=attrgetter("root"))
        return self.rows[place - 1] if place else None

    def row(self, root: int) -> Row | None:
        """The row that begins with this fact."""
        return self._rows.get(root)

    def _row(self, fact: Event, messages: journeys.Messages) -> Row | None:
        trail = messages.trail(fact.seq)
        if trail is None and fact.kind not in ALONE:
            return None
        root = trail.root if trail is not None else fact.seq
        if (row := self._rows.get(root)) is not None:
            return row
        first = fact if root == fact.seq else self.timeline.event(root)
        if first is None:  # a ring has forgotten how it began
            return None
        self._rows[root] = row = Row(root, first, fact.at, [])
        # A message may be read late, behind others that began after it.
        if self.rows and self.rows[-1].root > root:
            self.rows.insert(bisect_right(self.rows, root, key=attrgetter("root")), row)
        else:
            self.rows.append(row)
        return row

    def _forget(self, first: int) -> None:
        while self.rows and self.rows[0].root <= first:
            del self._rows[self.rows.popleft().root]
        self.names.forget(first)


# ── what a fact adds to its row ─────────────────────────────────────────────────────────────


def _add(row: Row, fact: Event) -> None:
    row.seqs.append(fact.seq)
    row.until = max(row.until, fact.at)
    if fact.kind in BAD:
        row.is_bad = True
    if (count := _COUNTS.get(fact.kind)) is not None:
        count(row, fact)


def _handled(row: Row, fact: e.HandlerStarted) -> None:
    row.handler = row.handler or fact.name


def _sent(row: Row, fact: e.AppSent) -> None:
    row.frames += fact.type == "websocket.send"
    if fact.type == "websocket.close":
        row.status = row.status or f"close {fact.code or ''}".strip()


def _to_group(row: Row, fact: e.GroupSent) -> None:
    row.sends += 1
    if fact.group not in row.groups:
        row.groups = [*row.groups, fact.group]


def _copied(row: Row, fact: e.ChannelSent) -> None:
    if fact.group:
        row.copies += 1
    else:
        row.direct += 1


def _queried(row: Row, fact: e.DbFinished) -> None:
    row.queries += fact.queries
    if fact.error:
        row.trouble = row.trouble or fact.error


def _missed(row: Row, fact: Event) -> None:
    row.lost += 1


def _failed(row: Row, fact: e.HandlerFailed | e.LayerFailed) -> None:
    row.trouble = row.trouble or fact.error


def _refused(row: Row, fact: e.ConnectionRefused) -> None:
    row.status = f"refused {fact.code or ''}".strip()
    row.trouble = row.trouble or fact.error


def _accepted(row: Row, fact: e.ConnectionAccepted) -> None:
    row.status = row.status or "accepted"


def _asked(row: Row, fact: e.HttpReceived) -> None:
    if fact.upgrade:
        row.is_bad = True
        row.trouble = "no WebSocket here"


def _answered(row: Row, fact: e.HttpAnswered) -> None:
    row.status = str(fact.status)
    row.is_bad |= fact.status >= 500


def _closed(row: Row, fact: e.ConnectionClosed) -> None:
    row.trouble = row.trouble or fact.error
    row.is_bad |= bool(fact.error)


_COUNTS: Final[dict[str, Callable[[Row, Any], None]]] = {
    "handler.started": _handled,
    "app.sent": _sent,
    "group.sent": _to_group,
    "channel.sent": _copied,
    "db.finished": _queried,
    "channel.dropped": _missed,
    "channel.expired": _missed,
    "handler.failed": _failed,
    "layer.failed": _failed,
    "connection.refused": _refused,
    "connection.accepted": _accepted,
    "connection.closed": _closed,
    "http.received": _asked,
    "http.answered": _answered,
}


# ── what a fact says of the run as a whole ──────────────────────────────────────────────────


def _began(observed: Observed, fact: e.ServerStarted) -> None:
    observed.processes[fact.process] = Process(fact)


def _ended(observed: Observed, fact: e.ServerStopped) -> None:
    if (process := observed.processes.get(fact.process)) is not None:
        process.stopped = fact


def _opened(observed: Observed, _: Event) -> None:
    observed.connections += 1


def _missing(observed: Observed, fact: e.EventsLost) -> None:
    observed.lost += fact.count


def _faulted(observed: Observed, fact: e.ProbeFaulted) -> None:
    observed.faults.append(fact)


_NOTES: Final[dict[str, Callable[[Observed, Any], None]]] = {
    "server.started": _began,
    "server.stopped": _ended,
    "connection.opened": _opened,
    "http.received": _opened,
    "events.lost": _missing,
    "probe.faulted": _faulted,
}
