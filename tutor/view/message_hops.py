"""What each hop of a message says: its ends, its time, its place, and its content whole."""

from __future__ import annotations

import json
from itertools import islice
from typing import Any, Final

import msgspec

from tutor.core import events as e
from tutor.core.events import Event
from tutor.core.journeys import HOPS
from tutor.core.wire import first_head
from tutor.view import palette
from tutor.view.message_names import End
from tutor.view.message_teller import MANY, Teller, Words, aside, listed
from tutor.view.source import parse
from tutor.view.text import count

NAMES: Final = (
    "on the wire",
    "ASGI event",
    "parsed",
    "group event",
    "copies",
    "handler",
    "ASGI event",
    "on the wire",
)
"""What a hop is called, from 1; some facts have a name of their own."""

_OPCODES: Final = {0: "more", 1: "text", 2: "binary", 8: "close", 9: "ping", 10: "pong"}
_REPEATED: Final = (4, 7, 8)  # hops that one handler may do several times
_TOLD_AGAIN: Final = (e.ClientOpened, e.ClientRefused, e.ClientClosed)
"""What a client makes of bytes that it has received: not one more answer."""
_TCP: Final = {"RST": "reset", "FIN": "closed"}
_FEW: Final = 3  # queues that are named in a heading
_SHORT: Final = 16  # characters of names that a heading has room for
_FRAME: Final = 2000  # characters of a frame that a recording holds
_CUTS: Final = (200, _FRAME)  # characters of a group event, in older recordings and in new ones
_BYTES: Final = 200  # bytes of a binary frame that a recording holds


class Hop(msgspec.Struct, frozen=True):
    """One hop as it is told."""

    number: int
    name: str
    ends: tuple[End, ...]  # one: where something happens; two: from, to
    after: int | None  # nanoseconds since the message began; None: no fact of its own
    place: str  # "base.py:167", or the kind of the fact
    body: tuple[Words, ...]
    bad: bool = False
    also: str = ""  # "3rd, also #1 and #3": other members that have come as far
    few: str = ""  # "3rd, 2 more"
    told: int = 0  # the number that it is told by, `Journey.told`


def hops(teller: Teller) -> list[Hop]:
    """The hops that exist at the step, in order; and hop 5 where it is known not to come."""
    told = [_hop(teller, number) for number in range(1, HOPS + 1) if teller.journey.has(number)]
    lost = teller.nobody()
    if lost:
        none = (End("nowhere", palette.BAD),)
        words = (Words(lost, palette.BAD),)
        told.append(Hop(5, NAMES[4], none, None, "", words, bad=True, told=5))
    return told


def _hop(teller: Teller, number: int) -> Hop:
    fact, name = teller.event(number), NAMES[number - 1]
    told = teller.journey.told(number)
    if fact is None:
        forgotten = Words("The recording has forgotten this fact.", palette.QUIET)
        return Hop(number, name, (), None, "", (forgotten,), told=told)
    root = teller.moment.timeline.event(teller.journey.root)
    after = fact.at - root.at if root is not None else None
    name, ends, place, body, bad = _TELL[number](teller, fact, name)
    failed = teller.failure(fact)
    is_again = number in _REPEATED and not isinstance(fact, _TOLD_AGAIN)
    nth = _nth(teller.messages.nth(fact.seq)) if is_again else ""
    others = teller.others(number)
    if number == teller.journey.hand and len(others[0]) > _SHORT:
        body.append(aside(others[0]))
    also, few = (", ".join(filter(None, (nth, words))) for words in others)
    bad, words = bad or bool(failed), (*body, *failed)
    return Hop(number, name, ends, after, place, words, bad, also, few, told)


def _place(fact: Event) -> str:
    """ "base.py:167", or the kind where no line of the project acted."""
    found = parse(getattr(fact, "where", ""))
    return f"{found.path.rpartition('/')[2]}:{found.line}" if found else fact.kind


def _function(fact: Event, default: str) -> str:
    found = parse(getattr(fact, "where", ""))
    return (found.function if found else "") or default


