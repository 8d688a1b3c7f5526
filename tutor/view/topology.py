"""Connections: clients, their consumers and their groups, server by server.

Each connection is a line under the heading of its server; at the right edge each group is a rail
with a branch to every member. A rail leaves its server's section only where the layer is shared,
so two rooms of the same name in two processes look like two rooms.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import msgspec
from rich.cells import cell_len
from rich.console import RenderableType
from rich.text import Text

from tutor.core import events as e
from tutor.core.world import Client, ClientState, Instance, World
from tutor.view import palette, picture_names
from tutor.view.canvas import Canvas
from tutor.view.fold import fold
from tutor.view.group_brackets import Branch, Rails
from tutor.view.text import Pen, count, page, pen, sentence

if TYPE_CHECKING:
    from tutor.core.timeline import Moment

_EMPTY: Final = "No server listens yet. Step on: a server starts, then clients connect."
_LATELY: Final = "No server and no connection is known."
_MANY: Final = 16  # connections of one server without a height
_MEASURED: Final = 256  # connections whose names make the columns
_OUTWARD: Final = (e.AppSent, e.ClientReceived, e.ConnectionAccepted, e.ClientOpened)
_INWARD: Final = (e.ClientConnecting, e.ConnectionOpened, e.ClientSent, e.AppReceived)
_QUIET: Final = palette.QUIET
_STABLE: Final = 52  # column of the rails if there is room, so that they do not move


class _Widest(NamedTuple):
    """Cells of the longest name and of the longest label: columns hold still."""

    name: int
    label: int


class _Seat(msgspec.Struct, frozen=True):
    """One line of the picture: a heading or a connection."""

    kind: Literal["process", "connection", "more"]
    name: str = ""
    conn: int = 0
    hidden: int = 0


def render(
    moment: Moment, *, width: int, height: int | None = None, ascii: bool = False
) -> RenderableType:
    """Connections, instances and groups after the moment's step; `width` and `height` are cells."""
    ink = pen(ascii=ascii)
    seats = _seats(moment, height)
    if not seats:
        words = picture_names.nothing(moment, _EMPTY, _LATELY)
        return sentence(words, width=width, height=height, pen=ink)
    branches = _branches(moment, seats) if width >= 30 else []
    named = _named(moment, branches)
    wanted = cell_len(ink.safe(named)) + 2 * len(branches) + 2 if named else 0
    most = max(width // 3, 10, wanted if wanted <= width // 2 else 0)
    limit = max(width - Rails(branches, ink, most=most).width, 8)
    canvases = [Canvas(width) for _ in seats]
    pairs = list(zip(canvases, seats, strict=True))
    widest = _widest(moment.world, seats, ink)
    ends = [
        0 if seat.kind == "process" else _seat(canvas, moment, seat, widest, limit, ink)
        for canvas, seat in pairs
    ]
    reached = (end for end, seat in zip(ends, seats, strict=True) if seat.kind == "connection")
    left = min(max([*reached, _STABLE if width >= 100 else 0]) + 2, limit)
    rails = Rails(branches, ink, most=width - left)
    for row, (canvas, seat) in enumerate(pairs):
        if seat.kind == "process":  # a heading is as long as the rails let it be
            stop = left if rails.crosses(row) else width
            ends[row] = _process(canvas, moment, seat.name, stop, ink)
        rails.draw(canvas, row, ends[row], left)
    here = picture_names.focus(moment) if moment.event is not None else None
    lines = [
        canvas.line(palette.NOW if here is not None and seat.conn == here else "")
        for canvas, seat in pairs
    ]
    if rails.hidden:
        lines.append(Text(f"  {ink.glyphs.ellipsis} {count(rails.hidden, 'more group')}", _QUIET))
    below = _name_below(named, lines, width, ink)
    above = None if height is None else max(height - len(below), 1)
    picture = page(lines, width=width, height=above, pen=ink)
    return (
        page([*picture.split("\n"), *below], width=width, height=height, pen=ink)
        if below
        else picture
    )


def _name_below(named: str, lines: Sequence[Text], width: int, ink: Pen) -> list[Text]:
    """The group that this step speaks of, where its rail has no room for the whole name."""
    if not named or any(ink.safe(named) in line.plain for line in lines):
        return []
    line = Text("  group ", _QUIET).append(ink.safe(named), palette.GROUP)
    return fold(line, width, hang=4)


# ── which lines ─────────────────────────────────────────────────────────────────────────────


def _seats(moment: Moment, height: int | None) -> list[_Seat]:
    """Every process with its connections, as many as fit, those in focus first."""
    world = moment.world
    order = sorted(world.processes.values(), key=lambda process: process.role == "broker")
    of: dict[str, list[int]] = {process.name: [] for process in order}
    for conn in sorted(world.clients.keys() | world.connections.keys() | world.instances.keys()):
        of.setdefault(_server(world, conn), []).append(conn)
    room = _MANY * len(of) if height is None else max(height - len(of), 0)
    share = max(room // max(sum(map(bool, of.values())), 1), 1)
    if height is not None and len(of) + sum(map(len, of.values())) > height:
        of = _nearest(moment, of)
    seats: list[_Seat] = []
    for process, conns in of.items():
        seats.append(_Seat("process", process))
        near = picture_names.focus(moment) in conns
        kept = _kept(moment, conns, max(share, (height or 0) // 2) if near else share)
        seats += [_Seat("connection", conn=conn) for conn in kept]
        if len(kept) < len(conns):
            seats.append(_Seat("more", hidden=len(conns) - len(kept)))
    return seats


def _nearest(moment: Moment, of: dict[str, list[int]]) -> dict[str, list[int]]:
    """The process in focus first, so that only others are cut off below."""
    here = picture_names.focus(moment)
    first = [process for process, conns in of.items() if here in conns]
    return {process: of[process] for process in [*first, *of]}


def _kept(moment: Moment, conns: list[int], room: int) -> list[int]:
    if len(conns) <= room:
        return conns
    alive = [conn for conn in conns if _alive(moment.world, conn)]
    here = picture_names.focus(moment)
    first = [here] if here is not None and here in conns else []
    wanted = dict.fromkeys(first + alive + conns[::-1])
    return sorted(list(wanted)[: max(room - 1, 1)])


def _alive(world: World, conn: int) -> bool:
    return _client(world, conn).state in ("connecting", "open")


def _client(world: World, conn: int) -> Client:
    """The far end of a connection; a client that reports nothing is drawn as the server sees it."""
    known = world.clients.get(conn)
    if known is not None:
        return known
    if conn not in world.connections:  # an HTTP request: its consumer is all that is known of it
        over = world.instances[conn].state in ("finished", "failed")
        return Client("HTTP request", state="closed" if over else "open")
    seen = world.connections[conn]
    state: ClientState = "connecting" if seen.state == "handshake" else seen.state
    return Client(f"connection {conn}", state=state, code=seen.code)


def _server(world: World, conn: int) -> str:
    seen = world.connections.get(conn) or world.instances.get(conn)
    return seen.process if seen else world.clients[conn].server


def _branches(moment: Moment, seats: Sequence[_Seat]) -> list[Branch]:
    """The groups with the rows of their members."""
    world = moment.world
    row_of = {
        world.instances[seat.conn].channel: row
        for row, seat in enumerate(seats)
        if seat.kind == "connection" and seat.conn in world.instances
    }
    branches = []
    for key, members in world.groups.items():
        rows = sorted(row_of[name] for name in members if name in row_of)
        if rows:
            before = moment.earlier.groups.get(key, {})
            fresh = {row_of[name] for name in members if name in row_of and name not in before}
            branches.append(Branch(key.name, tuple(rows), frozenset(fresh)))
    return branches


def _named(moment: Moment, branches: Sequence[Branch]) -> str:
    """The group that the fact of this step speaks of, if the picture has it."""
    name = getattr(moment.event, "group", "")
    return name if any(branch.name == name for branch in branches) else ""


# ── how a line looks ────────────────────────────────────────────────────────────────────────


def _widest(world: World, seats: Sequence[_Seat], ink: Pen) -> _Widest:
    """Cells of the names in the picture and of those of the `_MEASURED` newest connections."""
    newest = islice(reversed(world.clients | world.instances), _MEASURED)
    conns = {*newest, *(seat.conn for seat in seats)}
    clients = [world.clients[conn] for conn in conns if conn in world.clients]
    instances = [world.instances[conn] for conn in conns if conn in world.instances]
    names = (cell_len(ink.safe(one.name)) for one in clients)
    labels = (cell_len(f"{ink.safe(one.name)} #{one.number}") for one in instances)
    return _Widest(max(names, default=14), max(labels, default=0))


def _seat(canvas: Canvas, moment: Moment, seat: _Seat, widest: _Widest, stop: int, ink: Pen) -> int:
    """Write a connection, or the count of hidden ones, up to column `stop`; the column after it."""
    if seat.kind == "more":
        more = f"{ink.glyphs.ellipsis} {seat.hidden} more"
        return canvas.write(2, [(more, _QUIET)], stop, ink.glyphs.ellipsis)
    return _connection(canvas, moment, seat.conn, widest, stop, ink)


def _process(canvas: Canvas, moment: Moment, name: str, left: int, ink: Pen) -> int:
    """Write the heading of a server or the broker, marked if it is dead; the column after it."""
    process = moment.world.processes.get(name)
    dot, dots = f" {ink.glyphs.dot} ", ink.glyphs.ellipsis
    if process is not None and not process.alive:
        title = f"{ink.glyphs.dead} {ink.safe(name)}{dot}{ink.safe(process.how) or 'dead'}"
        return canvas.write(0, [(title, palette.BAD)], left, dots)
    about = () if process is None else (process.software or process.layer, process.address)
    title = ink.safe(name) or "no server"
    words = ink.cut("".join(dot + part for part in about if part), max(left - cell_len(title), 0))
    return canvas.write(0, [(title, palette.STRONG), (words, _QUIET)], left, dots)


def _connection(
    canvas: Canvas, moment: Moment, conn: int, widest: _Widest, left: int, ink: Pen
) -> int:
    """ "john · tab 1 ──▶ ChatConsumer #1  …!gNYZ  busy"; the column after it."""
    world, dots = moment.world, ink.glyphs.ellipsis
    client, instance = _client(world, conn), world.instances.get(conn)
    alive = _alive(world, conn)
    name = _name(moment, conn, client, (left - 14, widest.name), ink)
    arrow = _arrow(moment, conn, client, ink)
    pieces = [(name, palette.CLIENT if alive else _QUIET), (" ", ""), arrow, (" ", "")]
    column = canvas.write(2, pieces, left, dots)
    ending = _ending(client, known=conn in world.clients)
    if instance is None:
        return canvas.write(column, [ending], left, dots)
    style = palette.INSTANCE if instance.state not in ("finished", "failed") else _QUIET
    is_http = conn not in world.clients and conn not in world.connections
    word, look = _doing(instance, ink) if alive or is_http else ending
    if left - column < len(word) + 6:
        shown = (word or f"#{instance.number}", look or style)
        return canvas.write(column, [shown], left, dots)
    stop = left - (cell_len(word) + 2 if word else 0)
    rooms = min(left - 9, stop) - column, stop - column
    label = _label(moment, instance, rooms, widest.label, ink)
    column = canvas.write(column, [(label, style)], left, dots)
    if instance.channel and stop - column > len(dots) + 8:
        column = canvas.write(column, [(f"  {ink.channel(instance.channel)}", _QUIET)], left, dots)
    return canvas.write(column, [(f"  {word}" if word else "", look)], left, dots)


def _name(moment: Moment, conn: int, client: Client, cells: tuple[int, int], ink: Pen) -> str:
    """Equally wide on every line, and whole where this step speaks of the client."""
    room, longest = cells
    here = moment.event is not None and moment.event.conn == conn
    own = cell_len(ink.safe(client.name)) if here else 0
    return ink.pad(client.name, max(min(max(room, 4), longest), own))


def _label(moment: Moment, instance: Instance, rooms: tuple[int, int], width: int, ink: Pen) -> str:
    """ "ChatConsumer #1", or "#1" where there is little room; equally wide on every line but that
    of the consumer which this step speaks of (it has `own` cells).
    """
    room, own = rooms
    whole = f"{instance.name} #{instance.number}"
    if room >= width:
        return ink.pad(whole, width)
    is_named = getattr(moment.event, "name", "") == instance.name
    if is_named and cell_len(ink.safe(whole)) <= own:
        return ink.safe(whole)
    return f"#{instance.number}"


def _doing(instance: Instance, ink: Pen) -> tuple[str, str]:
    """The state of a consumer in a word, and its style; ("", "") for an idle one."""
    if instance.state == "busy":
        return "busy", palette.NEW
    if instance.state == "finished":
        return "is over", _QUIET
    return (f"{ink.glyphs.cross} failed", palette.BAD) if instance.state == "failed" else ("", "")


def _arrow(moment: Moment, conn: int, client: Client, ink: Pen) -> tuple[str, str]:
    """The wire: open, on its way, cut; with a head where this step moved something along it."""
    glyphs, fact = ink.glyphs, moment.event
    if client.state == "refused":
        return glyphs.horizontal * 2 + glyphs.cross, palette.BAD
    if client.state == "closed":
        return glyphs.dashed + " " + glyphs.dashed, _QUIET
    line = (glyphs.dashed if client.state == "connecting" else glyphs.horizontal) * 2
    if fact is None or fact.conn != conn or not isinstance(fact, (*_OUTWARD, *_INWARD)):
        return line + line[:1], palette.CLIENT
    if isinstance(fact, _OUTWARD):
        return glyphs.head_left + line, palette.MARK
    return line + glyphs.head_right, palette.MARK


def _ending(client: Client, *, known: bool) -> tuple[str, str]:
    """Why the consumer or the client is missing, and the style; ("", "") if both are there."""
    if client.state == "refused" and client.status is None:
        return "no answer" if known else "refused", palette.BAD
    if client.state == "refused":
        return f"HTTP {client.status}", palette.BAD
    if client.state == "closed":
        return "closed" + ("" if client.code is None else f" {client.code}"), _QUIET
    return ("handshake", _QUIET) if client.state == "connecting" else ("", "")
