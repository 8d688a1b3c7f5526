"""One line of who: a client, its wire, its consumer, and what waits in the consumer's queue.

Every part has its own columns. They are the same on all lines and at all steps (`who_columns.py`);
what has no room for all of them gives way as a whole, for all lines.
"""

from __future__ import annotations

from collections.abc import Container
from typing import TYPE_CHECKING, Final

import msgspec
from rich.cells import cell_len

from tutor.core import events as e
from tutor.core.world import Channel, Client, ClientState, Instance, World
from tutor.view import palette, picture_names, queue_bar
from tutor.view.canvas import Canvas
from tutor.view.group_brackets import width_of
from tutor.view.text import Pen
from tutor.view.who_columns import HTTP, Columns

if TYPE_CHECKING:
    from tutor.core.timeline import Moment
    from tutor.view.motion import Frame

INDENT: Final = 2
WIRE: Final = 6  # cells, "✗ gone" among them
NAMED: Final = 24  # cells of a client's name at most
USUAL: Final = 78  # columns that the rails keep to where there are more
_OUTWARD: Final = (e.AppSent, e.ClientReceived, e.ConnectionAccepted, e.ClientOpened)
_INWARD: Final = (e.ClientConnecting, e.ConnectionOpened, e.ClientSent, e.AppReceived)
_OVER: Final = frozenset({"finished", "failed"})
_QUIET: Final = palette.QUIET


class Places(msgspec.Struct, frozen=True):
    """Cells of each part of a line; 0: it is not there."""

    name: int
    wire: int
    label: int
    kind: int
    channel: int
    state: int
    bar: int
    words: int
    rails: int  # of all rails and their branches
    capacity: int  # of a server, in its heading
    width: int

    @property
    def at_wire(self) -> int:
        """The column of the wire."""
        return INDENT + self.name + 1

    @property
    def at_label(self) -> int:
        """The column of the consumer."""
        return self.at_wire + self.wire + 1

    @property
    def at_state(self) -> int:
        """The column of what the consumer does."""
        return self.at_label + self.label + _gap(self.kind) + _gap(self.channel) + 1

    @property
    def at_bar(self) -> int:
        """The column of the queue."""
        return self.at_state + self.state + 1

    @property
    def left(self) -> int:
        """The column behind all this, where branches to groups begin."""
        return self.at_state + self.state + _gap(self.bar) + _gap(self.words) + 1

    @property
    def edge(self) -> int:
        """The column of the rightmost rail."""
        return min(max(self.left + self.rails, USUAL), self.width) - 1

    @property
    def spare(self) -> int:
        """Cells that are left; below 0: that are missing."""
        return self.width - self.left - self.rails


def _gap(cells: int) -> int:
    """Cells of a part with the blank before it."""
    return cells + 1 if cells else 0


