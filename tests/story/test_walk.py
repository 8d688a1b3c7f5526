"""Where a key leads: to the beat, to the question before it, past it when it was asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.story.walk import Track, Walk, answered, backward, forward, go, is_told, jump

TRACK = Track(last=40, beats=(5, 12, 30), asks=((11, "how many"), (20, "who")))
STAGE = Walk(place="stage")


def test_on_goes_from_prose_to_the_first_beat() -> None:
    assert forward(Walk(), TRACK) == Walk(place="stage", step=5)


def test_on_stops_at_an_open_question() -> None:
    assert forward(Walk(place="stage", step=5), TRACK) == Walk(
        place="stage", step=11, asking="how many"
    )


def test_same_key_again_skips_the_question() -> None:
    asked = forward(Walk(place="stage", step=5), TRACK)
    assert forward(asked, TRACK) == Walk(place="stage", step=12, settled=frozenset({"how many"}))


def test_answered_question_is_not_asked_again() -> None:
    told = answered(forward(Walk(place="stage", step=5), TRACK))
    assert forward(jump(told, TRACK, 5), TRACK).step == 12


def test_after_the_last_beat_comes_the_end_then_what_follows() -> None:
    end = forward(Walk(place="stage", step=30), TRACK)
    assert (end, forward(end, TRACK)) == (Walk(place="end", step=30), Walk(place="after", step=30))


def test_the_stage_stops_at_the_finish_when_the_scene_names_one() -> None:
    track = Track(last=40, beats=(5, 12), finish=20)
    finish = forward(Walk(place="stage", step=12), track)
    assert (finish.place, finish.step, forward(finish, track).place) == ("stage", 20, "end")


def test_from_behind_the_finish_on_leads_back_to_the_finished_picture() -> None:
    assert forward(Walk(place="stage", step=38), TRACK) == Walk(place="end", step=30)


def test_back_from_the_first_beat_is_the_prose() -> None:
    assert backward(Walk(place="stage", step=5), TRACK).place == "read"


def test_back_between_beats_goes_to_the_one_before() -> None:
    assert backward(Walk(place="stage", step=13), TRACK).step == 12


def test_back_from_what_follows_is_the_end_of_the_scene() -> None:
    end = backward(Walk(place="after", step=40), TRACK)
    assert (end, backward(end, TRACK)) == (Walk(place="end", step=30), Walk(place="stage", step=30))


def test_jump_asks_nothing() -> None:
    assert jump(STAGE, TRACK, 35) == Walk(place="stage", step=35)


@pytest.mark.parametrize(("target", "step"), [(-3, 0), (0, 0), (1, 1), (40, 40), (41, 40)])
def test_jump_ends_at_the_ends_and_keeps_what_was_settled(target: int, step: int) -> None:
    here = Walk(place="read", step=7, asking="who", settled=frozenset({"how many"}))
    expected = Walk(place="stage", step=step, settled=frozenset({"how many"}))
    assert jump(here, TRACK, target) == expected


@pytest.mark.parametrize(
    ("walk", "told"),
    [
        (Walk(place="stage", step=29), False),
        (Walk(place="stage", step=30), True),
        (Walk(place="stage", step=30, asking="who"), False),
    ],
)
def test_a_scene_is_told_with_its_last_beat(walk: Walk, told: bool) -> None:
    assert is_told(walk, TRACK) is told
    assert is_told(Walk(step=3), Track(last=3)), "without beats, with its last event"
    assert not is_told(Walk(step=2), Track(last=3))


def test_question_before_the_first_step_is_asked_at_step_0() -> None:
    track = Track(last=3, beats=(1,), asks=((0, "first"),))
    assert forward(Walk(), track) == Walk(place="stage", asking="first")


@given(st.integers(-5, 60), st.integers(0, 40))
def test_no_way_leads_out_of_the_recording(target: int, step: int) -> None:
    here = Walk(place="stage", step=step)
    assert all(0 <= way(here, TRACK, target).step <= 40 for way in (go, jump))


@given(st.integers(0, 40))
def test_on_always_comes_to_an_end(step: int) -> None:
    walk, presses = Walk(place="stage", step=step), 0
    while walk.place != "after":
        walk, presses = forward(walk, TRACK), presses + 1
    assert presses <= len(TRACK.beats) + len(TRACK.asks) + 2
