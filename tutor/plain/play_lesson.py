"""`tutor lesson N` as linear text: the lesson, a scene of it, or a step, on any output."""

from __future__ import annotations

import os
import sys
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from tutor import gate
from tutor.course.inside import source_text
from tutor.library import find
from tutor.plain.lesson_text import opening, play
from tutor.plain.printer import Printer
from tutor.terminal import wants_ascii, wants_color

if TYPE_CHECKING:
    from tutor.course.model import Lesson, Scene
    from tutor.library.lesson_request import Request
    from tutor.runtime.recordings_in_turn import RecordingsInTurn
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
    from tutor.library.lesson_notes import LessonNotes

    recorded = _recordings(lesson, request)

    def get(scene: Scene) -> Played:
        sys.stdout.flush()  # a live run takes its time
        return recorded.get(scene)

    with LessonNotes(lesson) as notes, recorded:
        play(
            lesson,
            get,
            out=sys.stdout,
            width=width,
            ascii=ascii,
            color=color,
            ask=gate.ask if sys.stdin.isatty() and sys.stdout.isatty() else None,
            scene=request.scene,
            step=request.step,
            page=request.page,
            brief=request.brief,
            sentences=request.words,
            read=lambda path: _read(lesson, path),
            opened=opened,
            reached=None if request.visit else notes.reached,
            answered=None if request.visit else notes.answered,
            ending=None if request.visit else notes.ending,
        )


def _recordings(lesson: Lesson, request: Request) -> RecordingsInTurn:
    from tutor.runtime.recordings_in_turn import RecordingsInTurn

    return RecordingsInTurn(
        lesson,
        _progress,
        replay=request.replay,
        layer=request.layer,
        redis_url=request.redis,
        alone=request.scene is not None,
    )


def _read(lesson: Lesson, path: str) -> str | None:
    """The text of a project's file that a recording names."""
    from tutor.runtime.paths import project_root

    return source_text((project_root(), lesson.folder, lesson.folder / "labs"), path)


def _progress(text: str) -> None:
    """What a live run is doing, for somebody at a terminal; never part of the text."""
    if sys.stderr.isatty() and not sys.stdout.isatty() and os.environ.get("TERM") != "dumb":
        gate.overwrite(f"{text}…", park=True)
