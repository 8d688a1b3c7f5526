"""Consumers: made, dispatching, over. Patches the `__call__` and `dispatch` of consumer classes.

The outermost `dispatch` of a class is observed, also a project's own.
"""

from __future__ import annotations

import functools
import inspect
import itertools
import sys
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

from . import calls
from .consumer_state import State, untold
from .handlers import Handlers, Instance
from .kept_elsewhere import Elsewhere
from .patches import Patches
from .preview import error_text
from .report import Facts, here, restore
from .speaker import SCOPES


class Consumers:
    """All consumers of this process."""

    def __init__(self, facts: Facts, patches: Patches) -> None:
        self.facts = facts
        self.patches = patches
        self._numbers = itertools.count(1)
        self._instances: dict[int, Instance] = {}
        handlers = Handlers(facts, self._instances)
        self._starter, self._finished = handlers.starter, handlers.finisher()
        self._failed = handlers.failed
        self._owners: WeakSet[type] = WeakSet()
        self._known: WeakKeyDictionary[type, dict[str, tuple[str, str]]] = WeakKeyDictionary()

    def observe(self, base: type) -> None:
        """Patch `channels.consumer.AsyncConsumer`, from which all others inherit."""
        original = base.__call__
        adopts = getattr(original, "tutor_adopts", False)  # unserved.py: it gives a connection

        @functools.wraps(original)
        async def observed_call(consumer: Any, scope: Any, *args: Any, **kwargs: Any) -> Any:
            before = here.get()
            if adopts and before[0] is None and scope.get("type") in SCOPES:
                return await original(consumer, scope, *args, **kwargs)
            send = args[1] if len(args) > 1 else kwargs.get("send")
            instance = self._created(consumer, scope, send)
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
                self._over(instance, failure)

        self.patches.set(base, "__call__", observed_call)

    def _created(self, consumer: Any, scope: Any, send: Any) -> Any:
        try:
            conn, cause = here.get()
            cls = type(consumer)
            where = self.facts.places.of_class(cls)
            known = self._known.setdefault(cls, {})
            changes = untold if self.facts.is_low else State(consumer).changes
            instance = Instance(consumer, next(self._numbers), known, changes)
            if conn is not None:
                caller, send = calls.around(consumer, sys._getframe(2), send)
                instance.entry = conn.passed.enter(cls.__name__, where, scope, send, caller, ())
                conn.passed.settle()
                cause = conn.passed.innermost_id
            instance.elsewhere = Elsewhere(cls, scope)
            self._observe_dispatch(cls)
            self._instances[id(consumer)] = instance
            instance.created = self.facts.tell_of(
                conn, cause, "consumer.created", instance.name, instance.number, where
            )
        except Exception as error:
            self.facts.fault(error)
            return None
        return instance

    def _over(self, instance: Instance, error: BaseException | None) -> None:
        with self.facts.guarded():
            conn = here.get()[0]
            self._instances.pop(id(instance.consumer), None)
            cause = instance.created
            if conn is not None:
                cause = conn.failed or (conn.closing[2] if conn.closing else 0) or cause
                conn.passed.leave(instance.entry)
            kept = instance.elsewhere
            self.facts.tell_of(
                conn,
                cause,
                *("consumer.finished", instance.name, instance.number, error_text(error)),
                *(kept.session, kept.shared),
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
        started, finished, failed = (
            self._starter(on_loop=True),
            self._finished,
            self._failed,
        )

        @functools.wraps(original)
        async def observed_dispatch(consumer: Any, message: Any, *args: Any) -> Any:
            run = started(consumer, message)
            if run is None:
                return await original(consumer, message, *args)
            try:
                result = await original(consumer, message, *args)
            except BaseException as error:
                failed(run, error)
                raise
            finished(run)
            return result

        return observed_dispatch

    def _sync_dispatch(self, original: Any) -> Any:
        started, finished, failed = (
            self._starter(on_loop=False),
            self._finished,
            self._failed,
        )

        @functools.wraps(original)
        def observed_dispatch(consumer: Any, message: Any, *args: Any) -> Any:
            run = started(consumer, message)
            if run is None:
                return original(consumer, message, *args)
            try:
                result = original(consumer, message, *args)
            except BaseException as error:
                failed(run, error)
                raise
            finished(run)
            return result

        return observed_dispatch