def _nth(number: int) -> str:
    """ "2nd"; "" for the first."""
    if number == 1:
        return ""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ending}"


# ── what a recording has cut


def _cut(fact: Any) -> list[Words]:
    """What is missing of a frame's text, if anything is."""
    text, size = fact.text, fact.size
    if fact.binary and size > _BYTES:
        return [_note(_BYTES, "bytes", size)]
    if not fact.binary and len(text) >= _FRAME and size > len(text.encode()):
        return [_note(_FRAME, "characters", size)]
    return []


def _note(limit: int, units: str, size: int = 0) -> Words:
    of = f" of {size:,} bytes" if size else ""
    kept = f"{limit:,}" if size and units == "bytes" else f"{limit:,} {units}"
    return Words(f"cut by the recording at {kept}{of}", palette.QUIET)


# ── one function a hop: name, ends, place, content, whether it went wrong

_Told = tuple[str, tuple[End, ...], str, list[Words], bool]


def _wire_out(teller: Teller, fact: Event, name: str) -> _Told:
    ends = (teller.names.client(fact), teller.names.process(fact))
    place, body = fact.kind, []
    match fact:
        case e.ClientSent():
            head = fact.head.split()
            place = count(fact.size + len(head), "byte")
            body = [*_frame(fact.head, len(head) + fact.size), Words(fact.text, exact=True)]
            body += _cut(fact)
        case e.ClientAsked():
            body = [Words(f"{fact.method} {fact.path}", exact=True)]
        case e.ClientConnecting():
            body = _handshake(fact)
        case e.WireSent():
            place, body = count(fact.size, "byte"), raw(fact)
        case e.ClientClosed():
            body = [_closed(fact)]
    return name, ends, place, body, False


def _handshake(fact: e.ClientConnecting) -> list[Words]:
    if not fact.url:
        return [Words("a TCP connection; nothing has been sent yet", palette.QUIET)]
    body = [Words(f"GET {fact.url}", exact=True)]
    if fact.origin:
        body.append(Words(f"Origin: {fact.origin}", exact=True))
    if fact.cookies:
        body.append(Words(f"cookies: {', '.join(fact.cookies)}"))
    return body


def raw(fact: e.WireSent | e.WireReceived) -> list[Words]:
    """Bytes: the lines of an HTTP text, else in hex."""
    if "·" in fact.text or not fact.text.strip():
        return [*_frame(fact.hex, fact.size), *_missing(fact)]
    lines = fact.text.rstrip("\n").split("\n")
    return [Words(line, exact=True) for line in lines]


def _frame(shown: str, size: int) -> list[Words]:
    """ "81 a2 37 fa 21 3d   FIN+text, masked, 34 bytes": what begins `size` bytes, told."""
    head = first_head(shown)
    if head is None:
        return [Words(shown, exact=True)] if shown else []
    kind = _OPCODES.get(head.opcode, "?")
    masked = "masked" if int(shown[3:5], 16) & 0x80 else "not masked"
    told = f"{'FIN+' if head.final else ''}{kind}, {masked}, {count(head.size, 'byte')}"
    several = "the first frame: " if head.whole < size else ""
    return [Words(f"{shown}   {several}{told}", exact=True)]


def _missing(fact: e.WireSent | e.WireReceived) -> list[Words]:
    pairs = fact.hex.split()
    return [_note(len(pairs) - 1, "bytes", fact.size)] if pairs[-1:] == ["…"] else []


def _closed(fact: e.ClientClosed) -> Words:
    code = "" if fact.code is None else f" {fact.code}"
    if fact.by == "lost":
        return Words(f"the TCP connection is lost{code and f', the client says{code}'}")
    if fact.reason in _TCP and fact.by and not code:
        return Words(f"{fact.reason}: TCP {_TCP[fact.reason]} by the {fact.by}, no close frame")
    return Words(f"close{code} {fact.reason}".rstrip() + (f", by the {fact.by}" if fact.by else ""))


