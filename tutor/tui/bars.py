"""The one-line parts of the screen as Rich text: heading, strips, scrubber, keys, status. Pure."""

from __future__ import annotations

from collections.abc import Container, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Final

import msgspec
from rich.cells import cell_len
from rich.text import Text

from tutor.story.walk import Track, Walk
from tutor.view import palette
from tutor.view.picks import pressing
from tutor.view.table import VIEWS, View
from tutor.view.text import Pen, crop

OPEN: Final = "?"  # a question on the timeline
PINNED: Final = "pinned: "
FEW: Final = 6  # keys that a small screen names
ROOMY: Final = 100  # columns from which on a screen is not small
WORDY: Final = 60  # columns from which on a step is told in words
HALF: Final = 0.55  # of the first line at most, for where one is in the run
NAMED: Final = 13  # cells before a strip, for its key and its name


class Heading(msgspec.Struct, frozen=True, kw_only=True):
    """What the first line says, the most important first."""

    lesson: str  # "7 Channel layers and groups"
    page: str  # "page 2 of 8"
    scene: str = ""  # title of the scene on the stage
    beat: int | None = None
    beats: int = 0
    step: int | None = None
    last: int = 0
    source: str = ""  # "live", "recording"
    hero: str = ""  # the view that has the stage
    pinned: bool = False
    zero: str = ""  # what times count from, where the hero has some


def heading(parts: Heading, *, width: int, pen: Pen) -> Text:
    """Left where we are in the course, right where we are in the run; the rest as room allows.

    The title of a scene is whole where some form of the right side leaves it room at every step,
    and neither side takes another form on the way.
    """
    dot = f" {pen.glyphs.dot} "
    number = parts.lesson.split()[0]
    rights = [dot.join(filter(None, words)) for words in _where(parts, width)]
    grows = _grows(parts)
    halves = [text for text in rights if cell_len(text) + grows <= width * HALF] or rights[-1:]
    title = cell_len(pen.safe(dot.join((number, parts.scene)))) + 4 + grows
    fits = (text for text in halves if title + cell_len(text) <= width)
    right = next(fits, halves[0])
    options = (
        (parts.lesson, parts.page, parts.scene),
        (number, parts.page, parts.scene),
        (number, parts.scene or parts.page),
    )
    room = width - cell_len(right) - 4
    lefts = ((cell_len(dot.join(filter(None, o))), o) for o in options)
    choice = next((o for cells, o in lefts if cells + grows <= room), options[-1])
    first, *rest = (pen.safe(part) for part in choice if part)
    line = Text(" ", no_wrap=True, overflow="crop", end="").append(first, style=palette.TITLE)
    for part in rest:
        line.append(dot, style=palette.QUIET)
        line.append(part, style=palette.STRONG if part == pen.safe(parts.scene) else palette.PLAIN)
    crop(line, room + 2, pen)
    line.append(" " * max(width - line.cell_len - cell_len(right) - 1, 1))
    line.append(right)
    if parts.pinned:
        begin = len(line) - len(right)
        line.stylize(palette.MARK, begin, begin + len(PINNED))
    return line


def _grows(parts: Heading) -> int:
    """Cells that the right side may need more at another step: it is not to change on the way."""
    if not parts.hero:
        return 0
    widest = max(len(row.word) for row in VIEWS.values()) - len(VIEWS[parts.hero].word)
    return widest + len(f"{parts.beats}{parts.last}") - len(f"{parts.beat or 0}{parts.step or 0}")


def _where(parts: Heading, width: int) -> list[tuple[str, ...]]:
    """The view on the stage and the place in the run, from the longest form to the shortest."""
    view = clock = ""
    if parts.hero:
        row = VIEWS[parts.hero]
        view = f"{PINNED * parts.pinned}{row.key} {row.word}"
        clock = f", ms, 0 = {parts.zero}" if parts.zero and row.timed else ""
    if parts.step is None:
        return [(view, parts.source)]
    beat = f"beat {parts.beat or 0} of {parts.beats}" if parts.beats else ""
    step = short = f"{parts.step}/{parts.last}"
    if width >= WORDY:
        step = f"step {parts.step} of {parts.last}"
    timed = [(view + clock, beat, step, parts.source), (view + clock, beat, parts.source)]
    return [
        *(timed if clock else []),
        (view, beat, step, parts.source),
        (view, beat, short, parts.source),
        (view, beat, short),
        *_of_beats(view, parts.beat or 0, parts.beats),
        *([] if parts.beats else [(view, short, parts.source), (view, short)]),
    ]


