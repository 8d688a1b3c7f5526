"""Frames by hand, there and back, and bytes as a recording shows them."""

from __future__ import annotations

import pytest

from tutor.runtime.clients.websocket_frames import (
    PREVIEW,
    SHOWN,
    Frame,
    build,
    dump,
    handshake,
    masking,
    parse,
    printable,
)


@pytest.mark.parametrize(
    ("size", "head"),
    [
        (0, "8100"), (125, "817d"), (126, "817e007e"), (65535, "817effff"),
        (65536, "817f0000000000010000"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("masked", [True, False])
def test_a_frame_of_any_size_comes_back(size: int, head: str, masked: bool) -> None:
    data = build("text", "x" * size, masked=masked)
    wanted = bytearray.fromhex(head)
    wanted[1] |= 0x80 * masked
    assert data.startswith(bytes(wanted))
    frame = parse(data + b"more")
    assert frame == Frame(True, 1, b"x" * size, masked, data)
    for missing in (1, 2, len(data) - 1):
        assert parse(data[:-missing]) is None


def test_the_example_of_the_rfc() -> None:
    hello = bytes.fromhex("818537fa213d7f9f4d5158")  # RFC 6455, section 5.7
    frame = parse(hello)
    assert frame is not None
    assert (frame.text, build("text", "Hello", mask=bytes.fromhex("37fa213d"))) == ("Hello", hello)


def test_a_part_of_a_message_and_an_opcode_that_is_none() -> None:
    assert build(3, b"", masked=False, final=False) == b"\x03\x00"
    assert masking(masking(b"abcde", b"1234"), b"1234") == b"abcde"


@pytest.mark.parametrize(("payload", "code"), [(b"", None), (b"\x03", None), (b"\x03\xe8", 1000)])
def test_the_code_of_a_close(payload: bytes, code: int | None) -> None:
    frame = parse(build("close", payload))
    assert frame is not None
    assert frame.code == code


@pytest.mark.parametrize(("size", "ends"), [(SHOWN, "61"), (SHOWN + 1, "61 …")])
def test_a_dump_is_cut(size: int, ends: str) -> None:
    shown = dump(b"a" * size)
    assert (shown.count("61"), shown.endswith(ends)) == (SHOWN, True)


def test_what_is_printed_keeps_lines_and_no_secret() -> None:
    data = b"GET / HTTP/1.1\r\nAuthorization: Bearer x\r\nCookie: sessionid=abc; a=b\r\n\x00\xff"
    assert printable(data) == ("GET / HTTP/1.1\nAuthorization: ***\nCookie: sessionid=***; a=b\n··")
    assert len(printable(b"x" * 9999)) == PREVIEW


def test_a_header_that_is_none_is_left_out_and_another_replaced() -> None:
    lines = handshake("/ws/", "h:1", "k", {"Host": None, "Origin": "o"}).decode().split("\r\n")
    assert lines[0] == "GET /ws/ HTTP/1.1"
    assert lines[1:] == [
        *("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Key: k"),
        *("Sec-WebSocket-Version: 13", "Origin: o", "", ""),
    ]
