"""Lines on the screen: what a renderable becomes, and where a window on it may stand."""

from __future__ import annotations

import io
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.table import Table
from rich.text import Span, Text
from textual.app import App, ComposeResult
from textual.strip import Strip

from tutor.tui.surface import Surface, strips

CONSOLE = Console(file=io.StringIO(), width=80)


def test_a_text_that_is_laid_out_is_taken_line_by_line() -> None:
    lines = strips(CONSOLE, Text("one\ntwo\n", no_wrap=True, style="red"), 10)
    assert [[segment.text for segment in line] for line in lines] == [["one"], ["two"], [""]]


def test_a_text_that_is_laid_out_has_its_own_style_without_a_span_too() -> None:
    red, bold = CONSOLE.get_style("red"), CONSOLE.get_style("red bold")
    [plain] = strips(CONSOLE, Text("one", no_wrap=True, style="red"), 10)
    assert [*plain] == [Segment("one", red)]
    [marked] = strips(
        CONSOLE, Text("one two", no_wrap=True, style="red", spans=[Span(0, 3, "bold")]), 10
    )
    assert [*marked] == [Segment("one", bold), Segment(" two", red)]


places = st.integers(0, 12)
spans = st.builds(Span, places, places, st.sampled_from(["red", "bold", "dim", ""]))


@given(st.text("ab é日", min_size=1, max_size=9), st.sampled_from(["", "cyan"]), st.lists(spans))
def test_a_text_that_is_laid_out_looks_as_rich_draws_it(
    words: str, style: str, spans: list[Span]
) -> None:
    """Each character, whatever spans cover it; rich itself needs one over all to know the style."""
    line = Text(words, style, no_wrap=True, end="")
    for span in spans:
        line.stylize(span.style, span.start, span.end)
    [strip] = strips(CONSOLE, line, 20)
    whole = Text(words, style, end="", spans=[Span(0, len(words), ""), *line.spans])
    assert looks(strip) == looks(whole.render(CONSOLE))
    assert strip.cell_length == line.cell_len


def looks(segments: Iterable[Segment]) -> list[tuple[str, Style]]:
    return [(char, one.style or Style.null()) for one in segments for char in one.text]


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
