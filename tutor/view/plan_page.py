"""The plan of a preparation: each day with its tasks, as many columns wide as there are."""

from __future__ import annotations

from dataclasses import dataclass

from rich.text import Text

from tutor.view import palette
from tutor.view.home_page import Stage, stage_lines
from tutor.view.text_style import hand_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedDay:
    """A day of the plan."""

    title: str  # "Today, 45 min"
    stages: tuple[Stage, ...] = ()
    told: str = ""  # where there is no stage: why


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is shown of a plan."""

    title: str  # "Until Thursday: 45 minutes a day, backend"
    days: tuple[PlannedDay, ...]
    left_out: str = ""  # "Not twice, for lack of time: Delivery"
    more: str = ""  # Markdown: what to do next


def render(plan: Plan, *, width: int, ascii: bool = False, bare: bool = False) -> Text:
    """All days, today's first."""
    hand = hand_of(width, ascii, bare)
    lines = hand.line(plan.title, palette.TITLE)
    for day in plan.days:
        lines += [Text(), *hand.line(day.title, palette.STRONG), *stage_lines(day.stages, hand)]
        lines += hand.line(day.told, palette.QUIET, 2) if day.told else []
    if plan.left_out:
        lines += [Text(), *hand.line(plan.left_out, palette.QUIET)]
    if plan.more:
        lines += [Text(), *hand.markdown(plan.more)]
    return hand.page(lines)
