"""Lines on the screen: what a renderable becomes, and where a window on it may stand."""

from __future__ import annotations

import io

import pytest
from rich.console import Console
from rich.segment import Segment
from rich.table import Table
from rich.text import Text
from textual.app import App, ComposeResult
from textual.strip import Strip

from tutor.tui.surface import Surface, strips

CONSOLE = Console(file=io.StringIO(), width=80)


def test_a_text_that_is_laid_out_is_taken_line_by_line() -> None:
    lines = strips(CONSOLE, Text("one\ntwo\n", no_wrap=True, style="red"), 10)
    assert [[segment.text for segment in line] for line in lines] == [["one"], ["two"], [""]]


def test_another_renderable_is_laid_out_and_tidied_only_if_that_is_wanted() -> None:
    table = Table.grid()
    table.add_row("one")
    table.add_row("")
    assert [line.text for line in strips(CONSOLE, table, 5)] == ["one  ", "     "]
    assert [line.text for line in strips(CONSOLE, table, 5, tidy=True)] == ["one  "]


class Screen(App[None]):
    """One surface of five lines."""

    def compose(self) -> ComposeResult:
        self.surface = Surface(id="surface")
        self.surface.styles.height = 5
        yield self.surface


@pytest.mark.parametrize(
    ("lines", "top", "by", "moves", "ends_at"),
    [(8, 0, 2, True, 2), (8, 2, 9, True, 3), (8, 3, 1, False, 3), (8, 1, -9, True, 0),
     (8, 0, -1, False, 0), (5, 0, 1, False, 0), (3, 0, 1, False, 0), (8, 99, 0, False, 3)],
)  # fmt: skip
async def test_a_window_moves_as_far_as_there_are_lines(
    lines: int, top: int, by: int, moves: bool, ends_at: int
) -> None:
    screen = Screen()
    async with screen.run_test(size=(20, 10)):
        screen.surface.show([Strip([Segment(str(n))]) for n in range(lines)], top=top)
        assert screen.surface.scroll_lines(by) is moves
        assert screen.surface.top == ends_at
