"""What a raw client wrote and read is tied to what the application met and did."""

from __future__ import annotations

import pytest

from tutor.core.assemble import assemble
from tutor.core.events import Event
from tutor.core.pattern import Context
from tutor.core.ties import LATE
from tutor.core.wire import BINARY, CLOSE, TEXT, Head, Message, Stream, close_code, first_head

from .making import Tape, Wire

GET = "GET /ws/ HTTP/1.1\nHost: x\n"
HI = "81 82 01 02 03 04 69 6b"  # masked
ANSWER = "81 02 68 69"


def put(wire: Wire, kind: str, text: str, size: int = 0, *, at: int | None = None) -> int:
    """Bytes on the wire of connection 1: HTTP as text, frames as hex."""
    head = "/" in text
    shown = text.encode().hex(" ")[:191] if head else text
    size = size or (len(text) if head else len(bytes.fromhex(text)))
    words = text if head else "··"
    return wire.put(0, "tutor", kind, 1, 0, at=at, name="raw", hex=shown, text=words, size=size)


def opened() -> Wire:
    wire = Wire()
    wire.tutor("client.connecting", 1, name="raw", server="server 1", port=7)
    put(wire, "wire.sent", GET)
    wire.server("connection.opened", 1, port=7)
    wire.server("app.received", 1, type="websocket.connect")
    accept = wire.server("app.sent", 1, type="websocket.accept")
    wire.server("connection.accepted", 1, accept)
    put(wire, "wire.received", "HTTP/1.1 101 Switching Protocols")
    return wire


def causes(wire: Wire) -> list[str]:
    """Of every event after the handshake: "kind ← kind of its cause"."""
    events = assemble(wire)
    return [f"{event.kind} ← {_cause(events, event)}" for event in events]


def _cause(events: list[Event], event: Event) -> str:
    return events[event.cause - 1].kind if event.cause else "nothing"


def test_the_handshake_goes_through_the_bytes() -> None:
    found = causes(opened())
    assert "connection.opened ← wire.sent" in found
    assert "wire.received ← connection.accepted" in found


def test_a_slow_answer_of_bytes_and_no_bytes_at_all() -> None:
    wire = Wire()
    wire.tutor("client.connecting", 1, port=7)
    put(wire, "wire.sent", GET)
    assert causes(wire)[1] == "wire.sent ← nothing"


@pytest.mark.parametrize("kind", ["connection.refused", "connection.closed"])
def test_a_refusal_in_bytes(kind: str) -> None:
    wire = Wire()
    wire.tutor("client.connecting", 1, port=7)
    put(wire, "wire.sent", GET)
    wire.server("connection.opened", 1, port=7)
    wire.server(kind, 1)
    put(wire, "wire.received", "HTTP/1.1 403 Access denied")
    assert f"wire.received ← {kind}" in causes(wire)


def test_frames_are_known_by_kind_and_size() -> None:
    wire = opened()
    put(wire, "wire.sent", HI)
    wire.server("app.received", 1, type="websocket.receive", text="hi", size=2)
    wire.server("app.received", 1, type="websocket.receive", text="no", size=2)
    wire.server("app.sent", 1, type="websocket.send", text="hi", size=2)
    put(wire, "wire.received", ANSWER)
    assert causes(wire)[-4:] == [
        "app.received ← wire.sent",
        "app.received ← nothing",
        "app.sent ← nothing",
        "wire.received ← app.sent",
    ]


def test_a_ping_brings_its_pong() -> None:
    wire = opened()
    put(wire, "wire.sent", "89 80 01 02 03 04")
    put(wire, "wire.received", "8a 00")
    assert causes(wire)[-1] == "wire.received ← wire.sent"


def test_a_close_frame_of_the_client() -> None:
    wire = opened()
    put(wire, "wire.sent", "88 82 01 02 03 04 02 ea")
    wire.server("app.received", 1, type="websocket.disconnect", code=1000)
    wire.server("connection.closed", 1, code=1000)
    put(wire, "wire.received", "88 02 03 e8")
    assert causes(wire)[-3:] == [
        "app.received ← wire.sent",
        "connection.closed ← app.received",
        "wire.received ← wire.sent",
    ]


@pytest.mark.parametrize("closes", [True, False])
def test_a_close_frame_of_the_server(closes: bool) -> None:
    wire = opened()
    if closes:
        wire.server("app.sent", 1, type="websocket.close", code=4001)
    wire.server("connection.closed", 1)
    put(wire, "wire.received", "88 02 0f a1")
    assert causes(wire)[-1] == f"wire.received ← {'app.sent' if closes else 'connection.closed'}"


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ([(HI, 8)], [(0, TEXT, 2)]),
        ([("82 83 01 02 03 04 00 00 00", 9)], [(0, BINARY, 3)]),
        ([("81 82 01 02 03 04", 6), ("69 6b", 2)], [(1, TEXT, 2)]),
        ([("81 01 61 81 01 62", 6)], [(0, TEXT, 1), (0, TEXT, 1)]),
        ([("01 02 61 62", 4), ("89 00", 2), ("80 01 63", 3)], [(1, 9, 0), (2, TEXT, 3)]),
        ([("82 7e 01 00 …", 260)], [(0, BINARY, 256)]),
        ([("82 7f 00 00 00 00 00 20 00 00 …", 10 + (1 << 21))], [(0, BINARY, 1 << 21)]),
        ([("88 02 03 e8", 4)], [(0, CLOSE, 2)]),
        ([("48 54 54 50", 4), ("81", 1), ("Grüße", 4), ("83 00", 2)], []),
    ],
)
def test_messages_in_a_stream(
    parts: list[tuple[str, int]], found: list[tuple[int, int, int]]
) -> None:
    tape = Tape()
    for shown, size in parts:
        tape.add("wire.sent", hex=shown, size=size)
    stream = Stream()
    told = [(place, m) for place, fact in enumerate(tape) for m in stream.read(fact)]
    assert told == [(place, Message(*one)) for place, *one in found]


