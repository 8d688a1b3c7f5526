"""What the candidate has drawn, as boxes and arrows from left to right; where that is too wide, as
a tree.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rich.cells import cell_len
from rich.text import Text

from tutor.quiz.drawing import Drawing, Part
from tutor.view import palette
from tutor.view.board_layout import Layout, arrange
from tutor.view.canvas import Canvas
from tutor.view.text import Pen, page, pen, wrap

BOX: Final = 3  # rows
WIDEST: Final = 24  # cells of a name
STYLES: Final = {
    "client": palette.CLIENT,
    "server": palette.INSTANCE,
    "layer": palette.LAYER,
    "database": palette.STORE,
    "replica": palette.STORE,
}


def render(drawing: Drawing, *, width: int, height: int | None = None, ascii: bool = False) -> Text:
    """The picture; arrows that would close a circle are told below it."""
    ink = pen(ascii=ascii)
    layout = arrange(drawing)
    barer = ((True, 1), (False, 1), (False, 0))
    boards = (_Board(drawing, layout, ink, notes=notes, air=air) for notes, air in barer)
    fits = next((board for board in boards if board.width <= width), None)
    lines = fits.lines() if fits else list(_tree(drawing, layout, ink))
    for edge in layout.back:
        start, end = (drawing.parts[place].name for place in edge[:2])
        told = f"and back: {start} {ink.glyphs.maps} {end}"
        lines += [Text(row, palette.QUIET) for row in wrap(ink.safe(told), width)]
    return page(lines, width=width, height=height, pen=ink)


def label(part: Part, ink: Pen, *, notes: bool = True) -> str:
    """ "daphne ×4"."""
    many = f" {'x' if ink.glyphs.ascii else '×'}{part.count}" if part.count > 1 else ""
    note = f" ({part.note})" if part.note and notes else ""
    return ink.cut(part.name + note, WIDEST) + many


class _Board:
    """Boxes in columns, with the arrows in the gaps between them."""

    def __init__(
        self, drawing: Drawing, layout: Layout, ink: Pen, *, notes: bool, air: int
    ) -> None:
        self.drawing, self.layout, self.ink = drawing, layout, ink
        self.labels = [label(part, ink, notes=notes) for part in drawing.parts]
        self.middle: dict[int, int] = {}  # row of each part's arrows
        self.height = max((self._height(column) for column in layout.columns), default=0)
        for column in layout.columns:
            self._stack(column)
        self.buses = [self._buses(place) for place in range(len(layout.columns))]
        self.left, self.right = [], list[int]()
        x = 0
        for place, column in enumerate(layout.columns):
            self.left.append(x)
            boxes = (cell_len(self.labels[one]) + 2 + 2 * air for one in column if one >= 0)
            x += max(boxes, default=1)
            self.right.append(x)
            x += 3 + len(self.buses[place])
        self.width = self.right[-1] if self.right else 0
        self.ways: dict[tuple[int, int], set[str]] = {}
        self.heads: dict[tuple[int, int], str] = {}

    def _height(self, column: Sequence[int]) -> int:
        return sum(BOX + 1 if one >= 0 else 2 for one in column) - 1

    def _stack(self, column: Sequence[int]) -> None:
        y = (self.height - self._height(column)) // 2
        for one in column:
            self.middle[one] = y + 1 if one >= 0 else y
            y += BOX + 1 if one >= 0 else 2

    def _buses(self, place: int) -> list[int]:
        """Parts of a column with an arrow that bends: each has a line of its own in the gap."""
        bent = {e.start for e in self.layout.links if self.middle[e.start] != self.middle[e.end]}
        return [one for one in self.layout.columns[place] if one in bent]

    def lines(self) -> list[Text]:
        """The finished rows."""
        rows = [Canvas(self.width) for _ in range(self.height)]
        for place, column in enumerate(self.layout.columns):
            for one in column:
                if one < 0:
                    self._along(self.left[place], self.right[place] - 1, self.middle[one])
            self._arrows(place)
        for (x, y), ways in self.ways.items():
            glyph = self.ink.glyphs.corners["".join(sorted(ways))]
            rows[y].put(x, self.heads.get((x, y), glyph), palette.QUIET)
        for place, column in enumerate(self.layout.columns):
            for one in column:
                if one >= 0:
                    self._box(rows, place, one)
        return [row.line() for row in rows]

    def _box(self, rows: list[Canvas], place: int, one: int) -> None:
        glyphs, text = self.ink.glyphs, self.labels[one]
        x, y = self.left[place], self.middle[one]
        inner = self.right[place] - x - 2
        style = STYLES.get(self.drawing.parts[one].kind, palette.PLAIN)
        corner = glyphs.corners
        rows[y - 1].put(x, corner["dr"] + glyphs.horizontal * inner + corner["dl"], style)
        rows[y].put(x, glyphs.vertical, style)
        rows[y].put(x + 1 + (inner - cell_len(text)) // 2, text, style)
        rows[y].put(x + inner + 1, glyphs.vertical, style)
        rows[y + 1].put(x, corner["ru"] + glyphs.horizontal * inner + corner["lu"], style)

    def _arrows(self, place: int) -> None:
        here = set(self.layout.columns[place])
        for link in self.layout.links:
            if link.start not in here:
                continue
            first, last = self.right[place], self.left[place + 1] - 1
            start, end = self.middle[link.start], self.middle[link.end]
            if start == end:
                self._along(first, last, start)
            else:
                bus = first + 1 + self.buses[place].index(link.start)
                self._along(first, bus, start, "l")
                self._down(bus, start, end)
                self._along(bus, last, end, "r")
            if link.end >= 0:
                self.heads[last, end] = self.ink.glyphs.head_right
            if link.both and link.start >= 0:
                self.heads[first, start] = self.ink.glyphs.head_left

    def _along(self, first: int, last: int, y: int, only: str = "") -> None:
        """A level line. `only`: its end at a bus goes one way; the bus does the rest."""
        for x in range(first, last + 1):
            ways = self.ways.setdefault((x, y), set())
            bends = (only == "l" and x == last) or (only == "r" and x == first)
            ways |= {only} if bends else {"l", "r"}

    def _down(self, x: int, start: int, end: int) -> None:
        top, bottom = sorted((start, end))
        for y in range(top, bottom + 1):
            ways = self.ways.setdefault((x, y), set())
            ways |= ({"u"} if y > top else set()) | ({"d"} if y < bottom else set())


# ── a narrow screen ─────────────────────────────────────────────────────────────────────────


def _tree(drawing: Drawing, layout: Layout, ink: Pen) -> Iterator[Text]:
    """Each part below what leads to it."""
    targets: dict[int, list[int]] = {}
    for edge in drawing.edges:
        if edge not in layout.back:
            targets.setdefault(edge.start, []).append(edge.end)
    ends = {place for found in targets.values() for place in found}
    seen: set[int] = set()
    for place in range(len(drawing.parts)):
        if place not in ends:
            yield from _branch(drawing, targets, ink, place, seen, ("", ""))


def _branch(
    drawing: Drawing,
    targets: dict[int, list[int]],
    ink: Pen,
    place: int,
    seen: set[int],
    lead: tuple[str, str],
) -> Iterator[Text]:
    """`lead`: what is in front of this row, and of the rows below it."""
    part, glyphs = drawing.parts[place], ink.glyphs
    style = STYLES.get(part.kind, palette.PLAIN)
    again = place in seen and place in targets
    told = label(part, ink) + " (see above)" * again
    yield Text().append(lead[0], palette.QUIET).append(told, style)
    seen.add(place)
    below = [] if again else targets.get(place, [])
    for number, one in enumerate(below):
        last = number == len(below) - 1
        corner = glyphs.corners["ru" if last else "dru"] + glyphs.head_right + " "
        deeper = (f"{lead[1]}{corner}", lead[1] + ("   " if last else f"{glyphs.vertical}  "))
        yield from _branch(drawing, targets, ink, one, seen, deeper)
