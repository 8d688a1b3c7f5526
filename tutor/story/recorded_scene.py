"""A scene and a recording of it, put together. Thin: `script.py` and `core` decide."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tutor.core.events import Event
from tutor.core.timeline import Timeline
from tutor.course.model import Beat, Scene
from tutor.story import script
from tutor.story.script import Question, Script
from tutor.story.walk import Track


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a front end needs of one recorded scene."""

    timeline: Timeline
    script: Script  # what it tells, asks and proves
    track: Track  # the same as steps to walk

    def beats_at(self, step: int) -> tuple[Beat, ...]:
        """What is told at this very step."""
        return tuple(beat for at, beat in self.script.told if at == step)

    def told_by(self, step: int) -> int:
        """The step of the last beat up to this one; 0 = none."""
        return max((at for at, _ in self.script.told if at <= step), default=0)

    def question(self, id: str) -> Question:
        """The question of this id."""
        return next(question for question in self.script.questions if question.predict.id == id)


def tell(scene: Scene, events: Sequence[Event]) -> Story:
    """Puts a scene and a recording of it together."""
    timeline = Timeline(events)
    written = script.write(scene, timeline)
    track = Track(
        last=len(timeline),
        beats=tuple(sorted({step for step, _ in written.told})),
        asks=tuple((question.step, question.predict.id) for question in written.questions),
    )
    return Story(timeline=timeline, script=written, track=track)
