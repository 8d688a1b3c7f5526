"""A scene and a recording of it, put together. Thin: `view.script` and `core` decide."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tutor.core.events import Event
from tutor.core.timeline import Timeline
from tutor.course.model import Scene
from tutor.tui.walk import Track
from tutor.view import script
from tutor.view.script import Question, Script


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the player needs of one recorded scene."""

    timeline: Timeline
    script: Script  # what it tells, asks and proves
    track: Track  # the same as steps to walk

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
