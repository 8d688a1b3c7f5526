"""The scope of one connection as an onion: one heavy box a dictionary.

A dashed wall across a box is a layer that handed on the same dictionary, so the boxes inside the
server's own are the dictionaries that layers made. A key stands in the box in which it is first.
Where rows are dear, what is far from the wall in hand gives way first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.console import RenderableType
from rich.text import Text

from tutor.core.world import ClientState
from tutor.view import palette, picture_names, scope_floors, scope_walk
from tutor.view.scope_boxes import Frame, Row, shaft_of, step_of
from tutor.view.scope_floors import Floors, Look
from tutor.view.scope_walk import Walk
from tutor.view.text import page, pen, sentence

if TYPE_CHECKING:
    from tutor.core.timeline import Moment

_EMPTY: Final = "No WebSocket scope yet. One is made when a handshake reaches the server."
_LATELY: Final = "No WebSocket scope is among the facts that are looked at."
_ABSENT: Final[dict[ClientState, str]] = {
    "connecting": "{} has no scope yet. One is made when its handshake reaches the application.",
    "open": "No scope has been recorded for {}.",
    "refused": "{} has no scope: its handshake did not reach the application.",
    "closed": "{} has no scope: its handshake did not reach the application.",
}
"""What is said of a client whose connection the application has not seen."""


def render(
    moment: Moment,
    *,
    width: int,
    height: int | None = None,
    ascii: bool = False,
    mark: str = "",
) -> RenderableType:
    """The dictionaries and layers of the connection in focus, up to the moment's step.

    `mark`: a key of the server's dictionary whose value is shown.
    """
    ink = pen(ascii=ascii)
    walk = found(moment, mark)
    if isinstance(walk, str):
        return sentence(walk, width=width, height=height, pen=ink)
    names = scope_floors.names(walk, ink)
    step = step_of(width, names)
    sent = len(ink.safe(walk.out.what)) + 2 if walk.out else width
    frame = Frame(width, step, shaft_of(width, step, names, sent), ink)
    rows = _fitting(walk, frame, height)
    lines = [frame.draw(row, climbs=bool(frame.shaft)) for row in rows]
    lines.append(frame.floor(max(row.depth for row in rows)))
    shown = _window(lines, rows, height, frame)
    return page(shown, width=width, height=height, pen=ink)


def found(moment: Moment, mark: str = "") -> Walk | str:
    """The walk of the connection in focus, or why there is none."""
    conn = picture_names.focus(moment)
    connection = moment.world.connections.get(conn) if conn is not None else None
    if conn is not None and connection is not None:
        return scope_walk.of(moment, conn, connection, mark)
    client = moment.world.clients.get(conn or 0)
    if client is not None:
        return _ABSENT[client.state].format(client.name)
    return picture_names.nothing(moment, _EMPTY, _LATELY, recent=True)


def _fitting(walk: Walk, frame: Frame, height: int | None) -> list[Row]:
    """The richest look that has no more rows than there is room for, or the barest."""
    richest, floors = Look.of(walk), Floors(walk, frame)
    if height is None or floors.count(richest) < height:
        return floors.rows(richest)
    looks = [richest, *_concessions(walk, richest)]
    tall, fits = 0, len(looks) - 1  # a look has as many rows as the one before, or fewer
    while fits - tall > 1:
        middle = (tall + fits) // 2
        if floors.count(looks[middle]) < height:
            fits = middle
        else:
            tall = middle
    return floors.rows(looks[fits])


def _concessions(walk: Walk, look: Look) -> Iterator[Look]:
    """Looks, each barer than the one before: what is far from the wall in hand goes first."""
    far = range(1, len(walk.floors) - 1)
    for place in far:
        if place in look.lines:
            yield (look := look.but(lines=look.lines - {place}))
    yield (look := look.but(client=False))
    if walk.out is None or frozenset({None}) == {floor.sends for floor in walk.floors}:
        yield (look := look.but(merged=True))
    for place in far:
        if place in look.open:
            yield (look := look.but(open=look.open - {place}))
    for keys in ("count", "wall"):
        yield (look := look.but(keys=keys))
    yield (look := look.but(lines=frozenset()))


def _window(lines: list[Text], rows: Sequence[Row], height: int | None, frame: Frame) -> list[Text]:
    """As many lines as there is room for, those of the wall in hand among them, and what stands
    further out or further in than these.
    """
    if height is None or len(lines) <= height:
        return lines
    hands = [place for place, row in enumerate(rows) if row.hand] or [len(rows) - 1]
    begin = len(lines) - height + 1
    if height > 1 and begin <= hands[0]:
        return [_outside(rows[:begin], frame), *lines[begin:]]
    room = max(height - 1, 1)
    begin = max(min(hands[0], hands[-1] - room + 1), 0)
    shown = lines[begin : begin + room]
    if height < 2:
        return shown
    more = f"{frame.ink.glyphs.more} {len(lines) - len(shown)} more"
    return [*shown, Text(more, palette.QUIET)]


def _outside(hidden: Sequence[Row], frame: Frame) -> Text:
    """The names on the walls that have no room, else how many rows there are."""
    bars = re.compile("[" + re.escape(frame.bar("top") + frame.bar("same")) + "]")
    names: list[str] = []
    for row in hidden:
        on_it = [name.strip() for name in bars.split(row.left.plain)]
        names += on_it if row.shape == "same" else on_it[:1] if row.shape != "text" else []
    more = frame.ink.glyphs.more
    whole = f"{more} further out: {', '.join(names)}"
    short = f"{more} {len(hidden)} more further out"
    return Text(whole if names and cell_len(whole) <= frame.width else short, palette.QUIET)
