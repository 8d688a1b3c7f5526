"""The learner on a page: what is told there, where a key leads, what counts as read."""

from __future__ import annotations

from msgspec.structs import replace

from tests.story.lesson import LAST, READ, SCENE, STAGED, told
from tests.view.lessons import beat, scene
from tutor.course.model import Beat
from tutor.story import visit as story
from tutor.story.follow import view_for
from tutor.story.recorded_scene import tell
from tutor.story.visit import Visit
from tutor.story.walk import Walk, forward

BEATS, END, ASKED = (16, 33, 59), 86, 58
ID = "how-many"
WAITS = Visit(page=STAGED, walk=Walk(place="stage"))
STAGE = story.arrived(WAITS, SCENE, told())
SILENT = replace(STAGED, after=())  # a page with nothing to read after its scene
UNPROVED = replace(SCENE, claims=())


def at(step: int, **more: object) -> Visit:
    return replace(STAGE, walk=Walk(place="stage", step=step), **more)


def asked() -> Visit:
    return replace(STAGE, walk=Walk(place="stage", step=ASKED, asking=ID))


# ── a recording that is on its way ──────────────────────────────────────────────────────────


def test_while_a_recording_is_made_the_prose_stays() -> None:
    assert (WAITS.place, WAITS.track.last, WAITS.is_at_end) == ("read", 0, False)


def test_of_a_recording_that_comes_from_a_file_the_stage_is_there_at_once() -> None:
    assert (replace(WAITS, soon=True).place, replace(WAITS, soon=True, failed="no").place) == (
        "stage",
        "read",
    )


def test_a_recording_leads_to_the_first_beat() -> None:
    assert (STAGE.walk, STAGE.track.beats) == (Walk(place="stage", step=BEATS[0]), BEATS)


def test_a_recording_leads_to_the_step_that_was_wanted_and_asks_nothing_on_the_way() -> None:
    came = story.arrived(story.jump(WAITS, 70), SCENE, told())
    assert came.walk == Walk(place="stage", step=70)


def test_the_last_step_can_be_wanted_before_there_is_a_recording() -> None:
    assert story.arrived(story.jump(WAITS, -1), SCENE, told()).walk.step == END


def test_a_recording_that_comes_while_prose_is_read_moves_nobody() -> None:
    came = story.arrived(Visit(page=STAGED), SCENE, told())
    assert (came.walk, came.story is not None) == (Walk(), True)


def test_a_recording_of_another_page_changes_nothing() -> None:
    left = Visit(page=LAST)
    assert story.arrived(left, SCENE, told()) is left
    assert story.given_up(left, SCENE, "no port") is left


def test_without_a_recording_the_page_is_at_its_end_and_says_why() -> None:
    failed = story.given_up(WAITS, SCENE, "no port")
    assert (failed.failed, failed.is_at_end, failed.place) == ("no port", True, "read")
    assert story.forward(failed) is None
    assert story.arrived(failed, SCENE, told()).failed == ""


def test_again_keeps_what_has_been_answered() -> None:
    once = story.answer(asked(), 2)
    assert once is not None
    more = story.again(once[0])
    assert (more.story, more.wanted, more.answers) == (None, 0, {ID: 1})
    came = story.forward(story.arrived(story.jump(more, 40), SCENE, told()))
    assert came is not None
    assert came.walk.step == BEATS[2], "the question is not asked a second time"


# ── walking ─────────────────────────────────────────────────────────────────────────────────


def test_on_from_prose_waits_for_the_recording() -> None:
    went = story.forward(Visit(page=STAGED, wanted=7))
    assert went == WAITS


def test_on_goes_from_beat_to_beat_and_asks() -> None:
    steps, visit = [], story.forward(story.arrived(Visit(page=STAGED), SCENE, told()))
    while visit is not None:
        steps.append((visit.walk.place, visit.walk.step, visit.walk.asking))
        visit = story.forward(visit)
    asked = ("stage", ASKED, ID)  # twice: the first key for "on" does not pass it
    stage = [("stage", 16, ""), ("stage", 33, ""), asked, asked, ("stage", 59, "")]
    assert steps == [*stage, ("stage", END, ""), ("end", END, ""), ("after", END, "")]


