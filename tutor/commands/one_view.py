"""`tutor lesson N --scene NAME --view VIEW`: one picture of a recording, alone, as text."""

from __future__ import annotations

import sys
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from tutor.course.inside import source_text
from tutor.course.model import Lesson
from tutor.errors import UsageError, unknown
from tutor.library import find
from tutor.terminal import wants_ascii, wants_color

if TYPE_CHECKING:
    from tutor.library.lesson_request import Request
    from tutor.view.table import View

LEAST = 20  # cells


def run(lesson: Lesson, request: Request) -> None:
    """Prints the view at the step, by default the last one, of the recording that is shipped."""
    from tutor.plain.printer import Printer
    from tutor.runtime.paths import project_root
    from tutor.runtime.shipped_recordings import shipped
    from tutor.story.recorded_scene import tell
    from tutor.view.reserved import Plan

    row = _row(request.view)
    if request.scene is None:
        names = ", ".join(scene.name for scene in lesson.scenes)
        raise UsageError("--view needs --scene.", f"Scenes of lesson {lesson.number}: {names}.")
    scene = find.scene(lesson, request.scene)
    timeline = tell(scene, shipped(lesson, scene)).timeline
    last = len(timeline)
    step = last if request.step is None else request.step
    if step > last:
        raise unknown("step", step, range(last + 1), f"in {request.scene}")
    roots = (project_root(), lesson.folder, lesson.folder / "labs")
    ascii = request.ascii or wants_ascii()
    width = request.width or max(get_terminal_size().columns, LEAST)
    picture = row.draw(
        timeline.moment(step),
        read=lambda path: source_text(roots, path),
        plan=Plan(timeline),
        words=request.words,
        width=width,
        height=request.height,
        ascii=ascii,
    )
    Printer(sys.stdout, width=width, ascii=ascii, color=wants_color()).console.print(picture)


def _row(name: str) -> View:
    """The view of this name; the word and the key that the player has for it do as well."""
    from tutor.view.table import ROWS

    for row in ROWS:
        if name in (row.name, row.word, row.key):
            return row
    named = ", ".join(row.name + f" ({row.word})" * (row.word != row.name) for row in ROWS)
    raise UsageError(f"There is no view {name!r}.", f"Views: {named}.")
