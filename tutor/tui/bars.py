"""The one-line parts of the screen as Rich text: heading, tabs, scrubber, keys, status. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter

import msgspec
from rich.cells import cell_len
from rich.text import Text

from tutor.story.walk import Track, Walk
from tutor.view import palette
from tutor.view.table import SHARED, SHARING, VIEWS
from tutor.view.text import Pen, crop


class Heading(msgspec.Struct, frozen=True, kw_only=True):
    """What the first line says, the most important first."""

    lesson: str  # "7 Channel layers and groups"
    page: str  # "page 2 of 8"
    scene: str = ""  # "three_tabs"
    step: int | None = None
    last: int = 0
    source: str = ""  # "live", "recording"


def heading(parts: Heading, *, width: int, pen: Pen) -> Text:
    """Left where we are in the course, right where we are in the run; the rest as room allows."""
    dot = f" {pen.glyphs.dot} "
    step = "" if parts.step is None else f"{parts.step}/{parts.last}"
    if step and width >= 60:
        step = f"step {parts.step} of {parts.last}"
    right = pen.safe(dot.join(filter(None, (step, parts.source))))
    number = parts.lesson.split()[0]
    options = (
        (parts.lesson, parts.page, parts.scene),
        (number, parts.page, parts.scene),
        (number, parts.scene or parts.page),
    )
    room = width - cell_len(right) - 4
    choice = next((o for o in options if cell_len(dot.join(filter(None, o))) <= room), options[-1])
    first, *rest = (pen.safe(part) for part in choice if part)
    line = Text(" ", no_wrap=True, overflow="crop", end="").append(first, style=palette.TITLE)
    for part in rest:
        line.append(dot, style=palette.QUIET)
        line.append(part, style=palette.STRONG if part == parts.scene else palette.PLAIN)
    crop(line, room + 2, pen)
    line.append(" " * max(width - line.cell_len - cell_len(right) - 1, 1))
    return line.append(right)


def title(view: str, *, width: int, pen: Pen, alone: bool, zero: str = "") -> Text:
    """What stands in the frame of a panel: the key that leads there, what it shows, and, where
    it shows times, `zero`: when they start.
    """
    row = VIEWS[view]
    if row.spot == SHARED and not alone:
        return tabs(view, width=width, pen=pen, views=SHARING)
    words = row.title or row.word
    clock = f"{words} · ms, 0 = {zero}" if zero and row.timed else words
    fitting = (text for text in (clock, words) if cell_len(pen.safe(text)) <= width - 4)
    return Text().append(row.key, palette.KEY).append(f" {pen.safe(next(fitting, row.word))}")


def tabs(active: str, *, width: int, pen: Pen, views: Sequence[str] = tuple(VIEWS)) -> Text:
    """Views by key and name; names shrink to the letter where there is no room."""
    full = sum(cell_len(VIEWS[view].word) + 4 for view in views) < width
    line = Text(" " if len(views) == len(VIEWS) else "", no_wrap=True, overflow="crop", end="")
    for view in views:
        row, here = VIEWS[view], view == active
        line.append("[" if here else " ", style=palette.MARK)
        line.append(row.key, style=palette.KEY)
        if full or here:
            line.append(f" {row.word}", style=palette.NOW if here else palette.QUIET)
        line.append("]" if here else " ", style=palette.MARK)
    return line


def scrubber(walk: Walk, track: Track | None, *, width: int, pen: Pen) -> Text:
    """The recording as a line: what has passed, the beats, the open questions, where we are."""
    line = Text(no_wrap=True, overflow="crop", end="")
    room = width - 2
    if track is None or not track.last or room < 8:
        return line.append(" " + pen.glyphs.rule * max(room, 0), style=palette.QUIET)
    past, ahead = ("=", "-") if pen.glyphs.ascii else ("━", "─")
    here, told, open_ = ("O", "+", "?") if pen.glyphs.ascii else ("◉", "┿", "?")

    def column(step: int) -> int:
        return round(step / track.last * (room - 1))  # and back: `step_at`

    now = column(walk.step)
    cells = [(past, palette.MESSAGE)] * now + [(ahead, palette.QUIET)] * (room - now)
    for beat in track.beats:
        at = column(beat)
        cells[at] = (told if at <= now else "┼" if told == "┿" else "+", cells[at][1])
    for step, question in track.asks:
        if question not in walk.settled:
            cells[column(step)] = (open_, palette.MARK)
    cells[now] = (here, palette.MARK)
    line.append(" ")
    for style, run in groupby(cells, key=itemgetter(1)):
        line.append("".join(glyph for glyph, _ in run), style=style)
    return line


def step_at(column: int, last: int, *, width: int) -> int:
    """The step that a column of the scrubber stands for; `column` from 0, as on the screen."""
    room = max(width - 2, 2)
    return min(max(round((column - 1) / (room - 1) * last), 0), last)


def keys(pairs: Sequence[tuple[str, str]], *, width: int) -> Text:
    """Keys and what they do here, as many as fit."""
    line = Text(" ", no_wrap=True, overflow="crop", end="")
    for key, meaning in pairs:
        if line.cell_len + cell_len(key) + cell_len(meaning) + 3 > width:
            continue
        line.append(key, style=palette.KEY)
        line.append(f" {meaning}  ")
    return line


def status(text: str, *, width: int, pen: Pen, bad: bool = False) -> Text:
    """One sentence about the run."""
    line = Text(" ", no_wrap=True, overflow="crop", end="")
    return line.append(pen.cut(text, max(width - 2, 1)), style=palette.BAD if bad else "dim")