def _of_beats(view: str, beat: int, beats: int) -> list[tuple[str, ...]]:
    """Where one is among the beats, in short; at last the view alone, where there is one."""
    if not beats:
        return []
    short = f"{beat}/{beats}"
    forms: list[tuple[str, ...]] = [
        (view, f"beat {beat} of {beats}"),
        (view, f"beat {short}"),
        (view, short),
    ]
    return [*forms, (view,)] if view else forms


def named(row: View, told: Text, *, touched: bool, pen: Pen) -> Text:
    """A strip: the view's key, its name, and what it says; marked where this step changed it."""
    mark = pen.glyphs.touched if touched else " "
    line = Text(no_wrap=True, overflow="crop", end="").append(mark, style=palette.MARK)
    line.append(row.key, style=palette.KEY)
    line.append(
        f" {row.word:<{NAMED - 3}}"[: NAMED - 2], style=palette.NOW if touched else palette.QUIET
    )
    return line.append_text(told)


def scrubber(
    walk: Walk,
    track: Track | None,
    *,
    width: int,
    pen: Pen,
    guessed: Container[str] = frozenset(),
) -> Text:
    """The recording as a line: what has passed, the beats, the open questions, where we are.

    Of the questions in `guessed` it shows the beats that answer them.
    """
    line = Text(no_wrap=True, overflow="crop", end="")
    room = width - 2
    if track is None or not track.last or room < 8:
        return line.append(" " + pen.glyphs.rule * max(room, 0), style=palette.QUIET)
    past, ahead = ("=", "-") if pen.glyphs.ascii else ("━", "─")
    glyphs = pen.glyphs

    def column(step: int) -> int:
        return round(step / track.last * (room - 1))  # and back: `step_at`

    now = column(walk.step)
    cells = [(past, palette.MESSAGE)] * now + [(ahead, palette.QUIET)] * (room - now)
    for beat in track.beats:
        at = column(beat)
        cells[at] = (glyphs.told if at <= now else glyphs.untold, cells[at][1])
    for step, question in track.verdicts:
        if question in guessed:
            cells[column(step)] = (glyphs.guess, palette.MARK)
    for step, question in track.asks:
        if question not in walk.settled:
            cells[column(step)] = (OPEN, palette.MARK)
    cells[now] = (glyphs.here, palette.MARK)
    line.append(" ")
    for style, run in groupby(cells, key=itemgetter(1)):
        line.append("".join(glyph for glyph, _ in run), style=style)
    return line


def step_at(column: int, last: int, *, width: int) -> int:
    """The step that a column of the scrubber stands for; `column` from 0, as on the screen."""
    room = max(width - 2, 2)
    return min(max(round((column - 1) / (room - 1) * last), 0), last)


def keys(pairs: Sequence[tuple[str, str]], *, width: int) -> Text:
    """Keys and what they do here, as many as fit, at most `FEW` on a small screen.

    The first ones come before the others, and the last two, help and the way out, before all. A
    click on a key is that key.
    """
    room, shown = width - 1, set[int]()
    last = [place for place in (len(pairs) - 1, len(pairs) - 2) if place >= 0]
    for place in dict.fromkeys((*last, *range(len(pairs)))):
        cells = cell_len(" ".join(pairs[place])) + 2
        if cells <= room and (width >= ROOMY or len(shown) < FEW):
            shown.add(place)
            room -= cells
    line = Text(" ", no_wrap=True, overflow="crop", end="")
    for key, meaning in (pairs[place] for place in sorted(shown)):
        own = Text().append(key, palette.KEY).append(f" {meaning}")
        line.append_text(pressing(own, key)).append("  ")
    return line


def status(text: str, *, width: int, pen: Pen, bad: bool = False) -> Text:
    """One sentence about the run."""
    line = Text(" ", no_wrap=True, overflow="crop", end="")
    return line.append(pen.cut(text, max(width - 2, 1)), style=palette.BAD if bad else "dim")
