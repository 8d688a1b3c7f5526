"""Every fact a recording can hold, in the past tense: the schema, version 1 (`docs/trace.md`).

One frozen struct a kind. As JSON an event is one object whose `kind` names the struct; unset
optional fields are left out. This module only declares; it never orders, links or interprets.

Common fields
    seq      position in the recording, from 1, without gaps
    at       nanoseconds since the first event of the recording (one monotonic clock a machine)
    process  who saw it: "tutor", "server 1", "server 2", "broker", …
    conn     number of the connection it belongs to, from 1 in order of appearance; None: of none
    cause    `seq` of the event that brought this one about; None: nothing we observed
Texts are previews: cut, secrets masked, never the result of a project's own `__repr__` on a loop.
`where` is "path:line function" of the project's own line that acted, as short as it stays
unique ("demo_project/chat/consumers.py:60 handle_message"); empty when it was not project code.
"""

from __future__ import annotations

from typing import ClassVar, Final

import msgspec

SCHEMA_VERSION: Final = 1


class Event(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", omit_defaults=True, gc=False
):
    """What all facts have in common; see the module's text for the units."""

    KIND: ClassVar[str] = ""

    seq: int
    at: int
    process: str
    conn: int | None = None
    cause: int | None = None

    @property
    def kind(self) -> str:
        """The name of this fact, as it stands in a recording: "group.joined"."""
        return self.KIND


# ── the recording itself ────────────────────────────────────────────────────────────────────


class SceneStarted(Event, tag="scene.started", frozen=True, kw_only=True):
    """The first event of a recording: what was run, on what."""

    KIND = "scene.started"
    schema: int = SCHEMA_VERSION
    lesson: str = ""  # folder name, "07_channel_layers_and_groups"
    scene: str = ""
    layer: str = ""  # "memory", "redis", "redis-pubsub", "" = as the scene says
    versions: dict[str, str] = {}


class SceneNoted(Event, tag="scene.noted", frozen=True, kw_only=True):
    """A remark or a measured figure of the scene script itself (`stage.note`)."""

    KIND = "scene.noted"
    text: str = ""


class SceneFinished(Event, tag="scene.finished", frozen=True, kw_only=True):
    """The last event: everything has settled. `failed` names what the script expected in vain."""

    KIND = "scene.finished"
    failed: str = ""


class EventsLost(Event, tag="events.lost", frozen=True, kw_only=True):
    """The probe's buffer was full: `count` facts of this process are missing from here on."""

    KIND = "events.lost"
    count: int = 0


# ── server processes and the broker ─────────────────────────────────────────────────────────


class ServerStarted(Event, tag="server.started", frozen=True, kw_only=True):
    """A server process said hello and listens."""

    KIND = "server.started"
    pid: int = 0
    address: str = ""  # "127.0.0.1:41233"
    app: str = ""  # "demo_project.asgi:application"
    layer: str = ""  # class name of the default channel layer, "" = none configured
    versions: dict[str, str] = {}


class ServerStopped(Event, tag="server.stopped", frozen=True, kw_only=True):
    """A server process has ended."""

    KIND = "server.stopped"
    how: str = "stopped"  # "stopped" (asked to), "killed" (SIGKILL), "crashed" (by itself)
    code: int | None = None  # exit status, negative for a signal


class BrokerStarted(Event, tag="broker.started", frozen=True, kw_only=True):
    """A broker listens; `server` says which: "redis-server 7.0.15", "fakeredis 2.40.0"."""

    KIND = "broker.started"
    server: str = ""
    address: str = ""


class BrokerStopped(Event, tag="broker.stopped", frozen=True, kw_only=True):
    """The broker has ended; `how` as for a server."""

    KIND = "broker.stopped"
    how: str = "stopped"


class BrokerRead(Event, tag="broker.read", frozen=True, kw_only=True):
    """One key as it stood in the broker when the scene looked."""

    KIND = "broker.read"
    key: str = ""
    type: str = ""  # Redis type: "zset", "string", "list", …
    members: list[str] = []
    ttl: float | None = None  # seconds left, None = never expires


class LogWritten(Event, tag="log.written", frozen=True, kw_only=True):
    """One record of the server's log, or a line of its stderr (logger "stderr")."""

    KIND = "log.written"
    logger: str = ""
    level: str = ""
    text: str = ""
    error: str = ""  # "ValueError: No handler for message type …", when it carried an exception