def _asgi_in(teller: Teller, fact: Event, name: str) -> _Told:
    ends = (teller.names.server(fact), teller.names.app(fact))
    body: list[Words] = []
    match fact:
        case e.AppReceived():
            if teller.same_as(2, 1, always=False):
                body = [Words(f"{{'type': '{fact.type}', 'text': the text of {teller.hop(1)}}}")]
            else:
                body = [_event(fact), *_cut(fact)]
        case e.ConnectionOpened():
            keys = count(len(fact.keys), "key")
            body = [Words(f"a scope of {keys} for {fact.path}"), *teller.calls(fact)]
        case e.HttpReceived():
            body = [Words(f"an HTTP scope: {fact.method} {fact.path}")]
    return name, ends, fact.kind, body, False


def _event(fact: e.AppReceived | e.AppSent) -> Words:
    """An ASGI event as the dictionary that it is."""
    parts = [f"'type': '{fact.type}'"]
    if fact.type in ("websocket.receive", "websocket.send"):
        parts.append(f"'bytes': {fact.text}" if fact.binary else f"'text': {_quoted(fact.text)}")
    if fact.code is not None or fact.type == "websocket.disconnect":
        parts.append(f"'code': {fact.code}")
    return Words("{" + ", ".join(parts) + "}", exact=True)


def _quoted(text: str) -> str:
    """In the quotes that Python would take; what stands between them is not touched."""
    quote = '"' if "'" in text and '"' not in text else "'"
    return f"{quote}{text}{quote}"


def _parsed(teller: Teller, fact: Event, name: str) -> _Told:
    if isinstance(fact, e.ScopeEntered | e.ThreadEntered):
        called = fact.layer if isinstance(fact, e.ScopeEntered) else fact.name
        ends = (End(called, palette.INSTANCE),)
        thread = getattr(fact, "thread", "")
        body = [aside(f"in {thread}")] if thread else []
        return "called", ends, _place(fact), [*body, *teller.calls(fact)], False
    who = teller.names.app(fact)
    function = _function(fact, getattr(fact, "name", ""))
    ends = (End(f"{who.text} {function}", who.style),)
    body = _given(teller, fact, function)
    name = name if body and body[0].exact else "handler"
    return name, ends, _place(fact), [*body, *teller.calls(fact)], False


def _given(teller: Teller, fact: Event, function: str) -> list[Words]:
    """What the consumer got: for `receive_json` the object that the text says."""
    event = teller.event(2)
    if not isinstance(event, e.AppReceived) or event.type != "websocket.receive":
        return []
    if "json" not in function or event.binary:
        return [aside(f"the text of {teller.hop(2)}, unchanged")]
    try:
        return [Words(repr(json.loads(event.text)), exact=True)]
    except (ValueError, RecursionError):
        return [Words(f"the text of {teller.hop(2)} (not complete JSON)", palette.QUIET)]


def _layer_call(teller: Teller, fact: Event, name: str) -> _Told:
    who = teller.names.app(fact) if fact.conn is not None else End(fact.process)
    ends = (who, teller.names.layer)
    match fact:
        case e.LayerFailed():
            words = Words(f"{fact.call} {fact.name}: {fact.error}", palette.BAD)
            return "no event", ends, _place(fact), [words], True
        case e.ChannelSent():
            body = [
                Words(f"'type': '{fact.type}'", exact=True),
                aside("a recording holds only the type of a message to one channel"),
            ]
            return "channel event", ends, fact.kind, body, False
    assert isinstance(fact, e.GroupSent)
    body = [aside(f"group_send to {fact.group}"), Words(fact.text, exact=True)]
    if len(fact.text) in _CUTS and fact.text.endswith("…"):
        body.append(_note(len(fact.text), "characters"))
    return name, ends, _place(fact), body, False


