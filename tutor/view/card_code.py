"""The program of a card: its lines with numbers, the marks of an answer, and two columns.

A line that has no room goes on below it, further in, and never breaks inside a name that would
have room on a row of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Final

from rich.cells import cell_len
from rich.text import Text

from tutor.quiz.card import Card
from tutor.view import palette
from tutor.view.picks import picked
from tutor.view.source import highlighted
from tutor.view.text import fit
from tutor.view.text_style import Hand

GUTTER: Final = 6  # cells before a line of code
APART: Final = 3  # cells between two columns
WIDE: Final = 110  # cells from which there is room for two
NARROW: Final = 40  # cells of code that the first one has at least
_FENCED: Final = re.compile(r"^```[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_AFTER: Final = frozenset(" ,([{")  # a break behind one of these reads best


def program(
    card: Card, hand: Hand, *, cursor: int = -1, chosen: Sequence[int] = (), told: bool = False
) -> list[Text]:
    """Its lines, numbered from 1, with the `cursor`; when `told`, what was chosen and is right."""
    marks = _marks(card, hand, chosen) if told else {}
    lines: list[Text] = []
    room = max(hand.width - GUTTER, 8)
    for number, code in enumerate(
        highlighted("\n".join(card.lines), hand.ink.glyphs.ascii), start=1
    ):
        here = number == cursor
        mark, style = marks.get(number, (hand.ink.glyphs.now if here else " ", palette.MARK))
        head = Text().append(f"{mark} ", style).append(f"{number:>2}", palette.KEY).append("  ")
        first, *rest = broken(code, room)
        rows = [head.append_text(first), *(Text(" " * GUTTER).append_text(row) for row in rest)]
        for row in rows if here or number in marks else ():
            row.stylize(palette.NOW)
        lines += picked(rows, number)
    return lines


def _marks(card: Card, hand: Hand, chosen: Sequence[int]) -> Mapping[int, tuple[str, str]]:
    """A tick at the lines that are the fault, a cross at the one that was chosen and is not."""
    right = {choice.line for choice in card.choices if choice.right}
    wrong = dict.fromkeys(chosen, (hand.ink.glyphs.cross, palette.BAD))
    return wrong | dict.fromkeys(right, (hand.ink.glyphs.tick, palette.GOOD))


def broken(code: Text, room: int) -> list[Text]:
    """A line as rows of `room` cells; what goes on below begins two cells further in."""
    own = len(code.plain) - len(code.plain.lstrip()) + 2
    own = own if own < room // 2 else 0
    rows: list[Text] = []
    indent = 0
    while code.cell_len > room - indent:
        end = _end(code.plain, room - indent)
        row, code = code.divide([end])
        rows.append(Text(" " * indent).append_text(row))
        code = code[len(code.plain) - len(code.plain.lstrip(" ")) :]
        indent = own
    return [*rows, Text(" " * indent).append_text(code)] if code.plain or not rows else rows


def _end(code: str, room: int) -> int:
    """Where a row of `room` cells ends: best at the end of a word, never inside a name."""
    last = max(len(fit(code, room)), 1)
    first = len(code) - len(code.lstrip()) + 1
    between = [at for at in range(last, first - 1, -1) if not _is_inside(code, at)]
    good = (at for at in between if code[at - 1] in _AFTER and at > last // 2)
    best = next(good, between[0] if between else last)
    return last if _length_of_name(code, best) > room else best


def _length_of_name(code: str, start: int) -> int:
    return next(
        (at for at, char in enumerate(code[start:]) if not _is_name(char)), len(code) - start
    )


def _is_inside(code: str, at: int) -> bool:
    """Whether a name, or a number, goes on across this place."""
    return _is_name(code[at - 1]) and _is_name(code[at])


def _is_name(char: str) -> bool:
    return char.isalnum() or char == "_"


# ── two columns ─────────────────────────────────────────────────────────────────────────────


def columns(card: Card, width: int) -> tuple[int, int] | None:
    """Widths of two columns, of which one is the code; None: it has none, or there is no room.

    A program is the second; code in a question is in the first, with the choices beside it.
    """
    code = [*card.lines, *_fenced(card.question)]
    if width < WIDE or not code:
        return None
    own = min(max(*map(cell_len, code), NARROW) + GUTTER, width * 3 // 5)
    rest = width - own - APART
    return (rest, own) if card.code else (own, rest)


def _fenced(markdown: str) -> list[str]:
    """The lines of code in a question."""
    return [line for block in _FENCED.findall(markdown) for line in block.splitlines()]


def beside(left: Text, right: Text, wide: int) -> Text:
    """Two finished pages as one, the second `APART` cells behind the first, which is `wide`."""
    rows = []
    pairs = zip_longest(left.split("\n", allow_blank=True), right.split("\n", allow_blank=True))
    for one, other in pairs:
        row = one.copy() if one is not None else Text()
        if other is not None and other.cell_len:
            row.append(" " * (wide + APART - row.cell_len)).append_text(other)
        rows.append(row)
    return _joined("\n", rows)


def under(page: Text, pages: Sequence[Text]) -> Text:
    """A finished page with these below it, a blank line before each."""
    return _joined("\n\n", [page, *pages]) if pages else page


def _joined(between: str, texts: Sequence[Text]) -> Text:
    page = Text(between, no_wrap=True, overflow="crop", end="").join(texts)
    page.no_wrap, page.overflow = True, "crop"
    return page
