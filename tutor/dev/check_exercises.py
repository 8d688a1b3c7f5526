"""Proves exercises by runs: the starter fails, the solution holds, each wrong mend is told apart.

A learner never meets an exercise that lies. The runs are real, a few side by side; one that goes
against what is expected is made once more with the machine to itself.
"""

from __future__ import annotations

import asyncio
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from tutor import files
from tutor.core.diagnose.rules import RULES
from tutor.core.summary import summary
from tutor.course.load import load_course, read_lesson
from tutor.course.model import Lesson, Source
from tutor.course.problems import Problem, problem
from tutor.errors import Exit, TutorError, unknown
from tutor.practice.check_exercise import check_exercise
from tutor.practice.exercise import GOOD, START, STOPPED, Exercise, Wrong
from tutor.practice.judging import unread
from tutor.practice.other_names import renamed
from tutor.practice.read_exercises import read_exercises
from tutor.quiz.read import read_cards
from tutor.runtime.paths import lessons_folder
from tutor.runtime.processes.session import Session
from tutor.runtime.stage.exercise_runs import Ran, lay_out, run_exercise
from tutor.runtime.stage.scene_runs import Gate, jobs_for_this_machine

SAVE: Final = 1.5  # seconds within which a save is judged
Found = tuple[Exercise, Source]


@dataclass(frozen=True, slots=True)
class Variant:
    """One state of an exercise's code, and what a run of it has to say."""

    exercise: Exercise
    source: Source
    name: str  # "start", "good", "wrong/catch.py"
    files: dict[str, Path]
    wrong: Wrong | None = None  # what the finding has to be; None = any
    is_tried: bool = False  # it is none of the exercise's own, and nothing is expected of it
    is_again: bool = False  # it has the other names, with which the exercise comes back

    @property
    def label(self) -> str:
        """What an author is told: "good", "good with other names"."""
        return f"{self.name} with other names" if self.is_again else self.name

    @property
    def stops(self) -> str:
        """What has to be said of it where it cannot be run; "" where it has to be judged."""
        if self.wrong is not None:
            return self.wrong.says if self.wrong.diagnosis == STOPPED else ""
        return self.exercise.stops if self.name == START else ""

    def doubts(self, ran: Ran) -> Iterator[str]:
        """What the run says that it should not."""
        stopped = ran.stopped
        if stopped is not None:
            told = "\n".join((stopped.sentence, *stopped.trace))
            if not self.stops or self.stops not in told:
                yield f"{self.label} could not be run: {stopped.sentence}"
        elif self.stops:
            yield f"{self.label} was run, and had to stop with {self.stops!r}"
        else:
            yield from self._doubts(ran)

    def _doubts(self, ran: Ran) -> Iterator[str]:
        assert ran.judged is not None
        failing, finding = ran.judged.failing, ran.judged.finding
        if self.name == GOOD:
            if failing is not None:
                yield f"{self.label} does not hold: {failing.says}: {failing.saw}"
            if ran.unmet:
                yield f"{self.label} waits in vain: {ran.unmet}"
        elif failing is None:
            yield f"{self.label} holds"
        elif finding is None:
            yield f"{self.label} fails ({failing.says}: {failing.saw}) and has no diagnosis"
        elif self.wrong is not None and finding.rule != self.wrong.diagnosis:
            told = f"{self.label} has the diagnosis {finding.rule} and not {self.wrong.diagnosis}"
            yield f"{told}: {finding.sentence}"
        elif self.wrong is not None and self.wrong.says not in finding.sentence:
            yield (
                f"{self.label}: its diagnosis does not say {self.wrong.says!r}: {finding.sentence}"
            )


def read_all(lessons: Sequence[Lesson]) -> tuple[list[Found], list[Problem]]:
    """The exercises of these lessons, and what is wrong with them as they are written."""
    exercises, problems = [], []
    for lesson in lessons:
        found, wrong = read_exercises(lesson.folder, lesson.number)
        problems += wrong
        topics = {card.topic for card, _ in read_cards(lesson.folder, lesson.number)[0]}
        pages = {page.title for page in lesson.pages}
        for exercise, source in found:
            problems += check_exercise(exercise, source, topics=topics, pages=pages, rules=RULES)
        exercises += found
    names = [exercise.name for exercise, _ in exercises]
    problems += [
        problem(source, f"{exercise.name}: another exercise is called so", "a name each")
        for exercise, source in exercises
        if names.count(exercise.name) > 1
    ]
    return exercises, problems


def variants(exercise: Exercise, source: Source, only: Path | None = None) -> list[Variant]:
    """Everything of an exercise that is run; or `only` this file in place of the edited one."""
    if only is not None:
        code = {**exercise.start(), exercise.edit: only}
        return [Variant(exercise, source, str(only), code, is_tried=True)]
    made = [
        Variant(exercise, source, START, exercise.start()),
        Variant(exercise, source, GOOD, exercise.good()),
    ]
    if exercise.again:
        made += [replace(variant, is_again=True) for variant in made]
    return made + [
        Variant(exercise, source, wrong.file, exercise.mend(wrong), wrong)
        for wrong in exercise.wrongs
    ]


