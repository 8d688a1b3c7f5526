"""Puts a trace on the screen: the player's picture, its status, and what the command prints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from rich.text import Text
from textual.containers import Container
from textual.strip import Strip
from textual.widget import Widget

from tutor.story.walk import Track, Walk
from tutor.tui import bars
from tutor.tui.arrange import Arrangement, arrange
from tutor.tui.painter import Painter
from tutor.tui.pictures import zero
from tutor.tui.surface import Surface, strips
from tutor.tui.trace_keys import useful
from tutor.tui.trace_list import TraceList
from tutor.view import command_output, palette, trace_start, trace_status

if TYPE_CHECKING:
    from textual.app import App

    from tutor.core.timeline import Moment
    from tutor.course.model import Lesson
    from tutor.tui.fresh import Subject
    from tutor.tui.player_state import State
    from tutor.view.motion import Frame

PROMPTS: Final = {
    "filter": " only messages with: ",
    "save": " save in: ",
    "name": " call {} from here on: ",
}
STATUS: Final = 1  # rows of the status line


class TracePainter(Painter):
    """A painter of a run that nobody has written a text for."""

    def __init__(
        self, app: App[Any], lesson: Lesson, state: State, subject: Subject, *, ascii: bool
    ) -> None:
        super().__init__(app, lesson, state, subject, ascii=ascii)
        self.playing = app.playing  # type: ignore[attr-defined]
        self.trace = app.trace  # type: ignore[attr-defined]
        self.pictures.grows = True
        self.narrator = TraceList(app.console, self.pen, self.trace)
        self.status, self.prompt = Surface(id="status"), Surface(id="prompt")

    def furnish(self) -> Iterator[Widget]:
        """The status stands below the heading, the line to type in above the keys."""
        heading, stage, scrubber, keys = super().furnish()
        self.typed = Container(self.prompt, self.app.line, id="typed")  # type: ignore[attr-defined]
        self.typed.display = False
        yield from (heading, self.status, stage, scrubber, self.typed, keys)

    def paint(self) -> None:
        """As the player's, and what is around."""
        trace = self.trace
        self.typed.display = bool(trace.asks)
        self.pictures.hides = trace.selection.kinds
        super().paint()
        self.paint_status()
        prompt = PROMPTS.get(trace.asks, "").format(self.pen.safe(trace.called))
        self.prompt.styles.width = len(prompt)
        self._put(self.prompt, Text(prompt, palette.MARK), max(len(prompt), 1))

    def paint_status(self) -> None:
        """How it stands, which changes with the time, too."""
        width = self.app.size.width
        trace = self.trace
        said = trace_status.line(trace.observed, trace.standing, width=width, ink=self.pen)
        self._put(self.status, said, width)

    def paint_one(self, surface: Surface) -> None:
        """One surface; those around the picture have their lines whatever size they get."""
        if surface in (self.status, self.prompt):
            surface.refresh()
        else:
            super().paint_one(surface)

    def _put(self, surface: Surface, line: Text, width: int) -> None:
        line.no_wrap, line.end = True, ""
        surface.show(strips(self.app.console, line, width))

    # ── what differs from a lesson's ────────────────────────────────────────────────────────

    def _arranged(self) -> Arrangement:
        state, size = self.state, self.app.size
        return arrange(
            width=size.width,
            height=size.height - STATUS - bool(self.trace.asks),
            place=state.visit.place,
            asking=False,
            hero=state.hero,
            zoomed=state.zoomed or self.trace.shows_output or self.trace.waits,
        )

    def _hero(
        self, moment: Moment, width: int, height: int, frame: Frame | None = None
    ) -> list[Strip]:
        trace = self.trace
        printed = trace.run.printed
        look: dict[str, Any] = {"width": width, "height": height, "ink": self.pen}
        if trace.shows_output:
            held = trace.output
            look |= {"top": trace.top, "newer": len(printed) - len(held)}
            shown = command_output.render(held, trace.name, **look)
            return strips(self.app.console, shown, width)
        if trace.waits:
            processes = [*trace.observed.processes.values()]
            code = trace.run.code
            shown = trace_start.render(trace.command, processes, printed, code, **look)
            return strips(self.app.console, shown, width)
        return super()._hero(moment, width, height, frame)

    def _heading(self, width: int) -> object:
        visit, playing, trace = self.state.visit, self.playing, self.trace
        last = visit.track.last
        new = "" if playing.follows else f"{last - playing.seen} new"
        away = "looking back" if new == "0 new" else new
        is_picture = not (trace.shows_output or trace.waits)
        parts = bars.Heading(
            lesson=f"Trace {self.pen.cut(trace.name, width // 3)}",
            page="",
            step=visit.walk.step,
            last=last,
            source=away or ("live" if trace.run.code is None else "ended"),
            hero=self.state.hero if is_picture else "",
            pinned=self.state.pinned and is_picture,
            zero=zero(self.moment),
        )
        return bars.heading(parts, width=width, pen=self.pen)

    def _scrubber(self, width: int) -> object:
        state, visit = self.state, self.state.visit
        for text in (state.said, state.progress):
            if text:
                return bars.status(text, width=width, pen=self.pen)
        first = self.trace.observed.timeline.first
        walk = Walk(place="stage", step=max(visit.walk.step - first, 0))
        track = Track(last=max(visit.track.last - first, 0))
        return bars.scrubber(walk, track, width=width, pen=self.pen)

    def _useful(self) -> list[tuple[str, str]]:
        return useful(self.state, self.trace, follows=self.playing.follows)

    def _foresee(self) -> None:
        """Steps are drawn ahead for who walks: what goes on has none."""
        if not (self.playing.follows or self.trace.shows_output or self.trace.waits):
            super()._foresee()
