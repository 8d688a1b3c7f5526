"""One plain English line for an event: "#2 chat_message started: chat.message".

A table with one short function a kind. It says what the fact says and adds nothing; pictures, units
of time and colours are the views' business.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from . import events as ev
from .events import Event

TEXT: Final = 120
"""Characters of a preview in a sentence: most errors and frames are shorter."""


def summary(event: Event) -> str:
    """The line for any event that `events.py` declares."""
    return " ".join(_LINES[type(event)](event).split())


# ── words ───────────────────────────────────────────────────────────────────────────────────


def short(channel: str) -> str:
    """The end of a channel name by which people tell it from others: "…!gNYZ"."""
    head, mark, tail = channel.rpartition("!")
    return f"…!{tail[:4]}" if mark and (head or len(tail) > 4) else channel


def cut(text: str, width: int = TEXT) -> str:
    """`text` in one line of at most `width` characters."""
    line = " ".join(text.split())
    return line if len(line) <= width else f"{line[: width - 1]}…"


def _message(event: Any) -> str:
    if event.binary:
        return f"{_count(event.size, 'byte')}"
    return cut(event.text) if event.text else "an empty frame"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _after(mark: str, text: object) -> str:
    return "" if text in {"", None} else f"{mark}{text}"


def _code(event: Any) -> str:
    return _after(" with ", event.code)


def _alias(event: Any) -> str:
    return "" if event.layer == "default" else f" (layer {event.layer})"


def _keys(table: dict[str, str]) -> str:
    return ", ".join(table)


# ── lines ───────────────────────────────────────────────────────────────────────────────────


def _scope_entered(event: ev.ScopeEntered) -> str:
    if event.same:
        return f"{event.layer} passes the same scope on"
    parts = [
        f"adds {_keys(event.added)}" if event.added else "",
        f"changes {_keys(event.changed)}" if event.changed else "",
    ]
    did = " and ".join(part for part in parts if part) or "changes nothing"
    return f"{event.layer} copies the scope and {did}"


def _app_received(event: ev.AppReceived) -> str:
    if event.type == "websocket.receive":
        return f"receive() gives {event.type}: {_message(event)}"
    return f"receive() gives {event.type}{_code(event)}"


def _app_sent(event: ev.AppSent) -> str:
    if event.type == "websocket.send":
        return f"send() takes {event.type}: {_message(event)}"
    return f"send() takes {event.type}{_code(event)}"


def _scene_finished(event: ev.SceneFinished) -> str:
    return f"the scene failed: {cut(event.failed)}" if event.failed else "the scene is over"


def _scene_started(event: ev.SceneStarted) -> str:
    return f"scene {event.scene} begins{_after(' on the layer ', event.layer)}"


def _server_stopped(event: ev.ServerStopped) -> str:
    was = {"stopped": "has stopped", "killed": "was killed", "crashed": "has crashed"}
    return f"{event.process} {was.get(event.how, event.how)}{_after(', exit status ', event.code)}"


def _broker_read(event: ev.BrokerRead) -> str:
    left = "never expires" if event.ttl is None else f"expires in {event.ttl:g} s"
    return f"{event.type} {event.key} has {_count(len(event.members), 'member')}, {left}"


def _log_written(event: ev.LogWritten) -> str:
    return f"log {event.logger} {event.level}: {cut(event.text)}{_after(' · ', cut(event.error))}"


def _client_connecting(event: ev.ClientConnecting) -> str:
    return f"{event.name} asks {event.server or 'a server'} for {event.url}"


def _client_refused(event: ev.ClientRefused) -> str:
    answer = "without an answer" if event.status is None else f"with HTTP {event.status}"
    return f"{event.name} is refused {answer}"


def _client_closed(event: ev.ClientClosed) -> str:
    who = {"client": "closes", "server": "is closed by the server", "lost": "has lost the server"}
    return f"{event.name} {who.get(event.by, 'is closed')}{_code(event)}"


def _connection_refused(event: ev.ConnectionRefused) -> str:
    why = f": {cut(event.error)}" if event.error else _code(event)
    return f"the application refuses the handshake{why}"


def _connection_closed(event: ev.ConnectionClosed) -> str:
    why = f": {cut(event.error)}" if event.error else _code(event)
    by = {"error": ", ended by an error", "": ""}.get(event.by, f", ended by the {event.by}")
    return f"the application is done with the connection{by}{why}"


def _consumer_finished(event: ev.ConsumerFinished) -> str:
    return f"{event.name} #{event.instance} is over{_after(': ', cut(event.error))}"


def _handler_started(event: ev.HandlerStarted) -> str:
    return f"#{event.instance} {event.name or '?'} started: {event.type}"


def _handler_finished(event: ev.HandlerFinished) -> str:
    return f"#{event.instance} {event.name} finished{_after(', changed ', _keys(event.state))}"


def _channel_sent(event: ev.ChannelSent) -> str:
    via = f" for group {event.group}" if event.group else ""
    return f"a copy of {event.type} waits for {short(event.channel)}{via}{_alias(event)}"


def _channel_dropped(event: ev.ChannelDropped) -> str:
    to = f" for {short(event.channel)}" if event.channel else ""
    return f"a copy of {event.type}{to} is dropped{_after(': ', event.reason)}{_alias(event)}"


def _group_left(event: ev.GroupLeft) -> str:
    why = f" ({event.reason})" if event.reason else ""
    return f"{short(event.channel)} leaves group {event.group}{why}{_alias(event)}"


def _group_sent(event: ev.GroupSent) -> str:
    return f"group_send to {event.group}: {cut(event.text) or event.type}{_alias(event)}"


def _db_finished(event: ev.DbFinished) -> str:
    if event.error:
        return f"{event.name} failed in the database: {cut(event.error)}"
    where = _after(" in ", event.thread)
    return f"{event.name} is back after {_count(event.queries, 'SQL statement')}{where}"


def _thread_entered(event: ev.ThreadEntered) -> str:
    waited = f" after {event.waited:g} ms in line" if event.waited else ""
    return f"{event.name} runs in {event.thread or 'a thread'}{waited}"


def _client_answered(event: ev.ClientAnswered) -> str:
    body = "" if event.size is None else f", {_count(event.size, 'byte')}"
    return f"{event.name} gets HTTP {event.status}{_after(' from ', event.software)}{body}"


def _client_chunk(event: ev.ClientChunk) -> str:
    if not event.size:
        return f"{event.name} has the whole body"
    return f"{event.name} gets {_count(event.size, 'byte')} of the body: {cut(event.text)}"


def _wire(event: ev.WireSent | ev.WireReceived) -> str:
    """The first line of an HTTP text, the bytes of anything else."""
    what = event.hex if "·" in event.text else event.text.partition("\n")[0]
    return f"{_count(event.size, 'byte')}{_after(': ', cut(what))}"


_LINES: Final[dict[type[Event], Callable[[Any], str]]] = {
    ev.SceneStarted: _scene_started,
    ev.SceneNoted: lambda event: f"note: {cut(event.text)}",
    ev.SceneFinished: _scene_finished,
    ev.EventsLost: lambda event: f"{event.process} lost {_count(event.count, 'fact')}",
    ev.ServerStarted: lambda event: f"{event.process} serves {event.app} on {event.address}",
    ev.ServerStopped: _server_stopped,
    ev.BrokerStarted: lambda event: f"{event.server or 'a broker'} listens on {event.address}",
    ev.BrokerStopped: lambda event: f"the broker was {event.how}",
    ev.BrokerRead: _broker_read,
    ev.LogWritten: _log_written,
    ev.LoopStalled: lambda event: (
        f"the loop stood for {event.ms:g} ms{_after(' at ', event.where)}"
    ),
    ev.ClientConnecting: _client_connecting,
    ev.ClientOpened: lambda event: f"{event.name} is connected (101)",
    ev.ClientRefused: _client_refused,
    ev.ClientSent: lambda event: f"{event.name} sends {_message(event)}",
    ev.ClientReceived: lambda event: f"{event.name} receives {_message(event)}",
    ev.ClientClosed: _client_closed,
    ev.ConnectionOpened: lambda event: f"{event.process} calls the application for {event.path}",
    ev.ScopeEntered: _scope_entered,
    ev.ConnectionAccepted: lambda event: "the application accepts the handshake",
    ev.ConnectionRefused: _connection_refused,
    ev.ConnectionClosed: _connection_closed,
    ev.ConsumerCreated: lambda event: f"{event.name} #{event.instance} is made",
    ev.ConsumerFinished: _consumer_finished,
    ev.AppReceived: _app_received,
    ev.AppSent: _app_sent,
    ev.HandlerStarted: _handler_started,
    ev.HandlerFinished: _handler_finished,
    ev.HandlerFailed: lambda event: f"#{event.instance} {event.name} failed: {cut(event.error)}",
    ev.ChannelCreated: lambda event: f"{event.backend} makes the channel {short(event.channel)}",
    ev.ChannelSent: _channel_sent,
    ev.ChannelDelivered: lambda event: f"{short(event.channel)} takes its copy of {event.type}",
    ev.ChannelDropped: _channel_dropped,
    ev.ChannelExpired: lambda event: f"a copy for {short(event.channel)} has expired",
    ev.GroupJoined: lambda event: f"{short(event.channel)} joins group {event.group}",
    ev.GroupLeft: _group_left,
    ev.GroupSent: _group_sent,
    ev.LayerFailed: lambda event: f"{event.call} {event.name} failed: {cut(event.error)}",
    ev.DbStarted: lambda event: f"{event.name} goes to the database",
    ev.DbFinished: _db_finished,
    ev.ThreadEntered: _thread_entered,
    ev.ThreadLeft: lambda event: f"{event.name} has left {event.thread or 'its thread'}",
    ev.HttpReceived: lambda event: f"{event.method} {event.path} arrives over HTTP",
    ev.HttpAnswered: lambda event: f"answered with HTTP {event.status}",
    ev.ClientAsked: lambda event: (
        f"{event.name} asks {event.server or 'a server'}: {event.method} {event.path}"
        f" from port {event.port}"
    ),
    ev.ClientAnswered: _client_answered,
    ev.ClientChunk: _client_chunk,
    ev.WireSent: lambda event: f"{event.name} writes {_wire(event)}",
    ev.WireReceived: lambda event: f"{event.name} reads {_wire(event)}",
}
