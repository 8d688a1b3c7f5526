"""A row of cells."""

from __future__ import annotations

import pytest

from tutor.view.canvas import Canvas


def row(width: int, *puts: tuple[int, str]) -> str:
    canvas = Canvas(width)
    for column, text in puts:
        canvas.put(column, text)
    return canvas.line().plain


@pytest.mark.parametrize(
    ("puts", "shown"),
    [
        ([(0, "ab"), (1, "x")], "ax  "),
        ([(3, "ab")], "   a"),
        ([(-1, "ab")], "b   "),
        ([(3, "漢")], "    "),
        ([(0, "漢"), (1, "x")], " x  "),
        ([(0, "漢"), (0, "x")], "x   "),
    ],
)
def test_the_later_text_wins_and_characters_stay_whole(
    puts: list[tuple[int, str]], shown: str
) -> None:
    assert row(4, *puts) == shown


def test_a_piece_that_would_pass_the_stop_ends_in_an_ellipsis() -> None:
    canvas = Canvas(9)
    assert (canvas.write(1, [("ab", ""), ("cd", "")], 4), canvas.line().plain) == (4, " ab…     ")


def test_a_style_covers_its_own_cells() -> None:
    canvas = Canvas(3)
    canvas.put(1, "x", "bold")
    assert [(span.start, span.end) for span in canvas.line().spans if span.style] == [(1, 2)]


def test_a_canvas_without_cells_is_an_empty_line() -> None:
    assert row(0, (0, "x")) == ""
