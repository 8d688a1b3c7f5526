"""HTTP requests and raw bytes in the message flow."""

from __future__ import annotations

from typing import Any

import pytest

from tests.view.tape import Tape, drawn
from tutor.core import events as e
from tutor.core.timeline import Timeline
from tutor.view import flow, flow_rules, picture_names, sequence

END = flow.FOREVER - 1
HI = {"hex": "81 82 01 02 03 04 69 6b", "text": "······ik", "size": 8}
GET = {"hex": "47 45 54", "text": "GET /ws/ HTTP/1.1\nHost: x\n\n", "size": 29}


def rows(tape: Tape) -> list[str]:
    """Every row: its ends, its words, and "…" while nothing has arrived."""
    found = flow_rules.of(Timeline(tape.events)).rows
    return [
        " ".join(
            [
                *(lane.role for lane in (row.start, row.end) if lane is not None),
                *row.wording(END)[:1],
                *(["…"] if row.shape == "arrow" and row.arrived == flow.FOREVER else []),
            ]
        )
        for row in found
    ]


def tutor(tape: Tape, cls: type[e.Event], cause: int | None = None, **fields: Any) -> int:
    fields = {"conn": 1, "name": "browser", **fields}
    return tape.add(cls, process="tutor", cause=cause, **fields)


def ask(tape: Tape, *, conn: int = 1, observed: bool = True) -> int:
    asked = tutor(tape, e.ClientAsked, conn=conn, method="GET", path="/a/", server="server 1")
    if not observed:
        return tutor(tape, e.ClientAnswered, asked, conn=conn, status=200)
    got = tape.add(e.HttpReceived, conn=conn, cause=asked, method="GET", path="/a/")
    scope = tape.add(e.ScopeEntered, conn=conn, cause=got)
    tape.add(e.GroupSent, conn=conn, cause=got, group="g", type="a.b")
    out = tape.add(e.HttpAnswered, conn=conn, cause=scope, status=200)
    return tutor(tape, e.ClientAnswered, out, conn=conn, status=200)


@pytest.mark.parametrize("conn", [1, 2])
def test_requests_go_from_one_browser_to_the_web_side(conn: int) -> None:
    tape = Tape()
    ask(tape)
    ask(tape, conn=conn)
    one = ["client web GET /a/", "web layer group_send a.b", "web client HTTP 200"]
    assert rows(tape) == [*one, *one]
    lanes = flow_rules.of(Timeline(tape.events)).lanes()
    assert [lane.role for lane in lanes] == ["client", "web", "layer"]


def test_a_consumer_of_one_request_is_a_note_on_the_web_side() -> None:
    tape = Tape()
    asked = tutor(tape, e.ClientAsked, method="GET", path="/a/", server="server 1")
    got = tape.add(e.HttpReceived, conn=1, cause=asked, method="GET", path="/a/")
    made = tape.add(e.ConsumerCreated, conn=1, cause=got, name="Desk", instance=3)
    tape.add(e.HttpAnswered, conn=1, cause=made, status=200)
    assert (
        rows(tape)[1],
        [life.name(END).label for life in flow_rules.of(Timeline(tape.events)).lives.values()],
    ) == (
        "web Desk #3",
        ["browser", "http"],
    )


def test_two_servers_of_pages_alone_are_told_apart() -> None:
    tape = Tape()
    for conn in (1, 2):
        where = f"server {conn}"
        asked = tutor(tape, e.ClientAsked, conn=conn, method="GET", path="/a/", server=where)
        tape.add(e.HttpReceived, process=where, conn=conn, cause=asked, method="GET", path="/a/")
    assert "http·s2" in drawn(sequence.render(tape.moment(), width=80))


def test_a_server_that_is_not_observed_answers_all_the_same() -> None:
    tape = Tape()
    ask(tape, observed=False)
    assert rows(tape) == ["client web GET /a/", "web client HTTP 200"]


def test_an_answer_to_nothing_and_pieces_of_a_body() -> None:
    tape = Tape()
    answered = tutor(tape, e.ClientAnswered, status=200)
    tutor(tape, e.ClientChunk, answered, text="data: 1\n\n", size=9)
    page = "<html> <head> <title>\n500 Internal </title>\n<style> p { } </style>"
    tutor(tape, e.ClientChunk, answered, text=page, size=len(page))
    tutor(tape, e.ClientChunk, answered, text=" ", size=1)
    tutor(tape, e.ClientChunk, answered)
    assert rows(tape) == [
        "web client HTTP 200",
        "web client data: 1",
        "web client a page: 500 Internal",
        "web client 1 byte",
    ]