def _copies(teller: Teller, fact: Event, name: str) -> _Told:
    spread = teller.messages.spread(teller.journey.hops[3], teller.step)
    seqs = list(islice(spread.copies, MANY))
    members = [teller.names.member(teller.channel(seq)).text for seq in seqs]
    total = len(spread.copies)
    if not seqs:  # a copy whose sending has not been seen
        members, total = [teller.names.member(getattr(fact, "channel", "")).text], 1
    queues = f"{'queue' if total == 1 else 'queues'} of {listed(members, total)}"
    queues = queues if total <= _FEW else f"{total} queues"
    ends = (teller.names.layer, End(queues, palette.INSTANCE))
    lost = len(spread.dropped) + len(spread.expired)
    place = f"{lost} of {total} lost" if lost else count(total, "copy", "copies")
    return name, ends, place, teller.copies(), bool(lost)


def _handler(teller: Teller, fact: Event, name: str) -> _Told:
    who = teller.names.app(fact)
    method = getattr(fact, "name", "")
    ends = (End(f"{who.text} {method}(event)", who.style),)
    sign = "calls" if teller.names.aloud else "→"
    words = f"'type': '{getattr(fact, 'type', '')}' {sign} {method}"
    body = [Words(words, exact=True), *teller.calls(fact)]
    return name, ends, _place(fact), body, False


def _asgi_out(teller: Teller, fact: Event, name: str) -> _Told:
    ends = (teller.names.app(fact), teller.names.server(fact))
    body: list[Words] = []
    match fact:
        case e.AppSent():
            if teller.same_as(7, 8, always=True):
                what = "JSON" if fact.text[:1] in ("{", "[") else "text"
                body = [Words(f"{{'type': '{fact.type}', 'text': the {what} of {teller.hop(8)}}}")]
            else:
                body = [_event(fact), *_cut(fact)]
        case e.HttpAnswered():
            body = [Words(f"{{'type': 'http.response.start', 'status': {fact.status}}}")]
        case e.ConnectionRefused():
            code = "" if fact.code is None else f" {fact.code}"
            body = [Words(fact.error or f"close{code} before accept", palette.BAD)]
        case e.ConnectionClosed():
            name = "exception"
            body = [Words(f"the application ends: {fact.error}", palette.BAD)]
    bad = isinstance(fact, e.ConnectionRefused | e.ConnectionClosed)
    return name, ends, _place(fact), body, bad


def _wire_in(teller: Teller, fact: Event, name: str) -> _Told:
    asked = getattr(teller.event(1), "server", "")
    ends = (teller.names.process(fact, asked), teller.names.client(fact))
    place, body, bad = fact.kind, [], False
    match fact:
        case e.ClientReceived():
            place = count(fact.size, "byte")
            same = teller.journey.hand == 7 and teller.same_as(8, 7, always=True)
            body = (
                [Words(f"the text of {teller.hop(7)}")] if same else [Words(fact.text, exact=True)]
            )
            body += _cut(fact)
        case e.ClientOpened():
            chosen = f", subprotocol {fact.subprotocol}" if fact.subprotocol else ""
            body = [Words(f"HTTP 101: the connection is open{chosen}")]
        case e.ClientRefused():
            status = "no answer" if fact.status is None else f"HTTP {fact.status}"
            body, bad = [Words(f"{status} {fact.text}".rstrip(), palette.BAD)], True
        case e.ClientClosed():
            body, bad = [_closed(fact)], fact.code == 1011
        case e.ClientAnswered():
            size = "" if fact.size is None else f", {count(fact.size, 'byte')}"
            by = f" from {fact.software}" if fact.software else ""
            body = [Words(f"HTTP {fact.status}{by}{size}")]
        case e.ClientChunk():
            place = count(fact.size, "byte")
            body = [Words(fact.text, exact=True)] if fact.size else [Words("the body is whole")]
        case e.WireReceived():
            place, body = count(fact.size, "byte"), raw(fact)
    return name, ends, place, body, bad


_TELL: Final = {
    1: _wire_out,
    2: _asgi_in,
    3: _parsed,
    4: _layer_call,
    5: _copies,
    6: _handler,
    7: _asgi_out,
    8: _wire_in,
}
