"""Rules about what is told before it is committed."""

from __future__ import annotations

from collections.abc import Iterator

from tutor.core import events as ev

from .rules import Found, Level, rule
from .trace import Trace


def told_inside(trace: Trace) -> Iterator[tuple[ev.GroupSent, ev.DbTransaction]]:
    """Every `group_send` inside a transaction, with its BEGIN."""
    begun: dict[tuple[str, int | None, int | None], ev.DbTransaction] = {}
    for event in trace.events:
        key = event.process, event.conn, event.cause
        if isinstance(event, ev.DbTransaction) and event.did == "BEGIN":
            begun[key] = event
        elif isinstance(event, ev.DbTransaction):
            begun.pop(key, None)
        elif isinstance(event, ev.GroupSent):
            inside = begun.get(key) or next(
                (begin for begin in begun.values() if _is_inside(trace, begin, event)), None
            )
            if inside is not None:
                yield event, inside


def _is_inside(trace: Trace, begin: ev.DbTransaction, sent: ev.GroupSent) -> bool:
    """Whether the call that began it is where this was sent, by `async_to_sync`.

    A transaction in a call has that as its cause; what the call sends has what called it.
    """
    call = trace.timeline.event(begin.cause)
    return (
        isinstance(call, ev.DbStarted)
        and sent.conn is not None
        and (sent.process, sent.conn, sent.cause) == (begin.process, begin.conn, call.cause)
    )


@rule(
    "before-commit",
    Level.LOST,
    remedy="Send from transaction.on_commit(…).",
    scene="10/orders",
)
def before_commit(trace: Trace) -> Iterator[Found]:
    """A group_send inside a transaction: who hears of it cannot read it yet."""
    for sent, _ in told_inside(trace):
        yield Found(
            sent.seq,
            f"{sent.type} was sent to {sent.group} inside a transaction, before its COMMIT: "
            "a receiver that looks at once finds nothing.",
            sent.where,
        )


def was_uncommitted(trace: Trace, failure: ev.Event) -> bool:
    """Whether a handler that failed was told of something whose transaction was still open."""
    sent = trace.cause(failure, ev.GroupSent)
    return sent is not None and any(
        one is sent and not _is_over(trace, begin, failure) for one, begin in told_inside(trace)
    )


def _is_over(trace: Trace, begin: ev.DbTransaction, before: ev.Event) -> bool:
    return any(
        done.did != "BEGIN" and done.cause == begin.cause and begin.seq < done.seq < before.seq
        for done in trace.of(ev.DbTransaction, begin.conn)
    )
