"""Connections: clients, their consumers and their groups, server by server.

Each connection is a line under the heading of its server; at the right edge each group is a rail
with a branch to every member. A rail leaves its server's section only where the layer is shared,
so two rooms of the same name in two processes look like two rooms.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.console import RenderableType
from rich.text import Text

from tutor.core.world import GroupKey, Process, World
from tutor.view import (
    palette,
    picture_names,
    queue_bar,
    who_columns,
    who_row,
    who_runs,
    who_seats,
)
from tutor.view.canvas import Canvas
from tutor.view.fold import fold
from tutor.view.group_brackets import Branch, Rails
from tutor.view.text import Pen, count, page, pen, sentence
from tutor.view.who_columns import Columns
from tutor.view.who_row import Places
from tutor.view.who_seats import Seat

if TYPE_CHECKING:
    from tutor.core.timeline import Moment
    from tutor.view.motion import Frame
    from tutor.view.reserved import Plan

# Of a run that is on its way as well, where there is nothing to step to yet.
_EMPTY: Final = "No server listens yet. First a server starts, then clients connect."
_LATELY: Final = "No server and no connection is known."
_TITLE: Final = 33  # cells of a heading that the name of a group leaves free
_QUIET: Final = palette.QUIET


def render(
    moment: Moment,
    *,
    width: int,
    height: int | None = None,
    ascii: bool = False,
    plan: Plan | None = None,
    frame: Frame | None = None,
) -> RenderableType:
    """Connections, instances and groups after the moment's step; `width` and `height` are cells.

    `frame`: where a message is on its way to a later step (`motion.py`).
    """
    ink = pen(ascii=ascii)
    reader = who_columns.of(moment.timeline, ascii=ascii)
    columns = plan.who(ascii=ascii) if plan is not None else reader.at(moment.step)
    place = who_row.places(columns, width)
    stacks = _stacks(moment, reader)
    seats = _seats(moment, plan, stacks, columns, height)
    if not seats:
        words = picture_names.nothing(moment, _EMPTY, _LATELY)
        return sentence(words, width=width, height=height, pen=ink)
    room = min(columns.group, max(place.edge - 2 * columns.rails - _TITLE, 12))
    branches = _branches(moment, seats, stacks, reader) if place.rails else []
    rails = Rails(branches, ink, left=place.left, edge=place.edge, room=room, of=columns.rails)
    stop = place.edge - 2 * columns.rails - room if place.rails else width
    lines = _lines(moment, seats, place, rails, stop, ink, frame)
    if rails.hidden:
        lines.append(Text(f"  {ink.glyphs.ellipsis} {count(rails.hidden, 'more group')}", _QUIET))
    below = _names_below(moment, branches, lines, width, ink)
    above = None if height is None else max(height - len(below), 1)
    picture = page(lines, width=width, height=above, pen=ink)
    return (
        page([*picture.split("\n"), *below], width=width, height=height, pen=ink)
        if below
        else picture
    )


def _lines(
    moment: Moment,
    seats: Sequence[Seat],
    place: Places,
    rails: Rails,
    stop: int,
    ink: Pen,
    frame: Frame | None,
) -> list[Text]:
    followed = queue_bar.followed(moment)
    here = picture_names.focus(moment) if moment.event is not None else None
    lines = []
    for row, seat in enumerate(seats):
        canvas = Canvas(place.width)
        if seat.kind == "process":
            _process(canvas, moment, seat.name, stop, place.capacity, ink)
        elif seat.kind == "connection":
            until = place.left - 1 if place.rails else place.width
            crowd = _crowd(moment.world, seat.run, ink)
            if seat.below and not ink.glyphs.ascii:
                canvas.put(0, ink.glyphs.corners["ru"], _QUIET)
            who_row.draw(canvas, moment, seat.conn, place, until, ink, followed, crowd)
            who_row.move(canvas, moment.world, seat.conn, place, ink, frame)
        elif seat.kind == "more":
            more = f"{ink.glyphs.ellipsis} {seat.hidden} more"
            canvas.write(2, [(more, _QUIET)], place.left, ink.glyphs.ellipsis)
        rails.draw(canvas, row)
        if frame is not None and frame.hop == 4:
            rails.move(canvas, row, frame.group)
        is_here = seat.kind == "connection" and here in (seat.conn, *seat.run)
        lines.append(canvas.line(palette.NOW if is_here else ""))
    return lines


def _names_below(
    moment: Moment, branches: Sequence[Branch], lines: Sequence[Text], width: int, ink: Pen
) -> list[Text]:
    """The group and the client that this step speaks of, where they have no room to be whole."""
    client = moment.world.clients.get((moment.event and moment.event.conn) or 0)
    group = _named(moment, branches)
    named = [("group", group, palette.GROUP)]
    named += [("client", client.name, palette.CLIENT)] if client is not None else []
    below = []
    for noun, name, style in named:
        if name and not any(ink.safe(name) in line.plain for line in lines):
            line = Text(f"  {noun} ", _QUIET).append(ink.safe(name), style)
            below += fold(line, width, hang=4)
    return below


def _seats(
    moment: Moment,
    plan: Plan | None,
    stacks: dict[str, list[GroupKey]],
    columns: Columns,
    height: int | None,
) -> list[Seat]:
    """The lines, and with them the lines for names of groups beside the heading of a process: in a
    finished recording those that the scene needs at any step, so that nothing moves.
    """
    ever = {store: number - 1 for store, number in columns.groups.items()}
    if plan is not None and height is not None:
        return who_seats.reserved(moment, plan, ever, height)
    world = moment.world
    conns = world.clients.keys() | world.connections.keys() | world.instances.keys()
    needed = len(world.processes) + len(conns) + sum(ever.values())
    now = {store: len(keys) - 1 for store, keys in stacks.items()}
    fits = height is not None and needed <= height
    return who_seats.growing(moment, height, ever if fits else now)


def _crowd(world: World, run: who_runs.Run, ink: Pen) -> tuple[str, int] | None:
    return (who_runs.names(world, run, ink), len(run)) if run else None


def _stacks(moment: Moment, reader: who_columns.Reader) -> dict[str, list[GroupKey]]:
    """The groups of each store, in the order of their names' lines."""
    stacks: dict[str, list[GroupKey]] = {}
    for key in moment.world.groups:
        stacks.setdefault(key.store, []).append(key)
    for store, keys in stacks.items():
        # A name stands left of all rails that pass it.
        keys.sort(key=lambda key: reader.rail(key, moment.step), reverse=_ends_below(moment, store))
    return stacks


