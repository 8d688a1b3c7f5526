"""A scene and a recording of it, put together. Thin: `script.py` and `core` decide."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tutor.core.events import Event
from tutor.core.timeline import Timeline
from tutor.course.model import Beat, Scene
from tutor.story import script
from tutor.story.script import Question, Script
from tutor.story.verdicts import verdict
from tutor.story.walk import Track
from tutor.view import acts


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

    def beat_of(self, step: int) -> int:
        """Which beat is told at this step, from 1 on; 0 = none."""
        return self.track.beats.index(step) + 1 if step in self.track.beats else 0

    def verdict_of(self, id: str) -> int:
        """The step that says what is right."""
        return next(step for step, question in self.track.verdicts if question == id)

    def question(self, id: str) -> Question:
        """The question of this id."""
        return next(question for question in self.script.questions if question.predict.id == id)


def tell(scene: Scene, events: Sequence[Event]) -> Story:
    """Puts a scene and a recording of it together."""
    timeline = Timeline(events)
    written = script.write(scene, timeline)
    acts.note(timeline, written.told, written.zero)
    stops = acts.of(timeline).beats
    asked = written.questions
    track = Track(
        last=len(timeline),
        beats=stops,
        asks=tuple((one.step, one.predict.id) for one in asked),
        verdicts=tuple((verdict(one, timeline.events, stops), one.predict.id) for one in asked),
    )
    return Story(timeline=timeline, script=written, track=track)
