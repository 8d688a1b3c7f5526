"""`python -m tutor.dev.check`: everything that is wrong in the lessons, at once, with its place.

Static checks of every lesson, and the text of every scene against its recording. It starts no
server: tests/lessons plays the scenes live.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tutor.core.match import PatternError
from tutor.course.check import check_course
from tutor.course.load import load_course, read_lesson
from tutor.course.model import Course, Scene
from tutor.course.problems import Problem, problem
from tutor.course.prove import check_run
from tutor.errors import Exit, TutorError
from tutor.runtime import paths, recording


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tutor.dev.check", description=__doc__)
    parser.add_argument("--lessons", type=Path, default=paths.lessons_folder(), metavar="FOLDER")
    parser.add_argument("--root", type=Path, default=paths.project_root(), metavar="FOLDER")
    options = parser.parse_args(arguments)
    try:
        course = load_course(options.lessons)
        problems = sorted({*check_course(course, options.root), *check_recordings(course)})
    except TutorError as error:
        print(error.message, error.hint, sep="\n", file=sys.stderr)
        return error.exit_code
    for found in problems:
        print(found)
    print(_summary(course, problems))
    return Exit.FAILED if problems else Exit.OK


def check_recordings(course: Course) -> Iterator[Problem]:
    """Every scene's text against its recording, where there is one."""
    for outline in course.outlines:
        if outline.folder is None:
            continue
        lesson, _ = read_lesson(outline)
        for scene in lesson.scenes:
            file = lesson.folder / "traces" / f"{scene.name}.jsonl"
            if file.is_file():
                yield from _check_recording(scene, file)


def _check_recording(scene: Scene, file: Path) -> Iterator[Problem]:
    try:
        yield from check_run(scene, recording.load(file).events)
    except PatternError:
        return  # the static check has named it
    except TutorError as error:
        yield problem(scene.source, error.message, error.hint or "record it again")


def _summary(course: Course, problems: Sequence[Problem]) -> str:
    written = [outline for outline in course.outlines if outline.folder is not None]
    lessons = [read_lesson(outline)[0] for outline in written]
    scenes = [scene for lesson in lessons for scene in lesson.scenes]
    counted = {
        "problems": problems,
        "lessons": lessons,
        "scenes": scenes,
        "beats": [beat for scene in scenes for beat in scene.beats],
        "predictions": [prediction for scene in scenes for prediction in scene.predictions],
        "claims": [claim for scene in scenes for claim in scene.claims],
    }
    return ", ".join(f"{len(things)} {name}" for name, things in counted.items())


if __name__ == "__main__":
    sys.exit(main())
