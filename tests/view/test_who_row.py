"""What has room on a line of who."""

from __future__ import annotations

import pytest

from tutor.view.queue_bar import BAR
from tutor.view.who_columns import Columns
from tutor.view.who_row import places

USUAL = Columns(
    name=12, label=2, kind=12, channel=6, words=22, least=14, group=24, rails=1, groups={}
)


@pytest.mark.parametrize(
    ("width", "parts"),
    [
        (120, (12, 6, 12, 6, BAR, 22)),
        (80, (12, 6, 0, 6, BAR, 22)),
        (60, (12, 3, 0, 0, BAR, 15)),
        (46, (12, 3, 0, 0, 0, 14)),
    ],
)
def test_parts_give_way_as_a_whole_and_in_order(width: int, parts: tuple[int, ...]) -> None:
    found = places(USUAL, width)
    assert (
        found.name,
        found.wire,
        found.kind,
        found.channel,
        found.bar,
        found.words,
    ) == parts


def test_a_line_without_rails_needs_no_room_for_them() -> None:
    assert places(Columns(name=5), 80).rails == 0


@pytest.mark.parametrize("width", range(40, 130, 4))
def test_all_parts_fit(width: int) -> None:
    found = places(USUAL, width)
    assert found.spare >= 0
    assert found.left <= found.edge < width
