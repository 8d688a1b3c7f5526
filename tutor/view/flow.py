"""From facts to the rows and lifelines of a sequence diagram; `sequence.py` draws them.

One row is one arrow, note or rule. An effect that only completes an arrow (the frame has arrived,
the copy has left its queue, the query is back) opens no row of its own: it is folded into the row
of its cause, whose arrow is open until then. The layers of a handshake are folded into its row.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Final, Literal, NamedTuple

from tutor.core import events as e
from tutor.view import picture_names

Role = Literal["client", "app", "web", "layer", "db"]
FOREVER: Final = 1 << 62
NOTICEABLE: Final = 100_000_000  # nanoseconds between the two ends of an arrow


class Lane(NamedTuple):
    """One lifeline: a role and what it is of (connection number, process or store)."""

    role: Role
    conn: int = 0
    place: str = ""


@dataclass(slots=True)
class Life:
    """What is known of a lifeline: from which step to which it lives, and when it is busy."""

    label: str
    under: str = ""
    birth: int = FOREVER
    death: int = FOREVER
    busy: list[list[int]] = field(default_factory=list)  # [first step, last step]

    def alive(self, step: int) -> bool:
        """Whether there is a line to draw at this step."""
        return self.birth <= step <= self.death

    def works(self, step: int) -> bool:
        """Whether a handler runs at this step."""
        place = bisect_right(self.busy, step, key=itemgetter(0))
        return place > 0 and step <= self.busy[place - 1][1]


@dataclass(slots=True)
class Row:
    """One line of the diagram; labels from the longest to the shortest."""

    step: int
    at: int
    shape: Literal["arrow", "note", "rule"]
    start: Lane | None
    end: Lane | None
    labels: tuple[str, ...]
    after: tuple[str, ...] = ()  # labels once it has arrived, () = the same
    arrived: int = FOREVER  # step at which the arrow is complete
    late: int = 0  # nanoseconds from `at` to its arrival
    broken: int = FOREVER  # step from which on it is known never to arrive
    bad: bool = False
    kind: str = ""
    root: int = 0  # index of the row it goes back to

    def wording(self, step: int) -> tuple[str, ...]:
        """The labels as they stand at this step."""
        return self.after if self.after and self.arrived <= step else self.labels

    def delay(self, step: int) -> str:
        """ "904 ms" when what an arrow carries came noticeably later than it was sent, else ""."""
        known = self.arrived <= step < self.broken and self.late >= NOTICEABLE
        return picture_names.duration(self.late) if known else ""


@dataclass(slots=True)
class Flow:
    """The whole recording as a diagram."""

    rows: list[Row] = field(default_factory=list)
    lives: dict[Lane, Life] = field(default_factory=dict)
    row_of: dict[int, int] = field(default_factory=dict)  # step of a fact → index of its row
    servers: set[str] = field(default_factory=set)  # processes that have a lifeline

    @property
    def several(self) -> bool:
        """Whether more than one server has a lifeline."""
        return len(self.servers) > 1

    def between(self, since: int, step: int) -> list[int]:
        """The rows that the facts after step `since` up to `step` are part of, in order."""
        steps = range(since + 1, step + 1)
        return sorted({self.row_of[one] for one in steps if one in self.row_of})

    def lanes(self, some: Iterable[Lane] | None = None) -> list[Lane]:
        """Left to right: clients, consumers by process, layers, database; all, or some of them."""
        order: tuple[Role, ...] = ("client", "app", "web", "layer", "db")
        lanes = self.lives if some is None else some
        return sorted(lanes, key=lambda lane: (order.index(lane.role), lane.place, lane.conn))


class Builder:
    """A flow that grows, and what is known so far; `flow_rules.py` says what each kind adds."""

    def __init__(self, facts: Sequence[e.Event]) -> None:
        self.facts = facts
        self.flow = Flow()
        self.step = 0
        self.layers: dict[str, str] = {}  # server → class of its channel layer
        self.channels: dict[str, int] = {}  # channel name → connection
        self.places: dict[int, str] = {}  # connection → server
        self.names: dict[int, str] = {}  # connection → client
        self.requests: set[int] = set()  # connections that carry HTTP requests
        self.raw: set[int] = set()  # connections whose client is a raw socket
        self.browsers: dict[str, int] = {}  # name of an HTTP client → its first connection
        self.same: dict[int, int] = {}  # connection → the first one of the same HTTP client

    # ── lanes ──

    def life(self, lane: Lane, label: str, under: str = "") -> Life:
        """The lifeline, made when it is first heard of."""
        life = self.flow.lives.setdefault(lane, Life(label, under))
        if lane.role in ("app", "web") and life.under not in ("", "tutor"):
            self.flow.servers.add(life.under)
        life.birth = min(life.birth, self.step)
        return life

    def client(self, fact: e.Event, name: str = "") -> Lane:
        """The far end of the fact's connection."""
        conn = self.same.get(fact.conn or 0, fact.conn or 0)
        self.names.setdefault(conn, name)
        lane = Lane("client", conn)
        self.life(lane, picture_names.client(self.names[conn]) or "client")
        return lane

    def app(self, fact: e.Event) -> Lane:
        """The application's end; facts of no connection belong to the web side of a process."""
        if fact.conn in self.requests:
            return self.web(self.places.get(fact.conn or 0, ""))
        if fact.conn is None:
            lane = Lane("web", 0, fact.process)
            self.life(lane, "web" if fact.process != "tutor" else "scene", fact.process)
            return lane
        return self.consumer(fact.conn, fact.process)

    def web(self, process: str) -> Lane:
        """The HTTP side of a server."""
        lane = Lane("web", 0, process)
        self.life(lane, "web", process)
        return lane

    def consumer(self, conn: int, process: str = "") -> Lane:
        """The application's end of a connection."""
        if process in ("", "tutor"):
            process = self.places.get(conn, "")
        place = self.places.setdefault(conn, process) if process else ""
        lane = Lane("app", conn, place)
        self.life(lane, "app", place)
        return lane

    def layer(self, fact: e.Event) -> Lane:
        """The channel layer the fact happened in: of its process, or the broker."""
        kind = self.layers.get(fact.process, "")
        shared = fact.process == "broker" or not (picture_names.in_memory(kind) or not kind)
        lane = Lane("layer", 0, "" if shared else fact.process)
        self.life(lane, "broker" if shared else "layer", lane.place)
        return lane

    def db(self) -> Lane:
        """The database."""
        lane = Lane("db")
        self.life(lane, "db")
        return lane

    # ── rows ──

    def row(self, row: Row, fact: e.Event) -> Row:
        """Add a row that this fact opens."""
        index = len(self.flow.rows)
        cause = picture_names.by_seq(self.facts, fact.cause)
        origin = self.flow.row_of.get(fact.cause or 0) if cause else None
        row.root = index if origin is None else self.flow.rows[origin].root
        row.kind = fact.kind
        self.flow.rows.append(row)
        self.flow.row_of[self.step] = index
        return row

    def arrow(self, fact: e.Event, start: Lane, end: Lane, *labels: str, bad: bool = False) -> Row:
        """An arrow that is open until something arrives."""
        row = Row(self.step, fact.at, "arrow", start, end, labels, bad=bad)
        return self.row(row, fact)

    def done(self, fact: e.Event, start: Lane, end: Lane, *labels: str, bad: bool = False) -> Row:
        """An arrow that has arrived when it is seen."""
        row = self.arrow(fact, start, end, *labels, bad=bad)
        row.arrived = self.step
        return row

    def note(self, fact: e.Event, lane: Lane, *labels: str, bad: bool = False) -> Row:
        """Words beside a lifeline."""
        row = Row(self.step, fact.at, "note", lane, None, labels, bad=bad)
        return self.row(row, fact)

    def rule(self, fact: e.Event, *labels: str, bad: bool = False) -> Row:
        """A line across the whole diagram."""
        return self.row(Row(self.step, fact.at, "rule", None, None, labels, bad=bad), fact)

    def cause(self, fact: e.Event, *kinds: str) -> Row | None:
        """The row that brought the fact about, if a fact of one of these kinds opened it."""
        index = self.flow.row_of.get(fact.cause or 0)
        row = None if index is None else self.flow.rows[index]
        return row if row is not None and (not kinds or row.kind in kinds) else None

    def fold(self, fact: e.Event, *kinds: str) -> Row | None:
        """Let the fact be a part of its cause's row; None when there is no such row."""
        row = self.cause(fact, *kinds)
        if row is not None:
            self.flow.row_of[self.step] = self.flow.row_of[fact.cause or 0]
        return row

    def arrive(self, fact: e.Event, *kinds: str) -> Row | None:
        """Fold, and the arrow is complete from here on."""
        row = self.fold(fact, *kinds)
        if row is not None and row.arrived > self.step:
            row.arrived, row.late = self.step, fact.at - row.at
        return row

    def end(self, lane: Lane) -> None:
        """A lifeline ends with this step."""
        life = self.flow.lives.get(lane)
        if life is not None and life.death == FOREVER:
            life.death = self.step
            for span in life.busy:
                span[1] = min(span[1], self.step)
