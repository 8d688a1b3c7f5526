"""The keys that walk: pages, recordings, steps, answers, playing. `walk` says where each leads."""

from __future__ import annotations

import time
from collections.abc import Callable

from textual.app import App

from tutor.course.model import Lesson, Page, Scene
from tutor.errors import TutorError
from tutor.runtime.store import Answer, Position, Store
from tutor.tui import walk as walking
from tutor.tui.painter import Painter
from tutor.tui.scenes import Played, Scenes
from tutor.tui.state import SPEEDS, State
from tutor.tui.walk import Walk


class Moves(App[int]):
    """The half of the player that changes where the learner is."""

    def __init__(
        self,
        lesson: Lesson,
        scenes: Scenes,
        store: Store | None = None,
        *,
        page: int = 1,
        walk: Walk | None = None,
        ascii: bool = False,
        now: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(ansi_color=True)
        self.lesson, self.scenes, self.store, self.now = lesson, scenes, store, now
        self.state = State(lesson.pages[page - 1], walk or Walk())
        self.state.wanted = self.state.walk.step
        self.state.soon = scenes.replay
        self.painter = Painter(self, ascii=ascii)
        self.on_first_frame: Callable[[], None] = lambda: None

    # ── pages and recordings ────────────────────────────────────────────────────────────────

    def _open(self, page: Page) -> None:
        if page.scene is None:
            self._warm_next()
        elif (played := self._at_once(page.scene)) is not None:
            self._take(played)
        else:
            self.run_worker(self._record(page.scene), exclusive=True, group="record")
        self._moved()

    def _at_once(self, scene: Scene) -> Played | None:
        try:
            return self.scenes.at_once(scene)
        except TutorError as error:
            self.state.failed = error.message
            return None

    async def _record(self, scene: Scene, *, afresh: bool = False) -> None:
        self.state.progress = "the server starts"
        self.painter.paint()

        def progress(text: str) -> None:
            if self.state.page.scene == scene and text != self.state.progress:
                self.state.progress = text
                self.painter.paint()

        try:
            played = await self.scenes.get(scene, progress, afresh=afresh)
        except TutorError as error:
            self.state.failed = error.message
            self.painter.paint()
            return
        if self.state.page.scene == scene:
            self._take(played)
            self._moved()

    def _take(self, played: Played) -> None:
        """A recording of this page's scene has come."""
        state = self.state
        assert state.page.scene is not None
        from tutor.tui.story import tell  # once a first frame stands

        state.story = tell(state.page.scene, played.events)
        state.live, state.said, state.progress, state.failed = played.live, played.note, "", ""
        if state.walk.place == "stage":
            state.walk = walking.jump(state.walk, state.story.track, self.state.wanted)
            if not self.state.wanted:
                state.walk = walking.forward(state.walk, state.story.track)
        self._warm_next()

    def _warm_next(self) -> None:
        later = (p.scene for p in self.lesson.pages[self.state.page.number :] if p.scene)
        if (scene := next(later, None)) is not None:
            self.scenes.warm(scene)

    # ── moving ──────────────────────────────────────────────────────────────────────────────

    def _go(self, walk: Walk) -> None:
        self.state.walk, self.state.said = walk, ""
        self._moved()

    def _moved(self) -> None:
        """Shows and keeps where the learner is."""
        self.state.follow()
        self.painter.paint()
        if self.store is not None:
            page, walk = self.state.page, self.state.walk
            scene = page.scene.name if page.scene else ""
            position = Position(
                lesson=self.lesson.slug,
                page=page.number,
                scene=scene,
                step=walk.step if walk.place != "read" else 0,
                pages=page.number - (walk.place == "read" and page.scene is not None),
            )
            self.store.save(position, self.now())

    def action_forward(self) -> None:
        """To the next beat, or whatever comes after the last."""
        if self.painter.read_on():
            return
        state, walk = self.state, self.state.walk
        if walk.asking:
            state.answers.setdefault(walk.asking, -1)
        if state.page.scene is None or walk.place == "after":
            self.action_page(1)
        elif state.story is None:
            self.state.wanted = 0
            self._go(Walk(place="stage"))
        else:
            went = walking.forward(walk, self.state.track)
            if went.place == "after" and not self.painter.has_after():
                self.action_page(1)
            else:
                self._go(went)

    def action_backward(self) -> None:
        """To the beat before, or to the page before."""
        if self.state.walk.place == "read":
            self.action_page(-1)
        else:
            self._go(walking.backward(self.state.walk, self.state.track))

    def action_step(self, by: int) -> None:
        """So many events on or back."""
        walk = self.state.walk
        if self.state.story is None:
            self._go(Walk(place="stage") if by > 0 and self.state.page.scene else Walk())
        elif by > 0:
            if walk.asking:
                self.state.answers.setdefault(walk.asking, -1)
            self._go(walking.go(walk, self.state.track, walk.step + by))
        else:
            self._go(walking.jump(walk, self.state.track, walk.step + by))

    def action_jump(self, step: int) -> None:
        """To a step; -1 is the last."""
        if self.state.page.scene is not None:
            target = step if step >= 0 else self.state.track.last
            self.state.wanted = target
            self._go(walking.jump(self.state.walk, self.state.track, target))

    def action_page(self, by: int) -> None:
        """To another page; past the last one the lesson is over."""
        number = self.state.page.number + by
        if 1 <= number <= len(self.lesson.pages):
            self.state.turn(self.lesson.pages[number - 1])
            self._open(self.state.page)
        elif number > len(self.lesson.pages):
            self.state.said = "This was the last page. q leaves; `tutor lesson` lists the others."
            self.painter.paint()

    def action_again(self) -> None:
        """Records the scene once more."""
        scene = self.state.page.scene
        if scene is None or self.scenes.replay:
            held = "--replay starts no server." if scene else "There is nothing to run here."
            self.state.said = held
            self.painter.paint()
            return
        self.state.story, self.state.wanted = None, 0
        self._go(Walk(place="stage", settled=self.state.walk.settled))
        self.run_worker(self._record(scene, afresh=True), exclusive=True, group="record")

    # ── answering, playing ──────────────────────────────────────────────────────────────────

    def action_answer(self, number: int) -> None:
        """The learner's choice; the run says whether it is right."""
        state = self.state
        if not state.walk.asking or state.story is None:
            return
        question = state.story.question(state.walk.asking)
        if number > len(question.predict.choices):
            return
        state.answers[question.predict.id] = number - 1
        if self.store is not None:
            self.store.answer(
                Answer(
                    question=question.predict.id,
                    lesson=self.lesson.slug,
                    choice=question.predict.choices[number - 1].label,
                    correct=question.right == number - 1,
                    at=self.now(),
                )
            )
        self._go(walking.answered(state.walk))

    def action_play(self) -> None:
        """Starts or stops walking by itself; on a page without a run, reads on."""
        if self.state.walk.place != "stage" or self.state.story is None:
            self.action_forward()
            return
        self.state.playing = not self.state.playing
        self.painter.paint()
        self._tick_later()

    def action_speed(self, by: int) -> None:
        """Faster or slower."""
        self.state.speed = min(max(self.state.speed + by, 0), len(SPEEDS) - 1)
        self.painter.paint()

    def _tick_later(self) -> None:
        if self.state.playing:
            words = self.painter.words_to_read()
            self.set_timer(1 / SPEEDS[self.state.speed] + words / 4, self._tick)

    def _tick(self) -> None:
        walk = self.state.walk
        if not self.state.playing or walk.place != "stage":
            return
        self.state.playing = walk.step < self.state.track.last and not walk.asking
        if self.state.playing:
            self.action_step(1)
            self._tick_later()
        else:
            self.painter.paint()
