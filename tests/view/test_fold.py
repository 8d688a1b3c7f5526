"""A line without room: its ornaments give way, then it goes on below; nothing of it is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.text import Text

from tutor.view.fold import Piece, fold, line_of

PIECES = (
    Piece(("  #1 ",)),
    Piece(("ann · tab 1  ", "ann  "), yields=2),
    Piece(("■■■■ ", "■■ ", ""), yields=4),
    Piece(("100 queued",)),
    Piece((" (was 0)", ""), yields=3),
    Piece(("  1 dropped",)),
)


def plain(lines: list[Text]) -> list[str]:
    return [line.plain for line in lines]


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (60, ["  #1 ann · tab 1  ■■■■ 100 queued (was 0)  1 dropped"]),
        (51, ["  #1 ann · tab 1  ■■ 100 queued (was 0)  1 dropped"]),
        (47, ["  #1 ann · tab 1  100 queued (was 0)  1 dropped"]),
        (39, ["  #1 ann · tab 1  100 queued  1 dropped"]),
        (31, ["  #1 ann  100 queued  1 dropped"]),
        (25, ["  #1 ann  100 queued", "    1 dropped"]),
    ],
)
def test_ornaments_give_way_before_a_line_goes_on_below(width: int, shown: list[str]) -> None:
    assert plain(line_of(PIECES, width, hang=4)) == shown


@pytest.mark.parametrize(
    ("line", "width", "shown"),
    [
        ("a key and its value", 30, ["a key and its value"]),
        ("a key and its value", 13, ["a key and its", "  value"]),
        ("a key and its value", 12, ["a key and", "  its value"]),
        ("+ key  <SessionStore>", 17, ["+ key", "  <SessionStore>"]),
        ("+ key  <SessionStore>", 15, ["+ key  <Session", "  Store>"]),
        ("user_john-at-example.com", 10, ["user_john-", "  at-examp", "  le.com"]),
        ("漢字漢字漢字", 5, ["漢字", "  漢", "  字", "  漢", "  字"]),
        ("x" * 4, 2, ["xx", " x", " x"]),
        ("漢字", 1, ["漢字"]),
    ],
)
def test_a_line_goes_on_below_at_a_blank_or_where_it_has_to(
    line: str, width: int, shown: list[str]
) -> None:
    assert plain(fold(Text(line), width, hang=2)) == shown


def test_the_last_of_so_many_lines_may_be_too_long() -> None:
    assert plain(fold(Text("a b c d e f"), 3, hang=0, most=2)) == ["a b", "c d e f"]


def test_a_style_goes_on_below() -> None:
    _, below = fold(Text("aaaa bbbb", style="").append(" cccc", "bold"), 9, hang=2)
    assert [(below.plain[span.start : span.end], span.style) for span in below.spans] == [
        ("cccc", "bold")
    ]


@given(st.text(st.characters(categories=("L", "N", "P")), max_size=60), st.integers(4, 30))
def test_no_letter_is_lost_and_no_line_too_wide(line: str, width: int) -> None:
    rows = fold(Text(line), width, hang=2)
    assert "".join(row.plain.strip() for row in rows) == line.strip()
    assert all(row.cell_len <= width for row in rows)
