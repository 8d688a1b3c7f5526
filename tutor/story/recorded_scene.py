"""A scene and a recording of it, put together. Thin: `view.script` and `core` decide."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tutor.core.events import Event
from tutor.core.timeline import Timeline
from tutor.course.model import Scene
from tutor.story import script
from tutor.story.script import Question, Script
from tutor.story.walk import Track
from tutor.view.table import standing_in


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the player needs of one recorded scene."""

    timeline: Timeline
    script: Script  # what it tells, asks and proves
    track: Track  # the same as steps to walk
    beside: str  # the view that the layer's place is given to: "groups" where there is a layer

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
    beside = standing_in({event.kind for event in events})
    return Story(timeline=timeline, script=written, track=track, beside=beside)
