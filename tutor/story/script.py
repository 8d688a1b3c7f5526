"""A scene's narration placed on a recording of it: which step tells what, asks what, proves what.

`core` finds the facts. What does not fit this recording is left out here; `tutor check` reports it.
"""

from __future__ import annotations

import msgspec

from tutor.core import beats, predict
from tutor.core.match import Context, PatternError, Query
from tutor.core.timeline import Timeline
from tutor.course.model import Beat, Claim, Predict, Scene


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A prediction on this recording."""

    step: int  # where to stop and ask
    predict: Predict
    right: int  # index of the choice that the run makes true


class Script(msgspec.Struct, frozen=True, kw_only=True):
    """What a recorded scene tells, in the order of its steps."""

    told: tuple[tuple[int, Beat], ...]
    questions: tuple[Question, ...]
    claims: tuple[tuple[Claim, bool], ...]  # with whether this run bears it out
    zero: int = 0  # the step that its times count from; 0: a client's first act


def write(scene: Scene, timeline: Timeline) -> Script:
    """Look up every fact that the scene speaks of."""
    context = Context.of(timeline.events)
    told = [(_step(beat.pattern, context), beat) for beat in scene.beats]
    asked = [_question(one, context) for one in scene.predictions]
    return Script(
        told=tuple(
            sorted(((at, beat) for at, beat in told if at is not None), key=lambda pair: pair[0])
        ),
        questions=tuple(sorted(filter(None, asked), key=lambda question: question.step)),
        claims=tuple((claim, _holds(claim.proof, context)) for claim in scene.claims),
        zero=(_step(scene.zero, context) or 0) if scene.zero else 0,
    )


def _step(pattern: str, context: Context) -> int | None:
    try:
        placed = beats.place([pattern], context).placed
    except PatternError:
        return None
    return placed[0].seq if placed else None


def _question(one: Predict, context: Context) -> Question | None:
    before = _step(one.before, context) if one.before else 1
    if before is None:
        return None
    try:
        right = predict.judge(one.answer, context, [choice.label for choice in one.choices])
    except (PatternError, predict.PredictError):
        return None
    return Question(step=before - 1, predict=one, right=right)


def _holds(proof: str, context: Context) -> bool:
    try:
        return bool(Query.parse(proof).value(context))
    except PatternError:
        return False
