"""The keys that walk: pages, recordings, steps, answers, playing. `story` says where each leads."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import ClassVar, Final, Protocol

from tutor.course.minutes import ahead
from tutor.course.model import Lesson, Page, Scene
from tutor.course.onward import Ahead, Ending
from tutor.errors import TutorError
from tutor.learner.store import Answer, Position, Store
from tutor.runtime.scene_recordings import Played, Progress
from tutor.story import visit as story
from tutor.story.visit import Visit
from tutor.story.walk import Walk
from tutor.tui.app import TerminalApp
from tutor.tui.fresh import EARLY, Subject
from tutor.tui.mover import Mover
from tutor.tui.painter import Painter
from tutor.tui.player_state import CARDS, ROUTE, SPEEDS, USUAL, State

PAUSE: Final = 0.3  # seconds without the key for "on" before it opens another lesson
READING: Final = 4.0  # words a second that playing leaves time for, at the speed it begins with


class Recordings(Protocol):
    """Where a player's recordings are from: `Scenes`, or an open stage."""

    replay: bool  # only from files; no server is started

    def at_once(self, scene: Scene) -> Played | None:
        """The recording if it is there. Raises `TutorError`."""

    def warm(self, scene: Scene) -> None:
        """Begins a recording that will be wanted soon."""

    async def get(self, scene: Scene, progress: Progress, *, afresh: bool = False) -> Played:
        """The recording, made now if need be. Raises `TutorError`."""


