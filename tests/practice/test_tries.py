"""Somebody at work on an exercise: no save is lost, an unchanged one runs nothing."""

from __future__ import annotations

import pytest

from tests.practice.making import exercise
from tutor.practice.judging import Finding, Judged, Truth
from tutor.practice.stopped import too_long
from tutor.practice.tries import (
    RUNGS,
    Asked,
    Began,
    Cancelled,
    Change,
    Ended,
    Gone,
    Happened,
    Hinted,
    Saved,
    Shown,
    StartedOver,
    Tries,
    after,
    changes,
    hint,
)

HOLDS = Judged(truths=(Truth(says="Ann hears Hello", holds=True),))
FAILS = Judged(
    truths=(Truth(says="Ann hears Hello", holds=False, saw="never"),),
    finding=Finding(rule="mute", sentence="Nothing was sent.", remedy="Which call writes?"),
)


def tries(*events: Happened, starter: str = "a\nb\n") -> Tries:
    state = Tries(exercise=exercise(where="app.py:2"), starter=starter, solution="a\nc\n")
    for event in events:
        state = after(state, event)
    return state


def run(judged: Judged = FAILS) -> tuple[Happened, Happened]:
    return Began(), Ended(judged=judged, seconds=0.5, at=1.0)


def test_what_stands_there_at_first_is_run() -> None:
    state = tries(Saved("a"))
    assert (state.is_wanted, state.running, state.last) == (True, None, None)
    state = after(state, Began())
    assert (state.is_wanted, state.running, state.is_stale) == (False, "a", False)
    state = after(state, Ended(judged=FAILS, seconds=0.5, at=1.0))
    assert state.last is not None
    assert (state.last.number, state.last.text, state.last.verdict) == (1, "a", "not mended")
    assert (state.last.marks, state.running, state.is_wanted) == ((False,), None, False)


def test_an_unchanged_save_runs_nothing() -> None:
    assert not tries(Saved("a"), *run(), Saved("a")).is_wanted


def test_a_save_during_a_run_is_not_lost() -> None:
    state = tries(Saved("a"), Began(), Saved("b"))
    assert (state.is_stale, state.is_wanted) == (True, True)
    state = after(after(state, Cancelled()), Began())
    assert (state.running, state.is_stale) == ("b", False)


def test_a_save_that_goes_back_to_what_runs_needs_no_other_run() -> None:
    state = tries(Saved("a"), Began(), Saved("b"), Saved("a"))
    assert (state.is_stale, state.is_wanted) == (False, False)


def test_a_run_by_hand_waits_for_none_that_goes_on() -> None:
    assert tries(Saved("a"), *run(), Asked()).is_wanted
    assert not tries(Saved("a"), Began(), Asked()).is_wanted
    assert not tries(Saved("a"), *run(), Gone(), Asked()).is_wanted


def test_a_file_that_is_gone_is_run_when_it_is_back() -> None:
    state = tries(Saved("a"), *run(), Gone())
    assert (state.is_gone, state.is_wanted) == (True, False)
    state = after(state, Saved("a"))
    assert (state.is_gone, state.is_wanted) == (False, True)
    state = tries(Saved("a"), Began(), Gone())
    assert state.is_stale
    assert not after(state, Cancelled()).is_wanted


def test_mended_is_what_stands_there_and_not_what_stood() -> None:
    state = tries(Saved("a"), *run(HOLDS))
    assert (state.is_mended, state.was_mended) == (True, True)
    state = after(state, Saved("b"))
    assert (state.is_mended, state.was_mended) == (False, True)
    assert not tries().is_mended


def test_code_that_cannot_be_run_keeps_the_verdict_before_it() -> None:
    state = tries(
        Saved("a"), *run(), Saved("b"), Began(), Ended(stopped=too_long(10, ""), seconds=1.0)
    )
    assert state.last is not None
    assert state.last_judged is not None
    assert (state.last.verdict, state.last.marks) == ("could not run", ())
    assert (state.last_judged.number, state.last_judged.verdict) == (1, "not mended")


def test_a_change_is_against_the_run_before_and_at_first_against_the_starter() -> None:
    assert tries().change == ()
    state = tries(Saved("a\nx\n"), *run())
    assert state.change == (Change("-", "b", 2), Change("+", "x", 2))
    for event in (Saved("a\nx\ny\n"), *run()):
        state = after(state, event)
    assert state.change == (Change("+", "y", 3),)


def test_lines_that_were_taken_out_have_their_old_number() -> None:
    assert changes("a\nb\nc\n", "c\n") == (Change("-", "a", 1), Change("-", "b", 2))


def test_hints_end_with_the_third_and_the_solution_is_another_thing() -> None:
    state = tries(*[Hinted()] * 5, Shown())
    assert (state.hints, state.is_solution_shown) == (RUNGS, True)


@pytest.mark.parametrize(
    ("rung", "look", "says"),
    [
        (1, "", "What is done with it?"),
        (2, "", "Look at app.py:2 in the starter."),
        (2, "x.py", "Look at app.py:2 in the starter. Look at x.py."),
        (3, "", "Save once: the first thing that is not true is explained then."),
    ],
)
def test_hints_go_from_a_nudge_to_a_place(rung: int, look: str, says: str) -> None:
    assert hint(tries(), rung, look) == says


def test_the_third_hint_explains_what_fails() -> None:
    asked = "Asked of the run: any client.received name=ann text=Hello"
    assert hint(tries(Saved("a"), *run()), 3) == (
        "Not true yet: Ann hears Hello. Seen: never. Nothing was sent. Which call writes? " + asked
    )
    bare = Judged(truths=FAILS.truths)
    assert hint(tries(Saved("a"), *run(bare)), 3).endswith(f"Seen: never. {asked}")
    assert hint(tries(Saved("a"), *run(HOLDS)), 3).startswith("Save once")


def test_who_starts_over_has_seen_nothing_yet() -> None:
    state = tries(Saved("b"), *run(HOLDS), Hinted(), Shown())
    assert state.was_mended
    state = after(state, StartedOver())
    assert (state.was_mended, state.hints, state.is_solution_shown) == (False, 0, False)
    for event in (Saved("c"), *run(HOLDS)):
        state = after(state, event)
    assert state.was_mended


def test_hints_of_an_earlier_session_help_until_one_starts_over() -> None:
    one = Tries(exercise=exercise(), earlier=2)
    assert (one.hints, one.helped) == (0, 2)
    assert after(one, StartedOver()).helped == 0


def test_the_third_hint_of_code_that_could_not_be_run_is_why() -> None:
    state = tries(Saved("a"), Began(), Ended(stopped=too_long(10, "receive")))
    assert hint(state, 3) == "The run took more than 10 s; receive had not returned."
