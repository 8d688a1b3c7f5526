"""SQL statements, seen by Django's own `execute_wrapper` on every connection of every thread.

Inside a database call that left the event loop a statement is counted into it. Anywhere else in an
observed scope (a sync consumer, a sync view) it is a database call of its own. A transaction is
told in both, in a call with that as its cause. Statements are previewed without their parameters;
those that only manage transactions are not counted.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from typing import Any, Final

from .patches import Patches
from .preview import error_text, statement
from .report import Facts, here, place
from .worker_threads import job

_UID: Final = "tutor.probe"
TRANSACTIONS: Final = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


class Database:
    """All database connections of this process."""

    def __init__(self, facts: Facts, patches: Patches) -> None:
        self.facts = facts
        self.patches = patches
        self._connections: Any = None

    def observe(self) -> None:
        """The connections that there are, and those still to be opened."""
        from django.db import connections
        from django.db.backends.signals import connection_created

        self._connections = connections
        self._observe_transactions()
        connection_created.connect(self._created, weak=False, dispatch_uid=_UID)
        self.patches.on_undo(lambda: _ignore(connection_created.disconnect(dispatch_uid=_UID)))
        self.attach()

    def _observe_transactions(self) -> None:
        """`atomic` begins with `set_autocommit(False)` and ends with one of the other two; what
        `on_commit` has put off comes behind `commit`.
        """
        from django.db.backends.base.base import BaseDatabaseWrapper as Wrapper

        for method, did in (("commit", "COMMIT"), ("rollback", "ROLLBACK")):
            self.patches.set(Wrapper, method, self._told(getattr(Wrapper, method), did))
        self.patches.set(Wrapper, "set_autocommit", self._told(Wrapper.set_autocommit, "BEGIN"))

    def _told(self, method: Callable[..., Any], did: str) -> Callable[..., Any]:
        @functools.wraps(method)
        def observed(connection: Any, *args: Any, **kwargs: Any) -> Any:
            done = method(connection, *args, **kwargs)
            if did != "BEGIN" or not connection.autocommit:
                with self.facts.guarded():
                    self._transaction(did)
            return done

        return observed

    def _transaction(self, did: str) -> None:
        conn, cause = here.get()
        if conn is None:
            return
        call = job.get()
        where = self.facts.places.here() or place.get()
        name = call.name if call else ""
        cause = call.number if call else cause
        self.facts.tell_of(conn, cause, "db.transaction", did, where, name)

    def _created(self, connection: Any, **_: Any) -> None:
        if self._execute not in connection.execute_wrappers:
            connection.execute_wrappers.append(self._execute)
            self.patches.on_undo(lambda: connection.execute_wrappers.remove(self._execute))

    def attach(self) -> None:
        """Observe the connections that this thread has open already."""
        if self._connections is not None:
            for connection in _open_ones(self._connections):
                self._created(connection)

    def _execute(self, execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        number, name = 0, ""
        try:
            number, name = self._began(sql)
        except Exception as error:
            self.facts.fault(error)
        if not number:
            return execute(sql, params, many, context)
        failure: BaseException | None = None
        try:
            return execute(sql, params, many, context)
        except BaseException as error:
            failure = error
            raise
        finally:
            with self.facts.guarded():
                thread = threading.current_thread().name
                self.facts.tell_of(
                    here.get()[0],
                    number,
                    *("db.finished", name, thread, 1, [statement(sql)], error_text(failure)),
                )

    def _began(self, sql: Any) -> tuple[int, str]:
        """Id and name of a database call that is this statement alone; (0, "") if it is not one."""
        call = job.get()
        if type(sql) is not str or sql.startswith(TRANSACTIONS):
            return 0, ""
        if call is not None:
            call.query(sql)
            return 0, ""
        if here.get()[0] is None:
            return 0, ""
        where = self.facts.places.here() or place.get()
        name = where.rpartition(" ")[2] or sql.partition(" ")[0]
        return self.facts.tell("db.started", name, where), name


def _open_ones(connections: Any) -> list[Any]:
    """Those that this thread has. Before Django 4.1 `all` has no argument, and makes the others."""
    try:
        return list(connections.all(initialized_only=True))
    except TypeError:
        held = connections._connections
        return [getattr(held, alias) for alias in connections if hasattr(held, alias)]


def _ignore(_: object) -> None:
    """What was returned does not matter."""