class Moves(TerminalApp[int]):
    """The half of the player that changes where the learner is."""

    PAINTER: ClassVar[type[Painter]] = Painter

    def __init__(
        self,
        lesson: Lesson,
        scenes: Recordings,
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
        opened, walk = lesson.pages[page - 1], walk or Walk()
        self.state = State(
            Visit(
                page=opened,
                walk=walk,
                wanted=walk.step,
                soon=scenes.replay,
                is_last=opened is lesson.pages[-1],
                read=read,
            )
        )
        self.subject = Subject(clock)
        self.arrival = Subject(clock)  # of a recording that was waited for
        self.painter = self.PAINTER(self, lesson, self.state, self.subject, ascii=ascii)
        self.mover = Mover(self, self.painter, self.state, clock)
        self.ending: Callable[[], Ending] = lambda: Ending(lesson=lesson.number)
        self.along: Callable[[int], Ahead] | None = None  # page → what a chosen way leads to
        self.over: Callable[[int], None] = lambda _: None  # is told of a page that has been read
        self._read = read  # pages that had been read when the player began
        self.wish = ""  # what is gone on with: CARDS, ROUTE, a command, a lesson's folder
        self._pressed = float("-inf")  # when the key for "on" was pressed last

    # ── pages and recordings ────────────────────────────────────────────────────────────────

    def _open(self) -> None:
        """The page in hand has been turned to, or begun with."""
        visit = self.state.visit
        number = visit.page.number
        self.state.ahead = self.along(number) if self.along else ahead(self.lesson, number)
        if visit.is_last and self.along is None:
            self.state.ending = self._ending()
        if visit.page.scene is None:
            self._warm_next()
        elif (played := self._at_once(visit.page.scene)) is not None:
            self._take(visit.page.scene, played)
        else:
            self._record(visit.page.scene)
        self._moved()

    def _remember(self) -> None:
        """What has been answered on earlier days: the end of a scene tells it."""
        if self.store is not None:
            labels = {one.question: one.choice for one in self.store.answers(self.lesson.slug)}
            visit = self.state.visit
            self.state.visit = story.remembered(visit, self.lesson.scenes, labels)

    def _ending(self) -> Ending:
        try:
            return self.ending()
        except (TutorError, OSError):  # the course has gone: this lesson is still here
            return Ending(lesson=self.lesson.number)

    def _at_once(self, scene: Scene) -> Played | None:
        try:
            return self.scenes.at_once(scene)
        except TutorError as error:
            self._give_up(scene, error)
            return None

    def _record(self, scene: Scene, *, afresh: bool = False) -> None:
        """Asks for the recording; the worker of a page that was left is ended."""
        recorded = self._recorded(scene, afresh=afresh)
        self.run_worker(recorded, exclusive=True, group="record")

    async def _recorded(self, scene: Scene, *, afresh: bool) -> None:
        self.state.progress = "the server starts"
        self.painter.paint()

        def progress(text: str) -> None:
            if self.state.visit.page.scene == scene and text != self.state.progress:
                self.state.progress = text
                self.painter.paint()

        try:
            played = await self.scenes.get(scene, progress, afresh=afresh)
        except TutorError as error:
            self._give_up(scene, error)
            self.painter.paint()
            return
        waited = self.state.visit.walk.place == "stage"
        if self._take(scene, played):
            self._moved()
            if waited:
                self.arrival.becomes(object())

    def _give_up(self, scene: Scene, why: TutorError) -> None:
        self.state.visit = story.given_up(self.state.visit, scene, why.message)

    def _take(self, scene: Scene, played: Played) -> bool:
        """A recording has come; whether it is one of the page in hand."""
        state = self.state
        if state.visit.page.scene != scene:
            return False
        from tutor.story.recorded_scene import tell  # once a first frame stands

        state.visit = story.arrived(state.visit, scene, tell(scene, played.events))
        state.live, state.said, state.progress = played.live, played.note, ""
        self._warm_next()
        return True

    def _warm_next(self) -> None:
        later = (p.scene for p in self.lesson.pages[self.state.visit.page.number :] if p.scene)
        if (scene := next(later, None)) is not None:
            self.scenes.warm(scene)

    # ── moving ──────────────────────────────────────────────────────────────────────────────

    def _go(self, visit: Visit, since: int | None = None) -> None:
        self.state.visit, self.state.said = visit, ""
        self._moved(since)

    def _moved(self, since: int | None = None) -> None:
        """Shows and keeps where the learner is, and how a message came there since a step."""
        self.state.follow()
        self.mover.begin(since)
        self.painter.paint()
        self._keep()

    def _keep(self) -> None:
        """Keeps where the learner is, and how much has been read."""
        visit = story.seen(self.state.visit, over=(over := self.painter.is_over()))
        self.state.visit = visit
        if over:
            self.over(visit.page.number)
        # A look at a scene in passing, on a chosen way, is no place to go on with the lesson.
        passes = self.along is not None and visit.read <= self._read
        if self.store is not None and not passes:
            position = Position(
                lesson=self.lesson.slug,
                page=visit.page.number,
                scene=visit.page.scene.name if visit.page.scene else "",
                step=visit.kept_step,
                pages=visit.read,
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
        if (went := story.forward(self.state.visit)) is not None:
            self._go(went, since=self.state.visit.walk.step)
        else:
            self._go_on(hurried=self._pressed - before < PAUSE)

    def _go_on(self, *, hurried: bool) -> None:
        """To the next page; behind the last to the next lesson, but not with a key held down."""
        ending = self.state.ending
        if self.along is not None and self.state.ahead is not None:
            if not hurried:
                self._leave(0, "" if self.state.ahead.is_over else ROUTE)
            return
        if ending is None or ending.onward is None:
            self.action_page(1)
        elif not hurried:
            self._leave(0, ending.onward.slug)

    def action_cards(self) -> None:
        """At the end of the last page: a few cards on this lesson."""
        if self.state.offers_cards:
            self._leave(0, CARDS)

    def action_backward(self) -> None:
        """To the beat before, or to the page before."""
        if (went := story.backward(self.state.visit)) is not None:
            self._go(went)
        else:
            self.action_page(-1)

    def action_step(self, by: int) -> None:
        """So many events on or back."""
        if by < 0 or not self._is_early():
            self._go(story.step(self.state.visit, by))

    def action_jump(self, step: int) -> None:
        """To a step; -1 is the last."""
        if self.state.visit.page.scene is not None:
            self._go(story.jump(self.state.visit, step))

    def action_page(self, by: int) -> None:
        """To another page; there is none past the last."""
        number = self.state.visit.page.number + by
        if 1 <= number <= len(self.lesson.pages):
            self._turn(self.lesson.pages[number - 1])
        elif self.state.ending is not None:
            self.state.said = self._why_no_page(self.state.ending)
            self.painter.paint()

    def _turn(self, page: Page) -> None:
        # Whether all of a text has room is known once it is laid out, after the last key there.
        if self.painter.is_over():
            self.over(self.state.visit.page.number)
        is_last = page is self.lesson.pages[-1]
        self.state.turned(story.turn(self.state.visit, page, is_last=is_last))
        self._open()

    def _why_no_page(self, ending: Ending) -> str:
        if not self.state.visit.is_at_end:
            return "This is the last page; n goes through it."
        return f"{ending.said} q leaves." if ending.onward is None else f"{ending.said} n goes on."

    def action_again(self) -> None:
        """Records the scene once more."""
        scene = self.state.visit.page.scene
        if scene is None or self.scenes.replay:
            held = "--replay starts no server." if scene else "There is nothing to run here."
            self.state.said = held
            self.painter.paint()
            return
        self._go(story.again(self.state.visit))
        self._record(scene, afresh=True)

    # ── answering, playing ──────────────────────────────────────────────────────────────────

    def action_answer(self, number: int) -> None:
        """The learner's guess. It is kept at once, and judged on the screen at its fact."""
        if (given := story.answer(self.state.visit, number)) is None or self._is_early():
            return
        went, question = given
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
        self._go(went)
        if self.state.waits:
            self.state.waits, self.state.playing = False, True
            self._tick_later()

    def action_ask_again(self) -> None:
        """At the end of a scene: back to the first question that was skipped."""
        if (went := story.ask_again(self.state.visit)) is not None:
            self._go(went)

    def _is_early(self) -> bool:
        """Whether a question is open that cannot have been read yet, so that no key answers or
        skips it; or a run that has been waited for has just come: the key was for the wait.
        """
        asks = bool(self.state.visit.walk.asking)
        early = self.arrival.is_new or (asks and not self.subject.is_seen)
        if early:
            self.state.said = EARLY
            self.painter.paint()
        return early

    def action_play(self) -> None:
        """Starts or stops walking by itself; on a page without a run, reads on."""
        if self.state.visit.walk.place != "stage" or self.state.visit.story is None:
            self.action_forward()
            return
        self.state.playing, self.state.waits = not self.state.playing, False
        self.painter.paint()
        self._tick_later()

    def action_speed(self, by: int) -> None:
        """Faster or slower."""
        self.state.speed = min(max(self.state.speed + by, 0), len(SPEEDS) - 1)
        pace = SPEEDS[self.state.speed] / SPEEDS[USUAL]
        self.state.said = f"Plays at {pace:g}x, and leaves time to read accordingly."
        self.painter.paint()

    def _tick_later(self) -> None:
        if self.state.playing:
            reading = READING * SPEEDS[self.state.speed] / SPEEDS[USUAL]
            wait = 1 / SPEEDS[self.state.speed] + self.state.visit.words / reading
            self.set_timer(wait, self._tick)

    def _tick(self) -> None:
        if not self.state.playing or self.state.visit.walk.place != "stage":
            return
        self.state.playing = self.state.visit.goes_on
        self.state.waits = bool(self.state.visit.walk.asking)
        if self.state.playing:
            self.action_step(1)
            self._tick_later()
        elif self.state.visit.is_finished:
            self.action_forward()
        else:
            self.painter.paint()
