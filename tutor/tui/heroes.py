"""What the hero's place shows: a view, with a second one or the acting code where there is room."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tutor.story import first_views
from tutor.tui.allot import HERO
from tutor.tui.surface import strips
from tutor.view import palette
from tutor.view.table import VIEWS

if TYPE_CHECKING:
    from rich.console import Console

    from tutor.core.timeline import Moment
    from tutor.course.model import Lesson
    from tutor.tui.player_state import State
    from tutor.view.text import Pen

LEAST: Final = 5  # rows that a second picture needs, a blank one above it included
MOST: Final = 12  # rows of the second picture: a line with what is around it, not a file
SHARE: Final = 3  # of so many parts of the rows the second picture has one

Draw = Callable[[str, int], Sequence[Strip]]
"""A view and a number of rows → the lines of its picture."""


def together(
    first: str, second: str, rows: int, draw: Draw, *, share: bool = False, air: int = 0
) -> list[Strip]:
    """The lines of the hero, and under it the second picture, if `rows` has room for one.

    `air`: rows that stay free below the second one, where the story follows.

    `second` is the view that a beat names beside the hero, or the code that acted; "" = neither.
    A second picture takes only rows that the first one leaves free; with `share`, a third of all.
    """
    lines = list(draw(first, rows))
    if not second or second == first:
        return lines
    wanted = rows - max(rows // SHARE, LEAST)
    if share and len(lines) > wanted >= LEAST:
        shorter = list(draw(first, wanted))
        lines = shorter if len(shorter) <= wanted else lines
    left = rows - len(lines) - air
    if left < LEAST:
        return lines
    below = draw(second, min(left - 1, MOST))
    return [*lines, Strip.blank(0), *below[: left - 1]]


def bubble(lesson: Lesson, state: State, console: Console, pen: Pen, width: int) -> list[Strip]:
    """Two lines about the hero where a newcomer sees it for the first time; else none."""
    if not first_views.comes_gently(lesson, state.visit):
        return []
    if state.hero not in first_views.brought(state.visit):
        return []
    from tutor.view.legend import new_view  # once a first frame stands

    told = new_view(VIEWS[state.hero], width=min(width, HERO), pen=pen)
    return strips(console, told, width)


def with_bubble(lines: Sequence[Strip], bubble: Sequence[Strip], rows: int) -> list[Strip]:
    """The picture, and below it a word about it, where `rows` has room for a blank one and that."""
    if not bubble or len(lines) + 1 + len(bubble) > rows:
        return [*lines]
    return [*lines, Strip.blank(0), *bubble]


def seen(state: State, view: str, moment: Moment) -> Moment:
    """The moment that a view is drawn at: at a question one of a single connection still shows that
    of the beat, as it stood there, and not whatever the question waits at.
    """
    visit = state.visit
    is_here = moment.step == visit.walk.step and visit.is_at_question
    if not (is_here and visit.told and VIEWS[view].focuses) or state.pinned:
        return moment
    return moment.timeline.moment(visit.told)


def window(lines: Sequence[Strip], rows: int, mark: str, more: str, fresh: str = "") -> list[Strip]:
    """As many lines as there are rows, with what is new in sight; the last says what lies below."""
    if len(lines) <= rows or rows < 1:
        return list(lines[: max(rows, 0)])
    top = min(newest(lines, mark, rows - 1, fresh), len(lines) - rows)
    shown = list(lines[top : top + rows])
    if (below := len(lines) - top - rows) > 0:
        words = f"{more} {below + 1} more, z shows all"
        shown[-1] = Strip([Segment(words, Style.parse(palette.QUIET))])
    return shown


def newest(lines: Sequence[Strip], mark: str, rows: int, fresh: str = "") -> int:
    """The line to begin with, so that what is new at this step is seen, with what hangs on it.
    Where no line is that of the step, it is the one that has come with it.
    """
    marked = [row for row, line in enumerate(lines) if line.text.startswith(f"{mark} ")]
    if not marked and fresh:
        come = [row for row, line in enumerate(lines) if line.text.startswith(f"{fresh} ")]
        return come[-1] if come else 0
    return marked[-1] - 1 if marked and marked[-1] + 3 > rows else 0


def newest_rows(lines: Sequence[Strip], rows: int, mark: str) -> list[Strip]:
    """The row of this step and those before it; without one, the last rows."""
    marked = [row for row, line in enumerate(lines) if line.text.startswith(f"{mark} ")]
    end = marked[-1] + 1 if marked else len(lines)
    return list(lines[max(end - rows, 0) : end])


def lit(lines: Sequence[Strip], mark: str, width: int) -> list[Strip]:
    """The same lines, the row of this step reversed and bold from edge to edge."""
    bright = Style(reverse=True, bold=True)
    return [
        line.adjust_cell_length(width).apply_style(bright) if line.text.startswith(mark) else line
        for line in lines
    ]
