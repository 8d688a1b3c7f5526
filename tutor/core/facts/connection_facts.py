"""Connections as the application sees them."""

from __future__ import annotations

from . import words
from .declare import Event, fact


@fact(
    view="scope",
    compared="path keys",
    line=lambda event: f"{event.process} calls the application for {event.path}",
)
class ConnectionOpened(Event, tag="connection.opened", frozen=True, kw_only=True):
    """The server called the application with a WebSocket scope: the handshake is waiting."""

    path: str = ""
    port: int = 0  # the peer's TCP port, `scope["client"][1]`
    keys: list[str] = []  # of the scope as the server made it
    values: dict[str, str] = {}  # previews of them


def _scope_entered(event: ScopeEntered) -> str:
    if event.same:
        return f"{event.layer} passes the same scope on"
    parts = [
        f"adds {words.keys(event.added)}" if event.added else "",
        f"changes {words.keys(event.changed)}" if event.changed else "",
    ]
    did = " and ".join(part for part in parts if part) or "changes nothing"
    return f"{event.layer} copies the scope and {did}"


@fact(
    view="scope",
    compared="layer depth same",
    newer={"via": 1, "line": 1, "sends": 1, "looks": 1},
    line=_scope_entered,
)
class ScopeEntered(Event, tag="scope.entered", frozen=True, kw_only=True):
    """A layer of the application was called with a scope; see below."""

    layer: str = ""  # class name: `AuthMiddleware`
    depth: int = 0  # 0: outermost
    same: bool = False  # it passed on the very dict that it was given, not a new one
    added: dict[str, str] = {}  # key → preview, against what it was called with itself
    changed: dict[str, str] = {}
    where: str = ""  # of the class, for middleware of the project
    via: str = ""  # `channels/sessions.py:44`: where it called the next layer inward
    line: str = ""  # the call there; one over several lines is folded with …
    sends: bool | None = None  # it passed on a `send` of its own; null: it called no further layer
    looks: list[str] = []  # origins that a validator lets pass


@fact(
    view="topology",
    compared="subprotocol",
    line=lambda event: "the application accepts the handshake",
)
class ConnectionAccepted(Event, tag="connection.accepted", frozen=True, kw_only=True):
    """The application sent `websocket.accept`."""

    subprotocol: str = ""
    where: str = ""


def _connection_refused(event: ConnectionRefused) -> str:
    why = f": {words.cut(event.error)}" if event.error else words.code(event)
    return f"the application refuses the handshake{why}"


@fact(view="scope", compared="code error", line=_connection_refused)
class ConnectionRefused(Event, tag="connection.refused", frozen=True, kw_only=True):
    """The application closed before it accepted, or failed before it accepted."""

    code: int | None = None  # that the application wrote; the client sees HTTP 403 instead
    error: str = ""  # the exception that did it
    where: str = ""


def _connection_closed(event: ConnectionClosed) -> str:
    why = f": {words.cut(event.error)}" if event.error else words.code(event)
    by = {"error": ", ended by an error", "": ""}.get(event.by, f", ended by the {event.by}")
    return f"the application is done with the connection{by}{why}"


@fact(view="topology", compared="code by error", line=_connection_closed)
class ConnectionClosed(Event, tag="connection.closed", frozen=True, kw_only=True):
    """The connection is over for the application: its callable has returned or raised."""

    code: int | None = None  # of the disconnect, or of the close it sent; null: neither
    by: str = ""  # `client`, `server`, `error`
    error: str = ""


@fact(
    view="instances",
    compared="name",
    line=lambda event: f"{event.name} #{event.instance} is made",
)
class ConsumerCreated(Event, tag="consumer.created", frozen=True, kw_only=True):
    """A consumer instance was made for this connection and is called with its scope."""

    name: str = ""  # of the class
    instance: int = 0  # 1, 2, 3 … in this process
    where: str = ""  # of the class


def _consumer_finished(event: ConsumerFinished) -> str:
    return f"{event.name} #{event.instance} is over{words.after(': ', words.cut(event.error))}"


@fact(
    view="topology",
    compared="name error",
    newer={"session": 2, "shared": 2},
    line=_consumer_finished,
)
class ConsumerFinished(Event, tag="consumer.finished", frozen=True, kw_only=True):
    """A consumer instance's `__call__` is over."""

    name: str = ""
    instance: int = 0
    error: str = ""  # the exception that ended it
    session: str = ""  # the store of a session that has been changed in its scope: `db`, `cache`
    shared: list[str] = []  # containers of its class, one for all, that changed while it lived


def _app_received(event: AppReceived) -> str:
    if event.type == "websocket.receive":
        return f"receive() gives {event.type}: {words.message(event)}"
    return f"receive() gives {event.type}{words.code(event)}"


@fact(view="message", compared="type text binary code", line=_app_received)
class AppReceived(Event, tag="app.received", frozen=True, kw_only=True):
    """An ASGI event came out of `receive()`."""

    type: str = ""  # `websocket.connect`, `websocket.receive`, …
    text: str = ""
    size: int = 0  # bytes
    binary: bool = False
    code: int | None = None  # of `websocket.disconnect`


def _app_sent(event: AppSent) -> str:
    if event.type == "websocket.send":
        return f"send() takes {event.type}: {words.message(event)}"
    return f"send() takes {event.type}{words.code(event)}"


@fact(view="message", compared="type text binary code", line=_app_sent)
class AppSent(Event, tag="app.sent", frozen=True, kw_only=True):
    """An ASGI event went through `send()` and the server took it."""

    type: str = ""
    text: str = ""
    size: int = 0  # bytes
    binary: bool = False
    code: int | None = None  # of `websocket.close`
    where: str = ""


@fact(
    view="topology",
    since=2,
    line=lambda event: f"{event.size:,} bytes wait in the server for a client that does not read",
)
class SendWaiting(Event, tag="send.waiting", frozen=True, kw_only=True):
    """For a second no byte of a large backlog has left the server: its client does not read."""

    size: int = 0  # bytes that the server keeps for this client


@fact(
    view="topology",
    since=2,
    line=lambda event: f"connection {event.number} is called {event.name} from here on",
)
class ConnectionNamed(Event, tag="connection.named", frozen=True, kw_only=True):
    """The reader of a trace has given the far end of a connection another name."""

    number: int = 0  # `conn` of the connection: the fact itself is of none
    name: str = ""


# ── HTTP on the same server ─────────────────────────────────────────────────────────────────


def _asking(event: HttpReceived) -> str:
    return ", a WebSocket handshake" if event.upgrade else ""


@fact(
    view="sequence",
    compared="method path",
    newer={"upgrade": 2},
    line=lambda event: f"{event.method} {event.path} arrives over HTTP{_asking(event)}",
)
class HttpReceived(Event, tag="http.received", frozen=True, kw_only=True):
    """The application was called with an HTTP scope, or by Django's own WSGI server."""

    method: str = ""
    path: str = ""
    port: int = 0  # the peer's TCP port
    upgrade: str = ""  # header Upgrade: `websocket` where a server took a handshake as a page


@fact(
    view="sequence",
    compared="status",
    line=lambda event: f"answered with HTTP {event.status}",
)
class HttpAnswered(Event, tag="http.answered", frozen=True, kw_only=True):
    """`http.response.start` went out."""

    status: int = 0
