"""Rules about state in the wrong place: one class for all connections, a session left unsaved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from tutor.core import events as ev

from .rules import Found, Level, rule
from .trace import Trace

_IN_DATABASE: Final = frozenset({"db", "cached_db"})
"""Stores whose saving is a statement that we see."""
_WRITES: Final = ("INSERT", "UPDATE", "DELETE")
_TABLE: Final = "django_session"


@rule(
    "shared-state",
    Level.NOTED,
    remedy="What belongs to one connection is set on self, in __init__ or connect(). What is meant "
    "for all of them belongs in a store that every process reaches.",
    scene="8/class_attribute",
)
def shared_state(trace: Trace) -> Iterator[Found]:
    """A list of the class, which all connections of the process have in common, has changed."""
    made = Counter((one.process, one.name) for one in trace.of(ev.ConsumerCreated))
    for over in trace.of(ev.ConsumerFinished):
        same = made[over.process, over.name]
        for name in over.shared if same > 1 else ():
            yield Found(
                over.seq,
                f"{over.name}.{name} stands in the class: it is one and the same for all "
                f"{same} connections of {over.process}, and changed while "
                f"{trace.who(over.conn)} was connected.",
                trace.class_place(over.conn),
                f"{over.process} {over.name} {name}",
            )


@rule(
    "unsaved-session",
    Level.LOST,
    remedy="Save it where you change it: await self.scope['session'].asave(), and before Django "
    "5.1 await database_sync_to_async(session.save)().",
    scene="4/unsaved_session",
)
def unsaved_session(trace: Trace) -> Iterator[Found]:
    """A WebSocket consumer has changed the session, and nothing has written it."""
    for over in trace.of(ev.ConsumerFinished):
        if over.session not in _IN_DATABASE or not trace.first(ev.ConnectionOpened, over.conn):
            continue
        statements = (text for done in trace.of(ev.DbFinished, over.conn) for text in done.sql)
        if not any(text.startswith(_WRITES) and _TABLE in text for text in statements):
            yield Found(
                over.seq,
                f"{over.name} changed the session of {trace.who(over.conn)} and never saved it: "
                "the next connection reads the old one.",
                trace.class_place(over.conn),
            )
