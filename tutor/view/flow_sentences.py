"""The rows of the message flow as sentences, one a line: for a screen reader and for `grep`.

0.6 ms  #1 to db: INSERT chat_message
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from tutor.core.world import World
from tutor.view import clock, flow_rules, palette
from tutor.view.flow import Flow, Lane, Row
from tutor.view.text import Pen, page, pen, wrap

if TYPE_CHECKING:
    from tutor.core.timeline import Moment


def render(
    moment: Moment,
    *,
    width: int,
    height: int | None = None,
    ascii: bool = False,
    since: int = 0,
) -> RenderableType:
    """What happened after step `since` up to the moment's step."""
    ink = pen(ascii=ascii)
    whole = flow_rules.of(moment.timeline.events)
    touched = whole.between(since, moment.step)
    rows = [whole.rows[index] for index in touched]
    zero = clock.zero(moment.timeline.events).at
    lines: list[Text] = []
    for row in rows:
        lines += _sentence(row, whole, moment, zero, width, ink)
    return page(lines, width=width, height=height, pen=ink)


def _sentence(row: Row, whole: Flow, moment: Moment, zero: int, width: int, ink: Pen) -> list[Text]:
    at = clock.stamp(row.at - zero)
    at += " ms" if at[-1].isdigit() else ""
    words = (
        f"{_who(row, whole, moment.world)}{row.wording(moment.step)[0]}{_state(row, moment.step)}"
    )
    first, *rest = wrap(ink.safe(words), max(width - 12, 8))
    lines = [Text().append(f"{at:>10}  ", palette.QUIET).append(first, _style(row))]
    return [*lines, *(Text(" " * 12 + more, style=_style(row)) for more in rest)]


def _style(row: Row) -> str:
    return palette.BAD if row.bad else palette.PLAIN


def _who(row: Row, whole: Flow, world: World) -> str:
    """ "john · tab 1 to #1: ", "#2: ", ""."""
    ends = [_name(lane, whole, world) for lane in (row.start, row.end) if lane is not None]
    return f"{' to '.join(ends)}: " if ends else ""


def _name(lane: Lane, whole: Flow, world: World) -> str:
    life = whole.lives[lane]
    if lane.role == "client" and lane.conn in world.clients:
        return world.clients[lane.conn].name
    if whole.several and life.under:
        return f"{life.label} on {life.under}"
    return life.label


def _state(row: Row, step: int) -> str:
    if row.shape != "arrow":
        return ""
    if row.broken <= step:
        return " (never arrives)"
    delay = row.delay(step)
    return " (under way)" if row.arrived > step else f" (there after {delay})" if delay else ""
