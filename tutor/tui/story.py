"""A scene and a recording of it, put together: where its beats fall, when it asks, what was true.

Thin: `core` decides. What does not fit this recording is left out here; `tutor check` reports it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tutor.core import beats, predict
from tutor.core.events import Event
from tutor.core.match import Context, PatternError, Query
from tutor.core.timeline import Timeline
from tutor.course.model import Beat, Claim, Predict, Scene
from tutor.tui.walk import Script


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A prediction on this recording."""

    step: int  # where the walk stops to ask
    predict: Predict
    right: int  # index of the choice that the run makes true


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Everything the player needs of one recorded scene."""

    scene: Scene
    timeline: Timeline
    told: tuple[tuple[int, Beat], ...]
    questions: tuple[Question, ...]
    claims: tuple[tuple[Claim, bool], ...]
    script: Script

    def question(self, id: str) -> Question:
        """The question of this id."""
        return next(question for question in self.questions if question.predict.id == id)


def tell(scene: Scene, events: Sequence[Event]) -> Story:
    """Puts a scene and a recording of it together."""
    context = Context.of(events)
    told = tuple(
        (seq, beat) for beat in scene.beats if (seq := _find(beat.pattern, context)) is not None
    )
    told = tuple(sorted(told, key=lambda pair: pair[0]))
    questions = tuple(filter(None, (_ask(question, context) for question in scene.predictions)))
    questions = tuple(sorted(questions, key=lambda question: question.step))
    return Story(
        scene=scene,
        timeline=Timeline(events),
        told=told,
        questions=questions,
        claims=tuple((claim, _holds(claim.proof, context)) for claim in scene.claims),
        script=Script(
            last=len(events),
            beats=tuple(sorted({seq for seq, _ in told})),
            asks=tuple((question.step, question.predict.id) for question in questions),
        ),
    )


def _find(pattern: str, context: Context) -> int | None:
    try:
        placed = beats.place([pattern], context).placed
    except PatternError:
        return None
    return placed[0].seq if placed else None


def _ask(question: Predict, context: Context) -> Question | None:
    before = _find(question.before, context) if question.before else 1
    if before is None:
        return None
    labels = [choice.label for choice in question.choices]
    try:
        right = predict.judge(question.answer, context, labels)
    except (PatternError, predict.PredictError):
        return None
    return Question(step=before - 1, predict=question, right=right)


def _holds(proof: str, context: Context) -> bool:
    try:
        return Query.parse(proof).holds(context)
    except PatternError:
        return False
