"""Texts that came over a wire or out of a trace, made harmless and cut to measure.

Nothing in here interprets Rich markup: a view appends to `Text`, never prints a string. Widths are
terminal cells, not characters.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, Literal

import msgspec
from rich.cells import cell_len, split_graphemes
from rich.text import Text

from tutor.core.harmless import spelled
from tutor.view import palette

_HARMFUL: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_ASCII: Final = str.maketrans(
    {
        "·": "-", "…": "...", "–": "-", "—": "-", "−": "-", "‘": "'", "’": "'", "“": '"',
        "”": '"', "→": "->", "←": "<-", "×": "x", "≤": "<=", "≥": ">=", "≠": "!=", "•": "*",
        "✓": "v", "✗": "x", "\xa0": " ", "─": "-", "│": "|", "▌": "|", "━": "=", "▶": ">",
        "⇒": "=>", "↓": "v", "↑": "^", "«": '"', "»": '"', "§": "section ", "µ": "u",
        **dict.fromkeys("┌┐└┘├┤┬┴┼", "+"), "▼": "v",
    }
)  # fmt: skip


def _harmless(char: str) -> str:
    """The character itself, or the escape a Python programmer would write for it."""
    if "\ufe00" <= char <= "\ufe0f":  # variation selectors: terminals disagree on their width
        return ""
    if unicodedata.category(char) not in _HARMFUL:
        return char
    return spelled(char)


def _plain(char: str) -> str:
    """ASCII for one character: its base letter, or an escape that names it."""
    if char.isascii():
        return char
    base = unicodedata.normalize("NFKD", char).encode("ascii", "ignore").decode("ascii")
    return base or spelled(char)


@lru_cache(maxsize=4096)
def escape(text: str, *, ascii: bool = False) -> str:
    """`text` on one line with nothing left that could steer a terminal or reorder a line."""
    if text.isascii() and text.isprintable():
        return text
    shown = "".join(map(_harmless, unicodedata.normalize("NFC", text)))
    return "".join(map(_plain, shown.translate(_ASCII))) if ascii else shown


def fit(text: str, width: int) -> str:
    """The longest beginning of `text` that is at most `width` cells; never half a character."""
    if text.isascii() and text.isprintable():
        return text[: max(width, 0)]
    if cell_len(text) <= width:
        return text
    spans, _ = split_graphemes(text)
    end = used = 0
    for _, stop, cells in spans:
        if used + cells > width:
            break
        end, used = stop, used + cells
    return text[:end]


def fit_end(text: str, width: int) -> str:
    """The longest end of `text` that is at most `width` cells."""
    spans, _ = split_graphemes(text)
    begin, used = len(text), 0
    for start, _, cells in reversed(spans):
        if used + cells > width:
            break
        begin, used = start, used + cells
    return text[begin:]


class Pen(msgspec.Struct, frozen=True):
    """What a view writes with: one glyph set, and texts escaped for it."""

    glyphs: palette.Glyphs

    def safe(self, text: str) -> str:
        """`text`, harmless, on one line, in this pen's characters."""
        return escape(text, ascii=self.glyphs.ascii)

    def cut(self, text: str, width: int, keep: Literal["start", "end", "both"] = "start") -> str:
        """`text`, harmless, in at most `width` cells, with an ellipsis where something is gone."""
        shown, dots = self.safe(text), self.glyphs.ellipsis
        if cell_len(shown) <= width:
            return shown
        room = width - len(dots)
        if room < 1:
            return dots[: max(width, 0)]
        if keep == "start":
            return fit(shown, room) + dots
        if keep == "end":
            return dots + fit_end(shown, room)
        return fit(shown, room - room // 2) + dots + fit_end(shown, room // 2)

    def cut_name(self, name: str, width: int) -> str:
        """`cut`, but a number at its end stays, by which names are told apart: "/ws/pri…12"."""
        head, _, number = self.safe(name).rpartition(" ")
        dots = self.glyphs.ellipsis
        room = width - len(number) - len(dots)
        if not number.isdecimal() or room < 1 or cell_len(f"{head} {number}") <= width:
            return self.cut(name, width)
        return fit(head, room) + dots + number

    def pad(self, text: str, width: int, keep: Literal["start", "end", "both"] = "start") -> str:
        """`cut`, filled up with spaces to exactly `width` cells."""
        shown = self.cut(text, width, keep)
        return shown + " " * (width - cell_len(shown))

    def channel(self, name: str) -> str:
        """A channel name short enough to tell two apart: "…!gNYZ"."""
        head, mark, tail = name.rpartition("!")
        if mark and head:
            return f"{self.glyphs.ellipsis}!{self.safe(tail)[:4]}"
        return (
            name
            if name.isalnum() and len(name) < 8
            else f"{self.glyphs.ellipsis}{self.safe(name)[-5:]}"
        )


def pen(*, ascii: bool) -> Pen:
    """The pen for this terminal."""
    return Pen(palette.glyphs(ascii=ascii))


def join(words: Iterable[str], last: str = "and") -> str:
    """ "a", "a and b", "a, b and c"."""
    *head, tail = list(words) or [""]
    return f"{', '.join(head)} {last} {tail}" if head else tail


def count(number: int, noun: str, plural: str = "") -> str:
    """ "1 copy", "2 copies"."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def wrap(text: str, width: int) -> list[str]:
    """A sentence of our own, broken at spaces; a word longer than `width` is broken, too."""
    rows: list[str] = [""]
    for word in text.split():
        if rows[-1] and cell_len(rows[-1]) + 1 + cell_len(word) > width:
            rows.append("")
        rows[-1] = f"{rows[-1]} {word}" if rows[-1] else word
        while cell_len(rows[-1]) > width and (head := fit(rows[-1], width)):
            rows[-1:] = [head, rows[-1][len(head) :]]
    return rows


def page(lines: Sequence[Text], *, width: int, height: int | None, pen: Pen) -> Text:
    """The finished picture: no line wider than `width`, no more lines than `height`."""
    shown = list(lines)
    if height is not None and len(shown) > max(height, 1):
        keep = max(height, 1) - 1
        more = f"{pen.glyphs.ellipsis} {count(len(shown) - keep, 'more line')}"
        shown = [*shown[:keep], Text(more, style=palette.QUIET)]
    for line in shown:
        crop(line, width, pen)
    picture = Text("\n", no_wrap=True, overflow="crop", end="").join(shown)
    picture.no_wrap, picture.overflow = True, "crop"
    return picture


def crop(line: Text, width: int, pen: Pen) -> None:
    """Cut a line in place at a whole character, and say so: the last resort of every view."""
    width = max(width, 1)
    line.rstrip()
    if line.cell_len > width:
        dots = pen.glyphs.ellipsis[:width]
        line.right_crop(len(line.plain) - len(fit(line.plain, width - len(dots))))
        line.append(dots)


def sentence(text: str, *, width: int, height: int | None, pen: Pen) -> Text:
    """A kind sentence where there is nothing to draw yet."""
    lines = [Text(row, style=palette.QUIET) for row in wrap(pen.safe(text), max(width, 1))]
    return page(lines, width=width, height=height, pen=pen)
