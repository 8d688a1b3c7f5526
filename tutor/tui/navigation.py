"""The keys that walk: pages, recordings, steps, answers, playing. `walk` says where each leads."""

from __future__ import annotations

import time
from collections.abc import Callable

from tutor.course.model import Lesson, Page, Scene
from tutor.course.onward import Ending, pages_read
from tutor.errors import TutorError
from tutor.learner.store import Answer, Position, Store
from tutor.runtime.scene_recordings import Played, Scenes
from tutor.story import walk as walking
from tutor.story.walk import Walk
from tutor.tui.app import TerminalApp
from tutor.tui.fresh import EARLY, Subject
from tutor.tui.painter import Painter
from tutor.tui.player_state import CARDS, SPEEDS, State

PAUSE = 0.3  # seconds without the key for "on" before it opens another lesson


class Moves(TerminalApp[int]):
    """The half of the player that changes where the learner is."""

    def __init__(
        self,
        lesson: Lesson,
        scenes: Scenes,
        store: Store | None = None,
        *,
        page: int = 1,
        walk: Walk | None = None,
        read: int = 0,
        ascii: bool = False,
        now: Callable[[], float] = time.time,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`now`: seconds since the epoch; `clock`: seconds from whenever, never set back."""
        super().__init__()
        self.lesson, self.scenes, self.store, self.now = lesson, scenes, store, now
        self.state = State(lesson.pages[page - 1], walk or Walk(), read=read)
        self.state.wanted = self.state.walk.step
        self.state.soon = scenes.replay
        self.subject = Subject(clock)
        self.painter = Painter(self, lesson, self.state, self.subject, ascii=ascii)
        self.ending: Callable[[], Ending] = lambda: Ending(lesson=lesson.number)
        self.wish = ""  # what the learner goes on with: CARDS, or a lesson's folder name
        self._pressed = float("-inf")  # when the key for "on" was pressed last

    # ── pages and recordings ────────────────────────────────────────────────────────────────

    def _open(self, page: Page) -> None:
        if page is self.lesson.pages[-1]:
            self.state.ending = self._ending()
        if page.scene is None:
            self._warm_next()
        elif (played := self._at_once(page.scene)) is not None:
            self._take(played)
        else:
            self.run_worker(self._record(page.scene), exclusive=True, group="record")
        self._moved()

    def _ending(self) -> Ending:
        try:
            return self.ending()
        except (TutorError, OSError):  # the course has gone: this lesson is still here
            return Ending(lesson=self.lesson.number)

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
        from tutor.story.recorded_scene import tell  # once a first frame stands

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
        self._keep()

    def _keep(self) -> None:
        """Keeps where the learner is, and how much has been read."""
        state, page, walk = self.state, self.state.page, self.state.walk
        over = self.painter.is_over()
        state.read = pages_read(state.read, page.number, over=over, turned=state.turned)
        if self.store is not None:
            scene = page.scene.name if page.scene else ""
            position = Position(
                lesson=self.lesson.slug,
                page=page.number,
                scene=scene,
                step=walk.step if walk.place != "read" else 0,
                pages=state.read,
            )
            self.store.save(position, self.now())

    def _leave(self, code: int, wish: str = "") -> None:
        """The end of the player: prose may have been scrolled since the place was kept."""
        self._keep()
        self.wish = wish
        self.exit(code)

    def action_forward(self) -> None:
        """To the next beat, or whatever comes after the last."""
        before, self._pressed = self._pressed, self.now()
        if self.painter.read_on() or self._is_early():
            return
        state, walk = self.state, self.state.walk
        if walk.asking:
            state.answers.setdefault(walk.asking, -1)
        if state.is_at_end:
            self._go_on(hurried=self._pressed - before < PAUSE)
        elif state.story is None:
            self.state.wanted = 0
            self._go(Walk(place="stage"))
        else:
            went = walking.forward(walk, self.state.track)
            if went.place == "after" and not (state.ending or self.painter.has_after()):
                self.action_page(1)
            else:
                self._go(went)

    def _go_on(self, *, hurried: bool) -> None:
        """To the next page; behind the last to the next lesson, but not with a key held down."""
        ending = self.state.ending
        if ending is None or ending.onward is None:
            self.action_page(1)
        elif not hurried:
            self._leave(0, ending.onward.slug)

    def action_cards(self) -> None:
        """At the end of the last page: a few cards on this lesson."""
        if self.state.ending and self.state.ending.cards and self.state.is_at_end:
            self._leave(0, CARDS)

    def action_backward(self) -> None:
        """To the beat before, or to the page before."""
        if self.state.walk.place == "read":
            self.action_page(-1)
        elif self.state.page.scene is None:
            self._go(Walk())
        else:
            self._go(walking.backward(self.state.walk, self.state.track))

    def action_step(self, by: int) -> None:
        """So many events on or back."""
        if by > 0 and self._is_early():
            return
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
        """To another page; there is none past the last."""
        number = self.state.page.number + by
        if 1 <= number <= len(self.lesson.pages):
            self.state.turned = by == 1 or (by < 0 and self.state.turned)
            self.state.turn(self.lesson.pages[number - 1])
            self._open(self.state.page)
        elif self.state.ending is not None:
            self.state.said = self._why_no_page(self.state.ending)
            self.painter.paint()

    def _why_no_page(self, ending: Ending) -> str:
        if not self.state.is_at_end:
            return "This is the last page; n goes through it."
        return f"{ending.said} q leaves." if ending.onward is None else f"{ending.said} n goes on."

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
        if not state.walk.asking or state.story is None or self._is_early():
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

    def _is_early(self) -> bool:
        """Whether a question is open that cannot have been read yet: no key answers or skips it."""
        early = bool(self.state.walk.asking) and not self.subject.is_seen
        if early:
            self.state.said = EARLY
            self.painter.paint()
        return early

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
