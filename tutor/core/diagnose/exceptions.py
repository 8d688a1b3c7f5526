"""Rules about exceptions: the text of an error, what it means, and what to do.

Every failure is told once, by the first row that knows its text; `exception` knows the rest. A
failure that lies on the causal chain of an earlier one is a consequence and is not told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tutor.core import events as ev

from .commits import was_uncommitted
from .known_errors import ROWS, Row
from .rules import RULES, Find, Found, Level, Rule
from .trace import HOOKS, Trace

TOLD: Final = (ev.HandlerFailed, ev.LayerFailed, ev.ConnectionClosed)
Failure = ev.HandlerFailed | ev.LayerFailed | ev.ConnectionClosed | ev.LogWritten


OF_THE_BROKER: Final = frozenset({"broker-gone", "redis-login", "redis-timeout", "redis-too-old"})
"""Rules that find one thing, wherever it shows."""

SERVERS: Final = frozenset({"daphne.server", "uvicorn.error"})
"""Loggers of ASGI servers: what an application raised."""

IGNORED: Final = re.compile(r"CancelledError|StopConsumer|GeneratorExit")
"""How a consumer ends that is stopped from outside."""


def failures(trace: Trace) -> Iterator[Failure]:
    """The failures with which something began, in order."""
    for event in trace.events:
        if isinstance(event, Failure) and event.error and not IGNORED.match(event.error):
            if isinstance(event, ev.LogWritten) and not _is_only_sign(trace, event):
                continue
            if not _is_consequence(trace, event):
                yield event


def _is_only_sign(trace: Trace, log: ev.LogWritten) -> bool:
    """A traceback in a server's log that no other fact tells of: an HTTP scope that failed."""
    if log.level != "ERROR" or log.logger not in SERVERS:
        return False
    facts = (fact for kind in TOLD for fact in trace.context.by_kind.get(kind.kind, []))
    return log.error not in {getattr(fact, "error", "") for fact in facts}


def _is_consequence(trace: Trace, event: Failure) -> bool:
    """Whether the same error has been told where it was raised first."""
    if isinstance(event, ev.LayerFailed | ev.LogWritten):
        return False
    earlier = {e.error for e in trace.of(ev.LayerFailed, event.conn) if e.seq < event.seq}
    if isinstance(event, ev.ConnectionClosed):
        earlier |= {e.error for e in trace.of(ev.HandlerFailed, event.conn)}
    return event.conn is not None and event.error in earlier


def row_of(trace: Trace, failure: Failure) -> Row:
    """The first row that knows this failure; the last one knows them all."""
    return next(row for row in ROWS if _knows(row, trace, failure))


def _knows(row: Row, trace: Trace, failure: Failure) -> bool:
    if not re.search(row.error, failure.error) or (row.of and not isinstance(failure, row.of)):
        return False
    if row.name and not re.search(row.name, getattr(failure, "name", "")):
        return False
    if row.rule == "row-not-there":
        return was_uncommitted(trace, failure)
    return row.rule != "handler-signature" or _is_own_call(trace, failure)


def _is_own_call(trace: Trace, failure: Failure) -> bool:
    """Whether Channels made the call that failed: the function is the handler, or its hook.

    A line inside the hook that fails at a function of the same name calls that of the base.
    """
    if not isinstance(failure, ev.HandlerFailed):
        return False
    started = trace.cause(failure, ev.HandlerStarted)
    if started and failure.where != started.where and _name(failure) == _name(started):
        return False
    function = failure.error.partition("()")[0].rpartition(".")[2].rpartition(" ")[2]
    return function in {failure.name, HOOKS.get(failure.name), f"{HOOKS.get(failure.name)}_json"}


def _name(event: ev.HandlerFailed | ev.HandlerStarted) -> str:
    """The function of its place: "disconnect" of "rooms.py:18 disconnect"."""
    return event.where.rpartition(" ")[2]


def told(trace: Trace, failure: Failure) -> Found:
    """What is said of a failure."""
    row = row_of(trace, failure)
    match = re.search(row.error, failure.error)
    conn = failure.conn
    handler = failure if isinstance(failure, ev.HandlerFailed) else None
    handler = handler or trace.cause(failure, ev.HandlerStarted)  # type: ignore[assignment]
    names = {
        "who": trace.who(conn),
        "consumer": trace.consumer(conn) or "the application",
        "method": trace.method(handler) if handler else trace.consumer(conn) or "the application",
        "call": getattr(failure, "call", ""),
        "name": getattr(failure, "name", ""),
        **{key: value.rstrip(".") for key, value in (match.groupdict("") if match else {}).items()},
    }
    sentence = row.sentence.format_map(names)
    ending = trace.ending(conn)
    sentence = re.sub("^the ", "The ", sentence) + (f"; {ending}." if ending else ".")
    place = _place(trace, failure)
    key = row.rule if row.rule in OF_THE_BROKER else f"{failure.error} {place}"
    return Found(failure.seq, sentence, place, key)


def _place(trace: Trace, failure: Failure) -> str:
    """The project's line: where it failed, else who sent what failed, else the handler's class."""
    if where := getattr(failure, "where", ""):
        return str(where)
    sent = trace.cause(failure, ev.GroupSent)
    if sent is not None and sent.where:
        return sent.where
    refused = trace.first(ev.ConnectionRefused, failure.conn)
    if refused is not None and refused.where:
        return refused.where
    started = trace.cause(failure, ev.HandlerStarted)
    return (started.where if started else "") or trace.class_place(failure.conn)


def classified(trace: Trace) -> dict[str, list[Found]]:
    """Rule → what it says of this run's failures; computed once."""
    if "exceptions" not in trace.notes:
        table: dict[str, list[Found]] = {}
        for failure in failures(trace):
            table.setdefault(row_of(trace, failure).rule, []).append(told(trace, failure))
        trace.notes["exceptions"] = table
    known: dict[str, list[Found]] = trace.notes["exceptions"]
    return known


def _finder(name: str) -> Find:
    return lambda trace: classified(trace).get(name, [])


for _row in ROWS:
    RULES[_row.rule] = Rule(
        name=_row.rule,
        level=Level.FAILED,
        remedy=_row.remedy,
        scene=_row.scene,
        find=_finder(_row.rule),
    )
