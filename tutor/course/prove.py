"""Holds a scene's narration against a run: does every beat find its fact, every claim its proof?

Pure: events in, problems out. The same function judges a recording (`tutor.dev.check_course`) and
a live run (tests/lessons, `tutor check`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from tutor.core.beats import place
from tutor.core.events import Event, SceneFinished
from tutor.core.failures import blame, symptoms
from tutor.core.match import Context, Query
from tutor.core.predict import PredictError, decided, judge
from tutor.course.model import Predict, Scene
from tutor.course.problems import Problem, problem


def check_run(scene: Scene, events: Sequence[Event]) -> list[Problem]:
    """Everything in which the text of `scene` and what ran differ. The text must be well formed."""
    context = Context(events)
    return [
        *_check_end(scene, events),
        *_check_beats(scene, context),
        *_check_predictions(scene, context),
        *_check_claims(scene, context),
    ]


def failed(events: Sequence[Event]) -> str:
    """What the script expected in vain, or that the run was cut off; "" for a whole run."""
    last = events[-1] if events else None
    return last.failed if isinstance(last, SceneFinished) else "the run has no end"


def failure(events: Sequence[Event], expected: Sequence[Event] = ()) -> str:
    """Why the script did not come to its end, with the cause if the run shows one; or ""."""
    why = failed(events)
    behind = cause(events, expected) if why else ""
    return f"{why} ({behind})" if behind else why


def cause(events: Sequence[Event], expected: Sequence[Event] = (), proof: str = "") -> str:
    """The first failure behind a run that is not as it should be, in one line; "" without one.

    Of a script that failed it is looked for behind what a client met last, of a proof that does not
    hold behind the facts that the proof names. `expected` is the recording.
    """
    marks = symptoms(events) if failed(events) else Query.parse(proof).facts(events)
    found = blame(events, marks, expected)
    if found is None:
        return ""
    return f"{'cause' if found.caused else 'first failure of the run'}: {found}"


def _check_end(scene: Scene, events: Sequence[Event]) -> Iterator[Problem]:
    if not events or not isinstance(events[-1], SceneFinished):
        yield problem(scene.source, f"the run of {scene.name} has no end", "record it again")
    elif why := failed(events):
        yield problem(scene.source, f"the run of {scene.name} failed: {why}", cause(events))


def _check_beats(scene: Scene, context: Context) -> Iterator[Problem]:
    found = place([beat.pattern for beat in scene.beats], context)
    for index in found.unmatched:
        beat = scene.beats[index]
        yield problem(beat.source, f"no fact of {scene.name} matches `{beat.pattern}`")
    for one, other in pairwise(found.placed):
        if other.beat < one.beat:
            beat = scene.beats[one.beat]
            hint = "write the beats in the order in which they occur"
            yield problem(beat.source, f"`{beat.pattern}` occurs earlier, at step {one.seq}", hint)
        if one.seq == other.seq:
            beat = scene.beats[other.beat]
            yield problem(beat.source, f"a second beat on step {one.seq}", "make one of them")


def _check_predictions(scene: Scene, context: Context) -> Iterator[Problem]:
    stops = sorted({beat.seq for beat in place([b.pattern for b in scene.beats], context).placed})
    for prediction in scene.predictions:
        try:
            judge(prediction.answer, context, [choice.label for choice in prediction.choices])
        except PredictError as error:
            yield problem(prediction.source, str(error), "offer what the run answers")
        lacking = [
            pattern
            for pattern in (prediction.before, prediction.verdict)
            if pattern and not place([pattern], context).placed
        ]
        for pattern in lacking:
            message = f"no fact of {scene.name} matches `{pattern}`"
            yield problem(prediction.source, message)
        if not lacking and stops and not prediction.verdict:
            yield from _check_verdict(prediction, context, stops)


def _check_verdict(
    prediction: Predict, context: Context, stops: Sequence[int]
) -> Iterator[Problem]:
    """An answer that never changes is decided by a fact that only its author knows."""
    before = prediction.before
    asked = place([before], context).placed[0].seq - 1 if before else 0
    if not decided(prediction.answer, context.events, asked, stops):
        hint = "name the fact that decides it: `verdict: PATTERN`"
        yield problem(prediction.source, f"the answer to {prediction.id} never changes", hint)


def _check_claims(scene: Scene, context: Context) -> Iterator[Problem]:
    for claim in scene.claims:
        proof = Query.parse(claim.proof)
        if not proof.holds(context):
            message = f"the proof of {claim.id} does not hold: {proof.explain(context)}"
            yield problem(claim.source, message, "teach what the run shows")
