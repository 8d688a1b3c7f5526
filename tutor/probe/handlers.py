"""Handlers: told when they begin, return or raise, with what the instance holds by then.

What made a handler run is found by the identity of the message, because `await_many_dispatch`
receives ahead: "the last thing received" would be wrong. StopConsumer is how a handler ends a
consumer, no failure. This runs twice for every message, so it is written for speed: everything it
needs stands in closures, and it does by hand what `Facts.tell` does.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import Token
from threading import current_thread
from time import monotonic_ns
from typing import Any, Final

from .preview import error_text
from .report import Facts, Here, here, restore

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

    __slots__ = (
        *("changes", "consumer", "created", "elsewhere", "entry", "known", "name", "number"),
        *("running", "thread"),
    )

    def __init__(
        self,
        consumer: Any,
        number: int,
        known: dict[str, tuple[str, str]],
        changes: Callable[[], dict[str, str]],
    ) -> None:
        self.consumer = consumer
        self.known = known  # type of a message → name and place of its handler, for the class
        self.number = number
        self.name = type(consumer).__name__
        self.changes = changes  # of its state, since the last call
        self.thread = current_thread().name
        self.elsewhere: Any = None  # state outside of the instance
        self.running: Any = None  # the message in dispatch
        self.created = 0  # id of consumer.created
        self.entry: Any = None  # of the scope

    def place_for(self, message: Any) -> str:
        """Where the handler of a message in dispatch is defined, "" if that is not known."""
        return self.known.get(str(message.get("type")), ("", ""))[1]


Run = tuple[Instance, Any, str, int, int, Token[Here]]
"""One call of `dispatch`: instance, the message that ran outside it, handler, id, connection's
number, token.
"""


class Handlers:
    """Tells of the handlers of these instances, which are known by the `id` of their consumer."""

    def __init__(self, facts: Facts, instances: dict[int, Instance]) -> None:
        self.facts = facts
        self.instances = instances
        self._finished = self.finisher()

    def starter(self, *, on_loop: bool) -> Callable[[Any, Any], Run | None]:
        """Tells that a handler begins; None: this message is in dispatch already.

        `on_loop`: in the thread in which the consumer was made; sync ones have threads of a pool.
        """
        facts, queue, find, handler = (
            self.facts,
            self.facts.queue,
            self.instances.get,
            self._handler,
        )
        extend, new_id, get_here, set_here = queue.items.extend, facts.new_id, here.get, here.set

        def started(consumer: Any, message: Any) -> Run | None:
            try:
                instance = find(id(consumer))
                if instance is None or (outer := instance.running) is message:
                    return None
                conn, cause = get_here()
                kind = message.get("type")
                if type(kind) is str:
                    name, where = instance.known.get(kind) or handler(instance, kind)
                else:
                    kind, name, where = str(kind), "", ""
                of = 0
                if conn is not None:
                    of, cause = conn.number, conn.origin_of(message)
                number, at = new_id(), monotonic_ns()
                extend(
                    ("handler.started", number, at, of, cause, name, kind, instance.number,
                     instance.thread if on_loop else current_thread().name, where,
                     instance.changes())
                )  # fmt: skip
                if at > queue.due:
                    queue.look()
                instance.running = message
                return instance, outer, name, number, of, set_here((conn, number))
            except Exception as error:
                facts.fault(error)
                return None

        return started

    def finisher(self) -> Callable[[Run], None]:
        """Tells that a handler has returned."""
        facts, queue = self.facts, self.facts.queue
        extend, new_id, reset = queue.items.extend, facts.new_id, here.reset

        def finished(run: Run) -> None:
            try:
                instance, outer, name, number, of, token = run
                instance.running = outer
                try:  # noqa: SIM105 - as `restore` does
                    reset(token)
                except ValueError:
                    pass
                at = monotonic_ns()
                extend(
                    ("handler.finished", new_id(), at, of, number,
                     name, instance.number, instance.changes())
                )  # fmt: skip
                if at > queue.due:
                    queue.look()
            except Exception as error:
                facts.fault(error)

        return finished

    def failed(self, run: Run, error: BaseException) -> None:
        """Tell that a handler has raised."""
        if type(error).__name__ == "StopConsumer":
            self._finished(run)
            return
        with self.facts.guarded():
            instance, outer, name, number, _, token = run
            restore(here, token)
            message, conn = instance.running, here.get()[0]
            instance.running = outer
            where = self.facts.places.of_error(error) or instance.place_for(message)
            fields = (name, instance.number, error_text(error), where, instance.changes())
            failed = self.facts.tell_of(conn, number, "handler.failed", *fields)
            if conn is not None:
                conn.failed = failed

    def _handler(self, instance: Instance, kind: str) -> tuple[str, str]:
        """Name and place of the handler for messages of this type."""
        name, cls = kind.replace(".", "_"), type(instance.consumer)
        names = (name, *HOOKS.get(name, ()))
        places = (self.facts.places.of_function(getattr(cls, n, None)) for n in names if n)
        found = name, next(filter(None, places), "")
        if len(instance.known) < KEPT:
            instance.known[kind] = found
        return found
