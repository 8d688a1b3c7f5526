"""A traced project in the player: what its servers do, drawn as it happens.

The command is not ours: what it prints has a panel, and its end is told and changes nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from msgspec.structs import replace
from textual.binding import BindingType
from textual.events import Click

from tutor.core.observed import ALONE, Row
from tutor.course.model import Beat
from tutor.story.follow import view_for
from tutor.story.recorded_scene import Story
from tutor.story.script import Script
from tutor.story.visit import Visit
from tutor.story.walk import Track, Walk
from tutor.tui import bars
from tutor.tui.ask_line import SHEET, AskLine
from tutor.tui.bindings import bindings
from tutor.tui.growing import Grows, Repaint, beat
from tutor.tui.resume import SUSPEND
from tutor.tui.run_player import OneRun
from tutor.tui.surface import Panel
from tutor.tui.trace_keeps import Keeps
from tutor.tui.trace_keys import TRACE_KEYS, TRACE_TOPICS
from tutor.tui.trace_painter import TracePainter
from tutor.view import flow_rules, who_columns
from tutor.view.table import FIRST
from tutor.view.trace_rows import sentence
from tutor.view.trace_start import exit_words

if TYPE_CHECKING:
    from tutor.tui.command_palette import Entry
    from tutor.tui.trace_state import TraceState

EVERY: Final = 1.0  # seconds over which facts are counted
PAGE: Final = 10  # rows of the list
NAMED: Final = 60  # of the newest messages that can be gone to by name
NEWEST: Final = beat("", FIRST)
_OWN: Final = ALONE | {"connection.opened"}
"""Kinds that have a better picture than that of a message."""


class TraceScreen(Keeps, inherit_bindings=False):
    """Watches one command."""

    CSS = Grows.CSS + SHEET
    BINDINGS: ClassVar[list[BindingType]] = [*SUSPEND, *bindings(TRACE_KEYS)]
    KEYS, TOPICS = TRACE_KEYS, TRACE_TOPICS
    PAINTER = TracePainter

    def __init__(
        self, trace: TraceState, *, before: TraceScreen | None = None, **more: Any
    ) -> None:
        """`trace`: of a command that runs; `before`: the screen that an editor has taken away."""
        self.trace, self.line = trace, AskLine()
        super().__init__(trace.command, Path.cwd(), OneRun(()), **more)
        self.heard = Repaint(self, self._show_output)
        self._counted = 0  # facts, when they were counted last
        self.timeline = trace.run.live.timeline
        if before is not None:
            self.playing = before.playing
            self.painter.playing = before.playing  # type: ignore[attr-defined]
            self.stand(before.state, "")
        self._grow()
        self.state.live = True
        if before is None:
            self.state.follow()

    # ── growth ──────────────────────────────────────────────────────────────────────────────

    def on_mount(self) -> None:
        """The player's own comes as well: Textual calls those of all classes."""
        run = self.trace.run
        follows = self.playing.follows
        self.begins(run.live)
        self.playing.follows = follows
        run.heard, run.ended = self.heard.ask, self._see_end
        self._counted = len(run.live.timeline)
        self.growth.ask()  # what has come while the screen was made
        self.set_interval(EVERY, self._count)
        if run.code is not None:
            self._see_end()

    def on_unmount(self) -> None:
        """The command outlives the screen by a moment."""
        run = self.trace.run
        run.heard = run.ended = lambda: None

    def _open(self) -> None:
        """What there is is there already."""

    def _grow(self) -> None:
        if self.timeline is None:
            return
        self.trace.read()
        state, timeline = self.state, self.timeline
        # The flow and the columns read each fact once. They do it before the painting, whose time
        # the screen rests afterwards.
        flow_rules.of(timeline)
        who_columns.of(timeline, ascii=self.painter.pen.glyphs.ascii)
        story = self._story()
        step = state.visit.walk.step
        step = story.track.last if self.playing.follows else max(step, timeline.first)
        state.visit = replace(state.visit, story=story, walk=Walk(place="stage", step=step))

    def _story(self) -> Story:
        """Where one can walk to: the messages that are shown."""
        trace = self.trace
        timeline, rows = trace.observed.timeline, trace.rows
        last = len(timeline)
        told: tuple[tuple[int, Beat], ...] = ((last, NEWEST),)
        if not self.playing.follows:
            told = tuple((row.root, BEATS[_view(row)]) for row in rows)
        track = Track(last=last, finish=last, beats=tuple(row.root for row in rows))
        return Story(
            timeline=timeline, script=Script(told=told, questions=(), claims=()), track=track
        )

    def _see_end(self) -> None:
        """The command has ended by itself."""
        trace = self.trace
        code = trace.run.code
        if trace.is_told or code is None:
            return
        trace.is_told = True
        trace.shows_output = not trace.observed.processes
        walks = "" if trace.waits else " What it has done can be walked: p and n, comma and period."
        self._grow()
        self._say(f"The command has ended, {exit_words(code)}.{walks}")

    def _show_output(self) -> None:
        if self.trace.shows_output or self.trace.waits:
            self.painter.paint_hero()

    def _count(self) -> None:
        count = len(self.trace.run.live.timeline)
        self.trace.rate, self._counted = (count - self._counted) / EVERY, count
        self.painter.paint_status()  # type: ignore[attr-defined]

    # ── walking ─────────────────────────────────────────────────────────────────────────────

    def _go(self, visit: Visit, since: int | None = None) -> None:
        playing, last = self.playing, visit.track.last
        follows = visit.walk.step >= last
        if playing.follows and not follows:
            playing.seen = last
        playing.follows = follows
        self.trace.read()
        story = self._story()
        first = story.timeline.first
        step = story.track.last if follows else max(visit.walk.step, first)
        if not follows and step > visit.walk.step > 0:
            since = None
        walk = Walk(place="stage", step=step)
        super()._go(replace(visit, story=story, walk=walk), since)

    def action_jump(self, step: int) -> None:
        """To a step, -1 is the newest; in the output to its newest line, or its oldest."""
        trace = self.trace
        if trace.shows_output:
            trace.go_in_output(None if step < 0 else trace.output.first)
            self.painter.paint()
        else:
            super().action_jump(step)

    def action_step(self, by: int) -> None:
        """So many facts on or back; those of a hidden family are passed over."""
        timeline, hides = self.trace.observed.timeline, self.trace.selection.hides_fact
        first, last = timeline.first, self.state.visit.track.last
        step = self.state.visit.walk.step + by
        while first < step < last and hides(timeline.event(step)):
            step += 1 if by > 0 else -1
        self.action_jump(min(max(step, first), last))

    def action_scroll(self, by: int) -> None:
        """From hop to hop where a message has the stage; else from row to row, or in the output."""
        if self.trace.shows_output:
            self._scroll_output(by)
        elif abs(by) == 1 and self._is_message():
            super().action_scroll(by)
        else:
            self._walk_rows(by)

    def _is_message(self) -> bool:
        from tutor.tui.player_state import is_followed

        return is_followed(self.state) and self._journey() is not None

    def _walk_rows(self, by: int) -> None:
        rows, step = self.trace.rows, self.state.visit.walk.step
        hand = self.trace.row_at(step)
        place = next((n for n, row in enumerate(rows) if row is hand), -1) + by
        if place >= len(rows):
            self.action_jump(-1)
        elif rows:
            self.action_jump(rows[max(place, 0)].root)

    def _scroll_output(self, by: int) -> None:
        trace = self.trace
        printed = trace.output
        room = max(self.query_one("#hero").size.height - 1, 1)
        newest = max(len(printed) - room, printed.first)
        top = max((newest if trace.top is None else trace.top) + by, printed.first)
        trace.go_in_output(None if top >= newest else top)
        self.painter.paint()

    def on_panel_told(self, message: Panel.Told) -> None:
        """A click on a row of the list goes there; elsewhere as in the player."""
        if self.trace.observed.row(message.seq) is not None:
            message.prevent_default()
            self.action_jump(message.seq)

    def on_click(self, event: Click) -> None:
        """On the timeline, which begins with the oldest fact that is kept."""
        visit, first = self.state.visit, self.trace.observed.timeline.first
        if event.widget is not None and event.widget.id == "scrubber":
            event.prevent_default()
            last = visit.track.last - first
            self.action_jump(first + bars.step_at(event.x, last, width=self.size.width))

    # ── looking ─────────────────────────────────────────────────────────────────────────────

    def action_follow(self) -> None:
        """Opens the message in hand: its hops on the stage, its effects in the list, or closes."""
        state, trace = self.state, self.trace
        if self._is_message() and state.fact and state.fact != state.visit.walk.step:
            super().action_follow()
            return
        row = trace.row_at(state.visit.walk.step)
        if row is None:
            return
        opens = trace.opened != row.root
        trace.opened = row.root if opens else 0
        if self.playing.follows:
            self.action_jump(row.root)
        else:
            self.painter.paint()

    def action_output(self) -> None:
        """What the command prints, and back."""
        self.trace.shows_output = not self.trace.shows_output
        self.trace.go_in_output(None)
        self.painter.paint()

    def action_unzoom(self) -> None:
        """Back, one thing after the other: output, hop, view, open message, filter."""
        trace, state = self.trace, self.state
        if trace.shows_output:
            self.action_output()
        elif state.fact or state.zoomed or state.pinned:
            super().action_unzoom()
        elif trace.opened:
            trace.opened = 0
            self.painter.paint()
        elif trace.selection.sieve is not None:
            self.sieve("")
        else:
            super().action_unzoom()

    def action_look(self, view: str) -> None:
        """A view; the output gives way to it."""
        self.trace.shows_output = False
        super().action_look(view)

    # ── by name ─────────────────────────────────────────────────────────────────────────────

    def _beats(self) -> Iterator[Entry]:
        from tutor.tui.command_palette import Entry

        names, pen = self.trace.observed.names, self.painter.pen
        for row in [*self.trace.rows][: -NAMED - 1 : -1]:
            said = sentence(row, names, 24, pen)
            yield Entry(f"fact {row.root}", said, partial(self.action_jump, row.root))

    def _pages(self) -> Iterator[Entry]:
        yield from ()

    def _scenes(self) -> Iterator[Entry]:
        yield from ()

    def _lessons(self) -> Iterator[Entry]:
        yield from ()


def _view(row: Row) -> str:
    return view_for(row.fact) if row.fact.kind in _OWN else "message"


class _Beats(dict[str, Beat]):
    """View → a beat without words that has it."""

    def __missing__(self, view: str) -> Beat:
        self[view] = made = beat("", view)
        return made


BEATS: Final = _Beats()
