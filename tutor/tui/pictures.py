"""The views as lines, made once for each step and size: the same key twice costs a look-up."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rich.console import Console
from rich.text import Text
from textual.strip import Strip

from tutor.course.inside import source_text
from tutor.tui.surface import strips
from tutor.view.table import VIEWS

if TYPE_CHECKING:
    from tutor.core.timeline import Moment, Timeline
    from tutor.view.motion import Frame
    from tutor.view.reserved import Plan

KEPT: Final = 400  # pictures

FAILED: Final = "This picture cannot be drawn:"


class Pictures:
    """Renders views of one recording; with `grows`, of one that is still being made."""

    def __init__(self, console: Console, roots: Sequence[Path], *, ascii: bool) -> None:
        self.console = console
        self.roots = roots  # folders that the paths in a recording start from
        self.ascii = ascii
        self.grows = False
        self.hides: tuple[str, ...] = ()  # what the kinds of facts begin with that have no line
        self._timeline: Timeline | None = None
        self._plan: Plan | None = None
        self._kept: OrderedDict[tuple[object, ...], list[Strip]] = OrderedDict()

    def of(
        self,
        view: str,
        moment: Moment,
        *,
        width: int,
        height: int,
        mark: str = "",
        fact: int = 0,
        frame: Frame | None = None,
    ) -> list[Strip]:
        """What `view` shows at this moment in a place of this size; `mark` is pointed at, `fact` is
        in hand in place of the step's own.

        `frame`: in place of it a picture of the way there.
        """
        if moment.timeline is not self._timeline:
            self._timeline, self._plan = moment.timeline, None
            self._kept.clear()
        look: dict[str, Any] = {"mark": mark} if mark and VIEWS[view].marks else {}
        if fact and VIEWS[view].follows:
            look["fact"] = fact
        if self.hides and VIEWS[view].hides:
            look["hides"] = self.hides
        if frame is not None:
            moment, look["frame"] = moment.timeline.moment(frame.step), frame
        # The list of facts shows those behind the step as well.
        last = len(moment.timeline) if self.grows else 0
        key = (view, moment.step, last, width, height, *look.items())
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        lines = self._kept[key] = self._drawn(view, moment, width, height, look)
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return lines

    def _drawn(
        self, view: str, moment: Moment, width: int, height: int, look: dict[str, Any]
    ) -> list[Strip]:
        row = VIEWS[view]
        plan = self._planned(moment.timeline) if row.plans and not self.grows else None
        look = {**look, "width": width, "height": None if row.scrolls else height}
        try:
            picture = row.draw(moment, read=self.read, plan=plan, ascii=self.ascii, **look)
            return strips(self.console, picture, width)
        except Exception as error:  # noqa: BLE001 - one picture less is better than no lesson
            sorry = Text(f"{FAILED} {type(error).__name__}: {error}", style="red")
            return strips(self.console, sorry, width)

    def _planned(self, timeline: Timeline) -> Plan:
        """What the recording reserves: it is finished, or else it would have no plan."""
        if self._plan is None:
            from tutor.view.reserved import Plan

            self._plan = Plan(timeline)
        return self._plan

    def others(self, moment: Moment, width: int, height: int) -> tuple[str, ...]:
        """The names of those that share one lifeline in a flow of this size."""
        from tutor.view import sequence

        plan = self._planned(moment.timeline)
        return sequence.others(moment, width=width, height=height, plan=plan)

    def read(self, path: str) -> str | None:
        """The text of a project's file that a recording names."""
        return source_text(self.roots, path)


def zero(moment: Moment | None) -> str:
    """When the times of a recording begin."""
    if moment is None:
        return ""
    from tutor.view import clock  # once a first frame stands

    return clock.zero(moment.timeline).words
