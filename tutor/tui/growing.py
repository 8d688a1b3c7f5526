"""A recording that grows while it is looked at: the part of a stage's screen that follows it.

It follows the newest fact until the learner steps back; then it stays, and says how many are new.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from tutor.course.model import Beat, Lesson, Page, Scene, Source
from tutor.story.follow import telling, view_for
from tutor.story.recorded_scene import Story
from tutor.story.script import Script
from tutor.story.visit import Visit
from tutor.story.walk import Track, Walk
from tutor.tui.navigation import Recordings
from tutor.tui.play_state import PlayState
from tutor.tui.player import Player
from tutor.view.table import FIRST

if TYPE_CHECKING:
    from textual.app import App

    from tutor.core.timeline import Timeline
    from tutor.runtime.live_recording import LiveRecording

REST: Final = 1.0  # the part of a painting's time that passes before the next: facts are taken


class Repaint:
    """A picture that is asked for often: painted at once, then half of the time at most."""

    def __init__(
        self, screen: App[Any], paint: Callable[[], None], read: Callable[[], object] = lambda: None
    ) -> None:
        """`read`: takes what has come, before each painting. Its time calls for no rest: the same
        facts take as long later.
        """
        self.is_due = False  # it has been asked for and not been painted
        self._screen, self._paint, self._read = screen, paint, read
        self._ended = self._cost = 0.0  # when it was painted last, and the seconds that took

    def ask(self) -> None:
        """It has changed. Asked by a task that is none of the app's, too: it has no timers."""
        if not self.is_due:
            self.is_due = True
            self._screen.call_later(self._later)

    def _later(self) -> None:
        rest = self._ended + self._cost * REST - time.perf_counter()
        self._screen.set_timer(max(rest, 0.001), self._now)

    def _now(self) -> None:
        self._read()
        self.is_due = False  # what was asked for by what has just been read is painted now
        begun = time.perf_counter()
        self._paint()
        self._ended = time.perf_counter()
        self._cost = self._ended - begun


class Grows(Player, inherit_bindings=False):
    """A player on a recording without a text, whose beats are what was typed."""

    finds_all = True  # nothing is taught here that could be given away

    def __init__(self, what: str, folder: Path, stage: Recordings, **more: Any) -> None:
        """`what`: what is on the stage; `folder`: where its files are."""
        self.playing = PlayState(what)
        super().__init__(as_lesson(what, folder), stage, walk=Walk(place="stage"), **more)
        self.timeline: Timeline | None = None
        self._told: list[tuple[int, Beat]] = []
        self._live: LiveRecording | None = None
        self._unwatch: Callable[[], None] = lambda: None
        self.growth = Repaint(self, self._show_growth, self._catch_up)

    @property
    def last(self) -> int:
        """The newest step."""
        return len(self.timeline) if self.timeline is not None else 0

    # ── growth ──────────────────────────────────────────────────────────────────────────────

    def begins(self, live: LiveRecording) -> None:
        """A recording, empty as yet: the first, or that of servers on which all is played again."""
        self._unwatch()
        self._live, self._unwatch = live, live.watch(self.growth.ask)
        self.timeline, self._told = live.timeline, []
        self.playing.follows = True

    def on_unmount(self) -> None:
        """The stage outlives the screen by a moment."""
        self._unwatch()

    def _show_growth(self) -> None:
        self.painter.paint()

    def _catch_up(self) -> None:
        """Take what has come by now, not only what had come at the recording's last turn, 20 ms
        ago.
        """
        if self._live is not None and not self._live.is_over:
            self._live.turn(time.monotonic_ns())
        self._grow()

    def _grow(self) -> None:
        """The story as long as the recording is; the step goes along if it is followed."""
        if self.timeline is None:
            return
        state, last = self.state, len(self.timeline)
        track = Track(last=last, finish=last, beats=tuple(step for step, _ in self._told))
        script = Script(told=tuple(self._told), questions=(), claims=())
        story = Story(timeline=self.timeline, script=script, track=track)
        walk = Walk(place="stage", step=last if self.playing.follows else state.visit.walk.step)
        state.visit = replace(state.visit, story=story, walk=walk)

    def settle(self, since: int, line: str = "") -> None:
        """What was typed is over: it is a place to come back to, and has the view that tells it."""
        if self.timeline is None:
            return
        if (event := telling(self.timeline, since)) is not None:
            view = view_for(event) if line else FIRST
            # A message is followed from the step at which it is seen; all else is as it is now.
            step = event.seq if view == "message" else len(self.timeline)
            self._told.append((step, beat(line, view)))
            self._grow()
            if self.playing.follows:
                self.state.follow()
                self.state.fact = step if self.state.hero == "message" else 0
        self.painter.paint()

    # ── walking ─────────────────────────────────────────────────────────────────────────────

    def _go(self, visit: Visit, since: int | None = None) -> None:
        last = visit.track.last
        self.playing.follows = visit.walk.step >= last
        if not self.playing.follows and self.state.visit.walk.step >= last:
            self.playing.seen = last
        super()._go(visit, since)

    def action_forward(self) -> None:
        """To the next command; behind the last to the newest fact."""
        visit = self.state.visit
        step = next((at for at in visit.track.beats if at > visit.walk.step), -1)
        self.action_jump(step)

    def action_backward(self) -> None:
        """To the command before."""
        visit = self.state.visit
        steps = [at for at in visit.track.beats if at < visit.walk.step]
        self.action_jump(steps[-1] if steps else 0)

    def action_again(self) -> None:
        """There is no scene to be run again."""

    def action_page(self, by: int) -> None:
        """There are no pages."""


def as_lesson(what: str, folder: Path) -> Lesson:
    """A lesson of one page, whose scene is what happens on the stage."""
    nowhere = Source(file=folder, line=0)
    scene = Scene(name=what, title=what, beats=(), predictions=(), claims=(), source=nowhere)
    page = Page(number=1, title=what, before=(), scene=scene, after=(), source=nowhere)
    return Lesson(number=0, slug="", title=what, summary="", pages=(page,), folder=folder)


def beat(line: str, view: str) -> Beat:
    return Beat(pattern="", text=line, source=Source(file=Path(), line=0), look=(view,))