# ── HTTP ────────────────────────────────────────────────────────────────────────────────────


def ask(wire: Wire, path: str, status: int, *, scope: int, conn: int = 1) -> None:
    asked = wire.tutor(
        "client.asked", conn, name="browser", method="GET", path=path, server="server 1", port=7
    )
    wire.server("http.received", scope, path=path, port=7)
    wire.server("http.answered", scope, status=status)
    wire.tutor("client.answered", conn, asked, name="browser", status=status)


def test_requests_on_one_tcp_connection_are_one_connection_and_answered_each() -> None:
    wire = Wire()
    ask(wire, "/a", 200, scope=4)
    ask(wire, "/b", 404, scope=5)
    assert (
        causes(wire)
        == [
            "client.asked ← nothing",
            "http.received ← client.asked",
            "http.answered ← http.received",
            "client.answered ← http.answered",
        ]
        * 2
    )
    events = assemble(wire)
    assert {event.conn for event in events} == {1}
    assert [event.cause for event in events] == [None, 1, 2, 3, None, 5, 6, 7]


def test_a_server_that_is_not_observed_is_answered_for_by_the_question() -> None:
    wire = Wire()
    asked = wire.tutor("client.asked", 1, server="server 1", port=7)
    wire.tutor("client.answered", 1, asked, status=200)
    assert causes(wire)[1] == "client.answered ← client.asked"


def test_a_request_without_an_answer() -> None:
    wire = Wire()
    wire.tutor("client.asked", 1, server="server 1", port=7)
    wire.server("http.received", 1, port=7)
    assert causes(wire)[1] == "http.received ← client.asked"


def test_an_answer_much_later_is_that_of_nothing_we_saw() -> None:
    wire = Wire()
    asked = wire.tutor("client.asked", 1, server="server 1", port=7)
    wire.server("http.received", 1, port=7)
    wire.tutor("client.answered", 1, asked, status=200)
    wire.put(1, "server 1", "http.answered", 1, 0, at=wire.clock + 2 * LATE)
    assert causes(wire)[2] == "client.answered ← client.asked"


def test_a_websocket_is_not_the_answer_to_a_request_of_the_same_port() -> None:
    wire = Wire()
    wire.tutor("client.asked", 1, port=7)
    wire.server("connection.opened", 2, port=7)
    assert [event.conn for event in assemble(wire)] == [1, 2]


def test_a_request_written_by_hand() -> None:
    wire = Wire()
    wire.tutor("client.connecting", 1, name="raw", server="server 1", port=7)
    put(wire, "wire.sent", "GET / HTTP/1.1\n")
    wire.server("http.received", 3, port=7)
    wire.server("http.answered", 3, status=200)
    put(wire, "wire.received", "HTTP/1.1 200 OK\n")
    found = causes(wire)
    assert "http.received ← wire.sent" in found
    assert "wire.received ← http.answered" in found
    assert {event.conn for event in assemble(wire)} == {1}


def test_whoever_asks_is_a_client_by_name() -> None:
    wire = Wire()
    ask(wire, "/", 200, scope=4)
    assert Context(assemble(wire)).clients == {1: "browser"}


def test_the_head_of_an_answer_whose_request_was_not_reported_has_no_cause() -> None:
    wire = Wire()
    wire.tutor("client.connecting", 1, port=7)
    put(wire, "wire.sent", "GET / HTTP/1.1\n")
    wire.server("http.received", 1, path="/", port=7)
    put(wire, "wire.received", "HTTP/1.1 200 OK")
    assert causes(wire)[-1] == "wire.received ← nothing"


@pytest.mark.parametrize(
    ("shown", "code"),
    [
        ("88 02 11 31", 4401),
        ("88 82 01 02 03 04 02 ea", 1000),
        ("88 09 11 31 62 65 63 61 75 73 65", 4401),
        ("88 00", None),
        ("88 80 01 02 03 04", None),
        ("88 02 11", None),
        (HI, None),
        ("", None),
    ],
)
def test_the_code_in_a_close_frame(shown: str, code: int | None) -> None:
    assert close_code(shown) == code


def test_the_head_of_the_first_frame() -> None:
    assert first_head(HI) == Head(final=True, opcode=TEXT, size=2, whole=8)
    assert first_head("01 7e 01 2c …") == Head(final=False, opcode=TEXT, size=300, whole=304)
    assert [first_head(shown) for shown in ("", "…", "47 45 54", "81", "xy")] == [None] * 5
