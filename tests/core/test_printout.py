"""What a command prints: lines, however the bytes were cut, and the newest of them."""

from __future__ import annotations

import pytest

from tutor.core.printout import LONGEST, Printout, plain


def test_bytes_that_were_cut_anywhere_are_the_lines_that_they_were() -> None:
    printed = Printout()
    for part in (b"Sta", b"rting\nQuit", b" with CONTROL-C.\n\nopen"):
        printed.feed(part)
    assert printed.lines(0, 9) == ["Starting", "Quit with CONTROL-C.", "", "open"]
    assert (len(printed), printed.version) == (4, 3)


def test_only_the_newest_are_kept_and_numbers_stay() -> None:
    printed = Printout(keep=2)
    printed.feed(b"0\n1\n2\n3\n4")
    assert (len(printed), printed.first) == (5, 2)
    assert printed.lines(0, 4) == ["2", "3"]
    assert printed.lines(3, 5) == ["3", "4"]


def test_a_copy_stays_as_it_is() -> None:
    printed = Printout(keep=2)
    printed.feed(b"1\n2\n3\nop")
    copy = printed.copy()
    printed.feed(b"en\n4\n")
    assert (copy.lines(0, 9), copy.first, len(copy)) == (["2", "3", "op"], 1, 4)
    assert printed.lines(0, 9) == ["open", "4"]


def test_what_has_no_line_feed_does_not_grow_for_ever() -> None:
    printed = Printout()
    for _ in range(3):
        printed.feed(b"x" * LONGEST)
    assert len(printed.lines(0, 1)[0]) == LONGEST


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (b"\x1b[32mOK\x1b[0m \x1b]0;title\x07done\x1b(B", "OK done"),
        (b" 10%\r 50%\r100%\r", "100%"),
        (b"\xff\tx  ", "\ufffd   x"),
        (b"", ""),
    ],
)
def test_a_line_has_no_dress_for_a_terminal(line: bytes, shown: str) -> None:
    assert plain(line) == shown