def places(columns: Columns, width: int) -> Places:
    """What has room on lines `width` cells wide; the rest gives way, the least worth first."""
    wished = Places(
        name=min(columns.name, NAMED),
        wire=WIRE,
        label=columns.label,
        kind=columns.kind,
        channel=columns.channel,
        state=columns.state if columns.words else max(columns.state, columns.closed),
        bar=queue_bar.BAR if columns.words else 0,
        words=max(columns.least, min(columns.words, queue_bar.WORDS)),
        rails=width_of(columns.rails),
        capacity=columns.capacity,
        width=width,
    )
    found = wished
    for part, cells in (
        ("kind", 0),
        ("state", columns.state),
        ("wire", WIRE // 2),
        ("words", columns.least),
        ("channel", 0),
        ("name", 12),
        ("bar", 0),
        ("rails", min(wished.rails, width // 4)),
        ("name", 6),
        ("rails", 0),
    ):
        if found.spare < 0:
            found = _with(found, part, min(cells, getattr(found, part)))
    for part in ("name", "words"):  # what the last one to give way has left
        wider = min(getattr(wished, part), getattr(found, part) + max(found.spare, 0))
        found = _with(found, part, wider)
    return found


def _with(place: Places, part: str, cells: int) -> Places:
    return msgspec.structs.replace(place, **{part: cells})


def client(world: World, conn: int) -> Client:
    """The far end of a connection; a client that reports nothing is drawn as the server sees it."""
    known = world.clients.get(conn)
    if known is not None:
        return known
    if conn not in world.connections:  # an HTTP request: its consumer is all that is known of it
        over = world.instances[conn].state in _OVER
        return Client(HTTP, state="closed" if over else "open")
    seen = world.connections[conn]
    state: ClientState = "connecting" if seen.state == "handshake" else seen.state
    return Client(picture_names.far_end(world, conn), state=state, code=seen.code)


def is_alive(world: World, conn: int) -> bool:
    """Whether there is somebody at the far end."""
    return client(world, conn).state in ("connecting", "open")


def is_gone(world: World, conn: int) -> bool:
    """Whether the client has gone, and its server does not know it."""
    seen = world.connections.get(conn)
    known = seen is not None and seen.state not in ("open", "handshake")
    return seen is not None and not known and client(world, conn).state == "closed"


def draw(
    canvas: Canvas,
    moment: Moment,
    conn: int,
    place: Places,
    stop: int,
    ink: Pen,
    followed: Container[int] = (),
    crowd: tuple[str, int] | None = None,
) -> None:
    """ "john · tab 1 ─────▶ #1 …!gNYZ busy ▕◆         ▏ 1 of 100" up to column `stop`.

    `crowd`: the names and the number of those who look like this one, and share its line.
    """
    world, dots = moment.world, ink.glyphs.ellipsis
    far, alive, gone = client(world, conn), is_alive(world, conn), is_gone(world, conn)
    style = palette.CLIENT if alive else palette.GONE if gone else _QUIET
    canvas.write(INDENT, [(ink.cut_name(far.name, place.name), style)], stop, dots)
    canvas.write(place.at_wire, [_wire(moment, conn, far, place.wire, ink)], stop, dots)
    instance = world.instances.get(conn)
    ending = _ending(far, known=conn in world.clients)
    many = f"{ink.glyphs.times}{crowd[1]}" if crowd else ""
    if crowd:  # their names may take all of the wire but its end
        canvas.put(INDENT, f"{ink.cut(crowd[0], place.at_label - INDENT - 3)} ", style)
    if instance is None:
        said = (f"{many} {ending[0]}".strip(), ending[1])
        canvas.write(place.at_label, [said], stop, dots)
        return
    channel = world.channels.get(instance.channel)
    holds = channel is not None and bool(channel.queue or channel.dropped or channel.expired)
    until = min(place.at_bar - 1, stop) if holds and place.words else stop
    is_http = conn not in world.clients and conn not in world.connections
    doing = _doing(instance) if alive or gone or is_http else ending
    if until < stop and far.state == "closed" and len(doing[0]) > place.state:
        doing = ("over" if far.code is None else f"{far.code}", _QUIET)  # the queue stands behind
    reached = _consumer(canvas, moment, instance, doing, place, until, ink, many)
    if channel is not None and reached < place.at_bar and (holds or alive or gone):
        _queue(canvas, moment, channel, place, ink, followed)


def move(
    canvas: Canvas, world: World, conn: int, place: Places, ink: Pen, frame: Frame | None
) -> None:
    """The sign of a message that is on its way, on the wire or at the consumer."""
    at_client, at_server = place.at_wire, place.at_wire + place.wire - 1
    spots = {1: at_client, 2: at_server, 3: place.at_label - 1, 6: place.at_label - 1}
    spots |= {7: at_server, 8: at_client}
    if frame is not None and frame.is_at(conn, *spots) and is_alive(world, conn):
        canvas.put(spots[frame.hop], ink.glyphs.message, palette.MARK)


def _consumer(
    canvas: Canvas,
    moment: Moment,
    instance: Instance,
    doing: tuple[str, str],
    place: Places,
    stop: int,
    ink: Pen,
    many: str,
) -> int:
    """Its number, class and channel name, and what it does; the class where this step names it.
    `many`: how many there are, in place of the number and the channel of one.

    The column after it.
    """
    style = _QUIET if instance.state in _OVER else palette.INSTANCE
    number, kind = many or f"#{instance.number}", ink.safe(instance.name)
    column, dots = place.at_label, ink.glyphs.ellipsis
    is_named = getattr(moment.event, "name", "") == instance.name
    whole = f"{number:<{place.label}} {kind}"
    word, look = doing
    state = (f" {word}" if word else "", look)
    if not place.kind and is_named and column + cell_len(whole) + _gap(len(word)) <= stop:
        return canvas.write(column, [(whole, style), state], stop, dots)
    canvas.write(column, [(number, style)], stop, dots)
    column += place.label
    if place.kind:
        canvas.write(column, [(f" {kind}", style)], stop, dots)
        column += _gap(place.kind)
    if place.channel and instance.channel and not many:
        canvas.write(column, [(f" {ink.channel(instance.channel)}", _QUIET)], stop, dots)
    return canvas.write(place.at_state, [(word, look)], stop, dots)


def _queue(
    canvas: Canvas,
    moment: Moment,
    channel: Channel,
    place: Places,
    ink: Pen,
    followed: Container[int],
) -> None:
    """The bar, and words beside it where there is something to say."""
    before = moment.earlier.channels.get(channel.name)
    was = len(before.queue) if before is not None else 0
    if place.bar:
        canvas.write(place.at_bar, queue_bar.bar(channel, ink, followed))
    if place.words and (channel.queue or was or channel.dropped or channel.expired):
        column = place.at_bar + _gap(place.bar)
        said = queue_bar.words(channel, was, place.words)
        canvas.write(column, said, column + place.words, ink.glyphs.ellipsis)


def _doing(instance: Instance) -> tuple[str, str]:
    """The state of a consumer in a word, and its style; ("", "") for an idle one."""
    if instance.state == "busy":
        return "busy", palette.NEW
    if instance.state == "finished":
        return "over", _QUIET
    return ("failed", palette.BAD) if instance.state == "failed" else ("", "")


def _wire(moment: Moment, conn: int, far: Client, cells: int, ink: Pen) -> tuple[str, str]:
    """The wire: open, on its way, cut; with a head where this step moved something along it."""
    glyphs, fact = ink.glyphs, moment.event
    if far.state == "refused":
        return glyphs.horizontal * (cells - 1) + glyphs.cross, palette.BAD
    if is_gone(moment.world, conn):
        return (f"{glyphs.dead} gone" if cells >= WIRE else glyphs.dead), palette.GONE
    if far.state == "closed":
        return glyphs.dashed + " " * (cells - 2) + glyphs.dashed, _QUIET
    line = (glyphs.dashed if far.state == "connecting" else glyphs.horizontal) * (cells - 1)
    if fact is None or fact.conn != conn or not isinstance(fact, (*_OUTWARD, *_INWARD)):
        return line + line[:1], palette.CLIENT
    if isinstance(fact, _OUTWARD):
        return glyphs.head_left + line, palette.MARK
    return line + glyphs.head_right, palette.MARK


def _ending(far: Client, *, known: bool) -> tuple[str, str]:
    """Why the consumer or the client is missing, and the style; ("", "") if both are there."""
    if far.state == "refused" and far.status is None:
        return "no answer" if known else "refused", palette.BAD
    if far.state == "refused":
        return f"HTTP {far.status}", palette.BAD
    if far.state == "closed":
        return "closed" + ("" if far.code is None else f" {far.code}"), _QUIET
    return ("handshake", _QUIET) if far.state == "connecting" else ("", "")
