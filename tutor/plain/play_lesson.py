"""`tutor lesson N` as linear text: the lesson, a scene of it, or a step, on any output."""

from __future__ import annotations

import sys
from functools import partial
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from tutor import gate
from tutor.course.inside import source_text
from tutor.library import find
from tutor.plain.lesson_text import opening, play
from tutor.plain.printer import Printer
from tutor.terminal import has_progress, wants_ascii, wants_color

if TYPE_CHECKING:
    from tutor.course.model import Lesson, Page
    from tutor.library.lesson_notes import LessonNotes
    from tutor.library.lesson_request import Request
    from tutor.runtime.recordings_in_turn import RecordingsInTurn


def run(name: str, request: Request) -> None:
    """Prints what is asked for. The title goes out before the lesson is even read."""
    ascii, color = request.ascii or wants_ascii(), wants_color()
    width = get_terminal_size().columns
    printer = Printer(sys.stdout, width=width, ascii=ascii, color=color)
    if opened := request.scene is None and request.step is None:
        opening(find.written(name), printer)
    lesson = find.lesson(name)
    if request.scene is not None:
        find.scene(lesson, request.scene)
    from tutor.library.lesson_notes import LessonNotes

    recorded = _recordings(lesson, request)

    with LessonNotes(lesson, along=request.route) as notes, recorded:
        play(
            lesson,
            recorded.get,
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
            read=partial(_read, lesson),
            opened=opened,
            reached=partial(_reached, lesson, request, notes, printer),
            answered=None if request.visit else notes.answered,
            ending=None if request.visit else notes.ending,
        )


def _reached(
    lesson: Lesson, request: Request, notes: LessonNotes, printer: Printer, page: Page, over: bool
) -> None:
    """A page begins, or is over: it is kept, and the end of a part is said."""
    if not request.visit:
        notes.reached(page, over)
    is_whole = request.scene is None and request.step is None and not request.brief
    if over and is_whole:
        _rest(lesson, page, printer)


def _rest(lesson: Lesson, page: Page, printer: Printer) -> None:
    """Between two parts: what is over, and what begins."""
    from tutor.course.minutes import ahead
    from tutor.view.lesson_end import rested

    if (found := ahead(lesson, page.number)) is not None and found.part:
        bare = not printer.color
        printer.show(rested(found, width=printer.width, ascii=printer.ascii, bare=bare))


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
    if has_progress() and not sys.stdout.isatty():
        gate.overwrite(f"{text}…", park=True)
