"""What HTTP requests and raw bytes add to a message flow; the rest is in `flow_rules.py`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from tutor.core import events as e
from tutor.core.facts.words import count, cut
from tutor.view import picture_names
from tutor.view.flow import Lane
from tutor.view.flow_builder import Builder

_DOWN: Final = ("app.sent", "connection.accepted", "connection.refused", "http.answered")
_CONTROL: Final = ("89", "8a")  # ping and pong: the application never sees them
_FEW: Final = 24  # characters
TCP: Final = ("TCP connection", "TCP")
WSGI: Final = "WSGI server"
_OF_DJANGO: Final = "WSGIServer"  # in the header `Server`
_TITLE: Final = re.compile(r"<title>([^<]+)</title>", re.IGNORECASE)


def _asked(b: Builder, fact: e.ClientAsked) -> None:
    conn = fact.conn or 0
    b.requests[conn] = b.step
    b.places[conn] = fact.server
    b.same[conn] = b.browsers.setdefault(fact.name, conn)
    lane = b.client(fact, fact.name)
    b.page(fact.name)
    b.arrow(fact, lane, b.web(fact.server), f"{fact.method} {fact.path}", fact.method)


def _client_answered(b: Builder, fact: e.ClientAnswered) -> None:
    if fact.software.startswith(_OF_DJANGO):
        b.programs[b.places.get(fact.conn or 0, "")] = WSGI
    if b.arrive(fact, "http.answered") is not None:
        return
    asked = b.cause(fact, "client.asked")
    if asked is not None:  # the server is not observed, but has received it
        asked.arrived = min(asked.arrived, b.step)
    lane = b.client(fact, fact.name)
    b.done(fact, b.web(b.places.get(fact.conn or 0, "")), lane, f"HTTP {fact.status}")


def _chunk(b: Builder, fact: e.ClientChunk) -> None:
    if not fact.size:
        b.fold(fact)
        return
    words = " ".join(fact.text.split())
    title = _TITLE.search(words)
    words = f"a page: {title[1].strip()}" if title else words
    lane = b.client(fact, fact.name)
    b.done(fact, b.web(b.places.get(fact.conn or 0, "")), lane, words or count(fact.size, "byte"))


def _http(b: Builder, fact: e.HttpReceived) -> None:
    if b.arrive(fact, "client.asked", "wire.sent") is None:
        b.note(fact, b.web(fact.process), f"{fact.method} {fact.path}", fact.method)


def _answered(b: Builder, fact: e.HttpAnswered) -> None:
    row = b.arrive(fact, "http.received")
    if row is not None:
        row.say(b.step, *(f"{label} {fact.status}" for label in row.labels))
    elif fact.conn in b.requests or fact.conn in b.raw:
        b.arrow(fact, b.app(fact), b.client(fact), f"HTTP {fact.status}", str(fact.status))


def _wire_sent(b: Builder, fact: e.WireSent) -> None:
    b.raw.add(fact.conn or 0)
    connecting = b.cause(fact, "client.connecting")
    if connecting is not None:  # the bytes are the handshake; before there was only a socket
        connecting.say(b.step, *TCP)
        connecting.arrived = min(connecting.arrived, b.step)
    client, labels = b.client(fact, fact.name), picture_names.wire(fact)
    if fact.hex.startswith(_CONTROL):
        b.done(fact, client, b.server(fact), *labels)
    else:
        b.arrow(fact, client, b.app(fact), *labels)


def _wire_received(b: Builder, fact: e.WireReceived) -> None:
    row = b.arrive(fact, *_DOWN)
    if row is not None:
        row.say(b.step, *_with_bytes(row.wording(b.step)[-1], picture_names.wire(fact), fact.hex))
    else:
        b.done(fact, b.server(fact), b.client(fact, fact.name), *picture_names.wire(fact))


def _with_bytes(said: str, labels: Sequence[str], bytes_: str) -> list[str]:
    """The words that stand there already with the bytes behind them, then alone: whole if there is
    room, else shortened. At last the bytes, which are all there is to show where they are these
    words themselves. Of an HTTP text the shorter form has room behind the words as well.
    """
    if said in labels[0]:
        return [*labels]
    behind = labels[:1] if labels[0] == bytes_ else labels
    few = list(dict.fromkeys((said, cut(said, _FEW))))
    return [*(f"{words}: {text}" for words in few for text in behind), *few, *labels]


def socket_ended(b: Builder, fact: e.ClientClosed, lane: Lane) -> None:
    """The TCP connection of a raw socket ended; after a close frame the consumer knows already."""
    words = fact.reason or "closed"
    if fact.by == "server":
        b.done(fact, b.server(fact), lane, words)
    elif fact.code is None:
        b.arrow(fact, lane, b.app(fact), words)
    else:
        b.done(fact, lane, b.app(fact), words)


WIRE_RULES: dict[str, Callable[[Builder, Any], None]] = {
    "client.asked": _asked,
    "client.answered": _client_answered,
    "client.chunk": _chunk,
    "http.received": _http,
    "http.answered": _answered,
    "wire.sent": _wire_sent,
    "wire.received": _wire_received,
}
