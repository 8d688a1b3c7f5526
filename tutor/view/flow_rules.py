"""What each kind of fact adds to a message flow: one small function per kind, one table."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from tutor.core import events as e
from tutor.core.advance import asgi_server
from tutor.view import picture_names
from tutor.view.flow import FOREVER, Flow, Lane, Name, Stall
from tutor.view.flow_builder import Builder
from tutor.view.flow_layers import LAYER_RULES
from tutor.view.flow_wire import TCP, WIRE_RULES, WSGI, socket_ended

if TYPE_CHECKING:
    from tutor.core.timeline import Timeline

REFUSED: Final = "refused"
LOST: Final = 1006  # of a connection that ended without a close frame
FAILED: Final = 1011  # of a server whose application has raised
BEGIN: Final = "BEGIN"
LONG: Final = 900  # ms
_HANDSHAKE: Final = ("client.connecting", "connection.opened")
_REQUESTS: Final = "django.server"  # the logger that writes down every request


def of(timeline: Timeline) -> Flow:
    """The flow of a recording. Reads only the facts that are new since the last call, and drops
    those that a ring has forgotten.
    """
    builder: Builder | None = timeline.notes.get(__name__)
    if builder is None or builder.step < timeline.first:  # facts that it has not read are gone
        builder = timeline.notes[__name__] = Builder()
        if timeline.first:
            builder.seed(timeline.world(timeline.first))
    if builder.base < timeline.first:
        builder.forget(timeline.first)
    for fact in timeline.between(builder.step, len(timeline)):
        builder.step = fact.seq
        builder.meet(fact)
        RULES.get(fact.kind, _fold)(builder, fact)
    return builder.flow


def _fold(b: Builder, fact: e.Event) -> None:
    b.fold(fact)


def _connecting(b: Builder, fact: e.ClientConnecting) -> None:
    if fact.conn is not None:
        b.places[fact.conn] = fact.server
    client, app = b.client(fact, fact.name), b.app(fact)
    b.sockets.add(fact.name)
    b.page(fact.name)
    if fact.url:
        b.arrow(fact, client, app, f"handshake {fact.url}", "handshake", "connect")
    else:  # a bare socket
        b.done(fact, client, app, *TCP)


def _connection_opened(b: Builder, fact: e.ConnectionOpened) -> None:
    b.app(fact)
    if b.arrive(fact) is None:
        b.note(fact, b.app(fact), f"handshake {fact.path}", "handshake")


def _created(b: Builder, fact: e.ConsumerCreated) -> None:
    lane, label = b.app(fact), b.numbered(fact)
    if lane.role == "web":  # for one request: the lifeline is that of all
        b.note(fact, lane, f"{fact.name} {label}", label)
        return
    life = b.flow.lives[lane]
    life.names.append(Name(b.step, label, fact.process))
    b.serves(fact.process)
    b.fold(fact)


def _over(b: Builder, fact: e.ConsumerFinished) -> None:
    if b.cause(fact, *_HANDSHAKE) is None:  # that row is long past: nothing on the wire ended it
        b.fold(fact)


def _channel_created(b: Builder, fact: e.ChannelCreated) -> None:
    if fact.conn is not None:
        b.channels[fact.channel] = fact.conn
    b.fold(fact)


def _accepted(b: Builder, fact: e.ConnectionAccepted) -> None:
    b.accepted.add(fact.conn or 0)
    b.arrow(fact, b.app(fact), b.client(fact), "accept")


def _opened(b: Builder, fact: e.ClientOpened) -> None:
    if b.arrive(fact) is None:
        b.note(fact, b.client(fact, fact.name), "open")


def _connection_refused(b: Builder, fact: e.ConnectionRefused) -> None:
    # What the application said, or raised, stays on its side: the server has an answer of its own.
    _error(b, fact, fact.error)
    b.arrow(fact, b.server(fact), b.client(fact), REFUSED, bad=True)


def _error(b: Builder, fact: e.ConnectionRefused | e.ConnectionClosed, error: str) -> None:
    """A note for an error that has none."""
    lane = b.app(fact)
    if error and b.errors.get(fact.conn or 0) != error:
        b.errors[fact.conn or 0] = error
        b.note(fact, lane, error, error.partition(":")[0], bad=True)


def _refused(b: Builder, fact: e.ClientRefused) -> None:
    answer = "no answer" if fact.status is None else f"HTTP {fact.status}"
    lane = b.client(fact, fact.name)
    row = b.arrive(fact, "connection.refused")
    if row is None and fact.status is None:  # nothing crossed the wire
        b.note(fact, lane, answer, bad=True)
    elif row is None:
        b.done(fact, b.server(fact), lane, answer, bad=True)
    else:
        if not any(str(fact.status) in label for label in row.wording(b.step)):  # else its bytes
            row.say(b.step, f"{REFUSED}: {answer}", answer)
        if fact.status is None:
            row.broken = b.step
    b.end(lane)


def _client_sent(b: Builder, fact: e.ClientSent) -> None:
    labels = picture_names.frame(fact)
    b.arrow(fact, b.client(fact, fact.name), b.app(fact), *labels)


def _app_received(b: Builder, fact: e.AppReceived) -> None:
    if fact.type == "websocket.disconnect":
        _disconnected(b, fact)
    elif b.arrive(fact) is None and fact.type == "websocket.receive":
        b.done(fact, b.client(fact), b.app(fact), *picture_names.message(fact.text))


def _disconnected(b: Builder, fact: e.AppReceived) -> None:
    row = b.cause(fact)
    if row is not None and row.kind == "app.sent":  # its own close: nobody answers that on this way
        b.fold(fact)
    else:
        row = b.arrive(fact)
    # 1006 stands in no frame (RFC 6455, 7.4.1): the server says it of a connection that is gone.
    if row is None or fact.code == LOST:
        words = f"disconnect {fact.code or ''}".strip()
        b.done(fact, b.server(fact), b.app(fact), words, "disconnect")


def _app_sent(b: Builder, fact: e.AppSent) -> None:
    if fact.type == "websocket.close":
        code = f"close {fact.code}" if fact.code is not None else "close"
        if fact.conn in b.accepted:
            b.arrow(fact, b.app(fact), b.client(fact), code)
        else:  # no WebSocket yet that could carry a close frame
            b.done(fact, b.app(fact), b.server(fact), code)
    elif fact.type == "websocket.send":
        labels = picture_names.frame(fact)
        b.arrow(fact, b.app(fact), b.client(fact), *labels)
    else:
        b.fold(fact)


def _client_received(b: Builder, fact: e.ClientReceived) -> None:
    if b.arrive(fact, "app.sent") is None:
        labels = picture_names.frame(fact)
        b.done(fact, b.app(fact), b.client(fact, fact.name), *labels)


def _client_closed(b: Builder, fact: e.ClientClosed) -> None:
    lane = b.client(fact, fact.name)
    words = f"close {fact.code}" if fact.code is not None else "close"
    if fact.conn in b.raw:
        socket_ended(b, fact, lane)
    elif fact.by == "client":
        b.arrow(fact, lane, b.app(fact), words)
    elif fact.by == "server":
        _closed_by_server(b, fact, lane, words)
    else:
        b.note(
            fact,
            lane,
            f"connection lost, {fact.code}" if fact.code else "connection lost",
            "lost",
            bad=True,
        )
    b.end(lane, failed=fact.by == "lost" or fact.code == FAILED)


def _closed_by_server(b: Builder, fact: e.ClientClosed, lane: Lane, words: str) -> None:
    if b.arrive(fact, "app.sent") is None:  # not the application's doing
        b.done(fact, b.server(fact), lane, words, bad=fact.code == FAILED)


def _connection_closed(b: Builder, fact: e.ConnectionClosed) -> None:
    b.arrive(fact, "client.closed") or b.fold(fact)
    _error(b, fact, fact.error)
    b.end(b.app(fact), failed=bool(fact.error))


def _handler_started(b: Builder, fact: e.HandlerStarted) -> None:
    lane = b.app(fact)
    b.flow.lives[lane].busy.append([b.step, FOREVER])
    row = b.fold(fact)
    if row is None:
        b.note(fact, lane, f"{fact.name}()")


def _stop_working(b: Builder, fact: e.Event) -> None:
    for span in b.flow.lives[b.app(fact)].busy[-1:]:
        span[1] = min(span[1], b.step)


def _handler_finished(b: Builder, fact: e.HandlerFinished) -> None:
    _stop_working(b, fact)


def _handler_failed(b: Builder, fact: e.HandlerFailed) -> None:
    _stop_working(b, fact)
    b.errors[fact.conn or 0] = fact.error
    b.note(fact, b.app(fact), fact.error, fact.error.partition(":")[0], bad=True)


def _db_started(b: Builder, fact: e.DbStarted) -> None:
    b.arrow(fact, b.app(fact), b.db(), *_call(fact.name))


def _call(name: str, words: str = "") -> list[str]:
    """A database call, and the statement behind it once that is known: what stood there stays, and
    the number of further statements is in the shortest label, too.
    """
    last = name.rpartition(".")[2]
    mark = words.rfind(" +")
    more = words[mark:] if mark >= 0 else ""
    told = [words, words.partition(" ")[0] + more] if words else []
    is_itself = words.startswith(f"{last} ")  # a statement of a call that nobody has named
    labels = [f"{last}: {text}" if last and not is_itself else text for text in told]
    return list(dict.fromkeys([*labels, *([last + more] if more else [name, last])]))


def _db_finished(b: Builder, fact: e.DbFinished) -> None:
    row = b.arrive(fact, "db.started")
    words = picture_names.statement(fact.sql, fact.queries)
    labels = _call(fact.name, words)
    if row is None:
        b.done(fact, b.app(fact), b.db(), *labels, bad=bool(fact.error))
        return
    if words:
        row.say(b.step, *labels)
    if fact.error:
        row.spoilt = min(row.spoilt, b.step)


def _transaction(b: Builder, fact: e.DbTransaction) -> None:
    db = b.db()
    busy = b.flow.lives[db].busy
    b.done(fact, b.app(fact), db, fact.did)
    if fact.did == BEGIN:
        busy.append([b.step, FOREVER])
    elif busy:
        busy[-1][1] = min(busy[-1][1], b.step)


def _server_started(b: Builder, fact: e.ServerStarted) -> None:
    b.layers[fact.process] = fact.layer
    b.programs[fact.process] = asgi_server(fact)
    b.rule(fact, f"{fact.process} listens", fact.process)


def _server_stopped(b: Builder, fact: e.ServerStopped) -> None:
    b.rule(fact, f"{fact.process} {fact.how}", fact.process, bad=fact.how != "stopped")
    for lane in list(b.flow.lives):
        if lane.role in ("app", "web", "layer") and lane.place == fact.process:
            b.end(lane, failed=fact.how != "stopped")


def _broker(b: Builder, fact: e.BrokerStarted) -> None:
    b.rule(fact, f"broker listens: {fact.server}", "broker listens")


def _broker_stopped(b: Builder, fact: e.BrokerStopped) -> None:
    b.rule(fact, f"broker {fact.how}", bad=fact.how != "stopped")


def _log(b: Builder, fact: e.LogWritten) -> None:
    if fact.logger == _REQUESTS:  # only Django's own server has it; Daphne may be imported there
        b.programs[fact.process] = WSGI
    # What goes to stderr is a traceback.
    if fact.level in ("WARNING", "ERROR", "CRITICAL") and fact.logger not in ("stderr", _REQUESTS):
        words = fact.error or fact.text.partition("\n")[0]
        b.rule(fact, f"{fact.process} logs: {words}", words, bad=fact.level != "WARNING")
    else:
        b.fold(fact)


def _stalled(b: Builder, fact: e.LoopStalled) -> None:
    since = fact.at - round(fact.ms * 1e6)
    b.flow.stalls.append(Stall(b.step, fact.process, since, fact.at))
    words = f"{fact.process}: loop stood still for {fact.ms:.0f} ms"
    at = [f"{words}, at {fact.where}"] * bool(fact.where)
    b.rule(fact, *at, words, "loop stood still", bad=fact.ms >= LONG)


def _noted(b: Builder, fact: e.SceneNoted) -> None:
    b.rule(fact, fact.text)


def _finished(b: Builder, fact: e.SceneFinished) -> None:
    b.rule(fact, fact.failed or "everything has settled", bad=bool(fact.failed))


def _lost(b: Builder, fact: e.EventsLost) -> None:
    b.rule(fact, f"{fact.count} facts of {fact.process} are missing", bad=True)


def _faulted(b: Builder, fact: e.ProbeFaulted) -> None:
    words = f"the probe failed in {fact.process}"
    b.rule(fact, f"{words}: {fact.error}", words, "probe failed", bad=True)


RULES: dict[str, Callable[[Builder, Any], None]] = {
    "consumer.finished": _over,
    "scene.noted": _noted,
    "scene.finished": _finished,
    "events.lost": _lost,
    "probe.faulted": _faulted,
    "server.started": _server_started,
    "server.stopped": _server_stopped,
    "broker.started": _broker,
    "broker.stopped": _broker_stopped,
    "log.written": _log,
    "loop.stalled": _stalled,
    "client.connecting": _connecting,
    "client.opened": _opened,
    "client.refused": _refused,
    "client.sent": _client_sent,
    "client.received": _client_received,
    "client.closed": _client_closed,
    "connection.opened": _connection_opened,
    "connection.accepted": _accepted,
    "connection.refused": _connection_refused,
    "connection.closed": _connection_closed,
    "consumer.created": _created,
    "app.received": _app_received,
    "app.sent": _app_sent,
    "handler.started": _handler_started,
    "handler.finished": _handler_finished,
    "handler.failed": _handler_failed,
    "channel.created": _channel_created,
    **LAYER_RULES,
    "db.started": _db_started,
    "db.finished": _db_finished,
    "db.transaction": _transaction,
    **WIRE_RULES,
}
"""Every kind of fact that draws. Others belong to the row of their cause, if it has one: a layer of
the scope is a part of the handshake, a thread of the database call."""
