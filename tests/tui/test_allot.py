"""Rows go where the picture is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.tui.allot import STORY, Rows, allot

MUCH = Rows(99, 99, 9, 99)
sizes = st.integers(0, 60)


@pytest.mark.parametrize(
    ("rows", "beside", "wish", "given"),
    [
        (37, True, Rows(26, 12, 6, 50), Rows(26, 26, 6, 5)),  # 120x40
        (37, True, Rows(30, 12, 6, 50), Rows(30, 30, 2, 5)),  # the strips give first
        (37, True, Rows(20, 12, 6, 50), Rows(20, 20, 6, 11)),  # what is left is the flow's
        (27, False, Rows(15, 6, 3, 9), Rows(15, 6, 3, 3)),  # 100x30
        (21, False, Rows(14, 5, 1, 9), Rows(14, 5, 1, 1)),  # 80x24
        (21, False, Rows(16, 5, 1, 9), Rows(16, 3, 1, 1)),  # then the story gives
        (21, False, Rows(8, 9, 1, 9), Rows(8, 9, 1, 3)),
        (17, False, Rows(30, 9, 1, 9), Rows(12, 3, 1, 1)),  # 60x20: the hero scrolls
    ],
)
def test_the_rows_of_a_stage(rows: int, beside: bool, wish: Rows, given: Rows) -> None:
    assert allot(rows, beside=beside, wish=wish) == given


@given(st.integers(8, 80), st.booleans(), st.builds(Rows, sizes, sizes, sizes, sizes))
def test_no_row_is_lost_and_none_is_given_twice(rows: int, beside: bool, wish: Rows) -> None:
    hero, story, strips, flow = allot(rows, beside=beside, wish=wish)
    assert (hero if beside else hero + story) + strips + flow == rows
    assert min(hero, strips, flow) >= 0
    assert story >= STORY or beside


@given(st.integers(17, 80), st.booleans(), st.builds(Rows, sizes, sizes, sizes, sizes))
def test_a_hero_is_whole_before_anything_else_grows(rows: int, beside: bool, wish: Rows) -> None:
    got, least = allot(rows, beside=beside, wish=wish), allot(rows, beside=beside, wish=MUCH)
    if got.hero < wish.hero:
        assert got.strips <= 1
        assert got.flow <= least.flow
        assert beside or got.story == min(max(wish.story, STORY), got.story, STORY)
