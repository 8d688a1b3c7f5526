"""Puts the state on the surfaces: the only place that knows which picture goes where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from textual.containers import Container
from textual.strip import Strip
from textual.widget import Widget

from tutor.runtime.paths import project_root
from tutor.story.walk import Track, Walk
from tutor.tui import bars
from tutor.tui.arrange import SPOTS, Arrangement, arrange, place_of, view_of
from tutor.tui.narrate import Narrator
from tutor.tui.pictures import Pictures
from tutor.tui.surface import Panel, Surface, strips
from tutor.view import clock
from tutor.view.table import LAYERS
from tutor.view.text import pen

if TYPE_CHECKING:
    from textual.app import App

    from tutor.core.timeline import Moment
    from tutor.course.model import Lesson
    from tutor.tui.fresh import Subject
    from tutor.tui.player_state import State

LINES: Final = ("heading", "tabs", "scrubber", "keys")
PLACES: Final = ("narration", *SPOTS)
IDLE: Final = 0.06  # seconds without a key after which there is time to draw ahead
BREATH: Final = 0.01


class Painter:
    """Paints what differs from what stands."""

    def __init__(
        self, app: App[Any], lesson: Lesson, state: State, subject: Subject, *, ascii: bool
    ) -> None:
        """`app` has the surfaces; `state` is read at every painting and never changed."""
        self.app, self.lesson, self.state, self.subject = app, lesson, state, subject
        self.ascii = ascii
        self.pen = pen(ascii=ascii)
        roots = (project_root(), lesson.folder, lesson.folder / "labs")
        self.pictures = Pictures(app.console, roots, ascii=ascii)
        self.narrator = Narrator(app.console, self.pen)
        self._arrangement: Arrangement | None = None
        self._surfaces: list[Surface] = []
        self._lines: dict[str, object] = {}  # what the one-line surfaces show
        self._serial = 0
        self._moment: Moment | None = None

    # ── everything ──────────────────────────────────────────────────────────────────────────

    def furnish(self) -> Iterator[Widget]:
        """The surfaces, empty, as the screen's size arranges them.

        They begin with their classes: given later, everything would be styled twice.
        """
        panels = [Panel(id=name) for name in PLACES]
        lines = {name: Surface(id=name) for name in LINES}
        self._arrangement = arrangement = self._arranged()
        self._stage = Container(*panels, id="stage", classes=self._classes(arrangement))
        self._surfaces = [*lines.values(), *panels]
        self._show(arrangement)
        yield from (lines["heading"], lines["tabs"], self._stage)
        yield from (lines["scrubber"], lines["keys"])

    def paint(self) -> None:
        """The whole screen. New sizes, where the arrangement changes, ask for their lines."""
        arrangement = self._arranged()
        if arrangement != self._arrangement:
            self._arrangement = arrangement
            self._stage.set_classes(self._classes(arrangement))
            self._show(arrangement)
        for surface in self._surfaces:
            self.paint_one(surface)
        self.subject.becomes(self.state.visit.walk.asking)
        self._foresee()

    def paint_one(self, surface: Surface) -> None:
        """One surface."""
        if not surface.display:
            return
        name = surface.id or ""
        if not isinstance(surface, Panel):
            self._line(surface, name)
            return
        if not surface.size.width:  # not laid out yet: it will ask
            return
        if name == "narration":
            self.narrator.paint(surface, self.state)
        else:
            self._picture(surface, self._view(surface))

    def _line(self, surface: Surface, name: str) -> None:
        """A surface of one line is as wide as the screen, laid out or not: it stands at once."""
        line = getattr(self, f"_{name}")(self.app.size.width)
        if line != self._lines.get(name) or not surface.lines:
            self._lines[name] = line
            surface.show([*strips(self.app.console, line, self.app.size.width)])

    def _arranged(self) -> Arrangement:
        state, size = self.state, self.app.size
        return arrange(
            width=size.width,
            height=size.height,
            place=state.visit.place,
            asking=bool(state.visit.walk.asking),
            active=state.active,
            inspector=state.inspector,
            zoomed=state.zoomed,
        )

    def _classes(self, arrangement: Arrangement) -> str:
        narrow = self.app.size.width < 80
        return " ".join((arrangement.layout, "narrow" * narrow, "ascii" * self.ascii))

    def _show(self, arrangement: Arrangement) -> None:
        shown = {place_of(view) for view in arrangement.shown}
        if arrangement.narration:
            shown.add("narration")
        for surface in self._surfaces:
            if surface.id == "tabs":
                surface.display = arrangement.tabs
            elif isinstance(surface, Panel):
                surface.display = surface.id in shown

    # ── parts ───────────────────────────────────────────────────────────────────────────────

    @property
    def moment(self) -> Moment | None:
        """What the views are given; None while there is no recording."""
        story, step = self.state.visit.story, self.state.visit.walk.step
        if story is None:
            return None
        now = self._moment
        if now is None or (story.timeline, step) != (now.timeline, now.step):
            self._moment = story.timeline.moment(step)
        return self._moment

    @property
    def _alone(self) -> bool:
        """A panel has the screen, or shares it with the narration."""
        return self._arrangement is not None and self._arrangement.layout != "wide"

    def _picture(self, panel: Panel, view: str) -> None:
        moment, size = self.moment, panel.size
        zero = clock.zero(moment.timeline.events).words if moment else ""
        look: dict[str, Any] = {"width": size.width, "pen": self.pen, "alone": self._alone}
        panel.entitle(bars.title(view, zero=zero, **look))
        if moment is None:
            panel.show([])
            return
        lines = self.pictures.of(view, moment, width=size.width, height=size.height)
        panel.show(lines, top=newest(lines, self.pen.glyphs.now, size.height))

    # ── what will be wanted next ────────────────────────────────────────────────────────────

    def _foresee(self) -> None:
        """Draws the steps that a key would lead to while no key is pressed."""
        self._serial += 1
        visit = self.state.visit
        if visit.story is None or visit.place != "stage":
            return
        step, track = visit.walk.step, visit.track
        ahead = [step + 1, *(beat for beat in track.beats if beat > step)][:2]
        steps = [at for at in (*ahead, step - 1) if 0 <= at <= track.last]
        panels = [panel for panel in self._surfaces if isinstance(panel, Panel) and panel.display]
        jobs = [(at, panel) for at in steps for panel in panels if panel.id != "narration"]
        self.app.set_timer(IDLE, partial(self._draw_ahead, self._serial, jobs))

    def _draw_ahead(self, serial: int, jobs: list[tuple[int, Panel]]) -> None:
        """One picture, then the next a moment later: a key never waits for more than one."""
        story = self.state.visit.story
        if serial != self._serial or story is None or not jobs:
            return
        (step, panel), *rest = jobs
        moment, size = story.timeline.moment(step), panel.size
        self.pictures.of(self._view(panel), moment, width=size.width, height=size.height)
        self.app.set_timer(BREATH, partial(self._draw_ahead, serial, rest))

    def _view(self, panel: Panel) -> str:
        """What a panel shows now."""
        return self.view_of(panel.id or "")

    def view_of(self, panel: str) -> str:
        """What the panel of this name shows now."""
        state = self.state
        return view_of(panel, active=state.active, inspector=state.inspector, beside=self._beside)

    def _place(self, view: str) -> str:
        return place_of(view, beside=self._beside)

    @property
    def _beside(self) -> str:
        story = self.state.visit.story
        return story.beside if story and not self._alone else LAYERS

    def _heading(self, width: int) -> object:
        visit, lesson = self.state.visit, self.lesson
        scene = visit.page.scene
        source = ("live" if self.state.live else "recording") if visit.story else ""
        parts = bars.Heading(
            lesson=f"{lesson.number} {lesson.title}",
            page=f"page {visit.page.number} of {len(lesson.pages)}",
            scene=scene.name if scene else "",
            step=visit.walk.step if scene and visit.place != "read" else None,
            last=visit.track.last,
            source=source,
        )
        return bars.heading(parts, width=width, pen=self.pen)

    def _tabs(self, width: int) -> object:
        return bars.tabs(self.state.active, width=width, pen=self.pen)

    def _scrubber(self, width: int) -> object:
        state, visit = self.state, self.state.visit
        for text, bad in ((visit.failed, True), (state.said, False), (state.progress, False)):
            if text:
                return bars.status(text, width=width, pen=self.pen, bad=bad)
        if visit.place == "read":
            if visit.story is not None:
                return bars.status(state.condition, width=width, pen=self.pen)
            pages = Track(last=len(self.lesson.pages))
            return bars.scrubber(Walk(step=visit.page.number), pages, width=width, pen=self.pen)
        track = visit.story.track if visit.story else None
        return bars.scrubber(visit.walk, track, width=width, pen=self.pen)

    def _keys(self, width: int) -> object:
        return bars.keys(self._useful(), width=width)

    def _useful(self) -> list[tuple[str, str]]:
        state, visit = self.state, self.state.visit
        leave = [("?", "help"), ("q", "quit")]
        if visit.walk.asking:
            return [("1-9", "answer"), ("n", "skip"), *leave]
        if state.ending is not None and visit.is_at_end:
            onward = [("n", "go on")] if state.ending.onward else []
            cards = [("C", "cards")] if state.ending.cards else []
            return [*onward, *cards, ("p", "back"), *leave]
        if visit.place != "stage":
            return [("n", "on"), ("p", "back"), ("]", "next page"), *leave]
        play = ("space", "pause" if state.playing else "play")
        zoom = ("z", "all panels" if state.zoomed else "enlarge")
        walk = [("n", "on"), ("p", "back"), (".", "event"), (",", "back"), play]
        return [
            *walk[:2],
            *leave,
            *walk[2:],
            ("g", "go to"),
            zoom,
            ("+-", "speed"),
        ]

    # ── what the player asks ────────────────────────────────────────────────────────────────

    def focus(self, view: str) -> None:
        """Gives a view's panel the keyboard."""
        panel = self.app.query_one(f"#{self._place(view)}", Panel)
        if panel.display:
            panel.focus(scroll_visible=False)

    def focused(self, view: str) -> bool:
        """Whether a view's panel has the keyboard."""
        return bool(self.app.focused and self.app.focused.id == self._place(view))

    def read_on(self) -> bool:
        """Scrolls prose that does not fit; whether there was more to read."""
        narration = self.app.query_one("#narration", Panel)
        if self.state.visit.place == "stage" or not narration.display:
            return False
        return narration.scroll_lines(max(narration.size.height - 2, 1))

    def is_over(self) -> bool:
        """Whether the end of this page has been seen."""
        if not self.state.visit.is_at_end:
            return self.state.visit.is_over_on_stage
        shown = [surface for surface in self._surfaces if surface.id == "narration"]
        return all(one.size.height and one.lines and not one.below for one in shown)


def newest(lines: Sequence[Strip], mark: str, height: int) -> int:
    """The line to begin with, so that what is new at this step is seen, with what hangs on it."""
    marked = [row for row, line in enumerate(lines) if line.text.startswith(f"{mark} ")]
    return marked[-1] - 1 if marked and marked[-1] + 3 > height else 0
