"""A drawing as boxes and arrows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.quiz.test_drawing import drawn
from tutor.quiz.drawing import Drawing, Unclear, draw
from tutor.view.board import render

CHAT = (
    "browser -> balancer -> daphne x4 <-> redis",
    "daphne -> pgbouncer -> postgres",
    "balancer -> django -> pgbouncer",
)


def test_a_chain_is_boxes_and_arrows() -> None:
    assert render(drawn("browser -> daphne x4 <-> redis"), width=80).plain == (
        "┌─────────┐   ┌───────────┐   ┌───────┐\n"
        "│ browser │──▶│ daphne ×4 │◀─▶│ redis │\n"
        "└─────────┘   └───────────┘   └───────┘"
    )


def test_arrows_bend_and_meet() -> None:
    assert render(drawn("browser -> lb -> redis, postgres"), width=80).plain == (
        "                        ┌──────────┐\n"
        "                     ┌─▶│  redis   │\n"
        "┌─────────┐   ┌────┐ │  └──────────┘\n"
        "│ browser │──▶│ lb │─┤\n"
        "└─────────┘   └────┘ │  ┌──────────┐\n"
        "                     └─▶│ postgres │\n"
        "                        └──────────┘"
    )


def test_an_arrow_that_skips_a_column_goes_around_its_boxes() -> None:
    lines = ["browser -> lb -> daphne", "browser <-> daphne"]
    assert render(drawn(*lines), width=80).plain == (
        "               ┌────┐\n"
        "┌─────────┐ ┌─▶│ lb │─┐   ┌────────┐\n"
        "│ browser │◀┤  └────┘ └┬─▶│ daphne │\n"
        "└─────────┘ │          │  └────────┘\n"
        "            └──────────┘"
    )


def test_parts_below_each_other_need_no_arrows() -> None:
    assert render(drawn("browser", "phone"), width=80).plain.count("\n") == 6


def test_in_ascii_there_is_only_ascii() -> None:
    shown = render(drawn("browser -> daphne x4 <-> redis", "daphne -> ø"), width=80, ascii=True)
    assert shown.plain.isascii()
    assert "| daphne x4 |<" in shown.plain


@pytest.mark.parametrize(
    ("width", "has", "lacks"),
    [
        (100, "│ postgres (primary) │", "see above"),
        (80, "│ pgbouncer │", "primary"),
        (70, "│pgbouncer│", "primary"),
        (60, "└▶ pgbouncer", "│pgbouncer"),
    ],
)
def test_where_it_is_too_wide_notes_go_first_then_air_then_the_boxes(
    width: int, has: str, lacks: str
) -> None:
    lines = [*CHAT[:1], "daphne -> pgbouncer -> postgres (primary)"]
    shown = render(drawn(*lines), width=width).plain
    assert (has in shown, lacks in shown) == (True, False), shown


def test_on_a_narrow_screen_it_is_a_tree() -> None:
    assert render(drawn(*CHAT), width=40).plain == (
        "browser\n"
        "└▶ balancer\n"
        "   ├▶ daphne ×4\n"
        "   │  ├▶ redis\n"
        "   │  └▶ pgbouncer\n"
        "   │     └▶ postgres\n"
        "   └▶ django\n"
        "      └▶ pgbouncer (see above)"
    )


def test_an_arrow_that_closes_a_circle_is_told() -> None:
    shown = render(drawn("browser -> daphne -> redis -> browser"), width=80).plain
    assert shown.endswith("and back: redis → browser")
    assert (
        "and back: redis -> browser"
        in render(drawn("browser -> daphne -> redis -> browser"), width=26, ascii=True).plain
    )


def test_what_is_longer_than_a_box_is_cut() -> None:
    assert "xxx…" in render(drawn("x" * 40), width=80).plain


def test_nothing_is_an_empty_board() -> None:
    assert render(Drawing(), width=80).plain == ""


@given(
    st.lists(st.text("abc ->,<x2()", max_size=24), max_size=6),
    st.sampled_from([20, 40, 80, 120]),
    st.booleans(),
)
def test_no_drawing_is_wider_than_the_screen(lines: list[str], width: int, ascii: bool) -> None:
    drawing = Drawing()
    for line in lines:
        try:
            drawing = draw(drawing, line)
        except Unclear:
            continue
    shown = render(drawing, width=width, ascii=ascii)
    assert all(row.cell_len <= width for row in shown.split("\n"))
    assert shown.plain.isascii() or not ascii
