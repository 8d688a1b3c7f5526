"""Tiny recordings for tests: events numbered by a tape, records of several processes, any event."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec
from hypothesis import settings
from hypothesis import strategies as st

from tutor.core.events import FIELDS, KINDS, Event

Raw = tuple[str, list[Any]]

quick = settings(max_examples=40, deadline=None)  # no deadline: machines are busy at times


class Tape(list[Event]):
    """Events in the making: `tape.add("group.joined", conn=1, group="g")` returns its seq."""

    def add(
        self,
        kind: str,
        *,
        process: str = "server 1",
        conn: int | None = None,
        cause: int | None = None,
        at: int | None = None,
        **fields: Any,
    ) -> int:
        seq = len(self) + 1
        when = seq * 1_000_000 if at is None else at
        cls = KINDS[kind]
        self.append(cls(seq=seq, at=when, process=process, conn=conn, cause=cause, **fields))
        return seq


class Wire(list[Raw]):
    """Records of all processes in the making; `at` is a clock that ticks with every record."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = 1_000
        self._ids: dict[int, int] = {}

    def tutor(self, kind: str, conn: int = 0, cause: int = 0, **fields: Any) -> int:
        return self.put(0, "tutor", kind, conn, cause, **fields)

    def server(
        self, kind: str, conn: int = 0, cause: int = 0, *, number: int = 1, **fields: Any
    ) -> int:
        return self.put(number, f"server {number}", kind, conn, cause, **fields)

    def put(
        self,
        number: int,
        process: str,
        kind: str,
        conn: int,
        cause: int,
        *,
        at: int | None = None,
        **fields: Any,
    ) -> int:
        self.clock += 1_000
        self._ids[number] = self._ids.get(number, 0) + 1
        id = number << 32 | self._ids[number]
        defaults = _defaults(kind)
        assert set(fields) <= set(FIELDS[kind]), (kind, fields)
        values = [fields.get(name, defaults[name]) for name in FIELDS[kind]]
        when = self.clock if at is None else at
        self.append((process, [kind, id, when, conn, cause, *values]))
        return id

    # ── what happens again and again ────────────────────────────────────────────────────────

    def connect(self, conn: int = 1, *, port: int = 5001, number: int = 1, name: str = "") -> None:
        """A client connects, as both ends see it."""
        who = name or f"client {conn}"
        to = f"server {number}"
        self.tutor("client.connecting", conn, name=who, url="/ws/", server=to, port=port)
        self.server("connection.opened", conn, number=number, path="/ws/", port=port)
        self.server("scope.entered", conn, number=number, layer="AuthMiddleware", depth=0)
        self.server("scope.entered", conn, number=number, layer="URLRouter", depth=1)
        self.server("app.received", conn, number=number, type="websocket.connect")
        accept = self.server("app.sent", conn, number=number, type="websocket.accept")
        self.server("connection.accepted", conn, accept, number=number)
        self.tutor("client.opened", conn, name=who)


@cache
def _defaults(kind: str) -> dict[str, Any]:
    return {field.name: _default(field) for field in msgspec.structs.fields(KINDS[kind])}


def _default(field: msgspec.structs.FieldInfo) -> Any:
    if field.default is not msgspec.NODEFAULT:
        return field.default
    return None if field.default_factory is msgspec.NODEFAULT else field.default_factory()


# ── any event ───────────────────────────────────────────────────────────────────────────────

POOLS: dict[str, list[Any]] = {
    "process": ["server 1", "server 2", "tutor", "broker"],
    "channel": ["specific.inmemory!a", "specific.inmemory!b", "specific.1f!c", "specific.1f!d", ""],
    "backend": ["InMemoryChannelLayer", "RedisChannelLayer", "RedisPubSubChannelLayer", ""],
    "group": ["g", "h", ""],
    "layer": ["default", "other", "InMemoryChannelLayer", "RedisChannelLayer", ""],
    "how": ["stopped", "killed", "crashed"],
    "by": ["client", "server", "lost", "error", ""],
    "type": ["chat.message", "websocket.receive", "websocket.send", "websocket.close"],
}
TYPES: dict[Any, st.SearchStrategy[Any]] = {
    int: st.integers(0, 3),
    float: st.sampled_from([0.0, 0.5, 12.25]),
    bool: st.booleans(),
    str: st.sampled_from(["", "x", "Grüße\nzwei", "a" * 100]),
    int | None: st.sampled_from([None, 1000, 1011, 4001]),
    float | None: st.sampled_from([None, 59.5]),
    list[str]: st.lists(st.sampled_from(["a", "b"]), max_size=2),
    dict[str, str]: st.dictionaries(st.sampled_from(["user", "path"]), st.just("1"), max_size=2),
}


def _any(type: Any) -> st.SearchStrategy[Any]:
    return TYPES[type] if type in TYPES else st.from_type(type)


@st.composite
def any_event(draw: st.DrawFn, kind: str, seq: int = 1) -> Event:
    """An event of this kind, with fields of a small world."""
    cls = KINDS[kind]
    fields: dict[str, Any] = {}
    for field in msgspec.structs.fields(cls):
        if field.name in {"seq", "at", "conn", "cause"}:
            continue
        pool = POOLS.get(field.name)
        fields[field.name] = draw(st.sampled_from(pool) if pool else _any(field.type))
    cause = draw(st.one_of(st.none(), st.integers(1, seq - 1))) if seq > 1 else None
    conn = draw(st.sampled_from([None, 1, 2]))
    return cls(seq=seq, at=seq * 10, conn=conn, cause=cause, **fields)


@st.composite
def histories(draw: st.DrawFn, most: int = 30) -> list[Event]:
    """A recording of events that need not make sense together."""
    kinds = draw(st.lists(st.sampled_from(sorted(KINDS)), max_size=most))
    return [draw(any_event(kind, seq)) for seq, kind in enumerate(kinds, start=1)]
