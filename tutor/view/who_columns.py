"""The columns of who and groups: how wide each has to be, and which rail a group has.

Nothing in these pictures may move while one walks through a scene. So their columns follow from all
facts up to a step, never from what stands at it: they can only grow. Of a finished recording a
`Plan` takes those of its last step (`reserved.py`), and nothing moves at all.

Reads each fact once. A ring keeps what it has learnt of facts that are forgotten.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

import msgspec
from rich.cells import cell_len

from tutor.core import events as e
from tutor.core.advance import advance
from tutor.core.world import GroupKey, World
from tutor.view import picture_names
from tutor.view.queue_bar import longest, shortest
from tutor.view.text import Pen, pen

if TYPE_CHECKING:
    from tutor.core.timeline import Timeline
    from tutor.core.world import Process

HTTP: Final = "HTTP request"
TIDY: Final = 4096  # facts after which what is over is forgotten: a live run has no end


class Columns(msgspec.Struct, frozen=True):
    """Cells that each part of a line needs."""

    name: int = 0  # of a client
    label: int = 0  # "#12"
    kind: int = 0  # class name of a consumer
    channel: int = 0  # "…!CrmU"
    state: int = 4  # "busy"
    closed: int = 0  # "closed 1006"
    words: int = 0  # of a queue, with all that may be said of it; 0: no queue ever held a copy
    least: int = 0  # of a queue, what is never left out
    capacity: int = 0  # "capacity 100", in the heading of a server
    group: int = 0  # name of a group
    rails: int = 0  # groups at the same time
    groups: dict[str, int] = {}  # the same for each store


class Reader:
    """What has been learnt of a recording so far."""

    def __init__(self, ink: Pen) -> None:
        self.ink = ink
        self.step = 0  # `seq` of the fact read last
        self.world = World()
        self._steps: list[int] = [0]
        self._columns: list[Columns] = [Columns()]
        self._rails: dict[GroupKey, list[tuple[int, int]]] = {}  # (since step, rail)
        self._taken: dict[int, GroupKey] = {}  # rail → the group that has it now
        self._digits: set[tuple[int, ...]] = set()  # of queues whose words have been measured

    def at(self, step: int) -> Columns:
        """The columns after this step."""
        return self._columns[bisect_right(self._steps, step) - 1]

    def rail(self, key: GroupKey, step: int) -> int:
        """The rail, from 0, that a group has at this step."""
        had = self._rails.get(key, [])
        place = bisect_right(had, step, key=itemgetter(0))
        return had[place - 1][1] if place else 0

    def seed(self, world: World) -> None:
        """Begins with a world whose facts are forgotten."""
        self.world, self.step = world.copy(), world.step
        for conn in {*world.clients, *world.connections, *world.instances}:
            self._client(conn)
            self._consumer(conn)
        for channel in world.channels:
            self._queue(channel)
        self._groups()

    def read(self, fact: e.Event) -> None:
        """The next fact."""
        self.step = fact.seq
        advance(self.world, fact)
        rule = _RULES.get(fact.kind)
        if rule is not None:
            rule(self, fact)
        if self.step % TIDY == 0:
            self.world = self.world.without(self.world.over())

    # ── what grows ──────────────────────────────────────────────────────────────────────────

    def _client(self, conn: int | None) -> None:
        if conn in self.world.clients or conn in self.world.connections:
            self._grow(name=self._cells(picture_names.far_end(self.world, conn)))
        elif conn in self.world.instances:
            self._grow(name=len(HTTP))

    def _consumer(self, conn: int | None) -> None:
        if conn is not None and (found := self.world.instances.get(conn)) is not None:
            state = len("failed") if found.state == "failed" else 0
            label = len(f"#{found.number}")
            self._grow(label=label, kind=self._cells(found.name), state=state)

    def _queue(self, name: str) -> None:
        channel = self.world.channels.get(name)
        if channel is None:
            return
        self._grow(channel=cell_len(self.ink.channel(name)))
        if channel.capacity:
            self._grow(capacity=len(f"capacity {channel.capacity}"))
        numbers = len(channel.queue), channel.dropped, channel.expired, channel.capacity
        digits = tuple(len(str(number)) * bool(number) for number in numbers)
        if any(numbers[:3]) and digits not in self._digits:
            self._digits.add(digits)
            self._grow(words=longest(channel), least=shortest(channel))

    def _groups(self) -> None:
        """Gives each new group the first free rail, and takes those of groups that are no more."""
        groups = self.world.groups
        self._taken = {rail: key for rail, key in self._taken.items() if key in groups}
        for key in sorted(groups.keys() - set(self._taken.values())):
            rail = next(rail for rail in range(len(groups)) if rail not in self._taken)
            self._taken[rail] = key
            self._rails.setdefault(key, []).append((self.step, rail))
            self._grow(group=self._cells(key.name))
        self._grow(rails=max(self._taken, default=-1) + 1)
        most, stores = self._columns[-1].groups, Counter(key.store for key in groups)
        if any(number > most.get(store, 0) for store, number in stores.items()):
            self._set(groups={**most, **(stores | Counter(most))})

    def _cells(self, text: str) -> int:
        return cell_len(self.ink.safe(text))

    def _grow(self, **cells: int) -> None:
        now = self._columns[-1]
        wider = {name: width for name, width in cells.items() if width > getattr(now, name)}
        if wider:
            self._set(**wider)

    def _set(self, **fields: Any) -> None:
        grown = msgspec.structs.replace(self._columns[-1], **fields)
        if self._steps[-1] == self.step:
            self._columns[-1] = grown
        else:
            self._steps.append(self.step)
            self._columns.append(grown)


Rule = Callable[[Reader, Any], None]


def _closed(reader: Reader, fact: Any) -> None:
    _conn(reader, fact)
    reader._grow(closed=len("closed" if fact.code is None else f"closed {fact.code}"))


def _conn(reader: Reader, fact: e.Event) -> None:
    reader._client(fact.conn)
    reader._consumer(fact.conn)


def _named(reader: Reader, fact: Any) -> None:
    reader._client(fact.number)


def _channel(reader: Reader, fact: Any) -> None:
    reader._queue(fact.channel)


def _group(reader: Reader, _: Any) -> None:
    reader._groups()


_RULES: Final[dict[str, Rule]] = {
    **dict.fromkeys(
        (
            "client.connecting",
            "client.opened",
            "client.refused",
            "connection.opened",
            "connection.accepted",  # a far end that reports nothing has a name now
            "connection.refused",
            "consumer.created",
            "consumer.finished",
            "handler.failed",
        ),
        _conn,
    ),
    **dict.fromkeys(
        (
            "channel.created",
            "channel.sent",
            "channel.dropped",
            "channel.expired",
        ),
        _channel,
    ),
    **dict.fromkeys(("client.closed", "connection.closed"), _closed),
    "connection.named": _named,
    **dict.fromkeys(("group.joined", "group.left", "server.stopped", "broker.stopped"), _group),
}
"""Kinds that may make a column wider, or give a group a rail."""


def sections(world: World) -> dict[str, list[int]]:
    """Each process with its connections, in the order of their numbers, brokers last.

    Servers that start side by side listen in any order.
    """
    order = sorted(world.processes.values(), key=_place)
    found: dict[str, list[int]] = {process.name: [] for process in order}
    for conn in sorted(world.clients.keys() | world.connections.keys() | world.instances.keys()):
        seen = world.connections.get(conn) or world.instances.get(conn)
        found.setdefault(seen.process if seen else world.clients[conn].server, []).append(conn)
    return found


def _place(process: Process) -> tuple[bool, int]:
    number = process.name.rpartition(" ")[2]
    return process.role == "broker", int(number) if number.isdecimal() else 0


def of(timeline: Timeline, *, ascii: bool) -> Reader:
    """The reader of a recording; of one that has grown it reads only what is new."""
    place = f"{__name__} {ascii}"
    reader: Reader = timeline.notes.setdefault(place, Reader(pen(ascii=ascii)))
    if reader.step < timeline.first:  # facts that it has not read are gone
        reader.seed(timeline.world(timeline.first))
    for fact in timeline.between(reader.step, len(timeline)):
        reader.read(fact)
    return reader
