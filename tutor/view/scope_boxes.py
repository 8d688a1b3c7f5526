"""The frames of the onion: boxes in boxes, whose floors are one row.

A row is what stands in it; where the frames are is computed from how many boxes are around it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from rich.cells import cell_len
from rich.text import Text

from tutor.view import palette
from tutor.view.text import Pen

Shape = Literal["top", "same", "no", "text"]

INSIDE: Final = 20  # cells that the innermost box has for its keys, at least
LABEL: Final = 24  # cells right of the way out, for what a layer did with `send`


class Row(NamedTuple):
    """One row inside the outermost frame."""

    shape: Shape
    depth: int  # boxes around it; a box's own top does not count
    left: Text
    right: Text = Text()
    mark: str = ""  # where the way out goes through a wall
    mid: str = ""  # what goes out, at the wall from which it starts
    hand: bool = False  # of the wall in hand


class Frame(NamedTuple):
    """How boxes are drawn: sizes in cells."""

    width: int
    step: int  # cells that a box takes on each side, 0: a box is a wall across the outermost
    shaft: int  # column of the way out; 0: there is none
    ink: Pen

    def inside(self, depth: int) -> int:
        """Cells for text in the `depth`th box."""
        whole = self.width - 4 - 2 * self.step * depth
        room = self.shaft - self._edge(depth) - 3 if self.shaft else whole
        return max(room, 1)

    def on_wall(self, depth: int) -> int:
        """Cells for the words on a wall: beside them are its ends, and a bar to the way out."""
        if self.shaft:
            return self.shaft - self._edge(depth) - 3
        return self.width - 2 * self._edge(depth) - 4

    def _edge(self, depth: int) -> int:
        return self.step * depth

    def floor(self, depth: int) -> Text:
        """The bottom of all boxes."""
        _, _, left, right, bar, _, joint, *_ = tuple(self.ink.glyphs.box)
        between = bar * (self.step - 1)
        count = depth if self.step else 0
        head = left + f"{between}{joint}" * count
        tail = f"{joint}{between}" * count + right
        return Text(head + bar * (self.width - len(head + tail)) + tail, palette.QUIET)

    def draw(self, row: Row, *, climbs: bool) -> Text:
        """A row with its frames; `climbs`: the way out goes through it."""
        depth = row.depth if self.step else 0
        shaft = self.shaft if climbs else 0
        gap = " " * (self.step - 1) if self.step else ""
        side = self.ink.glyphs.box[5]
        line = Text().append(f"{side}{gap}" * depth, palette.QUIET)
        line.append_text(self._middle(row, self.width - 2 * line.cell_len, line.cell_len, shaft))
        return line.append(f"{gap}{side}" * depth, palette.QUIET)

    def _middle(self, row: Row, width: int, edge: int, shaft: int) -> Text:
        if row.shape == "text":
            return self._text(row, width, edge, shaft)
        start, bar, end = self._wall(row)
        style = palette.STRONG if row.hand else palette.QUIET
        line = Text().append(start + bar, style).append_text(row.left)
        if shaft:
            place = shaft - edge
            _fill(line, bar, place, style)
            if row.mid:
                begin = min(place - cell_len(row.mid) // 2, width - 2 - cell_len(row.mid))
                line.right_crop(
                    max(line.cell_len - max(begin, len(start + bar) + row.left.cell_len), 0)
                )
                line.append(row.mid, palette.MARK)
            else:
                line.append(row.mark or self.ink.glyphs.way_out, palette.MARK)
                line.append(bar if row.right else "", style).append_text(row.right)
            _fill(line, bar, width - 1, style)
            return line.append(end, style)
        _fill(line, bar, width - 2 - row.right.cell_len, style)
        return line.append_text(row.right).append(bar + end, style)

    def _text(self, row: Row, width: int, edge: int, shaft: int) -> Text:
        side = self.ink.glyphs.box[5]
        line = Text().append(f"{side} ", palette.QUIET).append_text(row.left)
        if shaft:
            _fill(line, " ", shaft - edge, palette.PLAIN)
            line.append(self.ink.glyphs.way_out, palette.MARK)
        _fill(line, " ", width - 1, palette.PLAIN)
        return line.append(side, palette.QUIET)

    def bar(self, shape: Shape) -> str:
        """What a wall is drawn with."""
        return self.ink.glyphs.box[8 if shape == "same" else 4]

    def _wall(self, row: Row) -> tuple[str, str, str]:
        left, right, _, _, bar, _, _, start, dash, end, no, on = tuple(self.ink.glyphs.box)
        if row.shape == "same":
            return start, dash, end
        if row.shape == "no" or (not self.step and row.depth):
            return no, bar, on
        return left, bar, right


def _fill(line: Text, char: str, upto: int, style: str) -> None:
    line.append(char * max(upto - line.cell_len, 0), style)


def step_of(width: int, names: Sequence[tuple[int, int]]) -> int:
    """How much a box may take on each side, so that each name stands on its wall.

    `names`: the number of boxes around a name, and its cells.
    """
    deepest = max(depth for depth, _ in names)
    for step in (2, 1):
        fits = all(width - 2 * step * depth >= cells + 4 for depth, cells in names)
        if fits and width - 2 * step * deepest - 4 >= INSIDE:
            return step
    return 0


def shaft_of(width: int, step: int, names: Sequence[tuple[int, int]], sent: int) -> int:
    """The column of the way out, or 0 where there is no room for one.

    It is right of all names, with room for words beside it if there is any. `sent`: cells of what
    goes out, which stands on the innermost wall.
    """
    depth, cells = names[-1]
    if cells + sent + 4 > width - 2 * step * depth:
        return 0
    left = max(step * depth + cells + 3 for depth, cells in names)
    last = width - step * max(depth for depth, _ in names)
    at = max(last - LABEL, left)
    return at if at <= last - 3 else 0
