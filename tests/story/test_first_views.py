"""A newcomer's first scene: which views are there, and which one is new."""

from __future__ import annotations

from msgspec.structs import replace

from tests.story.lesson import HERE, LESSON, READ, SCENE, STAGED, told
from tutor.course.model import Beat
from tutor.story import first_views
from tutor.story import visit as story
from tutor.story.visit import Visit
from tutor.story.walk import Walk

SPOKEN = replace(
    SCENE,
    beats=(
        Beat(pattern="group.joined nth=1", text="One.", source=HERE),
        Beat(pattern="group.joined nth=2", text="Two.", look=("scope", "groups"), source=HERE),
        Beat(pattern="group.sent", text="Three.", look=("groups",), source=HERE),
    ),
)
STAGE = story.arrived(
    Visit(page=replace(STAGED, scene=SPOKEN), walk=Walk(place="stage")), SPOKEN, told(SPOKEN)
)
FIRST = replace(LESSON, number=1)


def at(step: int) -> Visit:
    return replace(STAGE, walk=Walk(place="stage", step=step))


def test_only_the_first_scene_of_the_first_lesson_is_gentle() -> None:
    visits = [Visit(page=STAGED), Visit(page=READ)]
    gentle = [(first_views.comes_gently(one, visit)) for one in (FIRST, LESSON) for visit in visits]
    assert gentle == [True, False, False, False]
    wordy = replace(FIRST, pages=(READ,))
    assert first_views.comes_gently(wordy, visits[0]) is False


def test_a_beat_brings_the_views_that_none_before_has_spoken_of() -> None:
    assert [first_views.brought(at(step)) for step in STAGE.track.beats] == [
        ("groups",),
        ("scope",),
        (),
    ]


def test_a_view_is_new_at_the_step_of_its_beat_only() -> None:
    assert first_views.brought(at(STAGE.track.beats[1] + 1)) == ()
    assert first_views.brought(at(1)) == ()
    assert first_views.brought(Visit(page=STAGED)) == ()


def test_a_view_may_be_a_strip_two_beats_after_it_came() -> None:
    assert [first_views.strips(at(step)) for step in STAGE.track.beats] == [
        frozenset(),
        frozenset(),
        {"groups"},
    ]


def test_views_that_were_spoken_of_have_been_met() -> None:
    assert first_views.met(at(STAGE.track.beats[1])) == {"groups", "scope"}
    assert first_views.met(at(0)) == frozenset()
