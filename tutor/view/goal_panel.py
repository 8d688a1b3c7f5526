"""The conditions of a goal: which of them hold, and what was seen instead where one does not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Protocol

from rich.cells import cell_len
from rich.text import Text

from tutor.view import palette
from tutor.view.text import Pen, page, pen, sentence, wrap

if TYPE_CHECKING:
    from tutor.play.attempt import Attempt
    from tutor.play.goal import Listed


class Condition(Protocol):
    """What has to be true: of a goal (`play.judge.Verdict`), of an exercise (`judging.Truth`)."""

    @property
    def says(self) -> str: ...
    @property
    def holds(self) -> bool: ...
    @property
    def saw(self) -> str: ...


NONE: Final = "This course has no goals."
GAP: Final = 3  # cells between a condition and what was seen
LEAST: Final = 24  # cells for what was seen beside the conditions


def render(attempt: Attempt, *, width: int, height: int | None = None, ascii: bool = False) -> Text:
    """A line per condition, more where the words need them; the mark does not rely on colour."""
    ink = pen(ascii=ascii)
    return page(lines(attempt.verdicts, width, ink), width=width, height=height, pen=ink)


def listing(every: Sequence[Listed], *, width: int, ascii: bool = False) -> Text:
    """All goals under their chapters: mark, name, title, level, and what has become of each."""
    ink = pen(ascii=ascii)
    if not every:
        return sentence(NONE, width=width, height=None, pen=ink)
    column = min(max(cell_len(ink.safe(each.goal.id)) for each in every) + 4, max(width // 2, 4))
    found: list[Text] = []
    chapter = ""
    for each in every:
        if each.chapter != chapter:
            found += [Text()] * bool(chapter) + [Text(ink.safe(each.chapter), palette.TITLE)]
            chapter = each.chapter
        found += _row(each, column, width, ink)
    return page(found, width=width, height=None, pen=ink)


def _row(each: Listed, column: int, width: int, ink: Pen) -> list[Text]:
    mark = ink.glyphs.tick if each.is_solved else " "
    told = f": {each.told}" if each.told else ""
    rows = wrap(ink.safe(f"{each.goal.title} ({each.goal.level}){told}"), max(width - column, 8))
    name = ink.pad(ink.safe(each.goal.id), column - 4)
    first = Text(f"{mark} ", palette.GOOD).append(name, palette.STRONG).append(f"  {rows[0]}")
    return [first, *(Text(" " * column + row) for row in rows[1:])]


def heading(attempt: Attempt) -> str:
    """What goes above: the title, and how many commands were played; par once it is met."""
    par = f", ours has {attempt.goal.par}" if attempt.is_met else ""
    return f"{attempt.goal.title} · {attempt.count} typed{par}"


def lines(
    verdicts: Sequence[Condition], width: int, ink: Pen, *, is_dense: bool = False
) -> list[Text]:
    """The same without a frame. What was seen stands beside the condition, or below it.

    `is_dense`: right behind it where that takes fewer lines.
    """
    says = max((len(ink.safe(verdict.says)) for verdict in verdicts), default=0) + 2
    is_beside = width - says - GAP >= LEAST
    found: list[Text] = []
    for verdict in verdicts:
        rows = _beside(verdict, says, width, ink) if is_beside else _below(verdict, width, ink)
        behind = _behind(verdict, width, ink) if is_dense else rows
        found += behind if len(behind) < len(rows) else rows
    return found


def fitted(verdicts: Sequence[Condition], width: int, ink: Pen, height: int) -> list[Text]:
    """The same in so many rows, each condition in one at least: the last resort is a cut with …"""
    for is_dense in (False, True):
        found = lines(verdicts, width, ink, is_dense=is_dense)
        if len(found) <= height:
            return found
    return [_in_one_row(verdict, width, ink) for verdict in verdicts[:height]]


def _in_one_row(verdict: Condition, width: int, ink: Pen) -> Text:
    told = verdict.says if verdict.holds else f"{verdict.says}: {verdict.saw}"
    return _mark(verdict, ink).append(ink.cut(told, max(width - 2, 1)), palette.PLAIN)


def _behind(verdict: Condition, width: int, ink: Pen) -> list[Text]:
    told = verdict.says if verdict.holds else f"{verdict.says}: {verdict.saw}"
    rows = wrap(ink.safe(told), max(width - 2, 1))
    first = _mark(verdict, ink).append(rows[0], palette.PLAIN)
    return [first, *(Text("  ").append(row, palette.PLAIN) for row in rows[1:])]


def _mark(verdict: Condition, ink: Pen) -> Text:
    glyph = ink.glyphs.tick if verdict.holds else ink.glyphs.cross
    return Text(f"{glyph} ", palette.GOOD if verdict.holds else palette.BAD)


def _beside(verdict: Condition, says: int, width: int, ink: Pen) -> list[Text]:
    first = _mark(verdict, ink).append(ink.safe(verdict.says), palette.PLAIN)
    if verdict.holds:
        return [first]
    rows = wrap(ink.safe(verdict.saw), width - says - GAP)
    first.append(" " * (says + GAP - first.cell_len)).append(rows[0], palette.QUIET)
    indent = " " * (says + GAP)
    return [first, *(Text(indent).append(row, palette.QUIET) for row in rows[1:])]


def _below(verdict: Condition, width: int, ink: Pen) -> list[Text]:
    rows = wrap(ink.safe(verdict.says), max(width - 2, 1))
    found = [_mark(verdict, ink).append(rows[0], palette.PLAIN)]
    found += [Text("  ").append(row, palette.PLAIN) for row in rows[1:]]
    if not verdict.holds:
        more = wrap(ink.safe(verdict.saw), max(width - 4, 1))
        found += [Text("    ").append(row, palette.QUIET) for row in more]
    return found
