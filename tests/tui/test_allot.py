"""Rows go where the picture is, and stay there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.tui.allot import STORY, Rows, allot


@pytest.mark.parametrize(
    ("rows", "beside", "flow", "given"),
    [
        (37, True, True, Rows(26, 26, 6, 5)),  # 120x40
        (37, True, False, Rows(31, 31, 6, 0)),
        (27, False, True, Rows(15, 6, 3, 3)),  # 100x30
        (21, False, True, Rows(14, 5, 1, 1)),  # 80x24
        (17, False, True, Rows(11, 4, 1, 1)),  # 60x20
        (9, False, True, Rows(6, 3, 0, 0)),
        (9, True, True, Rows(9, 9, 0, 0)),
        (1, False, True, Rows(1, 0, 0, 0)),
    ],
)
def test_the_rows_of_a_stage(rows: int, beside: bool, flow: bool, given: Rows) -> None:
    assert allot(rows, beside=beside, flow=flow) == given


@given(st.integers(1, 80), st.booleans(), st.booleans())
def test_no_row_is_lost_and_none_is_given_twice(rows: int, beside: bool, flow: bool) -> None:
    hero, story, strips, under = allot(rows, beside=beside, flow=flow)
    assert (hero if beside else hero + story) + strips + under == rows
    assert hero > 0
    assert story >= min(STORY, rows - 1)
    assert under == 0 or flow
