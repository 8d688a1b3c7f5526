"""Which hop of a message a fact is, and which first facts are messages: two tables by kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from tutor.core import events as e
from tutor.core.events import Event

_FIXED: Final = {
    "client.connecting": 1,
    "client.sent": 1,
    "client.asked": 1,
    "wire.sent": 1,
    "connection.opened": 2,
    "app.received": 2,
    "http.received": 2,
    "group.sent": 4,
    "app.sent": 7,
    "http.answered": 7,
    "connection.refused": 7,
    "client.opened": 8,
    "client.refused": 8,
    "client.received": 8,
    "client.answered": 8,
    "client.chunk": 8,
    "wire.received": 8,
}
"""Kinds that are the same hop wherever they stand."""


def hop_of(fact: Event, after: int, web: bool) -> int:
    """The hop 1 … 8 that a fact is; 0: none of its own.

    `after`: the last hop on the way to its cause, 0 without one; `web`: on the way of an HTTP
    request that no consumer has been given.
    """
    rule = _RULES.get(fact.kind)
    return _FIXED.get(fact.kind, 0) if rule is None else rule(fact, after, web)


def _called(_: Event, __: int, web: bool) -> int:
    return 3 if web else 0  # of a view we know what was called last


def _handler(fact: e.HandlerStarted, after: int, _: bool) -> int:
    return 6 if after >= 4 or not _is_servers(fact.type) else 3


def _copy(_: Event, after: int, __: bool) -> int:
    return 0 if after == 5 else 5  # its channel.sent was the copy already


def _closed(fact: e.ClientClosed, _: int, __: bool) -> int:
    return 1 if fact.cause is None else 8


_RULES: Final[dict[str, Callable[[Any, int, bool], int]]] = {
    "scope.entered": _called,
    "thread.entered": _called,
    "handler.started": _handler,
    "layer.failed": lambda fact, _, __: 4 if fact.call in ("send", "group_send") else 0,
    "channel.sent": lambda fact, _, __: 5 if fact.group else 4,
    "channel.delivered": _copy,
    "channel.dropped": _copy,
    "connection.closed": lambda fact, _, __: 7 if fact.error else 0,
    "client.closed": _closed,
}
"""Kinds that are a hop in one place only, or another one in another."""


def _is_servers(type: str) -> bool:
    """Whether a handler's message came from the server, not from the layer."""
    return type.startswith(("websocket.", "http."))


def _always(_: Event) -> bool:
    return True


def _never(_: Event) -> bool:
    return False


def _is_no_control(fact: e.WireSent) -> bool:
    """Ping, pong and close frames carry no message (RFC 6455, section 5.5: opcodes from 8)."""
    first = fact.hex[:2]
    control = len(first) == 2 and first[0] in "89" and first[1] in "89abcdef"
    return not control


COUNTED: Final[dict[str, Callable[[Any], bool]]] = {
    "client.connecting": _never,
    "client.sent": _always,
    "client.asked": _always,
    "wire.sent": _is_no_control,
    "client.closed": _never,
    "connection.opened": _never,
    "app.received": lambda fact: fact.type == "websocket.receive",
    "http.received": _always,
    "scope.entered": _never,
    "thread.entered": _never,
    "handler.started": lambda fact: not _is_servers(fact.type),
    "group.sent": _always,
    "layer.failed": _always,
    "channel.sent": _always,
    "channel.delivered": _always,
    "channel.dropped": _always,
    "app.sent": lambda fact: fact.type == "websocket.send",
    "http.answered": _never,
    "connection.refused": _never,
    "connection.closed": _never,
    "client.opened": _never,
    "client.refused": _never,
    "client.received": _always,
    "client.answered": _always,
    "client.chunk": _never,
    "wire.received": _never,
}
"""Kinds that may begin a story → whether this one is a message, and gets a number."""
