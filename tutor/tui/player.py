"""The player's screen. It decides nothing: `story` says where a key leads, `arrange` what
stands where, the views what is in it.
"""

from __future__ import annotations

from typing import ClassVar

from msgspec.structs import replace
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.events import Click, Event, Key, MouseDown, Resize

from tutor.course.model import LETTERS, Scene
from tutor.runtime.scene_recordings import Played
from tutor.tui import bars
from tutor.tui.bindings import bindings
from tutor.tui.following import Follows
from tutor.tui.player_state import BY_HAND, State
from tutor.tui.resume import repaint_when_back
from tutor.tui.stylesheet import SHEET
from tutor.tui.surface import Panel, Surface
from tutor.view.table import ROWS


class Player(Follows):
    """Plays one lesson."""

    CSS = SHEET
    BINDINGS: ClassVar[list[BindingType]] = bindings()
    told_first = ""  # a sentence that stands from the first recording to the next key
    finds_all = False  # findings behind the step in hand stand from the first, too

    def compose(self) -> ComposeResult:
        """The surfaces, empty."""
        yield from self.painter.furnish()

    def on_mount(self) -> None:
        """The first frame, then the first page's scene."""
        repaint_when_back(self)
        self.painter.paint()
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        self.on_first_frame()
        self._remember()
        self._open()

    async def on_event(self, event: Event) -> None:
        """A key or a click ends a motion, and then does what it does."""
        if isinstance(event, (Key, MouseDown)):
            self.mover.end()
        await super().on_event(event)

    def on_surface_resized(self, message: Surface.Resized) -> None:
        """A surface has a new size and wants new lines."""
        self.painter.paint_one(message.surface)

    def on_resize(self, _: Resize) -> None:
        """The terminal has a new size, which the app itself learns after us."""
        self.call_later(self.painter.paint)

    def on_panel_picked(self, message: Panel.Picked) -> None:
        """A click on a choice of the open question."""
        self.action_answer(message.place + 1)

    def on_click(self, event: Click) -> None:
        """On the timeline: to that step, or to that page. On a strip: its view has the stage."""
        if event.widget is not None and event.widget.id == "strips":
            if event.y < len(self.painter.stripped):
                self.action_look(self.painter.stripped[event.y])
            return
        if event.widget is None or event.widget.id != "scrubber" or self.state.said:
            return
        visit, width = self.state.visit, self.size.width
        if visit.story is not None and visit.is_staged:
            self.action_jump(bars.step_at(event.x, visit.track.last, width=width))
        elif visit.story is None and not self.state.progress and not visit.failed:
            page = bars.step_at(event.x, len(self.lesson.pages), width=width)
            self.action_page(max(page, 1) - visit.page.number)

    # ── looking ─────────────────────────────────────────────────────────────────────────────

    def action_letter(self, letter: str) -> None:
        """A choice of the open question; else the view whose key it is, if there is one."""
        if self.state.visit.walk.asking:
            self.action_answer(LETTERS.index(letter) + 1)
        elif letter == "c" and self.state.offers_cards:
            self.action_cards()
        elif (view := next((row.name for row in ROWS if row.key == letter), "")) != "":
            self.action_look(view)

    def action_zoom(self) -> None:
        """The hero on the whole screen, and back."""
        self.state.zoomed = not self.state.zoomed
        self.painter.paint()

    def action_swap(self) -> None:
        """The second view of a beat has the stage, and the first stands beside it."""
        state = self.state
        if state.second and len(self.screen_stack) == 1:
            state.hero, state.second = state.second, state.hero
            self.painter.paint()

    def action_motion(self) -> None:
        """Messages are seen on their way, or only where they have come."""
        state = self.state
        self.mover.switch(on=not state.motion)
        state.said = f"Motion is {'on: n shows a message on its way' if state.motion else 'off'}."
        self.painter.paint()

    def action_help(self) -> None:
        """The signs on this screen, then all keys, then all signs."""
        from tutor.tui.on_screen import explained
        from tutor.tui.overlays import Help, Leaf
        from tutor.view.legend import every

        pen, painter = self.painter.pen, self.painter
        ascii, parts, strips = pen.glyphs.ascii, painter.parts(), (*painter.stripped,)
        others = painter.others()
        here = Leaf(
            "signs on this screen",
            lambda width: explained(parts, strips, width=width, ascii=ascii, others=others),
        )
        all_signs = Leaf("all signs", lambda width: every(width=width, ascii=ascii))
        self.push_screen(Help(pen, self.KEYS, self.TOPICS, before=[here], after=[all_signs]))

    def action_findings(self) -> None:
        """What is wrong in this run, and from there to the step that shows it."""
        from tutor.tui.findings_screen import FindingsScreen

        visit = self.state.visit
        if len(self.screen_stack) > 1:
            return
        if visit.story is None:
            self._say("There is no run here to find anything in.")
        elif visit.walk.asking:
            self._say("Guess first: a finding may give the answer away.")
        else:
            screen = FindingsScreen(
                visit.story.timeline,
                self.painter.pen,
                step=visit.walk.step,
                whole=self.finds_all,
            )
            self.push_screen(screen, self._to_finding)

    def _to_finding(self, step: int | None) -> None:
        if step:
            self.action_jump(step)

    def action_by_hand(self) -> None:
        """What the scene has left, on a stage to type on; leaving that comes back to this place."""
        scene = self.state.visit.page.scene
        if scene is None:
            self._say("! goes on from a scene; this page is only for reading.")
        elif self.scenes.replay:
            name = f"{self.lesson.number}/{scene.name}"
            self._say(f"--replay starts no server; `tutor play {name}` goes on from this scene.")
        else:
            self._leave(0, BY_HAND)

    def _take(self, scene: Scene, played: Played) -> bool:
        taken = super()._take(scene, played)
        if taken and self.told_first:
            self.state.said, self.told_first = self.told_first, ""
        return taken

    def stand(self, before: State, said: str) -> None:
        """Where another player of this lesson was left; `said` is what is to be told first."""
        for name in before.__struct_fields__:
            setattr(self.state, name, getattr(before, name))
        visit = before.visit
        self.state.visit = replace(visit, wanted=visit.walk.step)
        self.told_first = said

    def action_statements(self) -> None:
        """The numbers of the statements that this page proves."""
        from tutor.tui.on_screen import numbered
        from tutor.tui.overlays import Help, Leaf

        pen, visit = self.painter.pen, self.state.visit
        leaf = Leaf(
            "statements of the guide",
            lambda width: numbered(visit, width=width, ascii=pen.glyphs.ascii),
        )
        self.push_screen(Help(pen, before=[leaf]))

    def stop(self, code: int) -> None:
        """A signal ends the player."""
        self._leave(code)

    def trouble(self, sentence: str) -> None:
        """The store cannot save; called in its thread."""
        self.call_later(self._say, sentence)

    def _say(self, sentence: str) -> None:
        self.state.said = sentence
        self.painter.paint()

    def action_leave(self) -> None:
        """The end; the place is kept."""
        self._leave(0)
