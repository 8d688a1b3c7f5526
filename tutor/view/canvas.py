"""A grid of cells that lines and labels are put on, later ones over earlier ones."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from rich.cells import cell_len, get_character_cell_size, split_graphemes
from rich.text import Span, Text

from tutor.view.text import fit


class Canvas:
    """One row of a picture: `width` cells, each with a character and a style."""

    __slots__ = ("cells", "styles")

    def __init__(self, width: int) -> None:
        self.cells: list[str] = [" "] * width
        self.styles: list[str] = [""] * width

    def put(self, column: int, text: str, style: str = "") -> None:
        """Write `text` from `column` on; what lies outside is left out, whole characters only."""
        if _is_single(text):
            self._put_single(column, text, style)
            return
        spans, _ = split_graphemes(text)
        for start, stop, cells in spans:
            if column >= 0 and column + cells <= len(self.cells) and cells:
                self._clear(column)
                self._clear(column + cells - 1)
                self.cells[column] = text[start:stop]
                self.styles[column] = style
                for extra in range(column + 1, column + cells):
                    self.cells[extra], self.styles[extra] = "", style
            column += cells

    def _put_single(self, column: int, text: str, style: str) -> None:
        """The same for a text of narrow characters only, which nearly all are."""
        start, stop = max(column, 0), min(column + len(text), len(self.cells))
        if start < stop:
            self._clear(start)
            self._clear(stop - 1)
            self.cells[start:stop] = text[start - column : stop - column]
            self.styles[start:stop] = [style] * (stop - start)

    def write(
        self,
        column: int,
        pieces: Iterable[tuple[str, str]],
        stop: int | None = None,
        dots: str = "…",
    ) -> int:
        """Put (text, style) pieces one after the other; the next column. One that would go beyond
        `stop` ends in `dots`.
        """
        stop = len(self.cells) if stop is None else min(stop, len(self.cells))
        for text, style in pieces:
            room = max(stop - column, 0)
            shown = text
            if cell_len(text.rstrip()) > room:
                shown = fit(text, max(room - len(dots), 0)) + dots[:room]
            shown = fit(shown, room)
            self.put(column, shown, style)
            column += cell_len(shown)
        return column

    def _clear(self, column: int) -> None:
        """Take away a wide character that would be cut in half."""
        start = column
        while self.cells[start] == "" and start:
            start -= 1
        stop = start + 1
        while stop < len(self.cells) and self.cells[stop] == "":
            stop += 1
        if stop - start > 1:
            self.cells[start:stop] = [" "] * (stop - start)

    def line(self, style: str = "") -> Text:
        """The row as text; `style` lies under the styles of the cells."""
        spans: list[Span] = []
        begin = end = 0
        last = ""
        for cell, own in zip(self.cells, self.styles, strict=True):
            if own != last:
                if last:
                    spans.append(Span(begin, end, last))
                begin, last = end, own
            end += len(cell)
        if last:
            spans.append(Span(begin, end, last))
        return Text("".join(self.cells), style, spans=[span for span in spans if span])


@lru_cache(maxsize=4096)
def _is_single(text: str) -> bool:
    """Whether every character takes one cell."""
    return text.isascii() or all(get_character_cell_size(char) == 1 for char in text)
