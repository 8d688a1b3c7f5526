"""Rules about connections that are not made, or end in an unexpected way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tutor.core import events as ev

from .rules import Found, Level, rule
from .trace import Trace

_LIMIT: Final = 1_048_576  # bytes of a message that Daphne 4.2.2 and later take
_FORBIDDEN: Final = 403
_OWN_CODES: Final = range(3000, 5000)  # RFC 6455, 7.4.2


def _refused(trace: Trace) -> Iterator[tuple[ev.ConnectionRefused, ev.ScopeEntered | None]]:
    """Handshakes that were refused without an exception, and the layer that did it.

    The consumer is a layer, too; channels' validator refuses by a `WebsocketDenier` of its own.
    """
    for refused in trace.of(ev.ConnectionRefused):
        if not refused.error:
            layers = sorted(trace.of(ev.ScopeEntered, refused.conn), key=lambda layer: layer.depth)
            deniers = [layer for layer in layers if layer.layer != "WebsocketDenier"]
            yield refused, deniers[-1] if deniers else None


def _validates(layer: ev.ScopeEntered | None) -> bool:
    return layer is not None and bool(layer.looks or "Origin" in layer.layer)


@rule(
    "origin",
    Level.FAILED,
    remedy="A browser's Origin has to match ALLOWED_HOSTS or the validator's list; any other "
    "client has to send one.",
    scene="4/origin_matrix",
)
def origin(trace: Trace) -> Iterator[Found]:
    """An Origin validator refused, which no log tells."""
    for refused, layer in _refused(trace):
        if layer is not None and _validates(layer):
            asked = trace.first(ev.ClientConnecting, refused.conn)
            came = f'the Origin "{asked.origin}"' if asked and asked.origin else "no Origin"
            allowed = f"; it lets pass: {', '.join(layer.looks)}" if layer.looks else ""
            yield Found(
                refused.seq,
                f"{layer.layer} refused {trace.who(refused.conn)}, who sent {came}{allowed}.",
                layer.where,
                came,
            )


@rule(
    "refused",
    Level.NOTED,
    remedy="That is the code's own decision: look at the line. To tell the client why, accept "
    "first and close with a code of your own.",
    scene="5/at_the_door",
)
def refused_by_code(trace: Trace) -> Iterator[Found]:
    """The consumer or a middleware closed before it accepted."""
    for refused, layer in _refused(trace):
        if _validates(layer):
            continue
        handler = trace.cause(refused, ev.HandlerStarted)
        by = trace.method(handler) if handler else layer.layer if layer else "The application"
        place = refused.where or (handler.where if handler else layer.where if layer else "")
        yield Found(
            refused.seq,
            f"{by} refused the handshake of {trace.who(refused.conn)} (HTTP 403).",
            place,
        )


@rule(
    "code-unseen",
    Level.LOST,
    remedy="Await self.accept() first, then close(code=…): only an open connection has a code.",
    scene="5/at_the_door",
)
def code_unseen(trace: Trace) -> Iterator[Found]:
    """A close code of the project's own, sent before the handshake was accepted."""
    for refused, _ in _refused(trace):
        if refused.code in _OWN_CODES:
            yield Found(
                refused.seq,
                f"{trace.who(refused.conn)} never sees the code {refused.code}: it was sent before "
                "accept(), so the client got HTTP 403.",
                refused.where,
            )


@rule(
    "never-accepted",
    Level.FAILED,
    remedy="Await self.accept() or self.close() in connect(); Daphne waits five seconds for one.",
    scene="6/doorstep",
)
def never_accepted(trace: Trace) -> Iterator[Found]:
    """connect() returned, and the handshake was neither accepted nor refused."""
    decided = {
        fact.conn
        for kind in (ev.ConnectionAccepted, ev.ConnectionRefused)
        for fact in trace.of(kind)
    }
    for done in trace.of(ev.HandlerFinished):
        over = trace.first(ev.ClientRefused, done.conn) or trace.first(
            ev.ConnectionClosed, done.conn
        )
        if done.name == "websocket_connect" and done.conn not in decided and over is not None:
            handler = trace.cause(done, ev.HandlerStarted)
            place = handler.where if handler else ""
            yield Found(
                done.seq,
                f"{trace.method(handler) if handler else 'connect()'} neither accepts nor closes: "
                f"{trace.who(done.conn)} waited {(over.at - done.at) / 1e9:.0f} s for an answer.",
                place or trace.class_place(done.conn),
            )


