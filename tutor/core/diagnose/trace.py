"""A recorded run, with what the rules ask of it: names, causes, members, ends.

Works on a ring too: what lies before its cut is not there, and is never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, Final, TypeVar

from tutor.core import events as ev
from tutor.core.advance import fold
from tutor.core.advance_layers import BROKER, store_of
from tutor.core.names_of_connections import Names
from tutor.core.pattern import Context
from tutor.core.timeline import Timeline
from tutor.core.world import GroupKey, World

Kind = TypeVar("Kind", bound=ev.Event)

HOOKS: Final = {
    "websocket_connect": "connect",
    "websocket_receive": "receive",
    "websocket_disconnect": "disconnect",
}
"""Handlers of the generic consumers, and the method of the project that each of them calls."""


class Trace:
    """The facts of one run."""

    def __init__(self, events: Sequence[ev.Event] | Timeline) -> None:
        self.timeline = events if isinstance(events, Timeline) else Timeline(events)
        self.events = self.timeline.events
        self.context = Context(self.events)
        self.notes: dict[str, Any] = {}  # what rules remember, by their modules' names
        self._of: dict[type, dict[int | None, list[Any]]] = {}  # kind → connection → its facts
        self._by: dict[tuple[type, str], dict[Any, list[Any]]] = {}  # kind, field → value → facts
        self._backends: dict[tuple[str, str], str] = {}
        self._walked: World | None = None

    def of(self, kind: type[Kind], conn: int | None = None) -> list[Kind]:
        """All facts of a kind in order, or those of one connection. Not to be changed."""
        if kind not in self._of:
            table: dict[int | None, list[Any]] = {None: []}
            for event in self.context.by_kind.get(kind.kind, []):
                if isinstance(event, kind):
                    table[None].append(event)
                    if event.conn is not None:
                        table.setdefault(event.conn, []).append(event)
            self._of[kind] = table
        return self._of[kind].get(conn, [])

    def first(self, kind: type[Kind], conn: int | None) -> Kind | None:
        """The first fact of a kind of this connection."""
        return None if conn is None else next(iter(self.of(kind, conn)), None)

    def by(self, field: str, kind: type[Kind], value: object) -> list[Kind]:
        """All facts of a kind whose field has this value, in order. Not to be changed."""
        table = self._by.get((kind, field))
        if table is None:
            table = self._by[kind, field] = {}
            for fact in self.of(kind):
                table.setdefault(getattr(fact, field), []).append(fact)
        return table.get(value, [])

    def world(self, step: int) -> World:
        """The world after a step; it is another one after the next call.

        It is folded on from the last one that was asked for, or anew from the beginning: rules ask
        in the order of steps. A timeline would keep a world for every 128 steps, gigabytes of a
        trace of an hour.
        """
        first = self.timeline.first
        if self._walked is None or step < self._walked.step:
            self._walked = self.timeline.world(first).copy()
        return fold(self._walked, self.timeline.between(self._walked.step, step))

    # ── causes ──────────────────────────────────────────────────────────────────────────────

    def causes(self, event: ev.Event) -> Iterator[ev.Event]:
        """What brought a fact about, nearest first, as far as it is still there."""
        before = self.timeline.event(event.cause)
        while before is not None:
            yield before
            before = self.timeline.event(before.cause)

    def cause(self, event: ev.Event, kind: type[Kind]) -> Kind | None:
        """The nearest cause of this kind."""
        return next((e for e in self.causes(event) if isinstance(e, kind)), None)

    @cached_property
    def _effects(self) -> dict[int, list[ev.Event]]:
        table: dict[int, list[ev.Event]] = {}
        for event in self.events:
            if event.cause is not None:
                table.setdefault(event.cause, []).append(event)
        return table

    def effects(self, event: ev.Event, kind: type[Kind]) -> list[Kind]:
        """The facts of a kind whose own cause is this one."""
        return [e for e in self._effects.get(event.seq, []) if isinstance(e, kind)]

    # ── names ───────────────────────────────────────────────────────────────────────────────

    def who(self, conn: int | None) -> str:
        """The client of a connection by its name; one that is not ours by its user or the name that
        the reader has given it, else by the path of the connection.
        """
        name = self.context.clients.get(conn) or (self._names.known(conn) if conn else "")
        opened = self.first(ev.ConnectionOpened, conn)
        if name and not (opened and name.startswith(opened.path)):
            return name
        return f"the client of {opened.path}" if opened else "a client"

    @cached_property
    def _names(self) -> Names:
        names = Names()
        names.seed(self.timeline.world(self.timeline.first))
        for event in self.events:
            names.take(event)
        return names

    def consumer(self, conn: int | None) -> str:
        """Class name of the consumer of a connection; "" if none was made."""
        made = self.first(ev.ConsumerCreated, conn)
        return made.name if made else ""

    def class_place(self, conn: int | None) -> str:
        """Where the consumer of a connection is defined."""
        made = self.first(ev.ConsumerCreated, conn)
        return made.where if made else ""

    def method(self, handler: ev.HandlerStarted | ev.HandlerFailed) -> str:
        """The project's method behind a handler: `Room.receive`."""
        _, _, function = getattr(handler, "where", "").rpartition(" ")
        name = HOOKS.get(handler.name, handler.name)
        if isinstance(handler, ev.HandlerStarted) and function:
            name = function
        consumer = self.consumer(handler.conn)
        return f"{consumer}.{name}" if consumer else name

    def channel(self, conn: int | None) -> str:
        """The channel of a connection's consumer; "" without a layer."""
        made = self.first(ev.ChannelCreated, conn)
        return made.channel if made else ""

    @cached_property
    def owners(self) -> dict[str, int | None]:
        """Channel → connection that reads it."""
        return {made.channel: made.conn for made in self.of(ev.ChannelCreated)}

    def ending(self, conn: int | None) -> str:
        """How a connection ended for its client: `ben was closed with 1011`; "": it did not."""
        closed = self.first(ev.ClientClosed, conn)
        if closed is not None and closed.by != "client":
            code = "" if closed.code is None else f" with {closed.code}"
            return f"{self.who(conn)} was closed{code}"
        refused = self.first(ev.ClientRefused, conn)
        if refused is None:
            return ""
        status = "no answer" if refused.status is None else f"HTTP {refused.status}"
        return f"{self.who(conn)} got {status}"

    def app(self, process: str) -> str:
        """What a process serves."""
        return next((e.app for e in self.by("process", ev.ServerStarted, process)), "")

    # ── groups ──────────────────────────────────────────────────────────────────────────────

    def backend(self, process: str, alias: str) -> str:
        """Class of a process's layer; "" if it is not known."""
        known = self._backends.get((process, alias))
        if known is None:
            known = self._backends[process, alias] = self._backend(process, alias)
        return known

    def _backend(self, process: str, alias: str) -> str:
        for made in self.by("process", ev.ChannelCreated, process):
            if made.layer == alias:
                return made.backend
        for started in self.by("process", ev.ServerStarted, process):
            if alias == "default":
                return started.layer
        return ""

    def in_memory(self, process: str, alias: str) -> bool:
        """Whether the layer of this process reaches no other one."""
        return store_of(self.backend(process, alias), "", process) != BROKER

    def is_alive(self, channel: str, seq: int) -> bool:
        """Whether the consumer of a channel still exists at a step."""
        found = self.world(seq).channels.get(channel)
        return found is not None and found.alive

    def members(self, sent: ev.GroupSent) -> dict[str, None]:
        """The members that the group of a `group_send` had in its store then."""
        store = store_of(self.backend(sent.process, sent.layer), "", sent.process)
        world = self.world(max(sent.seq - 1, self.timeline.first))
        return world.groups.get(GroupKey(store, sent.group), {})

    def copies(self, sent: ev.GroupSent) -> int:
        """Copies that a `group_send` made, dropped ones included."""
        return len(self.effects(sent, ev.ChannelSent)) + len(self.effects(sent, ev.ChannelDropped))
