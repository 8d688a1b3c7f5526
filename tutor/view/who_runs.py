"""Clients that look the same, on one line, so that a crowd has room in the picture.

Of a recording that grows only as many are put together as the rows ask for: those that have gone
first, then the first ones of the longest run. The connection that the step speaks of keeps a line
of its own. Of a finished one all are put together, whichever the step speaks of (`settled`), so
that lines change with what happened and with nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from string import digits
from typing import TYPE_CHECKING, Final

from tutor.core.world import World
from tutor.view import picture_names, who_columns, who_row
from tutor.view.text import Pen

if TYPE_CHECKING:
    from tutor.core.timeline import Moment, Timeline

_ASKED: Final = 100  # steps at which a recording is asked how many look the same
_TELLING: Final = frozenset(
    {"client.opened", "client.refused", "client.closed", "consumer.created", "group.joined"}
)
"""Kinds after which others may look the same."""

Run = tuple[int, ...]
"""Connections, in their order."""


def together(moment: Moment, conns: Sequence[int], room: int) -> list[Run]:
    """The connections on `room` lines, if that can be: else on as few as can be."""
    world, here = moment.world, picture_names.focus(moment)
    runs = [tuple(run) for _, run in groupby(conns, key=lambda conn: _look(world, conn, here))]
    order = sorted(runs, key=lambda run: (who_row.is_alive(world, run[0]), -len(run)))
    lines, folded = len(conns), dict[Run, int]()
    for run in order:
        folded[run] = min(len(run), max(lines - room, 0) + 1)  # of its connections, the first ones
        lines -= folded[run] - 1
    found: list[Run] = []
    for run in runs:
        found += [run[: folded[run]], *((conn,) for conn in run[folded[run] :])]
    return found


def settled(world: World, conns: Sequence[int]) -> list[Run]:
    """All that look the same on one line, where they are three or more: two have their names. Those
    that have ended need not have like names.
    """
    runs = [tuple(run) for _, run in groupby(conns, key=lambda conn: _look(world, conn, over=True))]
    return [part for run in runs for part in ([run] if len(run) > 2 else [(conn,) for conn in run])]


def has_a_line_below(world: World, run: Run) -> bool:
    """Whether one of those who share a line may get a line of its own below it."""
    return len(run) > 1 and who_row.is_alive(world, run[0])


def _look(world: World, conn: int, here: int | None = None, *, over: bool = False) -> object:
    """What connections on one line have in common; the number of one that stays alone."""
    far, instance = who_row.client(world, conn), world.instances.get(conn)
    channel = world.channels.get(instance.channel) if instance is not None else None
    if conn == here or (channel and (channel.queue or channel.dropped or channel.expired)):
        return conn
    groups = [key for key, members in world.groups.items() if channel and channel.name in members]
    consumer = (instance.name, instance.state) if instance is not None else None
    ended = (far.state, far.status, far.code, who_row.is_gone(world, conn))
    name = "" if over and not who_row.is_alive(world, conn) else far.name.rstrip(digits)
    return (name, ended, consumer, tuple(groups))


def names(world: World, run: Run, ink: Pen) -> str:
    """ "herd 2 … 8": the first and the last name, without what they begin with twice. Numbers of
    one stem go from the lowest to the highest, in whatever order their clients came.
    """
    told = [ink.safe(who_row.client(world, conn).name) for conn in run]
    stems = {name.rstrip(digits) for name in told}
    if len(stems) == 1 and told[0] not in stems:
        told.sort(key=lambda name: int(name.removeprefix(*stems) or 0))
    first, last = told[0], told[-1]
    stem = first.rstrip(digits)
    number = last.removeprefix(stem)
    return f"{first} {ink.glyphs.ellipsis} {number if number.isdigit() else last}"


def most_shared(timeline: Timeline) -> int:
    """The most lines that it takes at any step to show those that look the same on one line, as far
    as some steps all over the recording tell; 0: no three of them are ever there together.
    """
    told = [fact.seq for fact in timeline.events if fact.kind in _TELLING]
    asked = told[:: max(len(told) // _ASKED, 1)]
    heads = len(who_columns.sections(timeline.world(len(timeline))))
    most, is_crowd = 0, False
    for step in asked:
        world = timeline.world(step)
        of = who_columns.sections(world).values()
        runs = [run for conns in of for run in settled(world, conns)]
        below = sum(has_a_line_below(world, run) for run in runs)
        most, is_crowd = max(most, len(runs) + below), is_crowd or below > 0
    return heads + most if is_crowd else 0
