"""A scene and its recording as one: what there is to walk, to ask, and to show beside it."""

from __future__ import annotations

from tests.view.lessons import beat, predict, scene
from tests.view.tape import three_tabs, upto
from tutor.story.recorded_scene import tell


def test_a_story_is_walked_from_beat_to_beat_and_asks_before_its_fact() -> None:
    tape = three_tabs()
    one = scene(
        beats=(beat("group.sent", "b"), beat("group.joined nth=2", "a"), beat("group.sent", "c")),
        predictions=(predict(),),
    )
    story = tell(one, tape.events)
    sent = upto(tape, "group.sent")
    assert story.track.beats == (upto(tape, "group.joined", 2), sent)
    assert story.track.asks == ((sent - 1, predict().id),)
    assert story.track.last == len(tape.events)


def test_a_question_is_found_by_its_id() -> None:
    asked = (predict(), predict(id="another", before=""))
    story = tell(scene(predictions=asked), three_tabs().events)
    assert [story.question(one.id).predict for one in asked] == list(asked)
