"""Markdown as lines of text, in ANSI roles, at most `width` cells wide, in ASCII if wanted.

Rich's own renderer does the work; this module gives it our styles, no boxes, and takes out what
could steer a terminal. It is imported late: the first line of a lesson must not wait for it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from io import StringIO
from typing import Final

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from tutor.view import palette
from tutor.view.text import escape, page, pen

_STYLES: Final[dict[str, str]] = {
    "markdown.code": palette.CODE,
    "markdown.code_block": palette.CODE,
    "markdown.block_quote": palette.QUIET,
    "markdown.item.bullet": palette.KEY,
    "markdown.item.number": palette.KEY,
    "markdown.link": palette.STRONG,
    "markdown.link_url": palette.QUIET,
    "markdown.h1": palette.TITLE,
    "markdown.h2": palette.TITLE,
    "markdown.h3": palette.TITLE,
    "markdown.h4": palette.TITLE,
    "markdown.table.header": palette.STRONG,
    "markdown.table.border": palette.QUIET,
    "markdown.hr": palette.QUIET,
}

_WORDS: Final = re.compile(r"<!-- words: .*? -->\n\n", re.DOTALL)
"""What stands above a drawing: for a screen reader, and on no Git host to be seen."""
_SPOKEN: Final = re.compile(r"<!-- words: (.*?) -->\n\n```\n.*?\n```", re.DOTALL)

_BLOCK: Final = re.compile(r"^```.*\n((?:.*\n)*?)```", re.MULTILINE)


def aloud(source: str) -> str:
    """The text with each drawing replaced by the words that its author wrote above it."""
    return _SPOKEN.sub(r"\1", source)


def folds(source: str, width: int) -> bool:
    """Whether a line of its code or its drawings has no room in `width` cells and is folded."""
    from tutor.view.elements import INDENT

    rows = (row for block in _BLOCK.findall(source) for row in block.expandtabs(4).split("\n"))
    return any(cell_len(row) + INDENT > width for row in rows)


def lines(source: str, *, width: int, ascii: bool = False, bare: bool = False) -> list[Text]:
    """The text in lines no wider than `width`; `bare`: without styles, code keeps its backticks."""
    return [line.copy() for line in _lines(source, max(width, 1), ascii, bare)]


def render(source: str, *, width: int, ascii: bool = False, bare: bool = False) -> Text:
    """The text as one renderable."""
    ink = pen(ascii=ascii)
    shown = lines(source, width=width, ascii=ascii, bare=bare)
    return page(shown, width=width, height=None, pen=ink)


@lru_cache(maxsize=256)
def _lines(source: str, width: int, ascii: bool, bare: bool) -> tuple[Text, ...]:
    from rich.theme import Theme

    from tutor.view.elements import document

    console = Console(
        file=StringIO(),
        width=width,
        color_system="standard",
        force_terminal=True,
        legacy_windows=False,
        theme=Theme(_STYLES),
    )
    shown = _WORDS.sub("", source)
    clean = "\n".join(escape(line, ascii=ascii) for line in shown.expandtabs(4).split("\n"))
    rows = console.render_lines(document(clean, ascii=ascii, bare=bare), pad=False)
    found = []
    for row in rows:
        line = Text()
        for segment in row:
            text = segment.text.translate(_ASCII) if ascii else segment.text
            line.append(text, segment.style)
        line.rstrip()
        found.append(line)
    while found and not found[-1].plain:
        found.pop()
    return tuple(found)


_ASCII: Final = {ord(glyph): plain for glyph, plain in zip("•▌─━│┃╸╺", "*|--||--", strict=True)}
