"""Which lines who has: headings, names of groups, and a line for each connection that has room.

In a finished recording lines keep their places. Either all that will ever come have one; or of a
crowd, far more than there are rows, those that look the same share one; or the scene has stretches
(`who_stretches.py`). Which of these it is follows from the whole recording and from the height,
never from the step.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Literal

import msgspec

from tutor.core.world import World
from tutor.view import picture_names, who_columns, who_row, who_runs

if TYPE_CHECKING:
    from tutor.core.timeline import Moment
    from tutor.view.reserved import Plan

_CROWD: Final = 1.25  # times the rows that there are: with fewer lines each keeps its own
_MANY: Final = 16  # connections of one server without a height


class Seat(msgspec.Struct, frozen=True):
    """One line of the picture: a heading, another group's name, or a connection."""

    kind: Literal["process", "name", "connection", "more", "later"]
    name: str = ""
    conn: int = 0
    hidden: int = 0
    run: tuple[int, ...] = ()  # all those who share this line, if they are several
    below: bool = False  # one of those who share the line above


def reserved(moment: Moment, plan: Plan, names: Mapping[str, int], height: int) -> list[Seat]:
    """The lines of a finished recording. `names`: how many more names of groups each process may
    have; without connections there is no line.
    """
    now = who_columns.sections(moment.world)
    if not now:
        return []
    ever = plan.sections
    rows = len(ever) + sum(names.values()) + sum(map(len, ever.values()))
    if rows <= height:
        return _placed(moment.world, now, ever, names)
    is_crowd = rows > height * _CROWD and plan.shared
    if is_crowd and plan.shared + sum(names.values()) <= height:
        return _shared(moment, now, ever, names)
    stretch, room = plan.crowd(moment.step, names, height)
    seats = _placed(moment.world, now, stretch.sections, room.names)
    shown = {seat.conn for seat in seats if seat.kind == "connection"}
    hidden = sum(len(set(conns) - shown) for conns in now.values())
    return [*seats, Seat("more", hidden=hidden)] if hidden and len(seats) < height else seats


def _placed(
    world: World,
    now: Mapping[str, list[int]],
    sections: Mapping[str, tuple[int, ...] | list[int]],
    names: Mapping[str, int],
) -> list[Seat]:
    """A line for each of them, empty until they come."""
    here = {conn for conns in now.values() for conn in conns}
    seats: list[Seat] = []
    for process, conns in sections.items():
        seats.append(Seat("process" if process in now else "later", process))
        seats += [Seat("name")] * names.get(process, 0)
        seats += [Seat("connection" if conn in here else "later", conn=conn) for conn in conns]
    return seats


def _shared(
    moment: Moment,
    now: Mapping[str, list[int]],
    ever: Mapping[str, list[int]],
    names: Mapping[str, int],
) -> list[Seat]:
    """Those that look the same on one line, and below it the one that the step speaks of, if it is
    among them and open: no other line moves with the step.
    """
    here = picture_names.focus(moment)
    seats: list[Seat] = []
    for process in dict.fromkeys([*ever, *now]):
        conns = now.get(process, [])
        seats.append(Seat("process" if process in now else "later", process))
        seats += [Seat("name")] * names.get(process, 0)
        for run in who_runs.settled(moment.world, conns):
            seats.append(_seat(run))
            if who_runs.has_a_line_below(moment.world, run):
                near = here is not None and here in run
                seats.append(Seat("connection" if near else "later", conn=here or 0, below=near))
    return seats


def growing(moment: Moment, height: int | None, names: Mapping[str, int]) -> list[Seat]:
    """Every process with its connections, as many as fit, those in focus first.

    `names`: lines for names of groups that a process needs beside its heading.
    """
    of = who_columns.sections(moment.world)
    heads = len(of) + sum(names.get(process, 0) for process in of)
    room = _MANY * len(of) if height is None else max(height - heads, 0)
    share = max(room // max(sum(map(bool, of.values())), 1), 1)
    if height is not None and heads + sum(map(len, of.values())) > height:
        of = _nearest(moment, of)
    seats: list[Seat] = []
    for process, conns in of.items():
        seats.append(Seat("process", process))
        seats += [Seat("name")] * names.get(process, 0)
        near = picture_names.focus(moment) in conns
        mine = max(share, (height or 0) // 2) if near else share
        runs = who_runs.together(moment, conns, mine)
        if len(runs) <= mine:
            seats += [_seat(run) for run in runs]
            continue
        kept = _kept(moment, conns, mine)
        seats += [Seat("connection", conn=conn) for conn in kept]
        seats.append(Seat("more", hidden=len(conns) - len(kept)))
    return seats


def _seat(run: who_runs.Run) -> Seat:
    return Seat("connection", conn=run[0], run=run if len(run) > 1 else ())


def _nearest(moment: Moment, of: dict[str, list[int]]) -> dict[str, list[int]]:
    """The process in focus first, so that only others are cut off below."""
    here = picture_names.focus(moment)
    first = [process for process, conns in of.items() if here in conns]
    return {process: of[process] for process in [*first, *of]}


def _kept(moment: Moment, conns: list[int], room: int) -> list[int]:
    """Those to show of more connections than there is room for: a line says how many are not."""
    alive = [conn for conn in conns if who_row.is_alive(moment.world, conn)]
    here = picture_names.focus(moment)
    first = [here] if here is not None and here in conns else []
    wanted = dict.fromkeys(first + alive + conns[::-1])
    return sorted(list(wanted)[: max(room - 1, 1)])
