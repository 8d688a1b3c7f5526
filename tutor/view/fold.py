"""What a line does that has no room: first its ornaments give way, then it goes on below.

What the page talks about is never cut (`Pen.cut` is for everything else).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from rich.cells import cell_len
from rich.text import Text

from tutor.view.text import fit

SANE: Final = 240
"""Cells of a text that are shown whole: a longer one is read in its file, not in a picture."""


class Piece(NamedTuple):
    """A part of a line: what it may say, from the longest to the shortest, and how it looks."""

    forms: tuple[str, ...]
    style: str = ""
    yields: int = 0  # the greatest gives way first


def line_of(pieces: Sequence[Piece], width: int, *, hang: int) -> list[Text]:
    """The pieces on one line, each as long as there is room; what has none goes on below."""
    forms = _fitting(pieces, width)
    lines = [Text()]
    for piece, shown in zip(pieces, forms, strict=True):
        if lines[-1].plain.strip() and lines[-1].cell_len + cell_len(shown.rstrip()) > width:
            lines.append(Text(" " * hang))
            shown = shown.lstrip()  # noqa: PLW2901 - the blank before it was the line's
        lines[-1].append(shown, piece.style)
    return [row for line in lines for row in fold(line, width, hang=hang)]


def _fitting(pieces: Sequence[Piece], width: int) -> list[str]:
    """One form of each piece, so that all fit, or the shortest of all."""
    chosen = [0] * len(pieces)
    order = sorted(range(len(pieces)), key=lambda place: -pieces[place].yields)
    for place in order:
        forms = pieces[place].forms
        while _length(pieces, chosen) > width and chosen[place] + 1 < len(forms):
            chosen[place] += 1
    return [piece.forms[at] for piece, at in zip(pieces, chosen, strict=True)]


def _length(pieces: Sequence[Piece], chosen: Sequence[int]) -> int:
    whole = "".join(piece.forms[at] for piece, at in zip(pieces, chosen, strict=True))
    return cell_len(whole.rstrip())


def fold(line: Text, width: int, *, hang: int, most: int = 0) -> list[Text]:
    """A line as the lines it needs, broken at blanks if it has some; those below start `hang`
    cells further in. With `most` lines at most, the last one may be too long.
    """
    if line.cell_len <= width:
        return [line]
    hang = min(hang, width // 2)
    cuts = _cuts(line.plain, width, hang, most)
    if not cuts:
        return [line]
    parts = line.divide([place for cut in cuts for place in cut])
    rows = parts[::2]  # between two of them stand the blanks where the line is broken
    for row in rows[:-1]:
        row.rstrip()
    return [rows[0], *(Text(" " * hang).append_text(row) for row in rows[1:])]


def _cuts(text: str, width: int, hang: int, most: int) -> list[tuple[int, int]]:
    """Where rows end, and where those below them begin."""
    cuts: list[tuple[int, int]] = []
    start, indent = 0, 0
    while not most or len(cuts) + 1 < most:
        rest = " " * indent + text[start:]
        if cell_len(rest) <= width:
            break
        head = fit(rest, width)
        blank = head.rfind(" ", hang + 1) if rest[len(head)] != " " else len(head)
        whole = _word(rest, blank + 1) <= width - hang  # the next word has room on a row
        end = blank if blank > (hang if whole else max(hang, width // 2)) else len(head)
        if not head[:end].strip():
            break
        end += start - indent
        start, indent = end + _blanks(text[end:]), hang
        cuts.append((end, start))
    return cuts


def _word(text: str, start: int) -> int:
    """Cells of the word that begins there."""
    return cell_len(text[start:].partition(" ")[0])


def _blanks(text: str) -> int:
    return len(text) - len(text.lstrip(" "))
