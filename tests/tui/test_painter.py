"""Where a panel that scrolls begins."""

from __future__ import annotations

import pytest
from rich.segment import Segment
from textual.strip import Strip

from tutor.tui.painter import newest


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
    assert newest([Strip([Segment(text)]) for text in texts], ">", height=4) == top
