"""Database and threads."""

from __future__ import annotations

from . import words
from .declare import Event, fact


@fact(
    view="threads",
    compared="name",
    line=lambda event: f"{event.name} goes to the database",
)
class DbStarted(Event, tag="db.started", frozen=True, kw_only=True):
    """`database_sync_to_async` or the async ORM leaves the loop; in sync code: one statement
    begins.
    """

    name: str = ""  # function: `save_message`, or `QuerySet.acreate`
    where: str = ""


def _db_finished(event: DbFinished) -> str:
    if event.error:
        return f"{event.name} failed in the database: {words.cut(event.error)}"
    where = words.after(" in ", event.thread)
    return f"{event.name} is back after {words.count(event.queries, 'SQL statement')}{where}"


@fact(view="threads", compared="name queries error", line=_db_finished)
class DbFinished(Event, tag="db.finished", frozen=True, kw_only=True):
    """The call is back."""

    name: str = ""
    thread: str = ""
    queries: int = 0  # BEGIN, COMMIT, SAVEPOINT … are not counted
    sql: list[str] = []  # at most 20 statements without their parameters
    error: str = ""


@fact(
    view="sequence",
    compared="did call",
    since=1,
    newer={"call": 2},
    brings="call",
    line=lambda event: f"{event.did} of a transaction" + f", in {event.call}" * bool(event.call),
)
class DbTransaction(Event, tag="db.transaction", frozen=True, kw_only=True):
    """A transaction has begun or ended: in sync code, and since 1.2 inside a database call that
    left the loop, which is then its cause.
    """

    did: str = ""  # `BEGIN`, `COMMIT` or `ROLLBACK`
    where: str = ""
    call: str = ""  # the `name` of the call; empty in sync code


def _thread_entered(event: ThreadEntered) -> str:
    waited = f" after {event.waited:g} ms in line" if event.waited else ""
    return f"{event.name} runs in {event.thread or 'a thread'}{waited}"


@fact(view="threads", line=_thread_entered)
class ThreadEntered(Event, tag="thread.entered", frozen=True, kw_only=True):
    """`sync_to_async` code of, or called by, the project began in a worker thread."""

    name: str = ""
    thread: str = ""
    waited: float = 0.0  # ms in line for the thread


@fact(
    view="threads",
    line=lambda event: f"{event.name} has left {event.thread or 'its thread'}",
)
class ThreadLeft(Event, tag="thread.left", frozen=True, kw_only=True):
    """It returned to the loop."""

    name: str = ""
    thread: str = ""