class LoopStalled(Event, tag="loop.stalled", frozen=True, kw_only=True):
    """The event loop did not turn for `ms` milliseconds; `where` it was seen standing."""

    KIND = "loop.stalled"
    ms: float = 0.0
    where: str = ""


# ── the scripted clients (process "tutor") ──────────────────────────────────────────────────


class ClientConnecting(Event, tag="client.connecting", frozen=True, kw_only=True):
    """A client has its TCP socket and sends the handshake."""

    KIND = "client.connecting"
    name: str = ""  # "john · tab 1"
    url: str = ""  # path and query: "/ws/chat/user/john@example.com/"
    server: str = ""  # process name of the server it dials: "server 1"
    port: int = 0  # the client's own TCP port, by which the server's side is recognised
    origin: str = ""
    cookies: list[str] = []  # names only


class ClientOpened(Event, tag="client.opened", frozen=True, kw_only=True):
    """The 101 has arrived."""

    KIND = "client.opened"
    name: str = ""
    subprotocol: str = ""


class ClientRefused(Event, tag="client.refused", frozen=True, kw_only=True):
    """The handshake failed. `status` None: the TCP connection ended without an HTTP answer."""

    KIND = "client.refused"
    name: str = ""
    status: int | None = None
    text: str = ""


class ClientSent(Event, tag="client.sent", frozen=True, kw_only=True):
    """A client has written one message."""

    KIND = "client.sent"
    name: str = ""
    text: str = ""
    size: int = 0  # bytes
    binary: bool = False


class ClientReceived(Event, tag="client.received", frozen=True, kw_only=True):
    """One message has arrived at a client."""

    KIND = "client.received"
    name: str = ""
    text: str = ""
    size: int = 0
    binary: bool = False


class ClientClosed(Event, tag="client.closed", frozen=True, kw_only=True):
    """A client's connection is over. Code 1006 is what the library reports for a lost TCP."""

    KIND = "client.closed"
    name: str = ""
    code: int | None = None
    reason: str = ""
    by: str = ""  # "client", "server", "lost"


# ── connections as the application sees them ────────────────────────────────────────────────


class ConnectionOpened(Event, tag="connection.opened", frozen=True, kw_only=True):
    """The server called the application with a WebSocket scope: the handshake is waiting."""

    KIND = "connection.opened"
    path: str = ""
    port: int = 0  # the peer's TCP port, scope["client"][1]
    keys: list[str] = []  # keys of the scope as the server made it
    values: dict[str, str] = {}  # previews of them


class ScopeEntered(Event, tag="scope.entered", frozen=True, kw_only=True):
    """A layer of the application was called with a scope."""

    KIND = "scope.entered"
    layer: str = ""  # class name: "AuthMiddleware"
    depth: int = 0  # 0 = outermost
    same: bool = False  # the very dict object its caller had (True) or a new dict (False)
    added: dict[str, str] = {}  # key → preview, against what its caller was called with
    changed: dict[str, str] = {}
    where: str = ""  # the class's "module" path for project middleware


class ConnectionAccepted(Event, tag="connection.accepted", frozen=True, kw_only=True):
    """The application sent websocket.accept."""

    KIND = "connection.accepted"
    subprotocol: str = ""
    where: str = ""


class ConnectionRefused(Event, tag="connection.refused", frozen=True, kw_only=True):
    """The application closed before it accepted, or failed before it accepted."""

    KIND = "connection.refused"
    code: int | None = None  # the code the application wrote; the client sees HTTP 403 instead
    error: str = ""
    where: str = ""


class ConnectionClosed(Event, tag="connection.closed", frozen=True, kw_only=True):
    """The connection is over for the application: its callable has returned or raised."""

    KIND = "connection.closed"
    code: int | None = None  # of websocket.disconnect, or of the close it sent; None = none seen
    by: str = ""  # "client", "server", "error"
    error: str = ""


class ConsumerCreated(Event, tag="consumer.created", frozen=True, kw_only=True):
    """A consumer instance was made for this connection."""

    KIND = "consumer.created"
    name: str = ""  # class name
    instance: int = 0  # 1, 2, 3 … in this process
    where: str = ""


class ConsumerFinished(Event, tag="consumer.finished", frozen=True, kw_only=True):
    """A consumer instance's `__call__` is over; `error` when an exception ended it."""

    KIND = "consumer.finished"
    name: str = ""
    instance: int = 0
    error: str = ""


