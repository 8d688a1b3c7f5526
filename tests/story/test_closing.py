"""The end of a scene: the guesses, what the keys do, and a picture that is not empty."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.architecture.source import ROOT
from tests.lessons.tools import lessons
from tests.story.lesson import LAST, LESSON, SCENE, STAGED, told
from tests.view import lessons_recorded as recorded
from tests.view.every import picture
from tutor.course.inside import source_text
from tutor.course.onward import Ahead
from tutor.story import visit as story
from tutor.story.closing import guesses, offers
from tutor.story.follow import view_for
from tutor.story.recorded_scene import tell
from tutor.story.visit import Visit
from tutor.story.walk import Place, Walk
from tutor.view.lesson_end import Offer
from tutor.view.scene_end import Guess

ID, QUESTION = SCENE.predictions[0].id, SCENE.predictions[0].question
NEXT = Ahead(title="The end", minutes=1.0)
REST = Ahead(title="Later", minutes=9.0, part=2, of=3)
LIVE: Offer = ("r", "run it again, live", 0.0)


def ended(**more: object) -> Visit:
    """At the end of the scene, which is followed by nothing."""
    page = replace(STAGED, after=())
    there = story.arrived(Visit(page=page, walk=Walk(place="end")), SCENE, told())
    return replace(there, **more)


@pytest.mark.parametrize(
    ("known", "state"),
    [
        ({"answers": {ID: 1}}, "right"),
        ({"answers": {ID: 0}}, "wrong"),
        ({"before": {ID: 1}}, "right"),
        ({"before": {ID: 1}, "answers": {ID: 0}}, "wrong"),
        ({}, "open"),
        ({"skipped": frozenset({ID})}, "open"),
    ],
)
def test_a_guess_is_right_wrong_or_open(known: dict[str, object], state: str) -> None:
    assert guesses(ended(**known)) == [Guess(question=QUESTION, state=state)]  # type: ignore[arg-type]


def test_a_page_without_a_recording_has_no_guesses() -> None:
    assert guesses(Visit(page=STAGED)) == []


def test_a_question_without_an_answer_is_offered_again_and_one_of_another_day_is_not() -> None:
    keys = [
        [key for key, _, _ in offers(visit, NEXT)] for visit in (ended(), ended(before={ID: 1}))
    ]
    assert keys == [["n", "u", "r"], ["n", "r"]]


def test_what_has_been_answered_on_another_day_is_remembered_by_its_label() -> None:
    visit = Visit(page=STAGED)
    for label, known in (("3", {ID: 1}), ("gone", {})):
        assert story.remembered(visit, LESSON.scenes, {ID: label, "other": "x"}).before == known
    kept = story.remembered(visit, LESSON.scenes, {ID: "3"})
    assert story.turn(kept, LAST).before == {ID: 1}


def test_on_leads_to_the_next_page() -> None:
    assert offers(ended(before={ID: 1}), NEXT) == [("n", "next: The end", 1.0), LIVE]


def test_on_leads_to_what_follows_the_scene_before_it_leads_on() -> None:
    visit = replace(ended(before={ID: 1}), page=STAGED)
    assert offers(visit, NEXT) == [("n", "read on", 0.0), LIVE]


def test_where_a_part_ends_one_may_rest() -> None:
    first, *_, last = offers(ended(), REST)
    assert first == ("n", "part 2: Later", 9.0)
    assert last == ("q", "rest here; tutor next goes on at part 2", 0.0)


def test_in_short_only_the_way_on_is_told() -> None:
    assert [key for key, _, _ in offers(ended(), REST, short=True)] == ["n", "q"]
    assert offers(ended(), None, short=True) == []


def test_at_the_end_of_a_lesson_the_lesson_says_what_comes_next() -> None:
    assert offers(ended(before={ID: 1}), None) == [LIVE]


def test_a_replay_runs_nothing_again() -> None:
    assert LIVE not in offers(ended(soon=True), NEXT)


def test_facts_behind_the_finish_are_offered() -> None:
    short = told(replace(SCENE, predictions=()))
    visit = replace(ended(), story=short)
    assert offers(visit, None)[-1] == ("$", f"to the last fact ({short.track.last})", 0.0)


def test_an_end_that_was_gone_back_to_has_its_picture_once_there_is_a_recording() -> None:
    waits = story.backward(Visit(page=STAGED, walk=Walk(place="after")))
    assert waits is not None
    assert story.arrived(waits, SCENE, told()).walk == Walk(place="end", step=told().track.stop)


@pytest.mark.parametrize(
    ("place", "staged", "finished"),
    [("read", False, False), ("stage", True, True), ("end", True, False), ("after", False, False)],
)
def test_the_picture_stays_from_the_first_beat_to_the_end(
    place: Place, staged: bool, finished: bool
) -> None:
    visit = ended(walk=Walk(place=place, step=told().track.stop))
    assert (visit.is_staged, visit.is_finished) == (staged, finished)


def test_a_stage_that_is_not_at_its_finish_is_not_finished() -> None:
    visit = ended(walk=Walk(place="stage", step=1))
    assert (visit.is_finished, visit.goes_on) == (False, True)


# ── the scenes of the course ────────────────────────────────────────────────────────────────

SCENES = {
    lesson.folder / "traces" / f"{scene.name}.jsonl": scene
    for lesson in lessons()
    for scene in lesson.scenes
}


@pytest.mark.slow
@pytest.mark.parametrize("trace", SCENES, ids=recorded.name)
def test_no_picture_at_the_end_of_a_scene_is_empty(trace: Path) -> None:
    told = tell(SCENES[trace], recorded.timeline(trace).events)
    stop, folder = told.track.stop, trace.parents[1]
    last = told.beats_at(told.told_by(stop))[-1]
    hero = (last.look or (view_for(told.timeline.event(stop)),))[0]
    read = partial(source_text, (ROOT, folder, folder / "labs"))
    look = {"width": 80, "height": 14, "read": read}
    shown, nothing = (picture(hero, told.timeline.moment(step), **look) for step in (stop, 0))
    assert shown != nothing, hero
    assert len([line for line in shown.splitlines() if line.strip()]) > 1, shown


@pytest.mark.slow
@pytest.mark.parametrize("trace", SCENES, ids=recorded.name)
def test_every_verdict_of_the_course_is_out_at_the_finish(trace: Path) -> None:
    track = tell(SCENES[trace], recorded.timeline(trace).events).track
    assert max((step for step, _ in track.verdicts), default=0) <= track.stop <= track.last