def _ends_below(moment: Moment, store: str) -> bool:
    """Whether a store stands below the members of its groups: a broker does."""
    process = moment.world.processes.get(store)
    return process is not None and process.role == "broker"


def _branches(
    moment: Moment,
    seats: Sequence[Seat],
    stacks: dict[str, list[GroupKey]],
    reader: who_columns.Reader,
) -> list[Branch]:
    """The groups with the rows of their names and of their members."""
    world = moment.world
    row_of = {
        world.instances[conn].channel: row
        for row, seat in enumerate(seats)
        for conn in seat.run or (seat.conn,)
        if seat.kind == "connection" and conn in world.instances
    }
    heads = {seat.name: row for row, seat in enumerate(seats) if seat.kind == "process"}
    branches = []
    for store, keys in stacks.items():
        for place, key in enumerate(keys):
            members = world.groups[key]
            rows = sorted({row_of[name] for name in members if name in row_of})
            if rows:
                home = heads[store] + place if store in heads else _head_above(seats, rows[0])
                before = moment.earlier.groups.get(key, {})
                fresh = {row_of[name] for name in members if name in row_of and name not in before}
                rail = reader.rail(key, moment.step)
                branches.append(Branch(key.name, rail, home, tuple(rows), frozenset(fresh)))
    return branches


def _head_above(seats: Sequence[Seat], row: int) -> int:
    """The heading of the section that a row stands in."""
    return next(above for above in range(row, -1, -1) if seats[above].kind == "process")


def _named(moment: Moment, branches: Sequence[Branch]) -> str:
    """The group that the fact of this step speaks of, if the picture has it."""
    name = getattr(moment.event, "group", "")
    return name if any(branch.name == name for branch in branches) else ""


# ── how a heading looks ─────────────────────────────────────────────────────────────────────


def _process(canvas: Canvas, moment: Moment, name: str, stop: int, capacity: int, ink: Pen) -> None:
    """Write the heading of a server or the broker, marked if it is dead, up to column `stop`.

    Its address has no room where its capacity has none beside it, which is known later only.
    """
    process = moment.world.processes.get(name)
    dot, dots = f" {ink.glyphs.dot} ", ink.glyphs.ellipsis
    if process is not None and not process.alive:
        title = f"{ink.glyphs.dead} {ink.safe(name)}{dot}{ink.safe(process.how) or 'dead'}"
        canvas.write(0, [(title, palette.BAD)], stop, dots)
        return
    column = canvas.write(0, [(ink.safe(name) or "no server", palette.STRONG)], stop, dots)
    if process is None:
        return
    later = cell_len(dot) + capacity if capacity and process.role == "server" else 0
    about = process.software or process.layer
    for part, kept in (
        (about, 0),
        (process.address, later),
        (_capacity(moment.world, process), 0),
    ):
        if part and column + cell_len(dot + ink.safe(part)) + kept <= stop:
            column = canvas.write(column, [(dot + ink.safe(part), _QUIET)], stop, dots)


def _capacity(world: World, process: Process) -> str:
    """How many copies the queues of a server's consumers take, if they take equally many."""
    mine = (one for one in world.channels.values() if one.process == process.name)
    takes = {one.capacity for one in mine} - {0}
    return f"capacity {takes.pop()}" if len(takes) == 1 else ""
