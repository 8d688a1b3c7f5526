"""`tutor lesson N` as linear text: the lesson, a scene of it, or a step, on any output."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from tutor import gate
from tutor.course.inside import source_text
from tutor.errors import TutorError
from tutor.library import find
from tutor.plain.lesson_text import Printer, opening, play
from tutor.terminal import wants_ascii, wants_color

if TYPE_CHECKING:
    from collections.abc import Callable

    from tutor.course.model import Lesson, Page, Predict, Scene
    from tutor.course.onward import Ending
    from tutor.learner.store import Store
    from tutor.library.lesson_request import Request
    from tutor.runtime.scene_recordings import Played


def run(name: str, request: Request) -> None:
    """Prints what is asked for. The title goes out before the lesson is even read."""
    ascii, color = request.ascii or wants_ascii(), wants_color()
    width = get_terminal_size().columns
    if opened := request.scene is None and request.step is None:
        outline = find.written(name)
        opening(outline, Printer(sys.stdout, width=width, ascii=ascii, color=color))
        sys.stdout.flush()
    lesson = find.lesson(name)
    if request.scene is not None:
        find.scene(lesson, request.scene)
    with ExitStack() as stack:
        notes = _Notes(stack, lesson)
        recordings = stack.enter_context(_Recordings(lesson, request))
        play(
            lesson,
            recordings.get,
            out=sys.stdout,
            width=width,
            ascii=ascii,
            color=color,
            ask=gate.ask if sys.stdin.isatty() and sys.stdout.isatty() else None,
            scene=request.scene,
            step=request.step,
            page=request.page,
            read=lambda path: _read(lesson, path),
            opened=opened,
            reached=None if request.visit else notes.reached,
            answered=None if request.visit else notes.answered,
            ending=None if request.visit else notes.ending,
        )


def _read(lesson: Lesson, path: str) -> str | None:
    """The text of a project's file that a recording names."""
    from tutor.runtime.paths import project_root

    return source_text((project_root(), lesson.folder, lesson.folder / "labs"), path)


class _Notes:
    """Keeps the learner's place and answers; the file is opened when there is something to keep."""

    def __init__(self, stack: ExitStack, lesson: Lesson) -> None:
        self.stack, self.lesson = stack, lesson
        self._store: Store | None = None
        self._first = self._read = 0  # the page that was begun with; how many have been read

    @property
    def store(self) -> Store:
        """Opened at first use, closed with the lesson."""
        if self._store is None:
            from tutor.library.going_on import open_store

            self._store = self.stack.enter_context(open_store())
        return self._store

    def reached(self, page: Page, over: bool) -> None:
        """A page is being printed; or, `over`, it has been."""
        from tutor.course.onward import pages_read
        from tutor.learner.store import Position
        from tutor.library.going_on import now

        if not self._first:
            left = self.store.position(self.lesson.slug)
            self._first, self._read = page.number, left.pages if left else 0
        turned = page.number > self._first
        self._read = pages_read(self._read, page.number, over=over, turned=turned)
        scene = page.scene.name if page.scene else ""
        place = Position(lesson=self.lesson.slug, page=page.number, scene=scene, pages=self._read)
        self.store.save(place, now())

    def ending(self) -> Ending:
        """What the lesson leads to, now that it has been read."""
        from tutor.library.going_on import ending

        return ending(self.store, self.lesson)

    def answered(self, question: Predict, chosen: int, right: int) -> None:
        """A prediction has its answer."""
        from tutor.learner.store import Answer
        from tutor.library.going_on import now

        self.store.answer(
            Answer(
                question=question.id,
                lesson=self.lesson.slug,
                choice=question.choices[chosen].label,
                correct=chosen == right,
                at=now(),
            )
        )


class _Recordings:
    """Recordings for linear text: made one after the other, on one session."""

    def __init__(self, lesson: Lesson, request: Request) -> None:
        self.lesson, self.request = lesson, request
        self._stack = ExitStack()
        self._run: Callable[[Scene], Played] | None = None

    def __enter__(self) -> _Recordings:
        if self.request.scene is not None and not self.request.replay:
            self._run = self._start(at_once=True)  # its server boots while we import and print
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def get(self, scene: Scene) -> Played:
        """The recording of a scene, live if it may be."""
        from tutor.runtime.scene_recordings import Played

        if self.request.replay:
            from tutor.runtime.live_runs import shipped

            return Played(events=shipped(self.lesson, scene), live=False, note="From a recording.")
        self._run = self._run or self._start()
        sys.stdout.flush()
        return self._run(scene)

    def _start(self, *, at_once: bool = False) -> Callable[[Scene], Played]:
        """Makes the event loop; with the first scene, or `at_once`, the session in it."""
        import asyncio
        from contextlib import suppress

        from tutor.runtime.live_runs import LiveRuns
        from tutor.runtime.scene_recordings import Scenes

        runs = LiveRuns(
            self.lesson,
            layer=self.request.layer,
            redis_url=self.request.redis,
            spares=self.request.scene is None,  # after a single scene there is no next server
        )
        scenes = Scenes(self.lesson, runs)
        runner = self._stack.enter_context(asyncio.Runner())

        def play(scene: Scene) -> Played:
            return runner.run(scenes.get(scene, _progress))

        def close() -> None:
            runner.run(scenes.close())

        self._stack.callback(close)
        if at_once:
            with suppress(TutorError):  # the scene will say it
                runner.run(runs.open())
        return play


def _progress(text: str) -> None:
    """What a live run is doing, for who waits at a terminal; never part of the text."""
    if sys.stderr.isatty() and not sys.stdout.isatty() and os.environ.get("TERM") != "dumb":
        gate.overwrite(f"{text}…", park=True)
