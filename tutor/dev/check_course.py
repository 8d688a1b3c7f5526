"""`tutor dev check`: everything that is wrong in the lessons, at once, with its place.

Static checks of every lesson, its claims against the ledger's rows, and the text of every scene
against its recording. It starts no server, unless `--live` asks for a fresh run of every scene,
which has to bear out the text and to repeat the recording, and for the proofs of the exercises.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from tutor.core.events import Event
from tutor.core.match import PatternError
from tutor.course.check_lesson import check_course
from tutor.course.claims import check_claims, missing, read_rows
from tutor.course.glossary import check_terms
from tutor.course.inside import trace
from tutor.course.load import load_course, read_lesson
from tutor.course.model import Course, Lesson, Row, Scene
from tutor.course.problems import Problem, problem
from tutor.course.prove import check_run
from tutor.dev.characters import check_characters
from tutor.dev.check_deck import check as check_cards
from tutor.dev.check_exercises import prove, read_all
from tutor.dev.check_interviews import check_interviews
from tutor.dev.check_play import check_all_goals
from tutor.dev.check_symptoms import check_symptoms, repeat_runs
from tutor.dev.compare import differences, races
from tutor.dev.links import check_links
from tutor.dev.spelling import check_spelling
from tutor.errors import Exit, TutorError
from tutor.quiz.card import Card
from tutor.runtime import paths, recording

SHOWN: Final = 5  # differences of a run that are told


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        course = load_course(options.lessons)
        lessons = written(course)
        rows, problems = read_rows(course.folder)
        problems += check_course(course, options.root)
        problems += check_claims(rows, lessons)
        problems += [found for lesson in lessons for found in check_lesson_files(lesson)]
        deck = check_cards(lessons, _claims(rows, lessons))
        exercises, found_in_exercises = read_all(lessons)
        symptoms = check_symptoms(course, lessons, deck.cards)
        problems += [
            *deck.problems,
            *symptoms.problems,
            *check_interviews(lessons, deck.cards),
            *check_all_goals(lessons),
            *found_in_exercises,
            *_check_files(course.folder, lessons),
        ]
        if options.live:
            problems += asyncio.run(check_live(lessons))
            problems += asyncio.run(prove(exercises))
            problems += repeat_runs(symptoms.symptoms)
    except TutorError as error:
        print(error.message, error.hint, sep="\n", file=sys.stderr)
        return error.exit_code
    unproved = missing(rows, lessons)
    if options.strict:
        problems += [_no_proof(row) for row in unproved]
    found = sorted(set(problems))
    for each in found:
        print(each)
    if unproved and not options.strict:
        print(_warning(unproved, rows))
    if deck.rates.of_good:
        print(deck.rates)
    if symptoms.symptoms:
        print(symptoms)
    print(f"{_summary(lessons, deck.cards, found)}, {len(exercises)} exercises")
    return Exit.FAILED if found else Exit.OK


def _check_files(folder: Path, lessons: Sequence[Lesson]) -> Iterator[Problem]:
    """The course's folder as a whole: words, characters, the glossary."""
    yield from check_spelling(folder)
    yield from check_characters(folder)
    yield from check_terms(folder, {lesson.number: lesson for lesson in lessons})


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tutor dev check", description=__doc__)
    parser.add_argument("--lessons", type=Path, default=paths.lessons_folder(), metavar="FOLDER")
    parser.add_argument("--root", type=Path, default=paths.project_root(), metavar="FOLDER")
    parser.add_argument("--live", action="store_true", help="run every scene, and compare")
    parser.add_argument("--strict", action="store_true", help="a row without a proof is an error")
    return parser


def written(course: Course) -> list[Lesson]:
    """As much of every written lesson as can be read."""
    return [read_lesson(outline)[0] for outline in course.outlines if outline.folder is not None]


