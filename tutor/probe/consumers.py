"""Consumers: made, dispatching, over. Patches the `__call__` and `dispatch` of consumer classes.

The outermost `dispatch` of a class is observed, also a project's own. What made a handler run is
found by the identity of the message, because `await_many_dispatch` receives ahead: "the last thing
received" would be wrong. StopConsumer is how a handler ends a consumer, no failure.
"""

from __future__ import annotations

import functools
import inspect
import itertools
import threading
from typing import Any, Final

from tutor.probe.facts import Facts, here, restore
from tutor.probe.patches import Patches
from tutor.probe.preview import error_text
from tutor.probe.state import State

KEPT: Final = 256  # message types remembered of a class: a client may choose them
HOOKS: Final[dict[str, tuple[str, ...]]] = {
    "websocket_connect": ("connect",),
    "websocket_receive": ("receive_json", "receive"),
    "websocket_disconnect": ("disconnect",),
    "http_request": ("handle",),
}
"""Methods that the generic consumers' handlers call: where the project's own code is."""


class Instance:
    """An observed consumer instance."""

    __slots__ = ("consumer", "created", "entry", "known", "name", "number", "running", "state")

    def __init__(self, consumer: Any, number: int, known: dict[str, tuple[str, str]]) -> None:
        self.consumer = consumer
        self.known = known  # type of a message → name and place of its handler, for the class
        self.number = number
        self.name = type(consumer).__name__
        self.state = State(consumer)
        self.running: Any = None  # the message in dispatch
        self.created = 0  # id of consumer.created
        self.entry: Any = None  # of the scope