def test_djangos_server_is_known_by_the_header_of_an_answer() -> None:
    tape = Tape()
    for conn, software in ((1, "WSGIServer/0.2 CPython/3.11"), (2, "nginx")):
        at = {"conn": conn, "server": f"server {conn}"}
        asked = tutor(tape, e.ClientAsked, method="GET", path="/a/", **at)
        tutor(tape, e.ClientAnswered, asked, conn=conn, status=200, software=software)
        tutor(tape, e.ClientConnecting, conn=conn + 2, url="/ws/", server=f"server {conn}")
        tutor(tape, e.ClientRefused, conn=conn + 2, status=404)
    found = flow_rules.of(Timeline(tape.events)).rows
    places = [
        lane.place for row in found for lane in (row.start,) if lane and lane.role == "server"
    ]
    assert places == ["WSGI server", "server"]


def test_a_request_from_elsewhere_stays_a_note() -> None:
    tape = Tape()
    got = tape.add(e.HttpReceived, method="GET", path="/a/")
    tape.add(e.HttpAnswered, cause=got, status=404)
    tape.add(e.HttpAnswered, conn=9, status=404)
    assert rows(tape) == ["web GET /a/ 404"]


def connecting(tape: Tape, url: str = "/ws/") -> int:
    return tutor(tape, e.ClientConnecting, name="raw", url=url, server="server 1")


def test_the_handshake_of_a_raw_socket_is_its_bytes() -> None:
    tape = Tape()
    sent = tutor(tape, e.WireSent, connecting(tape), name="raw", **GET)
    tape.add(e.ConnectionOpened, conn=1, cause=sent, path="/ws/")
    accepted = tape.add(e.ConnectionAccepted, conn=1)
    text = "HTTP/1.1 101 Switching Protocols\n"
    got = tutor(tape, e.WireReceived, accepted, name="raw", hex="48", text=text, size=99)
    tutor(tape, e.ClientOpened, got, name="raw")
    assert rows(tape) == [
        "client app TCP connection",
        "client app GET /ws/ HTTP/1.1",
        "app client accept: HTTP/1.1 101 Switching Protocols",
    ]
    picture = drawn(sequence.render(tape.moment(), width=80, height=10), width=80)
    assert "GET /ws/" in picture
    assert "HTTP/1.1 101" in picture


def test_frames_are_drawn_as_bytes() -> None:
    tape = Tape()
    connecting(tape, url="")
    sent = tutor(tape, e.WireSent, name="raw", **HI)
    tape.add(e.AppReceived, conn=1, cause=sent, type="websocket.receive", text="hi", size=2)
    out = tape.add(e.AppSent, conn=1, type="websocket.send", text="hi", size=2)
    tutor(tape, e.WireReceived, out, name="raw", hex="81 02 68 69", text="··hi", size=4)
    ping = tutor(tape, e.WireReceived, name="raw", hex="89 00", text="··", size=2)
    tutor(tape, e.WireSent, ping, name="raw", hex="8a 80 01 02 03 04", text="······", size=6)
    tutor(tape, e.WireSent, name="raw", **HI)
    tutor(tape, e.ClientClosed, name="raw", reason="FIN", by="client")
    assert rows(tape) == [
        "client app TCP connection",
        "client app 81 82 01 02 03 04 69 6b",
        "app client hi: 81 02 68 69",
        "server client 89 00",
        "client server 8a 80 01 02 03 04",
        "client app 81 82 01 02 03 04 69 6b …",
        "client app FIN …",
    ]


@pytest.mark.parametrize(
    ("fields", "row"),
    [
        ({"by": "client", "reason": "RST"}, "client app RST …"),
        ({"by": "client", "reason": "FIN", "code": 1000}, "client app FIN"),
        ({"by": "server", "reason": "FIN", "code": 1000}, "server client FIN"),
        ({"by": "server"}, "server client closed"),
    ],
)
def test_the_end_of_a_raw_socket(fields: dict[str, Any], row: str) -> None:
    tape = Tape()
    tutor(tape, e.WireSent, connecting(tape), name="raw", **GET)
    tutor(tape, e.ClientClosed, name="raw", **fields)
    assert rows(tape)[-1] == row


