"""How the scope of one connection grew: layer by layer, what each added, in which dict.

A layer either hands the very dict it was given to the next one, or a copy with more in it. The dict
is lettered, so that "the same dict" is seen at a glance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.console import RenderableType
from rich.text import Text

from tutor.core.world import ClientState, Connection, Layer
from tutor.view import palette, picture_names
from tutor.view.fold import SANE, fold
from tutor.view.text import Pen, page, pen, sentence

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
    moment: Moment, *, width: int, height: int | None = None, ascii: bool = False
) -> RenderableType:
    """The layers that the scope of the connection in focus has passed."""
    ink = pen(ascii=ascii)
    conn = picture_names.focus(moment)
    connection = moment.world.connections.get(conn) if conn is not None else None
    if conn is None or connection is None:
        return sentence(_why(moment, conn), width=width, height=height, pen=ink)
    earlier = moment.earlier.connections.get(conn)
    seen = len(earlier.layers) if earlier else 0
    lines = [
        *_heading(moment, conn, connection, width, ink),
        *_server(connection, earlier is None, width, ink),
    ]
    dict_number = 0
    column = max([cell_len(ink.safe(layer.name)) for layer in connection.layers], default=8)
    column = min(column, max(width // 2, 8))
    for number, layer in enumerate(connection.layers):
        dict_number += not layer.same
        fresh = number >= seen
        lines += _layer(layer, dict_number, column, width, ink, fresh=fresh)
    return page(_scrolled(lines, height), width=width, height=height, pen=ink)


def _why(moment: Moment, conn: int | None) -> str:
    """Why there is no scope to show."""
    client = moment.world.clients.get(conn or 0)
    if client is not None:
        return _ABSENT[client.state].format(client.name)
    return picture_names.nothing(moment, _EMPTY, _LATELY, recent=True)


def _scrolled(lines: list[Text], height: int | None) -> list[Text]:
    """The heading and the last lines: the newest layer must be seen."""
    if height is None or len(lines) <= height or height < 2:
        return lines
    return [lines[0], *lines[len(lines) - height + 1 :]]


def _heading(moment: Moment, conn: int, connection: Connection, width: int, ink: Pen) -> list[Text]:
    client = moment.world.clients.get(conn)
    line = Text().append(ink.safe(client.name if client else f"connection {conn}"), palette.CLIENT)
    return fold(line.append(f"  {ink.safe(connection.path)}", palette.QUIET), width, hang=2)


def _server(connection: Connection, fresh: bool, width: int, ink: Pen) -> list[Text]:
    """What the server itself put in."""
    line = _mark(ink, fresh=fresh).append(f"{ink.safe(connection.process)} made dict A")
    keys = " ".join(map(ink.safe, connection.keys))
    if not fresh:
        return [line, Text(f"    {ink.cut(keys, max(width - 4, 1))}", style=palette.QUIET)]
    return [line, *fold(Text(f"    {keys}", style=palette.QUIET), width, hang=4)]


def _layer(
    layer: Layer, number: int, column: int, width: int, ink: Pen, *, fresh: bool
) -> list[Text]:
    letter = _letter(number)
    line = _mark(ink, fresh=fresh)
    room = max(column, cell_len(ink.safe(layer.name))) if fresh else column
    line.append(ink.pad(layer.name, room), palette.NOW if fresh else palette.STRONG)
    line.append(f"  {'same' if layer.same else 'new '} dict {letter}", palette.QUIET)
    if not layer.added and not layer.changed and line.cell_len + 14 <= width:
        line.append("  adds nothing", palette.QUIET)
    lines = fold(line, width, hang=4)
    for sign, entries in ((ink.glyphs.new, layer.added), ("~", layer.changed)):
        for key, value in entries.items():
            lines += _entry(sign, key, value, width, ink, fresh=fresh)
    return lines


def _letter(number: int) -> str:
    """0 is A; after Z they are numbered."""
    return chr(ord("A") + number) if number < 26 else str(number + 1)


def _mark(ink: Pen, *, fresh: bool) -> Text:
    return Text().append(f"{ink.glyphs.now} " if fresh else "  ", palette.MARK)


def _entry(sign: str, key: str, value: str, width: int, ink: Pen, *, fresh: bool) -> list[Text]:
    """A key and its value, the value whole where it is new: it is what this layer is there for."""
    line = Text().append(f"    {sign} {ink.safe(key)}", palette.NEW if fresh else palette.GROUP)
    if fresh:
        return fold(line.append(f"  {ink.cut(value, SANE)}", palette.PLAIN), width, hang=8)
    room = width - line.cell_len - 3
    if room > 3:
        line.append(f"  {ink.cut(value, room)}", palette.QUIET)
    return fold(line, width, hang=8)
