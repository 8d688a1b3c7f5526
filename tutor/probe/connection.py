"""One ASGI scope, from the call of the application to its end: what comes in and what goes out.

Wraps `receive` and `send` at the outermost application, where they are the server's own. It passes
every message on as it is, in the same order, and every exception as the same object.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from sys import _getframe
from time import monotonic_ns
from typing import Any, Final

from .backlog import Backlog
from .masks import mask, masked
from .preview import FRAME, error_text, frame_text, secretive
from .report import Facts, here, place
from .scopes import Passed

Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[Any]]

KEPT: Final = 64  # messages whose origin is remembered, for consumers that never dispatch them


class Connection:
    """The state of one scope; `number` is its `conn` in this process."""

    def __init__(self, facts: Facts, number: int, scope: Any) -> None:
        self.facts = facts
        self.number = number
        self.opened = 0  # id of connection.opened or http.received
        self.failed = 0  # id of the last handler.failed
        self.accepted = False
        self.closing: tuple[str, int | None, int] | None = None  # by, code, id of the event
        self.last_received = 0
        self.passed = Passed(facts, self)
        self.backlog = Backlog(facts, self, None)
        self._origins: dict[int, tuple[Any, int]] = {}
        self._open(scope)

    def _open(self, scope: Any) -> None:
        values = {str(key): secretive(key, value, FRAME) for key, value in scope.items()}
        client = scope.get("client")
        port = _port(client[1]) if type(client) in (list, tuple) and len(client) == 2 else 0
        path = mask(str(scope.get("path", "")))
        if scope["type"] == "http":
            method = str(scope.get("method", ""))
            told = method, path, port, _upgrade(scope)
            self.opened = self.facts.tell_of(self, 0, "http.received", *told)
        else:
            self.opened = self.facts.tell_of(
                self, 0, "connection.opened", path, port, list(values), values
            )

    # ── where a dispatched message came from ────────────────────────────────────────────────

    def remember(self, message: Any, origin: int) -> None:
        """`message`, this very object, was brought by the fact `origin`."""
        if type(message) is dict:
            origins = self._origins
            origins[id(message)] = message, origin
            if len(origins) > KEPT:
                del origins[next(iter(origins))]

    def origin_of(self, message: Any) -> int:
        """The fact that brought a message, also when a middleware has made a new dict of it."""
        found = self._origins.pop(id(message), None)
        if found is not None:
            return found[1]
        kind = message.get("type") if type(message) is dict else None
        for key, (other, origin) in self._origins.items():
            if other.get("type") == kind:
                del self._origins[key]
                return origin
        return self.last_received or here.get()[1]

    # ── receive and send ────────────────────────────────────────────────────────────────────

    def received(self, message: Any) -> None:
        """A WebSocket event came out of `receive()`."""
        kind = message["type"]
        data = message.get("text")
        binary = data is None and message.get("bytes") is not None
        data = message["bytes"] if binary else data
        code = message.get("code") if kind == "websocket.disconnect" else None
        self.passed.settle()
        cause = self.passed.innermost_id if kind == "websocket.connect" else 0
        number = self.facts.tell_of(
            self, cause, "app.received", kind, frame_text(data), _size(data), binary, code
        )
        self.last_received = number
        self.remember(message, number)
        if kind == "websocket.disconnect" and self.closing is None:
            self.closing = ("client", code, number)
        here.set((self, number))

    def sent(self, message: Any, number: int, at: int, where: str) -> None:
        """A WebSocket event went through `send()`."""
        kind = message["type"]
        data = message.get("text")
        binary = data is None and message.get("bytes") is not None
        data = message["bytes"] if binary else data
        size = _size(data)
        code = (message.get("code") or 1000) if kind == "websocket.close" else None
        self.passed.settle()
        told = kind, frame_text(data), size, binary, code, where
        self.facts.put(("app.sent", number, at, self.number, here.get()[1], *told))
        if kind == "websocket.send":
            self.backlog.add(size)
        elif kind == "websocket.accept":
            self.accepted = True
            protocol = str(message.get("subprotocol") or "")
            self.facts.tell_of(self, number, "connection.accepted", protocol, where)
        elif kind == "websocket.close":
            if not self.accepted:
                self.facts.tell_of(self, number, "connection.refused", code, "", where)
            if self.closing is None:
                self.closing = ("server", code, number)

    def answering(self, send: Send) -> Send:
        """The server's `send` of an HTTP scope, observed."""

        async def observed_send(message: Any) -> Any:
            result = await send(message)
            try:
                if message["type"] == "http.response.start":
                    self.facts.tell("http.answered", message.get("status", 0))
            except Exception as error:
                self.facts.fault(error)
            return result

        return observed_send

    # ── the end ─────────────────────────────────────────────────────────────────────────────

    def over(self, error: BaseException | None) -> None:
        """The application has returned or raised."""
        text = error_text(error)
        by, code, cause = self.closing or ("error" if error else "server", None, 0)
        cause = self.failed if error is not None and self.failed else cause or here.get()[1]
        if error is not None and not self.accepted and self.closing is None:
            where = self.facts.places.of_error(error)
            self.facts.tell_of(self, cause, "connection.refused", None, text, where)
        self.facts.tell_of(self, cause, "connection.closed", code, by, text)
        self._origins.clear()
        self.backlog.over()


