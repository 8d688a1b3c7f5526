"""Where panels begin that have more to show than they have lines."""

from __future__ import annotations

import pytest
from rich.segment import Segment
from textual.strip import Strip

from tutor.tui.heroes import newest
from tutor.tui.narrate import latest


@pytest.mark.parametrize(
    ("texts", "top"),
    [
        (["ann", "  a", "  b", "  c", "> d", "    + e"], 3),
        (["ann", "> a", "  b", "  c", "  d", "    + e"], 0),
        (["ann", "  a", "  b", "  c", "  d", "    + e"], 0),
    ],
    ids=["scrolls to what is new", "stays where that is seen", "stays when nothing is new"],
)
def test_what_is_new_is_seen(texts: list[str], top: int) -> None:
    assert newest([Strip([Segment(text)]) for text in texts], ">", 4) == top


@pytest.mark.parametrize(
    ("height", "top"), [(2, 1), (3, 0), (9, 0)], ids=["begins with it", "shows more", "shows all"]
)
def test_a_long_beat_is_read_from_its_beginning(height: int, top: int) -> None:
    lines = [Strip([Segment(text)]) for text in ("| told before", "> long", "| beat")]
    assert latest(lines, height, "> ") == top
    assert latest([*lines, *lines[-1:] * 5], height, "> ") <= 1


@pytest.mark.parametrize(("height", "top"), [(5, 0), (4, 3), (3, 3), (2, 3)], ids=str)
def test_of_a_block_that_does_not_fit_no_end_is_left(height: int, top: int) -> None:
    texts = ["| two lines", "| of a beat", "", "? Is it so?", "  a  yes     b  no"]
    assert latest([Strip([Segment(text)]) for text in texts], height, "") == top


def test_what_the_run_says_comes_before_the_beat() -> None:
    texts = ["> beat", "| of two lines", "! Is it so?", "v You said a, yes. The run", "  says"]
    assert latest([Strip([Segment(text)]) for text in texts], 2, "> ") == 3