class AppReceived(Event, tag="app.received", frozen=True, kw_only=True):
    """An ASGI event came out of `receive()`: "websocket.connect", "websocket.receive", …"""

    KIND = "app.received"
    type: str = ""
    text: str = ""
    size: int = 0
    binary: bool = False
    code: int | None = None  # of websocket.disconnect


class AppSent(Event, tag="app.sent", frozen=True, kw_only=True):
    """An ASGI event went through `send()` and the server took it."""

    KIND = "app.sent"
    type: str = ""
    text: str = ""
    size: int = 0
    binary: bool = False
    code: int | None = None  # of websocket.close
    where: str = ""


# ── handlers ────────────────────────────────────────────────────────────────────────────────


class HandlerStarted(Event, tag="handler.started", frozen=True, kw_only=True):
    """`dispatch` began with a message."""

    KIND = "handler.started"
    name: str = ""  # method name: "chat_message"
    type: str = ""  # the message's type: "chat.message"
    instance: int = 0
    thread: str = ""
    where: str = ""  # where the method is defined
    state: dict[str, str] = {}  # the instance's attributes: all the first time, then changes


class HandlerFinished(Event, tag="handler.finished", frozen=True, kw_only=True):
    """`dispatch` returned; `state` holds the attributes that changed meanwhile."""

    KIND = "handler.finished"
    name: str = ""
    instance: int = 0
    state: dict[str, str] = {}


class HandlerFailed(Event, tag="handler.failed", frozen=True, kw_only=True):
    """`dispatch` raised. `where` is the deepest line of project code, empty if there was none."""

    KIND = "handler.failed"
    name: str = ""
    instance: int = 0
    error: str = ""  # "ValueError: No handler for message type chat.mesage"
    where: str = ""
    state: dict[str, str] = {}


# ── channel layer ───────────────────────────────────────────────────────────────────────────


class ChannelCreated(Event, tag="channel.created", frozen=True, kw_only=True):
    """The layer made a channel name for a consumer."""

    KIND = "channel.created"
    channel: str = ""
    layer: str = "default"  # alias in CHANNEL_LAYERS
    backend: str = ""  # class name


class ChannelSent(Event, tag="channel.sent", frozen=True, kw_only=True):
    """One copy of a message stands in the queue of one channel."""

    KIND = "channel.sent"
    channel: str = ""
    group: str = ""  # "" = sent to the channel directly
    type: str = ""
    layer: str = "default"


class ChannelDelivered(Event, tag="channel.delivered", frozen=True, kw_only=True):
    """A copy left the queue: the consumer's side of the layer has taken it."""

    KIND = "channel.delivered"
    channel: str = ""
    type: str = ""
    layer: str = "default"


class ChannelDropped(Event, tag="channel.dropped", frozen=True, kw_only=True):
    """A copy was not taken (capacity); nobody is told. `channel` may be unknown on Redis."""

    KIND = "channel.dropped"
    channel: str = ""
    group: str = ""
    type: str = ""
    layer: str = "default"
    reason: str = ""


class ChannelExpired(Event, tag="channel.expired", frozen=True, kw_only=True):
    """A copy grew older than `expiry` in its queue and was thrown away."""

    KIND = "channel.expired"
    channel: str = ""
    layer: str = "default"


class GroupJoined(Event, tag="group.joined", frozen=True, kw_only=True):
    """`group_add` returned."""

    KIND = "group.joined"
    group: str = ""
    channel: str = ""
    layer: str = "default"
    where: str = ""


class GroupLeft(Event, tag="group.left", frozen=True, kw_only=True):
    """`group_discard` returned, or the layer removed the member (`reason` "expired")."""

    KIND = "group.left"
    group: str = ""
    channel: str = ""
    layer: str = "default"
    where: str = ""
    reason: str = ""


class GroupSent(Event, tag="group.sent", frozen=True, kw_only=True):
    """`group_send` was called and has not failed; `channel.sent` follow, one for each copy."""

    KIND = "group.sent"
    group: str = ""
    type: str = ""
    text: str = ""  # preview of the message
    layer: str = "default"
    where: str = ""


