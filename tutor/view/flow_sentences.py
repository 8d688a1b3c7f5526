"""The rows of the message flow as sentences, one per line: for a screen reader and for `grep`.

0.6 ms  #1 to db: INSERT chat_message
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.console import RenderableType
from rich.text import Text

from tutor.view import clock, flow_rules, palette
from tutor.view.flow import Flow, Lane, Row
from tutor.view.text import Pen, page, pen, wrap

if TYPE_CHECKING:
    from tutor.core.timeline import Moment
    from tutor.view.reserved import Plan

_LEFT: Final = "(earlier rows are left out)"
MOST: Final = 500
"""Rows of one telling at most: a recording may go on for ever."""


def render(
    moment: Moment,
    *,
    width: int,
    height: int | None = None,
    ascii: bool = False,
    since: int = 0,
    plan: Plan | None = None,
) -> RenderableType:
    """What happened after step `since` up to the moment's step: the newest rows that fit, `MOST` at
    most.

    `width` and `height` are cells; `plan`: the recording is finished.
    """
    ink = pen(ascii=ascii)
    whole = flow_rules.of(moment.timeline)
    room = MOST if height is None else min(height, MOST)
    told = whole.between(since, moment.step, room + 1)
    zero = clock.counted_from(moment, plan)
    blocks = [
        _sentence(whole.row(index), whole, moment, zero, width, ink) for index in told[-room:]
    ]
    left = [Text(row, palette.QUIET) for row in wrap(_LEFT, max(width, 1))]
    above = left if len(told) > room else []
    while height is not None and len(blocks) > 1 and len(above) + sum(map(len, blocks)) > height:
        del blocks[0]
        above = left
    lines = [*above, *(line for block in blocks for line in block)]
    return page(lines, width=width, height=height, pen=ink)


def _sentence(row: Row, whole: Flow, moment: Moment, zero: int, width: int, ink: Pen) -> list[Text]:
    at = clock.stamp(row.at - zero)
    at += " ms" if at[-1].isdigit() else ""
    words = f"{_who(row, whole, moment)}{row.wording(moment.step)[0]}{_state(row, moment.step)}"
    style = palette.BAD if row.bad(moment.step) else palette.PLAIN
    first, *rest = wrap(ink.safe(words), max(width - 12, 8))
    lines = [Text().append(f"{at:>10}  ", palette.QUIET).append(first, style)]
    return [*lines, *(Text(" " * 12 + more, style=style) for more in rest)]


def _who(row: Row, whole: Flow, moment: Moment) -> str:
    """ "john · tab 1 to #1: ", "#2: ", ""."""
    ends = [_name(lane, whole, moment) for lane in (row.start, row.end) if lane is not None]
    return f"{' to '.join(ends)}: " if ends else ""


def _name(lane: Lane, whole: Flow, moment: Moment) -> str:
    if lane.role == "server":
        return lane.place
    name, clients = whole.lives[lane].name(moment.step), moment.world.clients
    if lane.role == "client" and lane.conn in clients:
        return clients[lane.conn].name
    if name.under and whole.several(moment.step):
        return f"{name.label} on {name.under}"
    return name.label


def _state(row: Row, step: int) -> str:
    if row.shape != "arrow":
        return ""
    if row.broken <= step:
        return " (never arrives)"
    delay = row.delay(step)
    return " (under way)" if row.arrived > step else f" (there after {delay})" if delay else ""
