"""What a command has printed: its newest lines, or those from a line on, folded and never cut."""

from __future__ import annotations

from typing import Final

from rich.text import Text

from tutor.core.printout import Printout
from tutor.view import palette
from tutor.view.message_rows import unbroken
from tutor.view.text import Pen, page

NOTHING: Final = "The command has printed nothing so far."


def tail(printed: Printout, *, width: int, height: int, ink: Pen) -> list[Text]:
    """The last lines, at most `height` rows."""
    rows: list[Text] = []
    end = len(printed)
    while end > printed.first and len(rows) < height:
        begin = max(end - height, printed.first)
        found = [row for line in printed.lines(begin, end) for row in _folded(line, width, ink)]
        rows, end = [*found, *rows], begin
    return rows[max(len(rows) - height, 0) :]


def render(
    printed: Printout,
    command: str,
    *,
    top: int | None,
    newer: int = 0,
    width: int,
    height: int,
    ink: Pen,
) -> Text:
    """A heading, and below it the lines: the newest, or those from number `top` on.

    `newer`: lines that have come since somebody reads this.
    """
    room = max(height - 1, 1)
    if not len(printed):
        rows = [Text(ink.cut(NOTHING, width), palette.QUIET)]
    elif top is None:
        rows = tail(printed, width=width, height=room, ink=ink)
    else:
        lines = printed.lines(top, top + room)
        rows = [row for line in lines for row in _folded(line, width, ink)][:room]
    heading = _heading(printed, command, top, newer, width, ink)
    return page([heading, *rows], width=width, height=None, pen=ink)


def _heading(
    printed: Printout, command: str, top: int | None, newer: int, width: int, ink: Pen
) -> Text:
    """ "Output of manage.py runserver · 10,312 lines, the last 2,000 are kept"."""
    total, dot = len(printed), f" {ink.glyphs.dot} "
    place = f"{total:,} line{'s' * (total != 1)}"
    if top is not None:
        place = f"from line {top + 1:,} of {total:,}, {newer:,} newer"
    kept = ""
    if printed.first and top is None:
        kept = f", the last {total - printed.first:,} are kept"
    line = Text(ink.cut(f"Output of {command}", max(width - len(place + kept) - 3, 8)))
    line.stylize(palette.TITLE)
    return line.append(f"{dot}{place}{kept}", palette.QUIET)


def _folded(line: str, width: int, ink: Pen) -> list[Text]:
    return [Text(piece) for piece in unbroken(ink.safe(line), max(width, 1))]
