"""A message flow that grows, fact by fact, and forgets what a ring forgets.

`flow_rules.py`, `flow_layers.py` and `flow_wire.py` say what each kind of fact adds.
"""

from __future__ import annotations

from typing import Any, Final

from tutor.core import events as e
from tutor.core.names_of_connections import Names
from tutor.core.world import Instance, World
from tutor.view import picture_names
from tutor.view.flow import FOREVER, Flow, Lane, Life, Name, Row

SERVER: Final = "server"  # whose program is not known
NAMING: Final = frozenset(
    f"connection.{what}" for what in ("accepted", "refused", "closed", "named")
)
"""Kinds by which a far end that reports nothing gets its name."""
_AGAIN: Final = "abcdefghijklmnopqrstuvwxyz"  # the runs of a server; the first has no letter
SWEEP: Final = 4096
"""Facts between two sweeps of dead lifelines: a sweep looks at every lifeline."""


class Numbers:
    """The numbers that the consumers of a server have: it counts anew when it has started again."""

    def __init__(self) -> None:
        """Begin before the first consumer."""
        self.run = 0  # starts after which a number was given for the second time
        self.last = self.most = 0  # the newest number, and the highest one of the starts before

    def label(self, number: int) -> str:
        """ "#1", and "#1b" for a number that an earlier start has given already."""
        if number <= self.last:
            self.run, self.most = self.run + 1, max(self.most, self.last)
        self.last = number
        return f"#{number}{_AGAIN[min(self.run, len(_AGAIN) - 1)] if number <= self.most else ''}"


def app_label(conn: int) -> str:
    """What the application's end of a connection is called until it has a consumer."""
    return "app" if conn == 1 else f"app {conn}"


