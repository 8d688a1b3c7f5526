"""What is said of a run: an advice that may be the answer is a hint, and stands nowhere else."""

from __future__ import annotations

from tests.practice.test_tries import FAILS, HOLDS, Saved, run, tries
from tutor.practice.judging import Finding, Judged
from tutor.practice.stopped import Stopped
from tutor.practice.telling import UNKNOWN, instead, sizes, stopped


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
