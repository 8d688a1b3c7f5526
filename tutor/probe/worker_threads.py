"""Calls between the event loop and threads: `sync_to_async`, `database_sync_to_async`, and back.

Wraps asgiref's `SyncToAsync.__call__`; the call runs on a copy of the wrapper whose function also
notes when, where and with how many queries it ran. Hops of the frameworks themselves are told only
when they queued up behind another call: that is when they matter to a learner.
"""

from __future__ import annotations

import functools
import inspect
import threading
import time
from contextvars import ContextVar
from typing import Any, Final

from .patches import Patches
from .places import code_of
from .preview import error_text, statement
from .report import Facts, here, place, restore

WORTH_TELLING: Final = 5.0  # milliseconds in line
STATEMENTS: Final = 20  # previews of a call
HOUSEKEEPING: Final = "close_old_connections"
"""Channels runs this before every handler; alone in line it is not worth a look."""
NAMES: Final = {"_fetch_all": "__aiter__"}

job: ContextVar[Job | None] = ContextVar("tutor_job", default=None)
"""The database call that this thread is busy with."""


class Job:
    """One call, as it runs in its thread."""

    def __init__(self, threads: Threads, function: Any, name: str) -> None:
        self.threads = threads
        self.function = function
        self.name = name
        self.number = 0  # id of db.started or thread.entered
        self.entered = 0
        self.is_database = False
        self.is_told = False  # thread.entered is told whatever the wait
        self.in_line = threads.running > 0
        self.asked = time.monotonic_ns()
        self.thread = ""
        self.queries = 0
        self.sql: list[str] = []
        self.where = ""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """In the thread."""
        tokens: list[Any] = []
        try:
            self._enter(tokens)
        except Exception as error:
            self.threads.facts.fault(error)
        try:
            return self.function(*args, **kwargs)
        finally:
            for variable, token in tokens:
                restore(variable, token)

    def _enter(self, tokens: list[Any]) -> None:
        self.thread = threading.current_thread().name
        self.threads.on_thread()
        waited = round((time.monotonic_ns() - self.asked) / 1e6, 3)
        if self.is_told or (self.in_line and waited > WORTH_TELLING):
            conn, cause = here.get()
            self.entered = self.threads.facts.tell_of(
                conn, self.number or cause, "thread.entered", self.name, self.thread, waited
            )
            if self.is_told:
                tokens.append((here, here.set((conn, self.entered))))
        if self.is_database:
            tokens.append((job, job.set(self)))
        if self.where:
            tokens.append((place, place.set(self.where)))

    def query(self, sql: str) -> None:
        """A statement has been run by this call."""
        self.queries += 1
        if len(self.sql) < STATEMENTS:
            self.sql.append(statement(sql))


class Threads:
    """Everything that hops."""

    def __init__(self, facts: Facts, patches: Patches) -> None:
        self.facts = facts
        self.patches = patches
        self.running = 0  # calls under way, those of the frameworks not counted
        self.on_thread: Any = lambda: None  # runs in the thread before the call

    def observe(self, sync: Any) -> None:
        """Patch the classes of `asgiref.sync`."""
        kind = sync.SyncToAsync
        original = kind.__call__
        name, qualname = original.__name__, original.__qualname__

        # For those who ask: calling it gives a coroutine. asgiref has this from 3.6.1 on.
        marked = getattr(sync, "markcoroutinefunction", lambda function: function)

        @marked
        @functools.wraps(original)
        def observed_call(hop: Any, *args: Any, **kwargs: Any) -> Any:
            if not self.running and getattr(hop.func, "__name__", "") == HOUSEKEEPING:
                return original(hop, *args, **kwargs)
            call: Any = self._call(original, hop, args, kwargs)
            call.__name__, call.__qualname__ = name, qualname  # as Python's warnings call it
            return call

        self.patches.set(kind, "__call__", observed_call)
        self._observe_calls_back(sync.AsyncToSync)

    async def _call(self, original: Any, hop: Any, args: Any, kwargs: Any) -> Any:
        try:
            run = self._prepare(hop)
            call = _with_function(hop, run)
        except Exception as error:
            self.facts.fault(error)
            return await original(hop, *args, **kwargs)
        failure: BaseException | None = None
        counted = run.is_told or run.is_database or run.name == "dispatch"
        self.running += counted
        try:
            return await original(call, *args, **kwargs)
        except BaseException as error:
            failure = error
            raise
        finally:
            self.running -= counted
            with self.facts.guarded():
                self._back(run, failure)

    def _prepare(self, hop: Any) -> Job:
        function = hop.func
        name = getattr(function, "__name__", type(function).__name__)
        run = Job(self, function, name)
        if name == "dispatch" and _parent_is_channels(function):
            return run
        if _is_database(hop, function):
            run.is_database = True
            run.name = _database_name(function, name)
            run.where = self.facts.places.here() or place.get()
            run.number = self.facts.tell("db.started", run.name, run.where)
        else:
            run.is_told = self._is_projects(function)
        return run

    def _is_projects(self, function: Any) -> bool:
        return bool(
            self.facts.places.of_function(function) or self.facts.places.caller_is_project()
        )

    def _back(self, run: Job, error: BaseException | None) -> None:
        if run.entered:
            cause = run.entered
            self.facts.tell_of(here.get()[0], cause, "thread.left", run.name, run.thread)
        if run.is_database:
            self.facts.tell_of(
                here.get()[0],
                run.number,
                *("db.finished", run.name, run.thread, run.queries, run.sql, error_text(error)),
            )

    def _observe_calls_back(self, kind: Any) -> None:
        """`async_to_sync`: remember which line of a thread calls into the loop."""
        original = kind.__call__

        @functools.wraps(original)
        def observed_call(hop: Any, *args: Any, **kwargs: Any) -> Any:
            token = None
            try:
                where = self.facts.places.here()
                token = place.set(where) if where else None
            except Exception as error:
                self.facts.fault(error)
            try:
                return original(hop, *args, **kwargs)
            finally:
                if token is not None:
                    restore(place, token)

        self.patches.set(kind, "__call__", observed_call)


def _with_function(hop: Any, function: Any) -> Any:
    """A copy of a SyncToAsync that runs another function; the original is not touched."""
    clone = object.__new__(type(hop))
    clone.__dict__.update(hop.__dict__, func=function)
    return clone


def _parent_is_channels(function: Any) -> bool:
    code = code_of(function)
    return code is not None and code.co_filename.endswith("consumer.py")


def _is_database(hop: Any, function: Any) -> bool:
    """`database_sync_to_async`, or a method that the async ORM hands over."""
    if any(base.__name__ == "DatabaseSyncToAsync" for base in type(hop).__mro__):
        return True
    owner = getattr(function, "__self__", None) if inspect.ismethod(function) else None
    modules = [base.__module__ for base in type(owner).__mro__]
    return any(module.startswith("django.db.models") for module in modules) or str(
        getattr(function, "__module__", "")
    ).startswith("django.db.models")


def _database_name(function: Any, name: str) -> str:
    """ "QuerySet.acreate" for what the async ORM hands over, else the function's name."""
    if not inspect.ismethod(function) or not function.__module__.startswith("django.db.models"):
        return name
    owner = function.__self__
    kind = (owner if isinstance(owner, type) else type(owner)).__name__
    return f"{kind}.{NAMES.get(name, f'a{name}')}"