class Builder:
    """A flow and everything that the rules need to remember while they read on."""

    def __init__(self) -> None:
        """Begin before the first fact; `seed` begins after a ring's cut."""
        self.flow = Flow()
        self.step = 0  # the number of the newest fact that has been read
        self.base = 0  # the number of facts that have been forgotten
        self.swept = 0  # the base at which lifelines were dropped last
        self.layers: dict[str, str] = {}  # server → class of its channel layer
        self.channels: dict[str, int] = {}  # channel name → connection
        self.places: dict[int, str] = {}  # connection → server
        self.programs: dict[str, str] = {}  # server → "Daphne"
        self.names: dict[int, str] = {}  # connection → client
        self.strangers = Names()  # far ends that are no client of ours
        self.shorts: dict[str, str] = {}  # short name → the first client that has it
        self.accepted: set[int] = set()  # connections: what they are sent crosses the wire
        self.errors: dict[int, str] = {}  # connection → the error that has a row already
        self.requests: dict[int, int] = {}  # connection that carries HTTP → step of its newest fact
        self.raw: set[int] = set()  # connections whose client is a raw socket
        self.browsers: dict[str, int] = {}  # name of an HTTP client → its first connection
        self.same: dict[int, int] = {}  # connection → the first one of the same HTTP client
        self.sockets: set[str] = set()  # names of clients that have a WebSocket
        self.numbers: dict[str, Numbers] = {}  # server → the numbers of its consumers

    # ── a ring ──

    def seed(self, world: World) -> None:
        """Begin after a ring's cut with the names, lifelines and handlers of the world there."""
        self.step = self.base = self.swept = world.step
        self.layers = {name: process.layer for name, process in world.processes.items()}
        self.programs = {name: process.asgi_server for name, process in world.processes.items()}
        self.channels = {
            name: channel.conn
            for name, channel in world.channels.items()
            if channel.conn is not None
        }
        for conn, client in world.clients.items():
            self.names[conn], self.places[conn] = client.name, client.server
            if client.state in ("connecting", "open"):
                self.life(Lane("client", conn), self.short(client.name))
                self.sockets.add(client.name)
        self.strangers.seed(world)
        for conn, connection in world.connections.items():
            self.places[conn] = connection.process
            if connection.state == "open":
                self.accepted.add(conn)
                if name := self.strangers.known(conn):
                    self.names[conn] = name
                    self.life(Lane("client", conn), self.short(name))
            instance = world.instances.get(conn)
            label = app_label(conn) if instance is None else self.numbered(instance)
            if connection.state in ("handshake", "open"):
                self._serving(conn, connection.process, label, instance)

    def _serving(self, conn: int, process: str, label: str, instance: Instance | None) -> None:
        """The lifeline of an open connection's application."""
        life = self.life(Lane("app", conn, process), label, process)
        if instance is not None and instance.state == "busy":
            life.busy.append([self.step, FOREVER])

    def forget(self, base: int) -> None:
        """Drop the rows of the facts up to step `base`, and now and then the dead lifelines."""
        flow = self.flow
        for step in range(self.base + 1, base + 1):
            flow.row_of.pop(step, None)
        self.base = base
        gone = flow.upto(base) - flow.first
        del flow.rows[:gone]
        flow.first += gone
        if base - self.swept >= SWEEP:
            self._sweep()

    def _sweep(self) -> None:
        """Drop the lifelines that were dead at the base, and the names of their connections."""
        flow, base = self.flow, self.base
        self.swept = base
        flow.order = [lane for lane in flow.order if not self._is_over(flow.lives[lane])]
        flow.lives = {lane: flow.lives[lane] for lane in flow.order}
        for life in flow.lives.values():
            life.busy = [span for span in life.busy if span[1] > base]
        self._forget_conns()

    def _is_over(self, life: Life) -> bool:
        return life.death <= self.base and life.touched <= self.base

    def _forget_conns(self) -> None:
        """Drop connections that have no lifeline and carry no recent HTTP request."""
        self.requests = {conn: at for conn, at in self.requests.items() if at > self.base}
        kept = {lane.conn for lane in self.flow.order} | self.requests.keys()
        kept |= {self.same[conn] for conn in self.requests if conn in self.same}
        tables: tuple[dict[int, Any], ...] = (self.places, self.names, self.same, self.errors)
        for table in tables:
            for conn in table.keys() - kept:
                del table[conn]
        there = set(self.names.values())
        self.strangers.forget(self.base)
        self.shorts = {short: name for short, name in self.shorts.items() if name in there}
        self.sockets &= there
        self.raw &= kept
        self.accepted &= kept
        self.channels = {name: conn for name, conn in self.channels.items() if conn in kept}

    # ── lanes ──

    def life(self, lane: Lane, label: str, under: str = "") -> Life:
        """The lifeline; a new one is born at this step, under this label."""
        life = self.flow.lives.get(lane)
        if life is None:
            last = self.flow.order[-1:]
            number = self.flow.lives[last[0]].number + 1 if last else 0
            life = Life([Name(self.step, label, under)], birth=self.step, number=number)
            self.flow.lives[lane] = life
            self.flow.order.append(lane)
            if lane.role in ("app", "web"):
                self.serves(under)
        life.touched = self.step
        return life

    def serves(self, process: str) -> None:
        """Note that a process has a lifeline from now on."""
        if process not in ("", "tutor"):
            self.flow.servers.setdefault(process, self.step)

    def client(self, fact: e.Event, name: str = "") -> Lane:
        """The far end of the fact's connection."""
        if fact.conn in self.requests:
            self.requests[fact.conn] = self.step
        conn = self.same.get(fact.conn or 0, fact.conn or 0)
        self.names.setdefault(conn, name or self.strangers.known(conn))
        lane = Lane("client", conn)
        self.life(lane, self.short(self.names[conn]))
        return lane

    def meet(self, fact: e.Event) -> None:
        """Learn what a far end is called that reports nothing, and call its lane so from now on."""
        self.strangers.take(fact)
        conn = fact.number if isinstance(fact, e.ConnectionNamed) else fact.conn or 0
        name, life = self.strangers.known(conn), self.flow.lives.get(Lane("client", conn))
        if fact.kind not in NAMING or not name or self.names.get(conn) == name:
            return
        self.names[conn] = name
        if life is not None:
            life.names.append(Name(self.step, self.short(name), ""))

    def short(self, name: str) -> str:
        """A client's name where space is dear; "ben·tab 1" where another one has "ben·1"."""
        short = picture_names.client(name)
        if self.shorts.setdefault(short, name) != name:
            return name.replace(" · ", "·")
        return short or "client"

    def app(self, fact: e.Event) -> Lane:
        """The application's end; facts without a connection belong to the web side of a process."""
        if fact.conn in self.requests:
            self.requests[fact.conn] = self.step
            return self.web(self.places.get(fact.conn or 0, ""))
        if fact.conn is None:
            lane = Lane("web", 0, fact.process)
            self.life(lane, "http" if fact.process != "tutor" else "scene", fact.process)
            return lane
        return self.consumer(fact.conn, fact.process)

    def server(self, fact: e.Event) -> Lane:
        """The program between the fact's client and its application."""
        conn = fact.conn or 0
        place = self.places.get(conn, fact.process)
        return Lane("server", conn, self.programs.get(place) or SERVER)

    def web(self, process: str) -> Lane:
        """The HTTP side of a server."""
        lane = Lane("web", 0, process)
        self.life(lane, "http", process)
        return lane

    def consumer(self, conn: int, process: str = "") -> Lane:
        """The application's end of a connection."""
        if process in ("", "tutor"):
            process = self.places.get(conn, "")
        place = self.places.setdefault(conn, process) if process else ""
        lane = Lane("app", conn, place)
        self.life(lane, app_label(conn), place)
        return lane

    def numbered(self, made: Instance | e.ConsumerCreated) -> str:
        """ "#1"; "#1b" for that of a server that has started again and counts anew."""
        number = made.number if isinstance(made, Instance) else made.instance
        return self.numbers.setdefault(made.process, Numbers()).label(number)

    def page(self, name: str) -> None:
        """A browser that asks for pages and has a WebSocket has two lifelines: that of its pages is
        called so.
        """
        life = self.flow.lives.get(Lane("client", self.browsers.get(name, 0)))
        label = f"{self.short(name)}·page"
        if life is not None and name in self.sockets and life.names[-1].label != label:
            life.names.append(Name(self.step, label))

    def layer(self, fact: e.Event) -> Lane:
        """The channel layer of the fact: that of its process, or the broker."""
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
        index = self.flow.first + len(self.flow.rows)
        above, origin = self.flow.rows[-1:], self.flow.index(fact.cause)
        if above and self.flow.order and row.at - above[0].at > self.flow.gap(self.step):
            self.flow.gaps.append((self.step, row.at - above[0].at))
        row.root = index if origin is None else self.flow.row(origin).root
        row.kind = fact.kind
        self.flow.rows.append(row)
        self.flow.row_of[self.step] = index
        return row

    def arrow(self, fact: e.Event, start: Lane, end: Lane, *labels: str, bad: bool = False) -> Row:
        """An arrow that is open until something arrives."""
        row = Row(self.step, fact.at, "arrow", start, end, labels, spoilt=self._spoilt(bad))
        return self.row(row, fact)

    def done(self, fact: e.Event, start: Lane, end: Lane, *labels: str, bad: bool = False) -> Row:
        """An arrow that has arrived when it is seen."""
        row = self.arrow(fact, start, end, *labels, bad=bad)
        row.arrived = self.step
        return row

    def note(self, fact: e.Event, lane: Lane, *labels: str, bad: bool = False) -> Row:
        """Words beside a lifeline."""
        row = Row(self.step, fact.at, "note", lane, None, labels, spoilt=self._spoilt(bad))
        return self.row(row, fact)

    def rule(self, fact: e.Event, *labels: str, bad: bool = False) -> Row:
        """A line across the whole diagram."""
        row = Row(self.step, fact.at, "rule", None, None, labels, spoilt=self._spoilt(bad))
        return self.row(row, fact)

    def _spoilt(self, bad: bool) -> int:
        return self.step if bad else FOREVER

    def cause(self, fact: e.Event, *kinds: str) -> Row | None:
        """The row of the fact's cause, if a fact of one of these kinds opened it."""
        index = self.flow.index(fact.cause)
        row = None if index is None else self.flow.row(index)
        return row if row is not None and (not kinds or row.kind in kinds) else None

    def fold(self, fact: e.Event, *kinds: str) -> Row | None:
        """Add the fact to the row of its cause; None when there is no such row."""
        row = self.cause(fact, *kinds)
        if row is not None:
            self.flow.row_of[self.step] = self.flow.row_of[fact.cause or 0]
        return row

    def arrive(self, fact: e.Event, *kinds: str) -> Row | None:
        """Fold the fact into its cause's row, whose arrow is complete from this step on."""
        row = self.fold(fact, *kinds)
        if row is not None and row.arrived > self.step:
            row.arrived, row.late = self.step, fact.at - row.at
        return row

    def end(self, lane: Lane, *, failed: bool = False) -> None:
        """End a lifeline at this step."""
        life = self.flow.lives.get(lane)
        if life is not None and life.death == FOREVER:
            life.death = self.step
            for span in life.busy:
                span[1] = min(span[1], self.step)
        if life is not None and failed:
            life.failed = min(life.failed, self.step)