class LayerFailed(Event, tag="layer.failed", frozen=True, kw_only=True):
    """A call to the channel layer raised: "group_add", "group_send", "send", "receive", …"""

    KIND = "layer.failed"
    call: str = ""
    name: str = ""  # group or channel
    error: str = ""
    layer: str = "default"
    where: str = ""


# ── database and threads ────────────────────────────────────────────────────────────────────


class DbStarted(Event, tag="db.started", frozen=True, kw_only=True):
    """A database call left the event loop: `database_sync_to_async`, or the async ORM."""

    KIND = "db.started"
    name: str = ""  # function: "save_message", or "QuerySet.acreate"
    where: str = ""


class DbFinished(Event, tag="db.finished", frozen=True, kw_only=True):
    """The call is back; `sql` previews the statements it ran, without their parameters."""

    KIND = "db.finished"
    name: str = ""
    thread: str = ""
    queries: int = 0
    sql: list[str] = []
    error: str = ""


class ThreadEntered(Event, tag="thread.entered", frozen=True, kw_only=True):
    """`sync_to_async` code began in a worker thread; `waited` ms it stood in line for it."""

    KIND = "thread.entered"
    name: str = ""
    thread: str = ""
    waited: float = 0.0


class ThreadLeft(Event, tag="thread.left", frozen=True, kw_only=True):
    """It returned to the loop."""

    KIND = "thread.left"
    name: str = ""
    thread: str = ""


# ── HTTP on the same server ─────────────────────────────────────────────────────────────────


class HttpReceived(Event, tag="http.received", frozen=True, kw_only=True):
    """The application was called with an HTTP scope."""

    KIND = "http.received"
    method: str = ""
    path: str = ""
    port: int = 0


class HttpAnswered(Event, tag="http.answered", frozen=True, kw_only=True):
    """http.response.start went out."""

    KIND = "http.answered"
    status: int = 0


# ── HTTP as a scripted client sees it (process "tutor") ─────────────────────────────────────


class ClientAsked(Event, tag="client.asked", frozen=True, kw_only=True):
    """A client sends an HTTP request. Requests with the same `port` share one TCP connection."""

    KIND = "client.asked"
    name: str = ""  # "browser"
    method: str = ""
    path: str = ""  # path and query
    server: str = ""  # process name of the server it asks
    port: int = 0  # the client's own TCP port
    size: int = 0  # bytes of the request's body


class ClientAnswered(Event, tag="client.answered", frozen=True, kw_only=True):
    """The head of the answer has arrived; a body of unknown size follows as client.chunk."""

    KIND = "client.answered"
    name: str = ""
    status: int = 0
    software: str = ""  # the Server header: "daphne", "WSGIServer/0.2 CPython/3.11.7"
    size: int | None = None  # bytes of the body as announced; None = not announced
    kept: bool = False  # the TCP connection stays open for the next request


class ClientChunk(Event, tag="client.chunk", frozen=True, kw_only=True):
    """A piece of a body that comes bit by bit; size 0: that was all."""

    KIND = "client.chunk"
    name: str = ""
    text: str = ""
    size: int = 0


# ── raw sockets (process "tutor") ───────────────────────────────────────────────────────────


class WireSent(Event, tag="wire.sent", frozen=True, kw_only=True):
    """A raw client has written these bytes."""

    KIND = "wire.sent"
    name: str = ""
    hex: str = ""  # "81 82 01 02 03 04 69 6b", the first 64 bytes, then "…"
    text: str = ""  # the same as text: CR LF ends a line, what cannot be printed is "·"
    size: int = 0  # bytes in all


class WireReceived(Event, tag="wire.received", frozen=True, kw_only=True):
    """A raw client has read one HTTP head, one WebSocket frame, or a piece of an HTTP body."""

    KIND = "wire.received"
    name: str = ""
    hex: str = ""
    text: str = ""
    size: int = 0


def _leaves(cls: type[Event]) -> list[type[Event]]:
    return [leaf for sub in cls.__subclasses__() for leaf in (_leaves(sub) or [sub])]


KINDS: Final[dict[str, type[Event]]] = {cls.KIND: cls for cls in _leaves(Event)}
"""Every kind this version knows, in the order of this file."""

FIELDS: Final[dict[str, tuple[str, ...]]] = {
    kind: cls.__struct_fields__[5:] for kind, cls in KINDS.items()
}
"""The fields of a kind beyond the common five, in order: the layout of a record on the wire."""
