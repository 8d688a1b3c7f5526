"""The tree of ASGI applications below the outermost one, and observers spliced in front of each.

Walks what applications hold: attributes (`inner`, `application`, `app`, a middleware's own name for
it), mappings and lists of applications, the routes of routers. What a closure hides stays hidden.
An observer stands where the application stood and looks like it.
"""

from __future__ import annotations

import inspect
import sys
import weakref
from types import FunctionType
from typing import TYPE_CHECKING, Any, Final

from .report import here, restore

if TYPE_CHECKING:
    from .patches import Patches
    from .report import Facts


LOOKS: Final = 20  # origins of a validator that are reported


class Observer:
    """Calls the application as it was called and reports that it was."""

    __slots__ = ("__weakref__", "_tutor_app", "_tutor_facts", "_tutor_name", "_tutor_where")

    def __init__(self, app: Any, name: str, where: str, facts: Facts) -> None:
        object.__setattr__(self, "_tutor_app", app)
        object.__setattr__(self, "_tutor_name", name)
        object.__setattr__(self, "_tutor_where", where)
        object.__setattr__(self, "_tutor_facts", facts)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> Any:
        conn, cause = here.get()
        if conn is None:
            return await self._tutor_app(scope, receive, send)
        entry = token = None
        try:
            entry = conn.passed.enter(
                self._tutor_name,
                self._tutor_where,
                scope,
                send,
                sys._getframe(1),
                looks_of(self._tutor_app),
            )
            token = here.set((conn, conn.passed.innermost_id or cause))
        except Exception as error:
            self._tutor_facts.fault(error)
        try:
            return await self._tutor_app(scope, receive, send)
        finally:
            if token is not None:
                restore(here, token)
            if entry is not None:
                with self._tutor_facts.guarded():
                    conn.passed.leave(entry)

    @property  # type: ignore[misc]  # it can be written, by way of __setattr__
    def __class__(self) -> Any:  # so that isinstance() sees the application
        return type(self._tutor_app)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tutor_app, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._tutor_app, name, value)

    def __repr__(self) -> str:
        return repr(self._tutor_app)


def observer_class(app: Any) -> type[Observer]:
    """Observers whose call has the application's name: Python tells it where nothing awaits it."""
    call = FunctionType(Observer.__call__.__code__, Observer.__call__.__globals__)
    call.__qualname__ = name_of(app) if inspect.isroutine(app) else f"{name_of(app)}.__call__"
    return type("Observer", (Observer,), {"__slots__": (), "__call__": call})


def is_observer(value: Any) -> bool:
    """Whether it is one of ours; `isinstance` sees the application."""
    return issubclass(type(value), Observer)


def looks_of(app: Any) -> list[str]:
    """The origins that a validator of channels.security.websocket lets pass, or a subclass."""
    allowed = getattr(app, "__dict__", {}).get("allowed_origins")
    if not isinstance(allowed, (list, tuple)):
        return []
    return [str(getattr(one, "pattern", one)) for one in allowed[:LOOKS]]


class Splicer:
    """Puts observers into one application, once."""

    def __init__(self, facts: Facts, patches: Patches) -> None:
        self.facts = facts
        self.patches = patches
        self._seen: dict[int, Any] = {}  # id of an application → what stands for it, weakly

    def observe(self, app: Any) -> Any:
        """What to call instead of `app`; what `app` holds is spliced in place."""
        key = id(app)
        known = self._seen[key]() if key in self._seen else None
        if known is not None:  # it holds the application, so the id is that of no other
            return known
        if is_observer(app) or is_consumer(app):  # consumers report themselves
            return app
        observer = observer_class(app)(app, name_of(app), self._where(app), self.facts)
        self._seen[key] = weakref.ref(observer, lambda gone: self._forget(key, gone))
        if not inspect.isroutine(app):
            self._descend(app)
        return observer

    def _forget(self, key: int, gone: Any) -> None:
        if self._seen.get(key) is gone:
            del self._seen[key]

    def _where(self, app: Any) -> str:
        places = self.facts.places
        return places.of_function(app) if inspect.isroutine(app) else places.of_class(type(app))

    def _descend(self, holder: Any) -> None:
        for name, value in list(getattr(holder, "__dict__", {}).items()):
            with self.facts.guarded():
                if type(value) is dict:
                    self._replace_items(holder, name, list(value.items()))
                elif type(value) is list:
                    self._replace_items(holder, name, list(enumerate(value)))
                elif is_application(value):
                    self._replace(holder, name, value)

    def _replace_items(self, holder: Any, name: str, items: list[tuple[Any, Any]]) -> None:
        for key, value in items:
            if is_application(value):
                observer = self.observe(value)
                if observer is not value:
                    self.patches.set_item(holder, name, key, observer)
            elif hasattr(value, "pattern") and is_application(getattr(value, "callback", None)):
                self._replace(value, "callback", value.callback)  # a route of a URLRouter

    def _replace(self, holder: Any, name: str, value: Any) -> None:
        observer = self.observe(value)
        if observer is not value:
            self.patches.set(holder, name, observer)


def is_consumer(app: Any) -> bool:
    """`as_asgi()` of a consumer class, or a consumer."""
    names = {base.__name__ for base in type(app).__mro__}
    return hasattr(app, "consumer_class") or "AsyncConsumer" in names


def is_application(value: Any) -> bool:
    """Whether this is an ASGI application: awaitable, called with three arguments."""
    if is_observer(value):
        return True
    if isinstance(value, type) or not callable(value):
        return False
    call = value if inspect.isroutine(value) else type(value).__call__
    if not inspect.iscoroutinefunction(call):
        return False
    given = 3 if inspect.isroutine(value) else 4
    required = [
        parameter
        for parameter in inspect.signature(call).parameters.values()
        if parameter.default is parameter.empty
        and parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD)
    ]
    return len(required) == given


def name_of(app: Any) -> str:
    """Class name of a layer; of a closure the function that made it."""
    if inspect.isroutine(app):
        *_, made_by, name = ["", *str(getattr(app, "__qualname__", "")).split(".<locals>.")]
        return (made_by or name).rpartition(".")[2]
    return type(app).__name__
