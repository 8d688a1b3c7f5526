"""The smallest pictures that show what happened between two steps, for a text that is read.

The text is of a finished recording, so that the pictures have its plan.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from rich.console import RenderableType
from rich.text import Text

from tutor.core.summary import summary
from tutor.core.timeline import Moment, Timeline
from tutor.core.world import World
from tutor.course.model import Scene
from tutor.view import clock, flow_rules, groups, source, table
from tutor.view.flow import Row
from tutor.view.reserved import Plan
from tutor.view.table import VIEWS
from tutor.view.text import count

ROWS: Final = 24
"""Rows of message flow in one passage; what is more is counted."""


def title(scene: Scene, timeline: Timeline, place: tuple[int, int] | None = None) -> str:
    """The sentences above a recorded scene: what it is, and when its clock starts.

    `place`: its number, from 1, and how many scenes the lesson has.
    """
    name = scene.title.rstrip(".") or scene.name
    seconds = timeline.events[-1].at / 1e9 if timeline.events else 0.0
    facts = f"{count(len(timeline), 'fact')} in {seconds:.1f} s"
    if timeline.events:
        facts += f"; 0 ms is when {clock.zero(timeline).words}"
    which = f"{place[0]} of {place[1]}, {scene.name}" if place else scene.name
    return f"Scene {which}: {name}. {facts}."


def position(moment: Moment) -> str:
    """The sentence above one step."""
    fact = summary(moment.event) if moment.event is not None else "nothing has happened yet"
    return f"Step {moment.step} of {len(moment.timeline)}: {fact}"


def between(
    timeline: Timeline,
    since: int,
    step: int,
    *,
    width: int,
    ascii: bool = False,
    sentences: bool = False,
) -> Iterator[RenderableType]:
    """The message flow after step `since` up to `step`; groups and queues, if they changed."""
    if step <= since:
        return
    now = timeline.moment(step)
    moment = Moment(timeline, step, now.world, now.event, timeline.world(since))
    yield from _flow(moment, since, sentences, width=width, ascii=ascii)
    if _layer(moment.world) != _layer(moment.earlier):
        yield groups.render(moment, width=width, ascii=ascii, news=True)


def _flow(moment: Moment, since: int, sentences: bool, **look: Any) -> Iterator[RenderableType]:
    whole = flow_rules.of(moment.timeline)
    rows = whole.between(since, moment.step)
    if not any(_changed(whole.row(index), since, moment.step) for index in rows):
        return
    if len(rows) > ROWS:
        yield Text(f"({count(len(rows) - ROWS, 'earlier row')} left out here)")
        since = max(since, whole.row(rows[-ROWS]).step - 1)
    if rows:
        plan = Plan(moment.timeline)
        yield VIEWS["sequence"].draw(moment, words=sentences, since=since, plan=plan, **look)


def _changed(row: Row, since: int, step: int) -> bool:
    """Whether a row is new after step `since`, or looks otherwise than at it."""
    return row.step > since or _look(row, since) != _look(row, step)


def _look(row: Row, step: int) -> Any:
    return row.wording(step), row.arrived <= step, row.broken <= step


def _layer(world: World) -> Any:
    """What the picture of the channel layer shows."""
    channels = world.channels.values()
    waiting = [(one.name, len(one.queue), one.dropped, one.alive) for one in channels]
    return world.groups, [one for one in waiting if one[1] or one[2]]


def close_up(
    moment: Moment,
    *,
    width: int,
    ascii: bool = False,
    read: source.Read | None = None,
    words: bool = False,
) -> Iterator[RenderableType]:
    """The picture made for the moment's own kind of fact, if there is one."""
    fact = moment.event
    if fact is None:
        return
    row = table.close_up(fact)
    if row is None and read is not None and source.acts(moment):
        row = VIEWS["source"]
    if row is not None:
        look: dict[str, Any] = {"width": width, "height": row.rows, "ascii": ascii}
        yield row.draw(moment, read=read, plan=Plan(moment.timeline), words=words, **look)


def whole(moment: Moment, *, width: int, ascii: bool = False) -> Iterator[RenderableType]:
    """Everything there is to see at one step."""
    plan = Plan(moment.timeline)
    for row in VIEWS.values():
        if row.in_step:
            yield row.draw(moment, plan=plan, width=width, ascii=ascii)
