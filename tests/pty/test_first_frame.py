"""Nothing is painted before its width is known: the raw bytes of many starts, frame by frame."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pyte
import pytest

from tests.pty.screen import Terminal

pytestmark = pytest.mark.pty

COLUMNS, ROWS = 80, 24
STARTS = 5  # two of three showed the fault: five in a row without it are no luck
STEP = 150  # bytes from one look to the next; a frame has some thousands
COLUMN = 4  # letters under each other that no picture of ours has

PROGRAMS = {
    "quiz": (("quiz", "--card", "broadcast-way"), "Enter answer"),
    "player": (("lesson", "7", "--scene", "three_tabs", "--replay"), "q quit"),
    "page": (("lesson", "7"), "page 1 of"),
    "home": ((), "Architecture"),
}


def screens(raw: bytes) -> Iterator[list[str]]:
    """The screen as it stood at every look while these bytes came in."""
    screen = pyte.Screen(COLUMNS, ROWS)
    stream = pyte.ByteStream(screen)
    for start in range(0, len(raw), STEP):
        stream.feed(raw[start : start + STEP].replace(b"\x1b[>25u", b""))
        yield list(screen.display)


def letters_in_a_column(screen: list[str]) -> int:
    """The longest run of lines that show one single letter in their frame."""
    bare = [line.strip(" │|╎┃") for line in screen]
    runs = (list(run) for single, run in groupby(bare, lambda text: len(text) == 1) if single)
    return max((sum(text.isalnum() for text in run) for run in runs), default=0)


@pytest.mark.parametrize("program", PROGRAMS)
def test_no_first_frame_has_one_letter_a_line(program: str, tmp_path: Path) -> None:
    args, seen = PROGRAMS[program]
    for _ in range(STARTS):
        with Terminal(*args, columns=COLUMNS, rows=ROWS, TUTOR_HOME=str(tmp_path)) as terminal:
            terminal.wait(seen)
        worst = max(screens(terminal.raw), key=letters_in_a_column)
        assert letters_in_a_column(worst) < COLUMN, "\n".join(worst)


def test_a_column_of_letters_is_seen() -> None:
    assert letters_in_a_column(["│ P   │", "│ u   │", "│ t   │", "│ i   │", "│     │"]) == 4
    assert letters_in_a_column(["│ Put them in order │", "│ a │", "│ x y │"]) == 1