def test_a_page_is_over_with_its_scene_where_nothing_follows_it() -> None:
    silent = replace(story.arrived(WAITS, SCENE, told(UNPROVED)), page=SILENT)
    last = story.forward(replace(silent, walk=Walk(place="stage", step=END)))
    assert last is not None
    assert (last.walk.place, last.is_at_end) == ("end", True), "what the page leads to"
    assert story.forward(last) is None


def test_a_page_without_a_scene_is_over_at_once() -> None:
    assert (story.forward(Visit(page=READ)), Visit(page=READ).is_at_end) == (None, True)


def test_back_leads_to_the_beat_before_then_to_prose_then_to_the_page_before() -> None:
    steps, visit = [], story.backward(at(40))
    while visit is not None:
        steps.append((visit.walk.place, visit.walk.step))
        visit = story.backward(visit)
    assert steps == [("stage", 33), ("stage", 16), ("read", 0)]


def test_back_on_a_page_without_a_scene_is_its_prose() -> None:
    assert story.backward(Visit(page=LAST, walk=Walk(place="after"))) == Visit(page=LAST)


def test_event_by_event_stops_at_a_question_and_passes_it_with_the_second_key() -> None:
    stopped = story.step(at(57), 5)
    assert (stopped.walk.step, stopped.walk.asking, stopped.answers) == (ASKED, ID, {})
    urged = story.step(stopped, 1)
    assert (urged.walk, urged.skipped) == (stopped.walk, frozenset())
    passed = story.step(urged, 1)
    assert (passed.walk.step, passed.walk.asking, passed.answers) == (59, "", {})
    assert passed.skipped == {ID}
    assert story.step(stopped, -1).walk == Walk(place="stage", step=57)


def test_events_before_there_is_a_recording_lead_to_the_stage_and_back() -> None:
    begun = story.step(Visit(page=STAGED), 1)
    assert (begun.walk.place, story.step(begun, -1).walk.place) == ("stage", "read")
    assert story.step(Visit(page=READ), 1).walk.place == "read"


def test_a_jump_asks_nothing_and_minus_one_is_the_last_step() -> None:
    assert story.jump(at(16), -1).walk == Walk(place="stage", step=END)
    assert story.jump(Visit(page=READ), 5) == Visit(page=READ)


# ── what is told ────────────────────────────────────────────────────────────────────────────


def test_a_step_without_a_beat_says_its_fact() -> None:
    fact = at(17).plain_fact
    assert fact is not None
    assert (fact.seq, at(17).told, at(16).plain_fact, at(16).told) == (17, 16, None, 16)
    assert (asked().plain_fact, WAITS.plain_fact, WAITS.told) == (None, None, 0)


def test_a_beat_is_all_there_is_to_read_unless_it_asks() -> None:
    asks = replace(STAGE, walk=Walk(place="stage", step=16, asking=ID))
    assert [one.is_just_told for one in (at(16), at(17), asks)] == [True, False, False]


def test_it_is_at_a_question_that_is_open_or_was_left_at_this_step() -> None:
    left = replace(STAGE, walk=Walk(place="stage", step=ASKED))
    assert [one.is_at_question for one in (asked(), left, at(ASKED - 1), WAITS)] == [
        *(True, True, False, False)
    ]


def test_words_are_those_of_this_step() -> None:
    assert (at(16).words, at(17).words, WAITS.words) == (6, 0, 0)


def test_the_last_beat_says_what_has_the_stage() -> None:
    assert (at(16).look, at(17).look, WAITS.look) == (("groups",), ("groups",), ())


def test_before_any_beat_the_fact_of_the_step_says_it() -> None:
    first = told().timeline.event(1)
    assert at(1).told == 0
    assert at(1).look == (view_for(first),)