def receiver(facts: Facts) -> Callable[[Connection, Receive], Receive]:
    """What observes a server's `receive`. The calls of a process share all that they can: what each
    of a thousand connections holds by itself, Python's collector walks time and again.
    """
    new_id, set_here, queue = facts.new_id, here.set, facts.queue
    extend = queue.items.extend

    def receiving(conn: Connection, receive: Receive) -> Receive:
        async def observed_receive() -> Any:
            message = await receive()
            try:
                text, kind = message.get("text"), message["type"]
                if kind != "websocket.receive" or type(text) is not str or not conn.passed.settled:
                    conn.received(message)
                    return message
                number, at = new_id(), monotonic_ns()
                size = len(text) if text.isascii() else _size(text)
                shown = masked(text) if size <= FRAME else frame_text(text)
                extend(
                    ("app.received", number, at, conn.number, 0,
                     kind, shown, size, False, None)
                )  # fmt: skip
                if at > queue.due:
                    queue.look()
                conn.last_received = number
                conn.remember(message, number)
                set_here((conn, number))  # for one that awaits receive() in its own task
            except Exception as error:
                facts.fault(error)
            return message

        return observed_receive

    return receiving


def sender(facts: Facts) -> Callable[[Connection, Send], Send]:
    """What observes a server's `send`, as `receiver` does; it may run for a thousand members."""
    new_id, get_here, queue, is_low = facts.new_id, here.get, facts.queue, facts.is_low
    extend, of_caller, get_place = queue.items.extend, facts.places.of_caller, place.get

    def sending(conn: Connection, send: Send) -> Send:
        conn.backlog = Backlog(facts, conn, send)

        async def observed_send(message: Any) -> Any:
            number, at = new_id(), monotonic_ns()
            result = await send(message)
            try:
                text, kind = message.get("text"), message["type"]
                where = "" if is_low else of_caller(_getframe(1)) or get_place()
                if kind != "websocket.send" or type(text) is not str or not conn.passed.settled:
                    conn.sent(message, number, at, where)
                    return result
                size = len(text) if text.isascii() else _size(text)
                shown = masked(text) if size <= FRAME else frame_text(text)
                extend(
                    ("app.sent", number, at, conn.number, get_here()[1],
                     kind, shown, size, False, None, where)
                )  # fmt: skip
                if at > queue.due:
                    queue.look()
                conn.backlog.add(size)
            except Exception as error:
                facts.fault(error)
            return result

        return observed_send

    return sending


def _port(told: Any) -> int:
    """The client's port; granian gives it as text, a Unix socket has none."""
    if type(told) is str and told.isdecimal():
        told = int(told)
    return told if type(told) is int else 0


def _upgrade(scope: Any) -> str:
    """ "websocket", where an HTTP scope is a handshake that the server has not understood."""
    headers = scope.get("headers") or ()
    asked = (bytes(value).lower() for name, value in headers if name == b"upgrade")
    return "websocket" if b"websocket" in asked else ""


def _size(data: Any) -> int:
    if type(data) is str:
        return len(data) if data.isascii() else len(data.encode("utf-8", "surrogatepass"))
    return len(data) if type(data) in (bytes, bytearray) else 0
