"""What is said of a run: an advice that may be the answer is a hint, and stands nowhere else."""

from __future__ import annotations

from tests.practice.test_tries import FAILS, HOLDS, Saved, StartedOver, run, tries
from tutor.practice.judging import Finding, Judged
from tutor.practice.stopped import Stopped, too_long
from tutor.practice.telling import UNKNOWN, instead, left_over, saved, sizes, stopped
from tutor.practice.tries import Began, Ended


def test_a_finding_has_its_place_and_its_own_advice() -> None:
    assert instead(FAILS) == ["Nothing was sent.", "Which call writes?"]
    finding = Finding(rule="r", sentence="It died.", remedy="Do x.", place="a.py:2")
    assert instead(Judged(truths=FAILS.truths, finding=finding)) == ["It died. (a.py:2)", "Do x."]


def test_the_advice_of_a_general_rule_is_not_said() -> None:
    finding = Finding(rule="r", sentence="It died.", remedy="Do x.", is_general=True)
    assert instead(Judged(truths=FAILS.truths, finding=finding)) == ["It died."]


def test_what_no_rule_knows_is_said_to_be_unknown() -> None:
    assert instead(Judged(truths=FAILS.truths)) == [UNKNOWN]
    assert instead(HOLDS) == []


def test_a_place_is_named_where_no_traceback_names_it() -> None:
    why = Stopped(how="hangs", sentence="It stood still.", remedy="Await.", place="a.py:3")
    assert stopped(why) == ("It stood still. (a.py:3)", (), ["Await."])
    why = Stopped(how="raised", sentence="It cannot be loaded.", place="a.py:3", trace=("line",))
    assert stopped(why) == ("It cannot be loaded.", ("line",), [])


def test_what_was_put_in_is_counted() -> None:
    assert sizes(tries(Saved("a\nb\nd\ne\n"), *run())) == "Lines you put in: 2; ours: 1."


def test_a_save_is_told_to_somebody_who_looks_at_the_run_before_it() -> None:
    state = tries(Saved("a"), *run(), Saved("c"), *run(HOLDS))
    first, second = (saved(one, ("v", "x")) for one in state.runs)
    assert first == "Saved: run 1, not mended x. q leads back to it."
    assert second == "Saved: run 2, mended v. q leads back to it."
    stopped_run = tries(Saved("a"), Began(), Ended(stopped=too_long(10, ""))).runs[0]
    assert saved(stopped_run, ("v", "x")) == "Saved: run 1, could not run. q leads back to it."


def test_lines_of_an_earlier_run_that_ours_does_not_have_are_named() -> None:
    first = (Saved("a\nb\n"), *run(), Saved("a\ntry\n\nexcept\nb\n"), *run())
    state = tries(*first, Saved("a\ntry\n\nexcept\nc\n"), *run(HOLDS))
    assert left_over(state) == (
        "2 lines from 2 on are left from run 2, which was not mended, and not in ours. "
        "Take them out and save: the run says whether your mend needs them."
    )
    one = tries(Saved("a\nx\nb\n"), *run(), Saved("a\nx\nc\n"), *run(HOLDS))
    assert left_over(one).startswith("Line 2 is left from run 1, which was not mended, ")


def test_nothing_is_left_over_of_ours_of_this_run_or_of_a_run_before_starting_over() -> None:
    assert left_over(tries()) == ""
    assert left_over(tries(Saved("a\nb\n"), *run(), Saved("a\nx\nc\n"), *run(HOLDS))) == ""
    assert left_over(tries(Saved("a\nc\nb\n"), *run(), Saved("a\nc\n"), *run(HOLDS))) == ""
    again = (Saved("a\nx\nb\n"), *run(), StartedOver(), Saved("a\nx\nc\n"), *run(HOLDS))
    assert left_over(tries(*again)) == ""
    mended = (Saved("a\nx\nc\n"), *run(HOLDS), Saved("a\nx\nc\n\n"), *run(HOLDS))
    assert left_over(tries(*mended)) == ""
    unrun = tries(Saved("a\nx\nb\n"), *run(), Saved("a\nx\nc\n"))
    assert left_over(unrun) == ""
