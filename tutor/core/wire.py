"""Causes among bytes: what a raw client wrote and the application met, and the other way round.

A message is known again by its kind and size, which the head of a WebSocket frame tells; an HTTP
request by the TCP port it came from. Works on what `ties.py` has gathered and decides nothing that
a process has named itself.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from . import events as ev
from .ties import LATE, Ends, Ties

TEXT: Final = 1
BINARY: Final = 2
CLOSE: Final = 8
PING: Final = 9
PONG: Final = 10


class Message(NamedTuple):
    """A whole message or control frame, ended by the fact at this place."""

    place: int
    opcode: int
    size: int  # of its payload


# ── WebSocket ───────────────────────────────────────────────────────────────────────────────


def tie_wire(ends: Ends) -> None:
    """Tie the bytes of one connection to what its application did."""
    if ev.WireSent not in ends.of and ev.WireReceived not in ends.of:
        return
    _heads(ends)
    facts = ends.ties.facts
    sent = list(messages(facts, ends.of.get(ev.WireSent, ())))
    got = list(messages(facts, ends.of.get(ev.WireReceived, ())))
    received = ends.asgi.get((ev.AppReceived, "websocket.receive"), ())
    answers = ends.asgi.get((ev.AppSent, "websocket.send"), ())
    _pair(ends.ties, _keyed(sent), _contents(facts, received))
    _pair(ends.ties, _contents(facts, answers), _keyed(got))
    _pair(ends.ties, _of(sent, PING), _of(got, PONG))
    closing = ends.asgi.get((ev.AppSent, "websocket.close"), ())
    over = closing or ends.of.get(ev.ConnectionClosed, ())
    if closing or not _of(sent, CLOSE):
        _pair(ends.ties, [(index, None) for index in over], _of(got, CLOSE))
        return
    left = ends.asgi.get((ev.AppReceived, "websocket.disconnect"), ())
    _pair(ends.ties, _of(sent, CLOSE), [(index, None) for index in left])
    _pair(ends.ties, _of(sent, CLOSE), _of(got, CLOSE))


def _heads(ends: Ends) -> None:
    """The handshake's bytes brought the opening about; the answer's came of the decision."""
    facts, tie = ends.ties.facts, ends.ties.tie
    opened = next(iter(ends.of.get(ev.ConnectionOpened, ())), None)
    if opened is not None:
        tie(opened, *_latest(facts, ends.of.get(ev.WireSent, ()), facts[opened].at))
    head = next(
        (index for index in ends.of.get(ev.WireReceived, ()) if _is_head(facts[index])), None
    )
    for kind in (ev.ConnectionAccepted, ev.ConnectionRefused, ev.ConnectionClosed):
        if kind in ends.of:
            tie(head, ends.of[kind][0])
            return


def _latest(facts: Sequence[ev.Event], indices: Iterable[int], at: int) -> list[int]:
    return [index for index in indices if facts[index].at <= at][-1:]


def _is_head(fact: Any) -> bool:
    return bool(fact.text.startswith("HTTP/"))


def messages(facts: Sequence[Any], indices: Iterable[int]) -> Iterator[Message]:
    """The messages in a stream of bytes of which every fact shows the beginning."""
    rest, frame = 0, Head(True, 0, 0, 0)  # what is still to come of the frame that is being read
    opcode, total = 0, 0  # of the message that its frames make up
    for index in indices:
        data, size, place = _bytes(facts[index].hex), facts[index].size, 0
        while place < size:
            if not rest:
                found = _head(data[place:])
                if found is None:
                    break  # HTTP, or more than is shown
                frame, rest = found, found.whole
                if frame.opcode < CLOSE:
                    total = frame.size + (0 if frame.opcode else total)
                    opcode = frame.opcode or opcode
            step = min(rest, size - place)
            place, rest = place + step, rest - step
            if not rest and frame.opcode >= CLOSE:
                yield Message(index, frame.opcode, frame.size)
            elif not rest and frame.final:
                yield Message(index, opcode, total)


class Head(NamedTuple):
    """The head of a frame."""

    final: bool
    opcode: int
    size: int  # of the payload
    whole: int  # head and payload


def _bytes(shown: str) -> bytes:
    try:
        return bytes.fromhex(shown.rstrip("… "))
    except ValueError:
        return b""


def _head(data: bytes) -> Head | None:
    if len(data) < 2 or data[0] & 0x70 or 2 < data[0] & 0x0F < CLOSE:
        return None
    length, head = data[1] & 0x7F, 2
    if length > 125:
        more = 2 if length == 126 else 8
        length, head = int.from_bytes(data[2 : 2 + more], "big"), 2 + more
    if data[1] & 0x80:
        head += 4
    return Head(data[0] >= 0x80, data[0] & 0x0F, length, head + length)


Key = tuple[int, object]


def _keyed(found: Iterable[Message]) -> list[Key]:
    return [(one.place, (one.opcode, one.size)) for one in found if one.opcode < CLOSE]


def _of(found: Iterable[Message], opcode: int) -> list[Key]:
    return [(one.place, None) for one in found if one.opcode == opcode]


def _contents(facts: Sequence[Any], indices: Iterable[int]) -> list[Key]:
    return [(at, (BINARY if facts[at].binary else TEXT, facts[at].size)) for at in indices]


def _pair(ties: Ties, causes: Sequence[Key], effects: Sequence[Key]) -> None:
    """The n-th of a key brought the n-th of the same key about."""
    waiting: dict[object, deque[int]] = {}
    for index, key in causes:
        waiting.setdefault(key, deque()).append(index)
    for index, key in effects:
        queue = waiting.get(key)
        if queue and ties.in_time(queue[0], index):
            ties.causes[index] = queue.popleft()


# ── HTTP ────────────────────────────────────────────────────────────────────────────────────


def tie_request(ties: Ties, asked: int, scope: Sequence[int], client: Sequence[int]) -> None:
    """One HTTP request: the facts of its scope, and those of the client's TCP connection."""
    facts = ties.facts
    received = next(index for index in scope if type(facts[index]) is ev.HttpReceived)
    answered = next((index for index in scope if type(facts[index]) is ev.HttpAnswered), None)
    kinds = [(index, type(facts[index])) for index in client]
    if type(facts[asked]) is ev.ClientAsked:
        ties.tie(received, asked)
        answers = [index for index, kind in kinds if kind is ev.ClientAnswered]
        answers = [index for index in answers if ties.causes[index] == asked]
    else:
        written = [index for index, kind in kinds if kind is ev.WireSent]
        ties.tie(received, *_latest(facts, written, facts[received].at), asked)
        heads = [index for index, kind in kinds if kind is ev.WireReceived]
        answers = [index for index in heads if _is_head(facts[index]) and ties.causes[index] < 0]
    if answered is not None and answers and facts[answered].at <= facts[answers[0]].at + LATE:
        ties.causes[answers[0]] = answered
