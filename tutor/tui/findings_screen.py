"""What is wrong in the run on the stage, over the player: Enter goes to the step that shows it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Click
from textual.screen import ModalScreen

from tutor.core.diagnose import Finding, diagnose
from tutor.tui.overlays import SHEET
from tutor.tui.surface import Panel
from tutor.view.finding_rows import render
from tutor.view.picks import place_in
from tutor.view.text import Pen

if TYPE_CHECKING:
    from tutor.core.timeline import Timeline

_ID: Final = "findings"
EVERY: Final = 1.0  # seconds after which a recording that has grown is looked through again
REST: Final = 4.0  # times as long as that took passes at least, which the keys have for themselves


def findings_of(timeline: Timeline) -> tuple[Finding, ...]:
    """All findings of a recording, as long as it is now; asked again, they are at hand."""
    length, known = timeline.notes.get(_ID, (-1, ()))
    if length != len(timeline):
        known = diagnose(timeline, notes=True)
        timeline.notes[_ID] = len(timeline), known
    found: tuple[Finding, ...] = known
    return found


def _mark(finding: Finding) -> tuple[str, int]:
    """What a finding is known again by, though it has happened again since."""
    return finding.rule, finding.seq


class FindingsScreen(ModalScreen[int]):
    """Gives the step to go to; 0: none."""

    CSS, SCOPED_CSS = SHEET + f"#{_ID} {{ max-width: 104; max-height: 34; }}", False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("F,q,escape,ctrl+c,ctrl+d", "back", show=False),
        Binding("enter", "go", show=False),
        Binding("j,down,n,space", "move(1)", show=False),
        Binding("k,up,p", "move(-1)", show=False),
        Binding("a", "whole", show=False),
        Binding("pagedown", "scroll(10)", show=False),
        Binding("pageup", "scroll(-10)", show=False),
    ]

    def __init__(self, timeline: Timeline, pen: Pen, *, step: int, whole: bool) -> None:
        """`timeline` may grow; `step`: that in hand; `whole`: findings behind the step stand, too:
        who walks through a lesson's scene is not told what is still to come.
        """
        super().__init__(classes="ascii" if pen.glyphs.ascii else "")
        self.timeline, self.pen = timeline, pen
        self.findings, self.facts = findings_of(timeline), len(timeline)
        self.step, self.whole = step, whole
        self.hand = next((n for n, one in enumerate(self.shown) if one.seq == step), 0)

    @property
    def shown(self) -> Sequence[Finding]:
        """Those that stand, in their order."""
        return [one for one in self.findings if self.whole or one.seq <= self.step]

    def compose(self) -> ComposeResult:
        """One panel."""
        yield Panel(id=_ID)

    def on_mount(self) -> None:
        """What happens meanwhile is found, too."""
        self.set_timer(EVERY, self._read_on)

    def _read_on(self) -> None:
        begun = time.perf_counter()
        if len(self.timeline) > self.facts:
            held = _mark(self.shown[self.hand]) if self.shown else None
            self.findings, self.facts = findings_of(self.timeline), len(self.timeline)
            marks = [_mark(one) for one in self.shown]
            last = max(len(marks) - 1, 0)
            self.hand = marks.index(held) if held in marks else min(self.hand, last)
            self._show()
        self.set_timer(max(EVERY, (time.perf_counter() - begun) * REST), self._read_on)

    def on_surface_resized(self, message: Panel.Resized) -> None:
        """Draws at the panel's width."""
        self._show()
        message.stop()

    def on_panel_picked(self, message: Panel.Picked) -> None:
        """A click takes one in hand, on that in hand it is Enter."""
        message.stop()
        if message.place == self.hand:
            self.action_go()
        else:
            self.action_move(message.place - self.hand)

    def on_click(self, event: Click) -> None:
        """Beside the panel: away."""
        if not self.query_one(Panel).region.contains_point(event.screen_offset):
            self.action_back()

    def _show(self) -> None:
        panel, shown = self.query_one(Panel), self.shown
        place = f" {self.hand + 1} of {len(shown)}" if shown else ""
        until = "" if self.whole else f", up to step {self.step}"
        panel.entitle(Text(f"findings{place}{until}"))
        drawn = render(
            shown,
            hand=self.hand,
            facts=self.facts if self.whole else self.step,
            later=len(self.findings) - len(shown),
            width=max(panel.size.width, 1),
            ascii=self.pen.glyphs.ascii,
        )
        panel.show_one(self.app.console, drawn)
        self._bring_into_sight(panel)

    def _bring_into_sight(self, panel: Panel) -> None:
        """The one in hand, whole if there is room, and its beginning in any case."""
        mine = [row for row, line in enumerate(panel.lines) if place_in(line) == self.hand]
        if self.hand and mine:
            last = max(mine[-1] + 1 - panel.size.height, 0)
            panel.show(panel.lines, top=min(last, mine[0]))

    def action_move(self, by: int) -> None:
        """Takes another one in hand; where there is no other the panel scrolls."""
        there = min(max(self.hand + by, 0), max(len(self.shown) - 1, 0))
        if there == self.hand:
            self.action_scroll(by)
            return
        self.hand = there
        self._show()

    def action_scroll(self, by: int) -> None:
        """On a small screen."""
        self.query_one(Panel).scroll_lines(by)

    def action_whole(self) -> None:
        """Those behind the step in hand, too, or only those up to it."""
        held = self.shown[self.hand] if self.shown else None
        self.whole = not self.whole
        shown = self.shown
        self.hand = shown.index(held) if held in shown else 0
        self._show()

    def action_go(self) -> None:
        """To the step of the one in hand."""
        self.dismiss(self.shown[self.hand].seq if self.shown else 0)

    def action_back(self) -> None:
        """Nothing has changed."""
        self.dismiss(0)
