"""The signs that stand on a screen, a sentence each: `signs.py` has the sentences."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from msgspec.structs import asdict
from rich.cells import cell_len
from rich.text import Text

from tutor.view import palette
from tutor.view.palette import Glyphs
from tutor.view.signs import SIGNS, Sign
from tutor.view.table import VIEWS, View
from tutor.view.text import Pen, page, pen, wrap

PLACES: Final = ("story", "strips", "timeline")
"""Parts of the screen that are no views; the heading and the keys have words only."""
PICTURES: Final = "pictures"
EVERYWHERE: Final = frozenset((*PLACES, *VIEWS, PICTURES))
_GAP: Final = 3
_MORE: Final = "? explains its signs."


def shown(sign: Sign, glyphs: Glyphs) -> str:
    """The sign as this terminal has it."""
    return sign.shown.format_map(asdict(glyphs))


def standing(parts: Mapping[str, str], *, ascii: bool) -> list[Sign]:
    """The signs in these texts, each once; `parts`: names of views and `PLACES` → what is seen.

    Two signs that look the same stand both, if both meanings are there.
    """
    pictures = "\n".join(text for name, text in parts.items() if name in VIEWS)
    seen = {**parts, PICTURES: pictures}
    found = []
    for sign, pattern in zip(SIGNS, _patterns(ascii), strict=True):
        texts = [seen[name] for name in sign.parts or parts if name in seen]
        if any(pattern.search(text) for text in texts):
            found.append(sign)
    return found


@lru_cache(maxsize=2)
def _patterns(ascii: bool) -> tuple[re.Pattern[str], ...]:
    escaped = {name: _escaped(glyph) for name, glyph in asdict(palette.glyphs(ascii=ascii)).items()}
    patterns = [(sign.found or sign.shown).format_map(escaped) for sign in SIGNS]
    # A sign that is a letter, as the cross of a terminal without Unicode is, stands alone.
    alone = [rf"\b{one}\b" if one.isalpha() and one.isascii() else one for one in patterns]
    return tuple(re.compile(one, re.MULTILINE) for one in alone)


def _escaped(glyph: Any) -> Any:
    if isinstance(glyph, dict):
        return {ways: re.escape(one) for ways, one in glyph.items()}
    return _Escaped(glyph) if isinstance(glyph, str) else glyph


class _Escaped:
    """A glyph as a pattern has it, and each of its characters."""

    def __init__(self, glyph: str) -> None:
        self._glyph = glyph

    def __format__(self, _: str) -> str:
        return re.escape(self._glyph)

    def __getitem__(self, place: int) -> str:
        return re.escape(self._glyph[place])


def told(
    signs: Iterable[Sign], *, width: int, parts: Collection[str] = EVERYWHERE, ascii: bool = False
) -> Text:
    """A sign and its sentence, one below the other; a sign with several meanings has their places.

    The same sentence does not stand twice for the same sign. `parts`: those that are named.
    """
    ink = pen(ascii=ascii)
    meanings: dict[str, dict[str, str]] = {}
    for sign in signs:
        where = ", ".join(_word(part) for part in sign.parts if part in {*parts, PICTURES})
        meanings.setdefault(shown(sign, ink.glyphs), {}).setdefault(
            ink.safe(sign.says), where or "elsewhere"
        )
    rows = [
        ("" if number else look, f"{where}: {says}" if len(several) > 1 else says)
        for look, several in meanings.items()
        for number, (says, where) in enumerate(several.items())
    ]
    return columns(rows, width=width, ascii=ascii)


def every(*, width: int, ascii: bool = False) -> Text:
    """All signs that there are."""
    return told(SIGNS, width=width, ascii=ascii)


def new_view(view: View, *, width: int, pen: Pen) -> Text:
    """Two lines about a view that a reader sees for the first time, with a pointer at it."""
    mark = f"{pen.glyphs.way_out} "
    told = f"New here: the {view.word}, key {view.key}. {view.shows}"
    first, *rest = wrap(pen.safe(told), max(width - 2, 8))
    lines = [Text().append(mark, palette.MARK).append(first, palette.STRONG)]
    below = wrap(" ".join((*rest, _MORE)), max(width - 2, 8))
    lines += [Text("  ").append(row) for row in below]
    return page(lines, width=width, height=None, pen=pen)


def _word(part: str) -> str:
    return VIEWS[part].word if part in VIEWS else part


def columns(rows: Sequence[tuple[str, str]], *, width: int, ascii: bool) -> Text:
    """Names at the left, the sentence of each beside it and wrapped."""
    left = max((cell_len(name) for name, _ in rows), default=0) + _GAP
    lines = []
    for name, says in rows:
        first, *rest = wrap(says, max(width - left, 8))
        head = Text().append(name, palette.KEY).append(" " * (left - cell_len(name)))
        lines.append(head.append(first))
        lines += [Text(" " * left).append(row) for row in rest]
    return page(lines, width=width, height=None, pen=pen(ascii=ascii))
