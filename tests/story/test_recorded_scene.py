"""A scene on its recording: what is told at a step, and what stands in the layer's place."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.story.lesson import SCENE, told
from tests.view.tape import three_tabs
from tutor.course.model import Beat
from tutor.story.recorded_scene import tell
from tutor.story.walk import Walk, forward


def test_beats_and_questions_are_the_steps_to_walk() -> None:
    track = told().track
    assert (track.last, track.beats, track.asks) == (86, (16, 33, 59), ((58, "how-many"),))


def test_what_is_told_at_a_step() -> None:
    story = told()
    assert [beat.text for beat in story.beats_at(16)] == ["The first tab joins the group."]
    assert (story.beats_at(17), story.told_by(15), story.told_by(58)) == ((), 0, 33)


def test_a_beat_is_told_before_the_question_of_its_step() -> None:
    kind = told().timeline.events[57].kind
    nth = sum(event.kind == kind for event in told().timeline.events[:58])
    early = Beat(pattern=f"{kind} nth={nth}", text="It is read first.", source=SCENE.source)
    story = told(replace(SCENE, beats=(early,)))
    first = forward(Walk(), story.track)
    then = forward(first, story.track)
    assert [(walk.step, walk.asking) for walk in (first, then)] == [(58, ""), (58, "how-many")]


def test_a_question_is_found_by_its_id() -> None:
    assert told().question("how-many").right == 1


@pytest.mark.parametrize(
    ("without", "beside"),
    [
        ((), "groups"),
        (("channel.", "group.", "layer."), "instances"),
        (("channel.", "group.", "layer.", "consumer."), "events"),
    ],
)
def test_the_layers_place_goes_to_a_view_that_has_something(
    without: tuple[str, ...], beside: str
) -> None:
    events = [event for event in three_tabs().events if not event.kind.startswith(without)]
    assert tell(SCENE, events).beside == beside