@dataclass(slots=True)
class Proof:
    """Runs every variant, and collects what goes against the author."""

    told: Callable[[Variant, Ran], Iterator[str]] | None = None  # what is printed of each run
    workers: int = 0  # runs side by side; 0 = as many as this machine takes
    wants: Callable[[Variant], bool] = lambda _: True  # what is run
    problems: list[Problem] = field(default_factory=list)
    runs: int = 0

    async def play(self, found: Sequence[Found], only: Path | None = None) -> None:
        """Run all that there is, or this file alone. Raises what keeps any run from happening.

        An exercise with a query that cannot be read is a problem already, and is not run.
        """
        waiting = deque(
            one
            for exercise, source in found
            if not unread(exercise)
            for one in filter(self.wants, variants(exercise, source, only))
        )
        if not waiting:
            return
        gate = Gate(min(self.workers or jobs_for_this_machine(), len(waiting)))
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(gate.places):
                    group.create_task(self._work(waiting, gate))
        except* TutorError as hinders:
            raise hinders.exceptions[0] from None

    async def _work(self, waiting: deque[Variant], gate: Gate) -> None:
        async with AsyncExitStack() as stack:
            session = await stack.enter_async_context(Session())
            while waiting:
                await self._prove(waiting.popleft(), gate, session)

    async def _prove(self, variant: Variant, gate: Gate, session: Session) -> None:
        timed = any("ms " in fact.holds for fact in variant.exercise.facts)
        async with gate.enter(alone=timed):
            ran = await self._run(variant, session)
        doubts = [] if variant.is_tried else list(variant.doubts(ran))
        if doubts:
            async with gate.enter(alone=True):
                ran = await self._run(variant, session)
            doubts = list(variant.doubts(ran))
        self.problems += [
            problem(variant.source, f"{variant.exercise.name}: {doubt}") for doubt in doubts
        ]

    async def _run(self, variant: Variant, session: Session) -> Ran:
        folder = session.scene_folder() / variant.exercise.name
        lay_out(variant.files, folder)
        if variant.is_again:
            file = folder / variant.exercise.edit
            file.write_text(renamed(files.text(file), variant.exercise.again), encoding="utf-8")
        ran = await run_exercise(variant.exercise, folder, session)
        self.runs += 1
        if self.told is not None:
            print(*self.told(variant, ran), sep="\n")
        return ran


async def prove(found: Sequence[Found]) -> list[Problem]:
    """What goes against the authors of these exercises."""
    proof = Proof()
    await proof.play(found)
    return proof.problems


# ── one, or some ────────────────────────────────────────────────────────────────────────────


def main(names: Sequence[str], *, code: Path | None = None, facts: bool = False) -> int:
    """`tutor dev exercise`: check and prove those that are named, all without a name.

    `code`: one run of this file in place of the edited one, and nothing is proved. `facts`: what
    happened is told whole.
    """
    try:
        found, problems = _named(read_all(_lessons()), names)
        proof = Proof(told=_with_facts if facts else account)
        if code is None:
            asyncio.run(proof.play(found))
        else:
            asyncio.run(proof.play(found, only=code))
    except TutorError as error:
        print(error.message, error.hint, sep="\n", file=sys.stderr)
        return error.exit_code
    wrong = sorted({*problems, *proof.problems})
    print(*wrong, sep="\n", end="\n" if wrong else "")
    print(f"{len(found)} exercises, {proof.runs} runs, {len(wrong)} problems")
    return Exit.FAILED if wrong else Exit.OK


def _lessons() -> list[Lesson]:
    course = load_course(lessons_folder())
    return [read_lesson(outline)[0] for outline in course.outlines if outline.folder is not None]


def _named(
    read: tuple[list[Found], list[Problem]], names: Sequence[str]
) -> tuple[list[Found], list[Problem]]:
    found, problems = read
    if not names:
        return found, problems
    chosen: list[Found] = []
    for name in names:
        mine = [one for one in found if name in called(one[0])]
        wrong = [one for one in problems if one.file.parent.name == name.rpartition("/")[2]]
        if not mine and not wrong:
            raise unknown("exercise", name, [one.name for one, _ in found])
        chosen += [one for one in mine if one not in chosen]
    folders = {one.folder for one, _ in chosen}
    last = {name.rpartition("/")[2] for name in names}
    return chosen, [
        one for one in problems if one.file.parent in folders or one.file.parent.name in last
    ]


def called(exercise: Exercise) -> tuple[str, str, str]:
    """What an author may call it: "closes", "7/closes", "7" with all others of the lesson."""
    return exercise.name, f"{exercise.lesson}/{exercise.name}", str(exercise.lesson)


def account(variant: Variant, ran: Ran) -> Iterator[str]:
    """A run in a few lines."""
    said = "mended" if ran.is_mended else "not mended"
    slow = f"  (more than {SAVE} s)" if ran.seconds > SAVE and not variant.exercise.slow else ""
    yield f"{variant.exercise.name} {variant.label}: {said}, {ran.seconds:.2f} s{slow}"
    if ran.stopped is not None:
        yield f"  could not be run: {ran.stopped.sentence} {ran.stopped.place}"
        yield from (f"    {line}" for line in ran.stopped.trace)
    if ran.unmet:
        yield f"  waited in vain: {ran.unmet}"
    if ran.judged is not None and not ran.is_mended:
        for truth in ran.judged.truths:
            instead = f": {truth.saw}" if truth.saw else ""
            yield f"  {'yes' if truth.holds else 'NO '} {truth.says}{instead}"
        if finding := ran.judged.finding:
            yield f"  [{finding.rule}] {finding.sentence}"
            yield f"    {finding.remedy} {finding.place} step {finding.seq}"


def _with_facts(variant: Variant, ran: Ran) -> Iterator[str]:
    yield from account(variant, ran)
    for event in ran.events:
        at = f"{event.at / 1e6:9.1f}"
        yield f"  {event.seq:>4} {at} {event.process:<9} {event.kind:<20} {summary(event)}"
