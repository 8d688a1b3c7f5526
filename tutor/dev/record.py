"""`tutor dev record N [SCENE …]`: plays scenes live and keeps the recordings.

A run that fails, or that the lesson's text does not fit, is not kept: what a learner replays was
proved when it was written. `--keep` keeps it anyway, for an author who has yet to write.

`--changed` plays the scenes and renews a recording only where it is needed: there is none, it
cannot be read, the text does not fit it, its schema is older than this tutor's, or two runs differ
from it by what its own schema version had. Any other recording stays byte for byte.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tutor.core.events import SCHEMA, SCHEMA_MINOR, Event
from tutor.course.inside import trace
from tutor.course.load import load_course, load_lesson
from tutor.course.model import Lesson, Scene
from tutor.course.problems import Problem
from tutor.course.prove import check_run
from tutor.dev.compare import differences, minor_of, races
from tutor.errors import Exit, TutorError, UsageError, unknown
from tutor.runtime import paths
from tutor.runtime.processes.session import Session
from tutor.runtime.recording import Recording, load
from tutor.runtime.stage.director import record

DIFFERS: Final = "it differs from a run"


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        jobs = find_jobs(options)
        problems = asyncio.run(record_scenes(jobs, keep=options.keep, changed=options.changed))
    except TutorError as error:
        print(error.message, error.hint, sep="\n", file=sys.stderr)
        return error.exit_code
    for problem in problems:
        print(problem)
    return Exit.FAILED if problems else Exit.OK


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tutor dev record", description=__doc__)
    parser.add_argument("lesson", type=int, nargs="?", help="number of the lesson (default: all)")
    parser.add_argument("scene", nargs="*", help="names of scenes (default: all of the lesson)")
    parser.add_argument("--all", action="store_true", help="all lessons")
    parser.add_argument("--changed", action="store_true", help="keep only what has changed")
    parser.add_argument("--keep", action="store_true", help="keep runs that the text does not fit")
    parser.add_argument("--lessons", type=Path, default=paths.lessons_folder(), metavar="FOLDER")
    return parser


def find_jobs(options: argparse.Namespace) -> list[tuple[Lesson, list[Scene]]]:
    """The lessons that are wanted, each with its scenes."""
    if options.lesson is None:
        outlines = load_course(options.lessons).outlines
        lessons = [load_lesson(outline) for outline in outlines if outline.folder is not None]
        return [(lesson, list(lesson.scenes)) for lesson in lessons]
    if options.all:
        raise UsageError(f"--all or lesson {options.lesson}, not both.")
    lesson = find_lesson(options.lessons, options.lesson)
    return [(lesson, find_scenes(lesson, options.scene))]


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


async def record_scenes(
    jobs: Sequence[tuple[Lesson, list[Scene]]], *, keep: bool, changed: bool = False
) -> list[Problem]:
    """Play each scene, and save it where that is wanted; what did not fit."""
    problems: list[Problem] = []
    async with Session() as session:
        for lesson, scenes in jobs:
            for scene in scenes:
                problems += await _record(lesson, scene, session, keep=keep, changed=changed)
    return problems


async def _record(
    lesson: Lesson, scene: Scene, session: Session, *, keep: bool, changed: bool
) -> list[Problem]:
    """One scene, and the line that tells what became of it."""
    started = time.monotonic()
    recording = await record(lesson, scene.name, session=session)
    why = needed(lesson, scene, recording.events) if changed else ""
    if why == DIFFERS:  # once more: a busy moment is not a change
        recording = await record(lesson, scene.name, session=session)
        why = needed(lesson, scene, recording.events)
    seconds = time.monotonic() - started
    said = f"{scene.name}: {len(recording.events)} events, {seconds:.1f} s"
    if changed:
        said = f"{lesson.number} {said}"
    if changed and not why:
        print(f"{said}, unchanged")
        return []
    found = check_run(scene, recording.events)
    saved = keep or not found
    if saved:
        _save(lesson, scene, recording)
    print(f"{said}, {'saved' if saved else 'not kept'}{f': {why}' * bool(why)}")
    return found


def needed(lesson: Lesson, scene: Scene, fresh: Sequence[Event]) -> str:
    """Why the scene's recording has to be renewed, seen from a fresh run; "" if it may stay."""
    file = trace(lesson.folder, scene.name)
    if not file.is_file():
        return "there was no recording"
    try:
        recorded = load(file).events
    except TutorError:
        return "the recording could not be read"
    minor = minor_of(recorded)
    if minor < SCHEMA_MINOR:
        return f"it had schema 1.{minor}, now {SCHEMA}"
    if check_run(scene, recorded):
        return "the text did not fit it"
    if scene.name not in races(lesson.folder) and differences(recorded, fresh):
        return DIFFERS
    return ""


def _save(lesson: Lesson, scene: Scene, recording: Recording) -> None:
    file = trace(lesson.folder, scene.name)
    file.parent.mkdir(exist_ok=True)
    recording.save(file)
