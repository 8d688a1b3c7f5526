"""Guesses: asked, answered or skipped, decided by the run at a beat, and asked again."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.story.lesson import HERE, SCENE, STAGED, told
from tests.view.tape import three_tabs
from tutor.course.model import Beat
from tutor.story import visit as story
from tutor.story.visit import Visit
from tutor.story.walk import Walk

ID, ASKED, SENT = "how-many", 58, 59
LATER = "client.received text~Hello nth=3"
THREE = max(e.seq for e in three_tabs().events if e.kind == "client.received")
TOLD = replace(
    SCENE, beats=(*SCENE.beats, Beat(pattern=LATER, text="All three show it.", source=HERE))
)
STAGE = story.arrived(Visit(page=STAGED, walk=Walk(place="stage")), SCENE, told(TOLD))


def at(step: int, asking: str = "", **more: object) -> Visit:
    return replace(STAGE, walk=Walk(place="stage", step=step, asking=asking), **more)


def asked() -> Visit:
    return at(ASKED, ID)


def on(visit: Visit, times: int = 1) -> Visit:
    for _ in range(times):
        went = story.forward(visit)
        assert went is not None
        visit = went
    return visit


def back(visit: Visit) -> Visit:
    went = story.backward(visit)
    assert went is not None
    return went


def guessed(number: int = 1) -> Visit:
    given = story.answer(asked(), number)
    assert given is not None
    return given[0]


def ids(visit: Visit) -> tuple[str, list[str], list[str]]:
    """The open question, the guesses, what is decided."""
    open_ = visit.asked.predict.id if visit.asked else ""
    return open_, *([one.predict.id for one in some] for some in (visit.guessed, visit.decided))


# ── guessing ────────────────────────────────────────────────────────────────────────────────


def test_an_answer_is_the_index_of_its_choice() -> None:
    given = story.answer(asked(), 2)
    assert given is not None
    visit, question = given
    assert (visit.answers, visit.walk.asking, visit.walk.step) == ({ID: 1}, "", ASKED)
    assert (question.predict.id, question.right) == (ID, 1)


def test_a_number_without_a_choice_answers_nothing() -> None:
    assert [story.answer(asked(), number) for number in (0, 3)] == [None, None]
    waits = Visit(page=STAGED, walk=Walk(place="stage"))
    assert (story.answer(STAGE, 1), story.answer(waits, 1)) == (None, None)
    assert (waits.asked, waits.guessed, waits.decided, waits.unguessed) == (None, (), (), ())


def test_a_guess_stands_until_the_beat_that_answers_it_and_the_verdict_until_the_next() -> None:
    answers = {ID: 0}
    assert ids(asked()) == (ID, [], [])
    assert ids(guessed()) == ("", [ID], [])
    assert ids(at(ASKED - 1, answers=answers)) == ("", [], []), "not before it was asked"
    for step in range(ASKED, THREE):
        assert ids(at(step, answers=answers)) == ("", [ID], [])
    assert ids(at(THREE, answers=answers)) == ("", [], [ID])
    assert ids(at(THREE + 1, answers=answers)) == ("", [], [ID])


def test_a_verdict_makes_room_for_the_next_beat() -> None:
    beats = (*TOLD.beats, Beat(pattern="scene.finished", text="The end.", source=HERE))
    visit = replace(at(THREE, answers={ID: 0}), story=told(replace(TOLD, beats=beats)))
    assert ids(visit) == ("", [], [ID])
    assert ids(on(visit)) == ("", [], [])


def test_the_story_knows_the_beat_of_the_verdict() -> None:
    scene = told(TOLD)
    assert (scene.verdict_of(ID), scene.track.verdicts) == (THREE, ((THREE, ID),))
    assert (scene.beat_of(THREE), scene.beat_of(THREE - 1), scene.beat_of(16)) == (4, 0, 1)


def test_a_question_without_a_beat_behind_its_fact_is_answered_at_the_end() -> None:
    assert told().verdict_of(ID) == len(three_tabs().events)


def test_what_was_jumped_over_is_decided_too() -> None:
    there = story.jump(at(16), THREE)
    assert (ids(there), there.skipped) == (("", [], [ID]), frozenset())


def test_the_reading_time_of_a_beat_has_the_reason_of_its_verdict() -> None:
    assert (at(THREE).words, at(SENT).words, at(THREE + 1).words) == (4 + 5, 6, 0)


def test_a_beat_with_a_verdict_is_not_all_there_is_to_read() -> None:
    assert [at(step, answers={ID: 0}).is_just_told for step in (SENT, THREE)] == [True, False]


# ── skipping ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("key", [story.forward, lambda visit: story.step(visit, 1)])
def test_a_question_is_passed_with_the_second_key(key: object) -> None:
    assert callable(key)
    assert asked().insists
    once = key(asked())
    assert (once.walk, once.insists, once.skipped) == (asked().walk, False, frozenset())
    twice = key(once)
    assert (twice.walk.step, twice.walk.asking) == (SENT, "")
    assert (twice.answers, twice.skipped) == ({}, {ID})


def test_a_skipped_question_is_decided_and_never_answered() -> None:
    visit = on(asked(), 2)
    assert ids(visit) == ("", [], [])
    visit = on(visit)
    assert (visit.walk.step, ids(visit), visit.answers) == (THREE, ("", [], [ID]), {})


def test_a_skipped_question_is_asked_again_and_lets_the_first_key_pass() -> None:
    again = on(back(on(asked(), 2)))
    assert (again.walk.step, again.walk.asking, again.insists) == (ASKED, ID, False)
    passed = on(again)
    assert (passed.walk.step, passed.walk.asking, passed.skipped) == (SENT, "", {ID})


@pytest.mark.parametrize("way", [lambda v: story.step(v, -5), lambda v: story.jump(v, 0)])
def test_any_way_back_leads_to_the_question_again(way: object) -> None:
    assert callable(way)
    there = way(on(asked(), 2))
    assert story.step(there, ASKED + 10).walk.asking == ID


def test_a_jump_on_asks_nothing_again() -> None:
    ahead = story.jump(on(asked(), 2), THREE)
    assert ID in ahead.walk.settled


def test_an_answer_ends_the_skipping() -> None:
    given = story.answer(on(back(on(asked(), 2))), 2)
    assert given is not None
    assert (given[0].answers, given[0].skipped) == ({ID: 1}, frozenset())
    assert on(back(on(given[0]))).walk.asking != ID, "what is answered is not asked again"


def test_an_answered_question_that_is_open_is_passed_at_once() -> None:
    kept = on(replace(asked(), answers={ID: 1}))
    assert (kept.answers, kept.skipped, kept.walk.step) == ({ID: 1}, frozenset(), SENT)


def test_a_scene_that_is_recorded_afresh_asks_what_was_skipped() -> None:
    more = story.arrived(story.again(on(asked(), 2)), SCENE, told(TOLD))
    assert on(more, 2).walk.asking == ID


def test_another_page_keeps_what_was_skipped() -> None:
    assert story.turn(on(asked(), 2), STAGED).skipped == {ID}


# ── asking again at the end ─────────────────────────────────────────────────────────────────


def test_the_first_skipped_question_is_asked_again_at_the_end_and_nowhere_else() -> None:
    skipped = on(asked(), 2)
    assert (story.ask_again(skipped), story.ask_again(asked())) == (None, None)
    end = on(skipped)
    assert [one.predict.id for one in end.unguessed] == [ID]
    for visit in (end, on(end, 2)):
        again = story.ask_again(visit)
        assert again is not None
        assert (again.walk.place, again.walk.step, again.walk.asking) == ("stage", ASKED, ID)
        assert (again.insists, ID in again.walk.settled) == (False, False)


def test_what_was_answered_is_not_asked_at_the_end() -> None:
    end = on(guessed(), 2)
    assert (end.walk.step, end.unguessed, story.ask_again(end)) == (THREE, (), None)
