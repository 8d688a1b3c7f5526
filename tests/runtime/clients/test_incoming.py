"""Bytes of a server, cut into heads, bodies and frames, however they arrive."""

from __future__ import annotations

import pytest

from tutor.runtime.clients import websocket_frames
from tutor.runtime.clients.incoming import Head, Incoming, parse_head

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
SWITCH = b"HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\n\r\n"


def head(status: int = 200, *, old: bool = False, **headers: str) -> Head:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Head(status, "", named, old)


@pytest.mark.parametrize(
    ("given", "length"),
    [
        (head(200, content_length="12"), 12),
        (head(200), None),
        (head(200, content_length="many"), None),
        (head(200, content_length="12", transfer_encoding="chunked"), None),
        (head(101, content_length="12"), 0),
        (head(199), 0),
        (head(204), 0),
        (head(304, content_length="12"), 0),
        (head(205, content_length="3"), 3),
    ],
)
def test_how_long_a_body_is(given: Head, length: int | None) -> None:
    assert given.length == length


@pytest.mark.parametrize(
    ("status", "final"), [(100, False), (101, True), (199, False), (200, True)]
)
def test_a_head_that_announces_another_is_not_the_last(status: int, final: bool) -> None:
    assert head(status).is_final is final


@pytest.mark.parametrize(
    ("given", "keeps"),
    [
        (head(content_length="1"), True),
        (head(), False),
        (head(transfer_encoding="Chunked"), True),
        (head(content_length="1", connection="Close"), False),
        (head(old=True, content_length="1"), False),
        (head(old=True, content_length="1", connection="keep-alive"), True),
        (head(101), False),
    ],
)
def test_whether_a_connection_can_be_used_again(given: Head, keeps: bool) -> None:
    assert given.keeps is keeps


@pytest.mark.parametrize("raw", [b"SSH-2.0\r\n\r\n", b"HTTP/1.1 OK\r\n\r\n", b"\r\n\r\n"])
def test_what_is_no_head(raw: bytes) -> None:
    assert parse_head(raw) is None


def test_a_head_has_its_reason_and_names_in_lower_case() -> None:
    found = parse_head(b"HTTP/1.0 404 Not Found\r\nServer: x\r\nrubbish\r\n\r\n")
    assert found == Head(404, "Not Found", {"server": "x"}, is_old=True)


@pytest.mark.parametrize("step", [1, 7, 1000])
def test_the_same_units_however_the_bytes_arrive(step: int) -> None:
    frame = websocket_frames.build("text", "hi", masked=False)
    data = OK + b"hello" + SWITCH + frame * 2
    incoming, units = Incoming(), []
    for start in range(0, len(data), step):
        units += incoming.feed(data[start : start + step])
    assert [unit.raw for unit in units] == [OK, b"hello", SWITCH, frame, frame]
    assert [unit.head.status for unit in units if unit.head] == [200, 101]
    assert [unit.frame.text for unit in units if unit.frame] == ["hi", "hi"]
    assert incoming.rest() == []


def test_a_body_without_a_length_is_whatever_comes() -> None:
    incoming = Incoming()
    incoming.feed(b"HTTP/1.1 200 OK\r\n\r\n")
    assert [u.raw for u in (*incoming.feed(b"a"), *incoming.feed(b"bc"))] == [b"a", b"bc"]


def test_what_is_left_at_the_end_is_no_whole_unit() -> None:
    incoming = Incoming()
    assert incoming.feed(OK[:-2]) == []
    (unit,) = incoming.rest()
    assert (unit.raw, unit.head, unit.frame, incoming.rest()) == (OK[:-2], None, None, [])
