"""The ledger as a table: what the guide says, what is so today, and what a run has just shown.

Wide terminals get columns, narrow ones a paragraph a row. The state is a word; mark and colour
repeat it. What holds is told in a few lines (`full`: in all), what differs always in full.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, zip_longest
from typing import Final

from msgspec.structs import replace
from rich.console import RenderableType
from rich.text import Text

from tutor.course.model import Entry, Seen
from tutor.view import palette
from tutor.view.text import Pen, count, page, pen, wrap

COLUMNS_FROM: Final = 100  # cells of width for a table
FEW: Final = 2  # lines for what a proof that holds has seen
_ID: Final = 8
_STATE: Final = 13
_VERDICT: Final = 19
_LEFT: Final = 2 + _ID + _STATE + _VERDICT
_STATES: Final = {
    "holds": ("holds", palette.GOOD),
    "differs": ("differs", palette.BAD),
    "not run": ("not run", palette.QUIET),
    "missing": ("no proof yet", palette.QUIET),
    "unproved": ("cannot run", palette.QUIET),
}
_NO_SCENES: Final[Mapping[tuple[int, str], str]] = {}
_TOTALS: Final = (
    ("holds", "{} as the course teaches"),
    ("differs", "{} not as the course teaches"),
    ("not run", "{} not run"),
    ("missing", "{} without a proof yet"),
    ("unproved", "{} that no run can show"),
)


def render(
    entries: Sequence[Entry],
    *,
    titles: Mapping[int, str],
    scenes: Mapping[tuple[int, str], str] = _NO_SCENES,
    width: int,
    ascii: bool = False,
    full: bool = False,
) -> RenderableType:
    """The rows, a heading for each chapter; they come sorted by it.

    `titles` of chapters; `scenes`: lesson and name → title.
    """
    entries = [_titled(entry, scenes) for entry in entries]
    ink = pen(ascii=ascii)
    lines = _headings(width, ink)
    for chapter, group in groupby(entries, lambda entry: entry.row.chapter):
        heading = ink.safe(f"{chapter}  {titles.get(chapter, '')}".rstrip())
        lines += [Text(row, palette.TITLE) for row in wrap(heading, width)]
        for entry in group:
            lines += _row(entry, width, ink, full=full)
        lines.append(Text())
    return page(lines[:-1], width=width, height=None, pen=ink)


def _titled(entry: Entry, scenes: Mapping[tuple[int, str], str]) -> Entry:
    """The same with titles of scenes in place of their names."""
    seen = (
        replace(one, scene=scenes.get((one.lesson, one.scene), one.scene)) for one in entry.seen
    )
    return replace(entry, seen=tuple(seen))


def totals(entries: Sequence[Entry], *, width: int, ascii: bool = False) -> RenderableType:
    """How many rows are in which state; what has not occurred is left out, but for the first."""
    ink = pen(ascii=ascii)
    states = Counter(entry.state for entry in entries)
    parts = [
        sentence.format(states[state])
        for state, sentence in _TOTALS
        if states[state] or state == "holds"
    ]
    sentence = f"{count(len(entries), 'row')}: {', '.join(parts)}."
    style = palette.BAD if states["differs"] else palette.STRONG
    return page(
        [Text(row, style) for row in wrap(sentence, width)], width=width, height=None, pen=ink
    )


def _headings(width: int, ink: Pen) -> list[Text]:
    if width < COLUMNS_FROM:
        return []
    says = ink.pad("the guide's statement", _says_width(width))
    then_now = ink.pad(f"guide {ink.glyphs.maps} today", _VERDICT)
    row = f"  {ink.pad('claim', _ID)}{ink.pad('proof', _STATE)}{then_now}{says}what the run showed"
    return [Text(row, palette.QUIET), Text()]


def _says_width(width: int) -> int:
    return (width - _LEFT) * 2 // 5


# ── a row ───────────────────────────────────────────────────────────────────────────────────


def _row(entry: Entry, width: int, ink: Pen, *, full: bool) -> list[Text]:
    if width < COLUMNS_FROM:
        return list(_paragraph(entry, width, ink, full=full))
    says_width = _says_width(width)
    says = wrap(ink.safe(entry.row.says), says_width - 2)
    told = _told(entry, width - _LEFT - says_width, ink, full=full)
    lines = []
    for number, (left, right) in enumerate(zip_longest(says, told, fillvalue="")):
        line = _head(entry, ink) if number == 0 else Text(" " * _LEFT)
        line.append(ink.pad(left, says_width)).append(right, _style(entry))
        lines.append(line)
    return lines


def _paragraph(entry: Entry, width: int, ink: Pen, *, full: bool) -> Iterator[Text]:
    yield _head(entry, ink)
    for row in wrap(ink.safe(entry.row.says), max(width - 2, 8)):
        yield Text(f"  {row}")
    for row in _told(entry, max(width - 4, 8), ink, full=full):
        yield Text("    ").append(row, _style(entry))


def _head(entry: Entry, ink: Pen) -> Text:
    word, style = _STATES[entry.state]
    return (
        Text()
        .append(f"{_mark(entry, ink)} ", style)
        .append(ink.pad(entry.row.id, _ID), palette.STRONG)
        .append(ink.pad(word, _STATE), style)
        .append(ink.pad(_verdict(entry, ink), _VERDICT))
    )


def _mark(entry: Entry, ink: Pen) -> str:
    marks = {"holds": ink.glyphs.tick, "differs": ink.glyphs.cross}
    return marks.get(entry.state, ink.glyphs.dot)


def _verdict(entry: Entry, ink: Pen) -> str:
    """ "claimed → bug": the guide then, the course now."""
    return f" {ink.glyphs.maps} ".join(filter(None, (entry.row.then, entry.row.now)))


def _style(entry: Entry) -> str:
    return palette.PLAIN if entry.state == "differs" else palette.QUIET


def _told(entry: Entry, width: int, ink: Pen, *, full: bool) -> list[str]:
    """What the runs showed, or why there was none."""
    if entry.state == "unproved":
        return wrap(ink.safe(entry.row.unproved), width)
    lines = []
    for seen in entry.seen:
        rows = [row for text in _sentences(seen) for row in wrap(ink.safe(text), width)]
        if seen.holds and not full and len(rows) > FEW:
            rows = [*rows[: FEW - 1], ink.cut(" ".join(rows[FEW - 1 :]), width)]
        lines += rows
    lines += [row for why in entry.hindered for row in wrap(ink.safe(why), width)]
    return lines


def _sentences(seen: Seen) -> Iterator[str]:
    place = f"Lesson {seen.lesson}, {seen.scene}"
    again = " (in a second run)" if seen.runs > 1 else ""
    if seen.holds:
        yield f"{place}{again}: {seen.observed}"
        return
    yield f"{place}{again}"
    yield f"expected: {seen.proof}"
    yield f"observed: {seen.observed}"
    if seen.cause:
        yield seen.cause