def test_a_beat_names_the_views_it_speaks_of() -> None:
    beats = (beat("group.joined", "a", look=("scope", "source"), mark="user"),)
    named = tell(scene(beats=beats), told().timeline.events)
    step = named.track.beats[0]
    there = replace(STAGE, story=named, walk=Walk(place="stage", step=step))
    assert (there.look, there.mark) == (("scope", "source"), "user")
    assert replace(there, walk=Walk()).mark == ""


def test_beats_are_counted() -> None:
    assert (at(16).beat, at(17).beat, at(END).beat) == (1, 1, len(told().track.beats))


def test_playing_goes_on_to_the_end_or_to_a_question() -> None:
    read = replace(STAGE, walk=Walk())
    assert [one.goes_on for one in (at(16), at(END), asked(), read)] == [True, False, False, False]


def test_what_is_told_at_a_step_and_before_it() -> None:
    scene = told()
    assert [beat.text for beat in scene.beats_at(16)] == ["The first tab joins the group."]
    assert (scene.beats_at(17), scene.told_by(15), scene.told_by(58)) == ((), 0, 33)


def test_a_beat_is_told_before_the_question_of_its_step() -> None:
    kinds = [event.kind for event in told().timeline.events[:ASKED]]
    early = Beat(pattern=f"{kinds[-1]} nth={kinds.count(kinds[-1])}", text="", source=SCENE.source)
    track = told(replace(SCENE, beats=(early,))).track
    first = forward(Walk(), track)
    then = forward(first, track)
    assert [(walk.step, walk.asking) for walk in (first, then)] == [(ASKED, ""), (ASKED, ID)]


# ── pages ───────────────────────────────────────────────────────────────────────────────────


def test_a_page_is_turned_to_from_the_one_before_and_on_the_way_back() -> None:
    begun = Visit(page=READ, answers={ID: 1}, soon=True, read=1)
    second = story.turn(begun, STAGED)
    assert (second.turned, story.turn(begun, LAST).turned) == (True, False)
    assert (story.turn(second, READ).turned, story.turn(Visit(page=LAST), READ).turned) == (
        True,
        False,
    )
    assert (second.page, second.walk, second.answers, second.soon, second.read) == (
        STAGED,
        Walk(),
        {ID: 1},
        True,
        1,
    )
    assert story.turn(second, LAST, is_last=True).is_last
    assert not second.is_last


def test_a_page_counts_as_read_once_its_end_was_seen() -> None:
    page = Visit(page=STAGED, read=1)
    assert (story.seen(page, over=False).read, story.seen(page, over=True).read) == (1, 2)
    assert story.seen(Visit(page=LAST), over=True).read == 0, "the pages before it were not read"
    assert story.seen(Visit(page=LAST, turned=True), over=True).read == 3


def test_a_scene_is_over_on_stage_only_where_nothing_follows() -> None:
    silent = replace(story.arrived(WAITS, SCENE, told(UNPROVED)), page=SILENT)
    end = replace(silent, walk=Walk(place="stage", step=END))
    assert (end.is_over_on_stage, silent.is_over_on_stage) == (True, False)
    assert not at(END).is_over_on_stage, "prose"
    assert not replace(at(END), page=SILENT).is_over_on_stage, "claims"
    assert not Visit(page=SILENT).is_over_on_stage


def test_prose_before_the_scene_is_kept_as_no_step() -> None:
    assert (at(20).kept_step, replace(at(20), walk=Walk(step=20)).kept_step) == (20, 0)


def test_the_prose_before_a_scene_and_after_it_can_be_gone_to() -> None:
    settled = replace(at(40), walk=Walk(place="stage", step=40, settled=frozenset({ID})))
    assert story.to_prose(settled).walk == Walk(settled=frozenset({ID}))
    after = Walk(place="after", step=END, settled=frozenset({ID}))
    assert story.to_after(settled).walk == after


def test_without_a_recording_or_anything_to_read_there_is_no_prose_after_a_scene() -> None:
    assert story.to_after(WAITS).walk == Walk()
    silent = replace(at(40), page=SILENT, story=tell(UNPROVED, told().timeline.events))
    assert story.to_after(silent).place == "read"
