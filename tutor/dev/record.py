"""`tutor dev record N [SCENE …]`: plays scenes live and keeps the recordings.

A run that fails, or that the lesson's text does not fit, is not kept: what a learner replays was
proved when it was written. `--keep` keeps it all the same, for an author who has yet to write.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tutor import gate
from tutor.course.inside import trace
from tutor.course.load import load_course, load_lesson
from tutor.course.model import Lesson, Scene
from tutor.course.problems import Problem
from tutor.course.prove import check_run
from tutor.errors import Exit, TutorError, unknown
from tutor.runtime import paths
from tutor.runtime.processes.session import Session
from tutor.runtime.stage.director import record


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        lesson = find_lesson(options.lessons, options.lesson)
        scenes = find_scenes(lesson, options.scene)
        problems = asyncio.run(record_scenes(lesson, scenes, keep=options.keep))
    except TutorError as error:
        print(error.message, error.hint, sep="\n", file=sys.stderr)
        return error.exit_code
    for problem in problems:
        print(problem)
    return Exit.FAILED if problems else Exit.OK


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tutor dev record", description=__doc__)
    parser.add_argument("lesson", type=int, help="number of the lesson")
    parser.add_argument("scene", nargs="*", help="names of scenes (default: all of the lesson)")
    parser.add_argument("--keep", action="store_true", help="keep runs that the text does not fit")
    parser.add_argument("--lessons", type=Path, default=paths.lessons_folder(), metavar="FOLDER")
    return parser


def find_lesson(folder: Path, number: int) -> Lesson:
    """The lesson with this number."""
    outlines = load_course(folder).outlines
    for outline in outlines:
        if outline.number == number:
            return load_lesson(outline)
    raise unknown("lesson", number, [outline.number for outline in outlines])


def find_scenes(lesson: Lesson, names: Sequence[str]) -> list[Scene]:
    """The scenes with these names, all of them when there is none."""
    known = {scene.name: scene for scene in lesson.scenes}
    for name in names:
        if name not in known:
            raise unknown("scene", name, list(known), f"in lesson {lesson.number}")
    return [known[name] for name in names or known]


async def record_scenes(lesson: Lesson, scenes: Sequence[Scene], *, keep: bool) -> list[Problem]:
    """Play and save each scene; what did not fit."""
    problems: list[Problem] = []
    async with Session() as session:
        for scene in scenes:
            started = time.monotonic()
            recording = await record(lesson, scene.name, session=session)
            found = check_run(scene, recording.events)
            problems += found
            saved = keep or not found
            if saved:
                file = trace(lesson.folder, scene.name)
                file.parent.mkdir(exist_ok=True)
                recording.save(file)
            told = "saved" if saved else "not kept"
            seconds = time.monotonic() - started
            print(f"{scene.name}: {len(recording.events)} events, {seconds:.1f} s, {told}")
    return problems


if __name__ == "__main__":
    gate.install()
    sys.exit(main())