@rule(
    "wsgi-server",
    Level.FAILED,
    remedy='Put "daphne" first in INSTALLED_APPS, or start an ASGI server; uvicorn needs the '
    "package websockets, too.",
    scene="1/who_takes_it",
)
def wsgi_server(trace: Trace) -> Iterator[Found]:
    """A WebSocket handshake that was answered as a page: no application took it."""
    opened = {fact.conn for fact in trace.of(ev.ConnectionOpened)}
    for refused in trace.of(ev.ClientRefused):
        answered = trace.first(ev.HttpReceived, refused.conn)
        if refused.status not in {None, 500, 403} and refused.conn not in opened and not answered:
            yield Found(
                refused.seq,
                f"{refused.name} asked for a WebSocket and got HTTP {refused.status} from a server "
                "that speaks HTTP only.",
            )
    for received in trace.of(ev.HttpReceived):
        if received.upgrade:
            answer = trace.first(ev.HttpAnswered, received.conn)
            got = f", and answered HTTP {answer.status}" if answer else ""
            yield Found(
                received.seq,
                f"A client asked for a WebSocket at {received.path}, and {received.process} took "
                f"it as a page{got}: it serves HTTP only.",
                "",
                received.path,
            )


@rule(
    "subprotocol",
    Level.LOST,
    remedy="Choose one of scope['subprotocols'], and pass it: accept(subprotocol=…).",
    scene="5/subprotocols",
)
def subprotocol(trace: Trace) -> Iterator[Found]:
    """The client offered subprotocols and got one that it had not, or none."""
    for accepted in trace.of(ev.ConnectionAccepted):
        opened = trace.first(ev.ConnectionOpened, accepted.conn)
        offered = opened.values.get("subprotocols", "[]").strip("[]()") if opened else ""
        if not offered or (accepted.subprotocol and accepted.subprotocol in offered):
            continue
        chosen = f'"{accepted.subprotocol}" instead' if accepted.subprotocol else "none of them"
        yield Found(
            accepted.seq,
            f"{trace.who(accepted.conn)} offered the subprotocols {offered}, and the application "
            f"accepted {chosen}: a browser gives up.",
            accepted.where,
        )


@rule(
    "too-big",
    Level.LOST,
    remedy="Send smaller messages, or raise --websocket-max-message-size.",
    scene="2/odd_frames",
)
def too_big(trace: Trace) -> Iterator[Found]:
    """A frame above the server's limit: no application gets it, and the connection ends."""
    for sent in trace.of(ev.ClientSent):
        closed = trace.first(ev.ClientClosed, sent.conn)
        took = trace.effects(sent, ev.AppReceived)
        if sent.size > _LIMIT and not took and closed is not None and closed.by != "client":
            yield Found(
                sent.seq,
                f"{sent.name} sent {sent.size:,} bytes in one message; the server takes "
                f"{_LIMIT:,}, and ended the connection with {closed.code}.",
            )


@rule(
    "sent-after-close",
    Level.LOST,
    remedy="Return after close(), and end the tasks of a consumer in disconnect().",
    scene="5/close_codes",
)
def sent_after_close(trace: Trace) -> Iterator[Found]:
    """A frame was sent after the consumer had closed."""
    closed: set[int] = set()
    for sent in trace.of(ev.AppSent):
        if sent.conn is None or sent.type not in {"websocket.send", "websocket.close"}:
            continue
        if sent.conn in closed:
            what = "sends" if sent.type == "websocket.send" else "closes again"
            yield Found(
                sent.seq,
                f"{trace.consumer(sent.conn) or 'The application'} {what} after it has closed the "
                f"connection of {trace.who(sent.conn)}.",
                sent.where,
            )
        if sent.type == "websocket.close":
            closed.add(sent.conn)


@rule(
    "sent-in-disconnect",
    Level.LOST,
    remedy="Send nothing to the client in disconnect(): it has gone. Tell the group instead.",
    scene="5/six_ways",
)
def sent_in_disconnect(trace: Trace) -> Iterator[Found]:
    """A frame was sent by disconnect(): Daphne throws it away without a word."""
    for sent in trace.of(ev.AppSent):
        handler = trace.cause(sent, ev.HandlerStarted)
        ends = handler is not None and handler.name == "websocket_disconnect"
        if handler is not None and ends and sent.type == "websocket.send":
            yield Found(
                sent.seq,
                f"{trace.method(handler)} sends to {trace.who(sent.conn)}, who has gone.",
                sent.where,
            )


@rule(
    "server-died",
    Level.FAILED,
    remedy="Read the end of its error output.",
    scene="2/not_forever",
)
def server_died(trace: Trace) -> Iterator[Found]:
    """A process ended by itself."""
    for stopped in trace.of(ev.ServerStopped):
        if stopped.how == "crashed":
            yield Found(
                stopped.seq, f"{stopped.process} ended by itself, exit status {stopped.code}."
            )