class Consumers:
    """All consumers of this process."""

    def __init__(self, facts: Facts, patches: Patches) -> None:
        self.facts = facts
        self.patches = patches
        self._numbers = itertools.count(1)
        self._instances: dict[int, Instance] = {}
        self._owners: set[type] = set()
        self._known: dict[type, dict[str, tuple[str, str]]] = {}

    def observe(self, base: type) -> None:
        """Patch `channels.consumer.AsyncConsumer`, from which all others inherit."""
        original = base.__call__

        @functools.wraps(original)
        async def observed_call(consumer: Any, scope: Any, *args: Any, **kwargs: Any) -> Any:
            before = here.get()
            instance = self._created(consumer, scope)
            if instance is None:
                return await original(consumer, scope, *args, **kwargs)
            failure: BaseException | None = None
            token = here.set((before[0], instance.created))
            try:
                return await original(consumer, scope, *args, **kwargs)
            except BaseException as error:
                failure = error
                raise
            finally:
                restore(here, token)
                self._finished(instance, failure)

        self.patches.set(base, "__call__", observed_call)

    def _created(self, consumer: Any, scope: Any) -> Any:
        try:
            conn, cause = here.get()
            cls = type(consumer)
            where = self.facts.places.of_class(cls)
            instance = Instance(consumer, next(self._numbers), self._known.setdefault(cls, {}))
            if conn is not None:
                instance.entry = conn.passed.enter(cls.__name__, where, scope)
                conn.passed.settle()
                cause = conn.passed.innermost_id
            self._observe_dispatch(cls)
            self._instances[id(consumer)] = instance
            instance.created = self.facts.tell_of(
                conn, cause, "consumer.created", instance.name, instance.number, where
            )
        except Exception as error:
            self.facts.fault(error)
            return None
        return instance

    def _finished(self, instance: Instance, error: BaseException | None) -> None:
        with self.facts.guarded():
            conn = here.get()[0]
            self._instances.pop(id(instance.consumer), None)
            cause = instance.created
            if conn is not None:
                cause = conn.failed or (conn.closing[2] if conn.closing else 0) or cause
                conn.passed.leave(instance.entry)
            self.facts.tell_of(
                conn, cause, "consumer.finished", instance.name, instance.number, error_text(error)
            )

    # ── dispatch ────────────────────────────────────────────────────────────────────────────

    def _observe_dispatch(self, cls: type) -> None:
        """Patch every `dispatch` that this class has or inherits."""
        for owner in cls.__mro__:
            if owner not in self._owners and "dispatch" in vars(owner):
                self._owners.add(owner)
                self._patch_dispatch(owner, vars(owner)["dispatch"])

    def _patch_dispatch(self, owner: type, original: Any) -> None:
        # First: from Python 3.12 on what `sync_to_async` makes is marked as a coroutine function.
        if inspect.isfunction(getattr(original, "func", None)):
            self.patches.set(original, "func", self._sync_dispatch(original.func))
        elif inspect.iscoroutinefunction(original):
            self.patches.set(owner, "dispatch", self._async_dispatch(original))

    def _async_dispatch(self, original: Any) -> Any:
        @functools.wraps(original)
        async def observed_dispatch(consumer: Any, message: Any, *args: Any) -> Any:
            run = self._started(consumer, message)
            if run is None:
                return await original(consumer, message, *args)
            failure: BaseException | None = None
            try:
                return await original(consumer, message, *args)
            except BaseException as error:
                failure = error
                raise
            finally:
                self._ended(run, failure)

        return observed_dispatch

    def _sync_dispatch(self, original: Any) -> Any:
        @functools.wraps(original)
        def observed_dispatch(consumer: Any, message: Any, *args: Any) -> Any:
            run = self._started(consumer, message)
            if run is None:
                return original(consumer, message, *args)
            failure: BaseException | None = None
            try:
                return original(consumer, message, *args)
            except BaseException as error:
                failure = error
                raise
            finally:
                self._ended(run, failure)

        return observed_dispatch

    def _started(self, consumer: Any, message: Any) -> Any:
        try:
            instance = self._instances.get(id(consumer))
            if instance is None or instance.running is message:
                return None
            conn, cause = here.get()
            if conn is not None:
                cause = conn.origin_of(message)
            kind = message.get("type")
            if type(kind) is not str:
                kind = str(kind)
                name, where = "", ""
            else:
                name, where = instance.known.get(kind) or self._handler(instance, kind)
            run = Run(instance, instance.running, name)
            instance.running = message
            run.number = number = self.facts.tell_of(
                conn,
                cause,
                "handler.started",
                name,
                kind,
                instance.number,
                threading.current_thread().name,
                where,
                instance.state.changes(),
            )
            run.token = here.set((conn, number))
        except Exception as error:
            self.facts.fault(error)
            return None
        return run

    def _ended(self, run: Any, error: BaseException | None) -> None:
        try:
            restore(here, run.token)
            instance, conn = run.instance, here.get()[0]
            instance.running = run.outer
            state = instance.state.changes()
            if error is None or type(error).__name__ == "StopConsumer":
                self.facts.tell_of(
                    conn, run.number, "handler.finished", run.name, instance.number, state
                )
                return
            where = self.facts.places.of_error(error)
            failed = self.facts.tell_of(
                conn,
                run.number,
                "handler.failed",
                *(run.name, instance.number, error_text(error), where, state),
            )
            if conn is not None:
                conn.failed = failed
        except Exception as fault:
            self.facts.fault(fault)

    def _handler(self, instance: Instance, kind: str) -> tuple[str, str]:
        """Name and place of the handler for messages of this type."""
        name, cls = kind.replace(".", "_"), type(instance.consumer)
        names = (name, *HOOKS.get(name, ()))
        places = (self.facts.places.of_function(getattr(cls, n, None)) for n in names if n)
        found = name, next(filter(None, places), "")
        if len(instance.known) < KEPT:
            instance.known[kind] = found
        return found


class Run:
    """One call of `dispatch`."""

    __slots__ = ("instance", "name", "number", "outer", "token")

    def __init__(self, instance: Instance, outer: Any, name: str) -> None:
        self.instance = instance
        self.outer = outer
        self.name = name
        self.number = 0
        self.token: Any = None
