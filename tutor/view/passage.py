"""What a text says above a scene and above one step, and all there is to see at one step.

The text is of a finished recording, so that the pictures have its plan.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType

from tutor.core.summary import summary
from tutor.core.timeline import Moment, Timeline
from tutor.course.model import Scene
from tutor.view import clock
from tutor.view.reserved import Plan
from tutor.view.table import VIEWS
from tutor.view.text import count


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


def whole(moment: Moment, *, width: int, ascii: bool = False) -> Iterator[RenderableType]:
    """Everything there is to see at one step."""
    plan = Plan(moment.timeline)
    for row in VIEWS.values():
        if row.in_step:
            yield row.draw(moment, plan=plan, width=width, ascii=ascii)
