"""Puts the state on the surfaces: the only place that knows which picture goes where."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from textual.containers import Container
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from tutor.course.model import LETTERS
from tutor.runtime.paths import project_root
from tutor.story import first_views
from tutor.story.follow import view_for
from tutor.story.walk import Track, Walk
from tutor.tui import bars
from tutor.tui.allot import BESIDE, HERO, allot
from tutor.tui.arrange import BARS, FLOW, Arrangement, arrange
from tutor.tui.heroes import bubble, lit, newest_rows, seen, together, window, with_bubble
from tutor.tui.key_line import walking
from tutor.tui.narrate import Narrator
from tutor.tui.pictures import Pictures, zero
from tutor.tui.surface import Panel, Surface, strips
from tutor.view.table import FIRST, ROWS, VIEWS
from tutor.view.text import pen

if TYPE_CHECKING:
    from textual.app import App

    from tutor.core.timeline import Moment
    from tutor.course.model import Lesson
    from tutor.tui.fresh import Subject
    from tutor.tui.player_state import State
    from tutor.view.motion import Frame

LINES: Final = ("heading", "scrubber", "keys")
PLACES: Final = ("narration", "hero", "strips", "flow")
IDLE: Final = 0.06  # seconds without a key after which there is time to draw ahead
BREATH: Final = 0.01
BLINK: Final = 0.3  # seconds
SOME: Final = 3  # rows from which on the flow has room for its names
CODE: Final = "source"  # the view that stands under a hero with rows to spare


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
        self.stripped: list[str] = []  # the views whose strips stand, from the first on
        self._lines: dict[str, object] = {}  # what the one-line surfaces show
        self._serial = 0
        self._moment: Moment | None = None
        self.frame: Frame | None = None  # of a motion: the hero shows it in place of the step
        self._is_lit = False

    # ── everything ──────────────────────────────────────────────────────────────────────────

    def furnish(self) -> Iterator[Widget]:
        """The surfaces, empty, as the screen's size arranges them.

        They begin with their classes: given later, everything would be styled twice.
        """
        lines = {name: Surface(id=name) for name in LINES}
        panels = {name: Panel(id=name) for name in PLACES if name != "strips"}
        self._parts: dict[str, Surface] = {**panels, "strips": Surface(id="strips")}
        self._arrangement = arrangement = self._arranged()
        story, hero, under, flow = parts = [self._parts[name] for name in PLACES]
        self._top = Container(story, hero, id="top")
        classes = self._classes(arrangement)
        self._stage = Container(self._top, under, flow, id="stage", classes=classes)
        self._surfaces = [*lines.values(), *parts]
        self._show(arrangement)
        yield from (lines["heading"], self._stage)
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
        if name in LINES:
            self._line(surface, name)
        elif not surface.room.width:
            return  # a page that is not laid out yet: it will ask
        elif isinstance(surface, Panel) and name == "narration":
            self.narrator.paint(surface, self.state)
        else:
            lines = self._drawn(name, self.moment, *surface.room)
            if self._is_lit and name != "strips":
                lines = lit(lines, self.pen.glyphs.now, surface.room.width)
            surface.show(lines)

    def blink(self) -> None:
        """The row of the step stands out for a moment, once."""
        self._light(True)
        self.app.set_timer(BLINK, partial(self._light, False))

    def _light(self, on: bool) -> None:
        self._is_lit = on
        for name in ("hero", "flow"):
            self.paint_one(self._parts[name])

    def _line(self, surface: Surface, name: str) -> None:
        """A surface of one line is as wide as the screen, laid out or not: it stands at once."""
        line = getattr(self, f"_{name}")(self.app.size.width)
        if line != self._lines.get(name) or not surface.lines:
            self._lines[name] = line
            surface.show([*strips(self.app.console, line, self.app.size.width)])

    def _arranged(self) -> Arrangement:
        state, visit, size = self.state, self.state.visit, self.app.size
        self.narrator.tight = size.width < BESIDE
        return arrange(
            width=size.width,
            height=size.height,
            place=visit.place,
            asking=visit.place == "stage" and bool(visit.walk.asking or visit.decided),
            hero=state.hero,
            zoomed=state.zoomed,
            needs=self._needs() if visit.place in {"end", "after"} else 0,
            says=self.narrator.says(state, size.width),
        )

    def _needs(self) -> int:
        """The rows of the hero's picture as it stood on the stage."""
        moment, size = self.moment, self.app.size
        if moment is None:
            return 0
        rows = allot(max(size.height - BARS, 1), beside=False, flow=self.state.hero != FLOW).hero
        width, mark = min(size.width, HERO), self.state.visit.mark
        return len(self.pictures.of(self.state.hero, moment, width=width, height=rows, mark=mark))

    def _classes(self, arrangement: Arrangement) -> str:
        narrow = self.app.size.width < 80
        return " ".join((arrangement.layout, "narrow" * narrow, "ascii" * self.ascii))

    def _show(self, arrangement: Arrangement) -> None:
        """Gives each part its rows and columns; a part without rows does not stand."""
        reading, rows = arrangement.layout == "reading", arrangement.rows
        sizes = {
            "narration": (rows.story, arrangement.story),
            "hero": (rows.hero, arrangement.hero),
            "strips": (rows.strips, 0),
            "flow": (rows.flow, 0),
        }
        both = rows.story if arrangement.layout == "beside" else rows.story + rows.hero
        self._top.styles.height = "1fr" if reading else both
        for name, (height, width) in sizes.items():
            part = self._parts[name]
            whole = reading and name == "narration"
            part.display = whole or height > 0
            part.styles.height = "1fr" if whole else height
            part.styles.width = width or "1fr"
            if part.display and not reading:  # it is drawn at once, and laid out later
                part.expected = Size(*arrangement.room(name, self.app.size.width))

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

    def _drawn(self, name: str, moment: Moment | None, width: int, height: int) -> list[Strip]:
        """The lines of a part other than the story."""
        if moment is None:
            return []
        if name == "hero":
            frame = self.frame if moment is self._moment else None  # another is drawn ahead
            return self._hero(moment, width, height, frame)
        if name == "strips":
            return self._strips(moment, width, height)
        rows = height + (height < SOME)  # with one for its names, which are left out
        lines = self.pictures.of(FLOW, moment, width=width, height=rows)
        return lines if height >= SOME else newest_rows(lines, height, self.pen.glyphs.now)

    @property
    def _is_beside(self) -> bool:
        """The screen is wide enough for two pictures and the story."""
        return self._arrangement is not None and self._arrangement.layout == "beside"

    def paint_hero(self) -> None:
        """The hero alone: a frame of a motion, or its end."""
        self.paint_one(self._parts["hero"])

    def _hero(
        self, moment: Moment, width: int, height: int, frame: Frame | None = None
    ) -> list[Strip]:
        state, glyphs = self.state, self.pen.glyphs

        def draw(view: str, rows: int) -> list[Strip]:
            look: dict[str, Any] = {"width": width, "height": rows}
            look |= {"mark": state.visit.mark, "fact": state.shown_fact}
            if frame is not None and view == state.hero:
                look["frame"] = frame
            lines = self.pictures.of(view, seen(state, view, moment), **look)
            return window(lines, rows, glyphs.now, glyphs.more, glyphs.new)

        second = "" if state.zoomed else self._second(moment)
        air = 0 if self._is_beside else 1
        lines = together(state.hero, second, height, draw, share=bool(state.second), air=air)
        return with_bubble(
            lines, bubble(self.lesson, state, self.app.console, self.pen, width), height
        )

    @property
    def _is_gentle(self) -> bool:
        return first_views.comes_gently(self.lesson, self.state.visit)

    def _second(self, moment: Moment) -> str:
        """The view under the hero: the beat's second one, else code that the step has to do with.

        On a smaller screen the beat's second view is the first strip.
        """
        if self.state.second:
            return self.state.second if self._is_beside else ""
        if self._is_gentle and CODE not in first_views.met(self.state.visit):
            return ""
        from tutor.view import source  # once a first frame stands

        return CODE if source.near(seen(self.state, CODE, moment)) else ""

    def _strips(self, moment: Moment, width: int, height: int) -> list[Strip]:
        """What the others have to say: first the view that the fact touches, or alone the fact."""
        from tutor.view.strips import strip

        touched = view_for(moment.event) if moment.step else ""
        stands = {self.state.hero, self._second(moment), FLOW}
        views = [row.name for row in ROWS if row.name not in stands]
        if self._is_gentle:
            there = {self.state.second, *first_views.strips(self.state.visit)}
            views = [view for view in views if view in there]
        alone = "events" if height == 1 and self.state.hero == touched == FIRST else ""
        views.sort(key=lambda view: (view != self.state.second, view not in (touched, alone)))
        look: dict[str, Any] = {"width": width - bars.NAMED, "ascii": self.ascii}
        lines, self.stripped = list[Strip](), []
        for view in views:
            if len(lines) == height:
                break
            told = strip(view, moment, read=self.pictures.read, **look)
            if told is not None:
                self.stripped.append(view)
                line = bars.named(VIEWS[view], told, touched=view == touched, pen=self.pen)
                lines += strips(self.app.console, line, width)
        return lines

    # ── what will be wanted next ────────────────────────────────────────────────────────────

    def _foresee(self) -> None:
        """Draws the steps that a key would lead to while no key is pressed."""
        self._serial += 1
        visit = self.state.visit
        if visit.story is None or visit.place != "stage":
            return
        step, track = visit.walk.step, visit.track
        ahead = [step + 1, *(beat for beat in track.beats if beat > step)][:2]
        steps = [at for at in (*ahead, step - 1) if visit.story.timeline.first <= at <= track.last]
        names = [name for name in ("hero", "flow") if self._parts[name].display]
        jobs = [(at, name) for at in steps for name in names]
        self.app.set_timer(IDLE, partial(self._draw_ahead, self._serial, jobs))

    def _draw_ahead(self, serial: int, jobs: list[tuple[int, str]]) -> None:
        """One picture, then the next a moment later: a key never waits for more than one."""
        story = self.state.visit.story
        if serial != self._serial or story is None or not jobs:
            return
        if self.frame is not None:  # a motion has the time
            self.app.set_timer(IDLE, partial(self._draw_ahead, serial, jobs))
            return
        (step, name), *rest = jobs
        size = self._parts[name].room
        if step < story.timeline.first:  # a ring has forgotten it meanwhile
            return
        self._drawn(name, story.timeline.moment(step), *size)
        self.app.set_timer(BREATH, partial(self._draw_ahead, serial, rest))

    def _heading(self, width: int) -> object:
        visit, lesson = self.state.visit, self.lesson
        scene = visit.page.scene
        source = ("live" if self.state.live else "recording") if visit.story else ""
        parts = bars.Heading(
            lesson=f"{lesson.number} {lesson.title}",
            page=f"page {visit.page.number} of {len(lesson.pages)}",
            scene=scene.title if scene and visit.is_staged else "",
            beat=visit.beat if scene and visit.is_staged else None,
            beats=len(visit.track.beats),
            step=visit.walk.step if scene and visit.is_staged else None,
            last=visit.track.last,
            source=source,
            hero=self.state.hero if visit.is_staged and visit.story else "",
            pinned=self.state.pinned,
            zero=zero(self.moment),
        )
        return bars.heading(parts, width=width, pen=self.pen)

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
        guessed = frozenset(visit.answers)
        return bars.scrubber(visit.walk, track, guessed=guessed, width=width, pen=self.pen)

    def _keys(self, width: int) -> object:
        return bars.keys(self._useful(), width=width)

    def _useful(self) -> list[tuple[str, str]]:
        state, visit = self.state, self.state.visit
        leave = [("?", "signs"), ("q", "quit")]
        again = [("u", "guess what you skipped")] if visit.unguessed else []
        if visit.asked is not None:
            choices = self.pen.safe(f"a–{LETTERS[len(visit.asked.predict.choices) - 1]}")
            return [(choices, "guess"), *[("n", "just show me")] * (not visit.insists), *leave]
        if state.ending is not None and visit.is_at_end:
            onward = [("n", "go on")] if state.ending.onward else []
            cards = [("c", "cards")] if state.ending.cards else []
            return [*onward, *cards, *again, ("p", "back"), *leave]
        if visit.place == "end":
            live = [] if visit.soon else [("r", "run again")]
            return [("n", "on"), *again, ("p", "back"), *live, ("$", "last fact"), *leave]
        if visit.place != "stage":
            return [("n", "on"), *again, ("p", "back"), ("]", "next page"), *leave]
        return [*walking(state), *leave]

    def parts(self) -> dict[str, str]:
        """What stands on the screen now, part by part."""
        from tutor.tui.on_screen import texts

        hero, second, moment = self.state.hero, "", self.moment
        if moment is not None and not self.state.zoomed:
            second = self._second(moment)
        return texts(self._surfaces, hero=hero, second=second, flow=FLOW)

    def others(self) -> tuple[str, ...]:
        """The names behind one lifeline of the flow, as it stands here."""
        place = self._parts["hero" if self.state.hero == FLOW else "flow"]
        if self.moment is None or not place.display:
            return ()
        return self.pictures.others(self.moment, place.size.width, max(place.size.height, SOME))

    # ── what the player asks ────────────────────────────────────────────────────────────────

    def read_on(self) -> bool:
        """Scrolls prose that does not fit; whether there was more to read."""
        narration = self.app.query_one("#narration", Panel)
        if self.state.visit.place == "stage" or not narration.display:
            return False
        overlap = 1 if self.state.visit.place == "end" else 2  # a card covers its last row itself
        return narration.scroll_lines(max(narration.size.height - overlap, 1))

    def is_over(self) -> bool:
        """Whether the end of this page has been seen."""
        if not self.state.visit.is_at_end:
            return self.state.visit.is_over_on_stage
        shown = [surface for surface in self._surfaces if surface.id == "narration"]
        return all(one.size.height and one.lines and not one.below for one in shown)
