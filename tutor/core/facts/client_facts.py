"""Scripted clients (process `tutor`)."""

from __future__ import annotations

from . import words
from .declare import Event, fact


@fact(
    view="sequence",
    compared="name url origin cookies",
    line=lambda event: f"{event.name} asks {event.server or 'a server'} for {event.url}",
)
class ClientConnecting(Event, tag="client.connecting", frozen=True, kw_only=True):
    """A client has its TCP socket and sends the handshake."""

    name: str = ""  # `john · tab 1`
    url: str = ""  # path and query: `/ws/chat/user/john@example.com/`
    server: str = ""  # process name of the server it dials: `server 1`
    port: int = 0  # the client's own TCP port, by which the server's side is recognised
    origin: str = ""
    cookies: list[str] = []  # names only


@fact(
    view="topology",
    compared="name subprotocol",
    line=lambda event: f"{event.name} is connected (101)",
)
class ClientOpened(Event, tag="client.opened", frozen=True, kw_only=True):
    """The 101 has arrived."""

    name: str = ""
    subprotocol: str = ""


def _client_refused(event: ClientRefused) -> str:
    answer = "without an answer" if event.status is None else f"with HTTP {event.status}"
    return f"{event.name} is refused {answer}"


@fact(view="scope", compared="name status", line=_client_refused)
class ClientRefused(Event, tag="client.refused", frozen=True, kw_only=True):
    """The handshake failed."""

    name: str = ""
    status: int | None = None  # null: TCP ended without an HTTP answer
    text: str = ""


@fact(
    view="message",
    compared="name text binary",
    newer={"head": 1},
    line=lambda event: f"{event.name} sends {words.message(event)}",
)
class ClientSent(Event, tag="client.sent", frozen=True, kw_only=True):
    """A client has written one message."""

    name: str = ""
    text: str = ""
    size: int = 0  # bytes
    binary: bool = False
    head: str = ""  # header and mask of its frame in hex: `81 a2 37 fa 21 3d`


@fact(
    view="message",
    compared="name text binary",
    line=lambda event: f"{event.name} receives {words.message(event)}",
)
class ClientReceived(Event, tag="client.received", frozen=True, kw_only=True):
    """One message has arrived at a client."""

    name: str = ""
    text: str = ""
    size: int = 0  # bytes
    binary: bool = False


def _client_closed(event: ClientClosed) -> str:
    if event.by == "lost":
        code = f" ({event.code})" if event.code is not None else ""
        return f"{event.name} loses the connection to the server{code}"
    who = {"client": "closes", "server": "is closed by the server"}
    return f"{event.name} {who.get(event.by, 'is closed')}{words.code(event)}"


@fact(view="topology", compared="name code reason by", line=_client_closed)
class ClientClosed(Event, tag="client.closed", frozen=True, kw_only=True):
    """A client's connection is over."""

    name: str = ""
    code: int | None = None  # 1006: TCP was lost; of a raw socket: of the server's close frame
    reason: str = ""  # of a raw socket: how TCP ended, `FIN` or `RST`
    by: str = ""  # `client`, `server`, `lost`


# ── HTTP ────────────────────────────────────────────────────────────────────────────────────


@fact(
    view="sequence",
    compared="name method path",
    line=lambda event: (
        f"{event.name} asks {event.server or 'a server'}: {event.method} {event.path}"
        f" from port {event.port}"
    ),
)
class ClientAsked(Event, tag="client.asked", frozen=True, kw_only=True):
    """A client sends an HTTP request; reported before the first byte is written."""

    name: str = ""  # `browser`
    method: str = ""
    path: str = ""  # path and query
    server: str = ""  # process name of the server it asks
    port: int = 0  # the client's own TCP port; requests of one TCP connection share it
    size: int = 0  # bytes of the request's body


def _client_answered(event: ClientAnswered) -> str:
    body = "" if event.size is None else f", {words.count(event.size, 'byte')}"
    return f"{event.name} gets HTTP {event.status}{words.after(' from ', event.software)}{body}"


@fact(view="sequence", compared="name status", line=_client_answered)
class ClientAnswered(Event, tag="client.answered", frozen=True, kw_only=True):
    """The head of the answer has arrived; a body of unknown size follows as `client.chunk`."""

    name: str = ""
    status: int = 0
    software: str = ""  # the Server header: `daphne`, `WSGIServer/0.2 CPython/3.11.7`
    size: int | None = None  # bytes of the body; null: not announced
    kept: bool = False  # the TCP connection stays open for the next request


def _client_chunk(event: ClientChunk) -> str:
    if not event.size:
        return f"{event.name} has the whole body"
    return (
        f"{event.name} gets {words.count(event.size, 'byte')} of the body: {words.cut(event.text)}"
    )


@fact(view="sequence", line=_client_chunk)
class ClientChunk(Event, tag="client.chunk", frozen=True, kw_only=True):
    """A piece of a body of unknown size has arrived."""

    name: str = ""
    text: str = ""
    size: int = 0  # 0: that was all


# ── raw sockets ─────────────────────────────────────────────────────────────────────────────


def _wire(event: WireSent | WireReceived) -> str:
    """The first line of an HTTP text, the bytes of anything else."""
    what = event.hex if "·" in event.text else event.text.partition("\n")[0]
    return f"{words.count(event.size, 'byte')}{words.after(': ', words.cut(what))}"


@fact(view="sequence", line=lambda event: f"{event.name} writes {_wire(event)}")
class WireSent(Event, tag="wire.sent", frozen=True, kw_only=True):
    """A raw client has written these bytes at once; `at` is when it began."""

    name: str = ""
    hex: str = ""  # the first 64 bytes, then `…`
    text: str = ""  # the same as text: CR LF ends a line, `·` is a byte that cannot be printed
    size: int = 0  # bytes in all


@fact(view="sequence", line=lambda event: f"{event.name} reads {_wire(event)}")
class WireReceived(Event, tag="wire.received", frozen=True, kw_only=True):
    """A raw client has read one HTTP head, one WebSocket frame, or a piece of an HTTP body."""

    name: str = ""
    hex: str = ""
    text: str = ""
    size: int = 0
