"""What a command has printed is folded and never cut; nothing in it steers."""

from __future__ import annotations

import pytest

from tutor.core.printout import Printout
from tutor.view.command_output import render, tail
from tutor.view.text import pen

INK = pen(ascii=False)
HEAD = "Output of run · 0 lines"


def printed(*lines: str, keep: int = 100) -> Printout:
    made = Printout(keep=keep)
    made.feed("".join(f"{line}\n" for line in lines).encode())
    return made


def shown(what: Printout, *, top: int | None = None, width: int = 40, height: int = 5) -> list[str]:
    text = render(what, "run", top=top, width=width, height=height, ink=INK)
    return text.plain.split("\n")


def test_the_newest_lines_stand_below_a_heading() -> None:
    lines = shown(printed(*(f"line {n}" for n in range(9))))
    assert lines == ["Output of run · 9 lines", "line 5", "line 6", "line 7", "line 8"]


def test_a_long_line_goes_on_below() -> None:
    assert "".join(shown(printed("x" * 100))[1:]) == "x" * 100


def test_from_a_line_on() -> None:
    lines = shown(printed(*map(str, range(9))), top=2, width=60)
    assert lines == ["Output of run · from line 3 of 9, 0 newer", "2", "3", "4", "5"]


def test_what_is_no_longer_kept_is_said() -> None:
    lines = shown(printed(*map(str, range(9)), keep=3), width=60)
    assert lines[0] == "Output of run · 9 lines, the last 3 are kept"
    assert shown(Printout()) == [
        "Output of run · 0 lines",
        "The command has printed nothing so far.",
    ]


@pytest.mark.parametrize("width", [1, 20, 80])
def test_nothing_is_wider_than_the_place_and_nothing_steers(width: int) -> None:
    what = printed("\x1b[2Jtitle \u202e", "\x07bell")
    for row in tail(what, width=width, height=50, ink=INK):
        assert row.cell_len <= width
        assert row.plain.isprintable()
