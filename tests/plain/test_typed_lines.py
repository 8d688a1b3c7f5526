"""Lines from a pipe, as they come."""

from __future__ import annotations

import asyncio
import os
import threading

import pytest

from tutor.plain import typed_lines


def read(*pieces: bytes) -> list[str]:
    """What comes of these, written one after the other."""
    reading, writing = os.pipe()

    def write() -> None:
        for piece in pieces:
            os.write(writing, piece)
        os.close(writing)

    async def collect() -> list[str]:
        return [line async for line in typed_lines.lines(reading)]

    writer = threading.Thread(target=write)
    writer.start()
    try:
        return asyncio.run(asyncio.wait_for(collect(), 10))
    finally:
        writer.join()
        os.close(reading)


@pytest.mark.parametrize(
    ("pieces", "lines"),
    [
        ([b"open ann\nsend ann hi\n"], ["open ann", "send ann hi"]),
        ([b"open a", b"nn\r\nhe", b"lp"], ["open ann", "help"]),
        ([b"\xe2\x82", b"\xac\n\xff\n"], ["€", "\ufffd"]),
        ([], []),
    ],
)
def test_lines_come_whole_however_they_are_cut(pieces: list[bytes], lines: list[str]) -> None:
    assert read(*pieces) == lines


def test_a_line_without_an_end_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typed_lines, "LONGEST", 4)
    found = read(b"x" * 10)
    assert "".join(found) == "x" * 10
    assert found[0] == "x" * 10


def test_a_terminal_that_has_gone_is_the_end() -> None:
    reading, writing = os.pipe()
    os.close(writing)
    os.close(reading)

    async def collect() -> list[str]:
        return [line async for line in typed_lines.lines(reading)]

    assert asyncio.run(asyncio.wait_for(collect(), 10)) == []