def test_http_by_hand() -> None:
    tape = Tape()
    connecting(tape, url="")
    sent = tutor(tape, e.WireSent, name="raw", **GET)
    got = tape.add(e.HttpReceived, conn=1, cause=sent, method="GET", path="/ws/")
    out = tape.add(e.HttpAnswered, conn=1, cause=got, status=200)
    tutor(tape, e.WireReceived, out, name="raw", text="HTTP/1.1 200 OK\n", size=17)
    assert rows(tape)[1:] == ["client app GET /ws/ HTTP/1.1", "app client HTTP/1.1 200 OK"]


@pytest.mark.parametrize(
    ("fields", "labels"),
    [
        (GET, ("GET /ws/ HTTP/1.1", "GET /ws/")),
        (HI, ("81 82 01 02 03 04 69 6b", "text, 2 bytes", "text", "8 bytes")),
        (
            {"hex": "82 01 00", "text": "···", "size": 3},
            ("82 01 00", "binary, 1 byte", "binary", "3 bytes"),
        ),
        (
            {"hex": "88 02 11 31", "text": "····", "size": 4},
            ("88 02 11 31", "close 4401", "close", "4 bytes"),
        ),
        (
            {"hex": "88 82 01 02 03 04 02 ea", "text": "········", "size": 8},
            ("88 82 01 02 03 04 02 ea", "close 1000", "close", "8 bytes"),
        ),
        ({"hex": "88 00", "text": "··", "size": 2}, ("88 00", "close", "2 bytes")),
        ({"hex": "8a 00", "text": "··", "size": 2}, ("8a 00", "pong", "2 bytes")),
        ({"hex": "89 00 8a 00", "text": "····", "size": 4}, ("89 00 8a 00", "89 00 …", "4 bytes")),
        ({"hex": "00", "text": "·", "size": 1}, ("00", "1 byte")),
        ({"size": 0}, ("0 bytes",)),
    ],
)
def test_bytes_have_labels_from_long_to_short(
    fields: dict[str, Any], labels: tuple[str, ...]
) -> None:
    assert picture_names.wire(e.WireSent(seq=1, at=0, process="tutor", **fields)) == labels


def test_words_of_some_length_stand_shortened_with_their_bytes() -> None:
    tape = Tape()
    connecting(tape, url="")
    said = "a message of more than a few words"
    out = tape.add(e.AppSent, conn=1, type="websocket.send", text=said, size=34)
    tutor(tape, e.WireReceived, out, name="raw", hex="81 22", text="··", size=36)
    assert rows(tape)[-1] == f"app client {said}: 81 22"
    words = flow_rules.of(Timeline(tape.events)).rows[-1].wording(END)
    few = "a message of more than …"
    assert words[1:] == (f"{few}: 81 22", said, few, "81 22", "text, 34 bytes", "text", "36 bytes")


def test_the_current_row_has_its_bytes_whole_and_the_others_what_they_are() -> None:
    tape = Tape()
    connecting(tape, url="")
    out = tape.add(e.AppSent, conn=1, type="websocket.send", text="you said hello", size=14)
    shown = "81 0e 79 6f 75 20 73 61 69 64 20 68 65 6c 6c 6f"
    tutor(tape, e.WireReceived, out, name="raw", hex=shown, text="··", size=16)
    current = drawn(sequence.render(tape.moment(), width=60), width=60)
    tape.add(e.SceneNoted, process="tutor", text="later")
    later = drawn(sequence.render(tape.moment(), width=60), width=60)
    assert (shown in " ".join(current.split()), "─ you said hello ─" in later) == (True, True)


def test_the_bytes_of_a_refusal_stay() -> None:
    tape = Tape()
    connecting(tape, url="")
    out = tape.add(e.ConnectionRefused, conn=1)
    got = tutor(tape, e.WireReceived, out, name="raw", text="HTTP/1.1 403 Access denied\n", size=30)
    tutor(tape, e.ClientRefused, got, name="raw", status=403)
    assert rows(tape)[-1] == "server client refused: HTTP/1.1 403 Access denied"
