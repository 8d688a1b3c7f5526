"""Runs of the scenes that prove claims: what each has shown, and which could not be run."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tutor.course.model import Claim, Lesson, Seen
from tutor.errors import TutorError

if TYPE_CHECKING:
    from tutor.core.events import Event
    from tutor.runtime.stage.scene_runs import Job, Progress, Run


@dataclass(slots=True)
class Outcome:
    """What the runs have shown so far."""

    seen: dict[str, list[Seen]] = field(default_factory=dict)
    hindered: dict[tuple[int, str], str] = field(default_factory=dict)  # lesson, scene → why
    scenes: int = 0
    seconds: float = 0.0


def prove(
    wanted: Collection[str],
    lessons: Sequence[Lesson],
    report: Callable[[Progress], None],
    *,
    jobs: int | None = None,
    fail_fast: bool = False,
) -> Outcome:
    """Runs every scene of `lessons` that proves one of the claims with these ids.

    `jobs` scenes at a time, None = as many as this machine takes; `report` is told how far it is.
    `fail_fast`: the first run that differs from what the course teaches is the last. Nothing of the
    server side is imported where no scene proves any of them.
    """
    outcome = Outcome()
    claimed = [
        (lesson, scene)
        for lesson in lessons
        for scene in lesson.scenes
        if any(claim.id in wanted for claim in scene.claims)
    ]
    if not claimed:
        return outcome
    from tutor.runtime.stage.scene_runs import Job, Runs, jobs_for_this_machine

    def judge(run: Run) -> list[tuple[str, Seen]]:
        claims = [claim for claim in run.job.scene.claims if claim.id in wanted]
        return [(claim.id, _seen(claim, run)) for claim in claims]

    def ended(run: Run) -> bool:
        return _note(outcome, run, judge(run)) and fail_fast

    runs = Runs(
        workers=jobs or jobs_for_this_machine(),
        doubted=lambda run: not all(seen.holds for _, seen in judge(run)),
        ended=ended,
        report=report,
    )
    started = time.monotonic()
    asyncio.run(runs.play([Job(lesson, scene) for lesson, scene in claimed]))
    outcome.seconds = time.monotonic() - started
    return outcome


def _note(outcome: Outcome, run: Run, judged: Sequence[tuple[str, Seen]]) -> bool:
    """Keeps what a run has shown; whether it was not what the course teaches."""
    if run.unavailable:
        outcome.hindered[run.job.lesson.number, run.job.scene.name] = run.unavailable
        return False
    outcome.scenes += 1
    for name, seen in judged:
        outcome.seen.setdefault(name, []).append(seen)
    return not all(seen.holds for _, seen in judged)


def _seen(claim: Claim, run: Run) -> Seen:
    from tutor.core.match import Query
    from tutor.course.prove import cause, failed

    query, broken = Query.parse(claim.proof), failed(run.events)
    holds = not broken and query.holds(run.events)
    observed = query.explain(run.events)
    return Seen(
        lesson=run.job.lesson.number,
        scene=run.job.scene.name,
        proof=claim.proof,
        holds=holds,
        observed=f"the scene failed: {broken}; {observed}" if broken else observed,
        cause="" if holds else cause(run.events, _recorded(run.job), claim.proof),
        runs=run.times,
    )


def _recorded(job: Job) -> Sequence[Event]:
    """The scene's recording, empty where there is none: what fails there is meant to."""
    from tutor.runtime.shipped_recordings import shipped

    try:
        return shipped(job.lesson, job.scene)
    except TutorError:
        return ()