def _claims(rows: Sequence[Row], lessons: Sequence[Lesson]) -> set[str]:
    """The ids of the ledger; a course without one has those that its lessons claim."""
    cited = {claim.id for lesson in lessons for scene in lesson.scenes for claim in scene.claims}
    return {row.id for row in rows} | cited


def check_lesson_files(lesson: Lesson) -> Iterator[Problem]:
    """Links, marks, and every scene's text against its recording, where there is one."""
    yield from check_links(lesson)
    for name in races(lesson.folder) - {scene.name for scene in lesson.scenes}:
        message = f"RACES names {name}, and no page plays it"
        yield Problem(file=lesson.folder / "scenes.py", line=1, message=message)
    for scene in lesson.scenes:
        file = trace(lesson.folder, scene.name)
        if file.is_file():
            yield from _check_recording(scene, file)


def _check_recording(scene: Scene, file: Path) -> Iterator[Problem]:
    try:
        yield from check_run(scene, recording.load(file).events)
    except PatternError:
        return  # the static check has named it
    except TutorError as error:
        yield problem(scene.source, error.message, "record it again")


# ── live ────────────────────────────────────────────────────────────────────────────────────


async def check_live(lessons: Sequence[Lesson]) -> list[Problem]:
    """A fresh run of every scene against its text and its recording."""
    from tutor.runtime.stage.scene_runs import Job, Run, Runs, jobs_for_this_machine

    found: list[Problem] = []

    def judge(run: Run) -> list[Problem]:
        lesson, scene = run.job.lesson, run.job.scene
        if run.unavailable:
            return [problem(scene.source, f"{scene.name} could not be run: {run.unavailable}")]
        try:
            return [*check_run(scene, run.events), *check_same(lesson, scene, run.events)]
        except PatternError:
            return []  # the static check has named it

    def ended(run: Run) -> bool:
        found.extend(judge(run))
        return False

    runs = Runs(workers=jobs_for_this_machine(), doubted=lambda run: bool(judge(run)), ended=ended)
    await runs.play([Job(lesson, scene) for lesson in lessons for scene in lesson.scenes])
    return found


def check_same(lesson: Lesson, scene: Scene, events: Sequence[Event]) -> Iterator[Problem]:
    """Whether a fresh run repeats the recording; one that races is held to its predicates only."""
    file = trace(lesson.folder, scene.name)
    if scene.name in races(lesson.folder):
        return
    try:
        found = differences(recording.load(file).events, events)
    except TutorError:
        return  # there is none, or the static check has named it
    if found:
        more = [f"and {len(found) - SHOWN} more"] if len(found) > SHOWN else []
        told = "\n    ".join([*found[:SHOWN], *more])
        hint = f"record it again, or name it in RACES in scenes.py if it races\n    {told}"
        yield problem(scene.source, f"a run of {scene.name} differs from its recording", hint)


# ── telling ─────────────────────────────────────────────────────────────────────────────────


def _no_proof(row: Row) -> Problem:
    hint = "prove it in a scene, or say in `unproved` why no run can"
    return problem(row.source, f"{row.id} has no proof", hint)


def _warning(unproved: Sequence[Row], rows: Sequence[Row]) -> str:
    names = ", ".join(row.id for row in unproved)
    return f"warning: {len(unproved)} of {len(rows)} rows have no proof yet: {names}"


def _summary(lessons: Sequence[Lesson], cards: Sequence[Card], problems: Sequence[Problem]) -> str:
    scenes = [scene for lesson in lessons for scene in lesson.scenes]
    counted = {
        "problems": problems,
        "lessons": lessons,
        "scenes": scenes,
        "beats": [beat for scene in scenes for beat in scene.beats],
        "predictions": [prediction for scene in scenes for prediction in scene.predictions],
        "claims": [claim for scene in scenes for claim in scene.claims],
        "cards": cards,
    }
    return ", ".join(f"{len(things)} {name}" for name, things in counted.items())
