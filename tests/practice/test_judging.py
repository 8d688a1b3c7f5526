"""A run is judged by its facts, and the first thing that is known to have happened is told."""

from __future__ import annotations

from tests.core.making import Tape
from tests.practice.making import exercise
from tutor.practice.exercise import Diagnosis, Fact
from tutor.practice.judging import judge, unread

MUTE = Diagnosis(id="mute", when="none app.sent", says="Nothing was sent.")


def heard(*texts: str) -> Tape:
    tape = Tape()
    for text in texts:
        tape.add("app.sent", conn=1, type="websocket.send", text=text)
        tape.add("client.received", conn=1, name="ann", text=text)
    return tape


def test_what_holds_is_mended_and_has_no_finding() -> None:
    judged = judge(exercise(), heard("Hello"))
    assert (judged.is_mended, judged.failing, judged.finding) == (True, None, None)


def test_the_first_fact_that_fails_is_explained() -> None:
    facts = (Fact(says="one", holds="none app.sent"), Fact(says="two", holds="any group.joined"))
    judged = judge(exercise(facts=facts), heard("Hello"))
    assert judged.failing is not None
    assert (judged.failing.says, judged.failing.seq, judged.finding) == ("one", 1, None)


def test_an_author_may_say_what_is_shown_instead() -> None:
    fact = Fact(says="x", holds="any group.left", saw="value text of client.received")
    [truth] = judge(exercise(facts=(fact,)), heard("Bye")).truths
    assert (truth.holds, truth.saw) == (False, "Bye")


def test_a_fact_that_could_not_be_tried_does_not_hold() -> None:
    facts = [
        Fact(says="x", holds="none group.left", given=f"any client.received text={text}")
        for text in ("Hello", "Bye")
    ]
    one, other = judge(exercise(facts=tuple(facts)), heard("Hello")).truths
    assert (one.holds, other.holds, other.saw) == (True, False, "not tried")


def test_what_an_author_shows_is_not_shown_of_what_was_not_tried() -> None:
    fact = Fact(says="x", holds="any client.received name=zoe", saw="count client.sent")
    [truth] = judge(exercise(facts=(fact,)), heard("Bye")).truths
    assert truth.saw == "not tried"


def test_the_first_diagnosis_that_holds_is_told_with_the_values_it_asks_for() -> None:
    said = Diagnosis(
        id="other",
        when="any client.received",
        says="Ann heard {value text of client.received} {count app.sent} times.",
        remedy="See {value name of client.received}.",
        show="app.sent nth=2",
    )
    [fact] = exercise().facts
    one = exercise(diagnoses=(MUTE, said, MUTE), facts=(fact,))
    finding = judge(one, heard("Bye", "Bye")).finding
    assert finding is not None
    assert (finding.rule, finding.sentence) == ("other", "Ann heard Bye 2 times.")
    assert (finding.remedy, finding.seq) == ("See ann.", 3)


def test_a_diagnosis_may_ask_for_the_code_as_well() -> None:
    one = exercise(diagnoses=(Diagnosis(id="a", when="none app.sent", says="x", code="BOO+K"),))
    assert judge(one, []).finding is None
    finding = judge(one, [], code="x = BOOOK").finding
    assert finding is not None
    assert finding.rule == "a"


def test_a_time_is_told_to_the_millisecond() -> None:
    tape = Tape()
    tape.add("thread.entered", waited=811.474)
    tape.add("loop.stalled", ms=1.5)
    says = "{value waited of thread.entered} and {value ms of loop.stalled}"
    one = exercise(diagnoses=(Diagnosis(id="a", when="none app.sent", says=says, first=True),))
    finding = judge(one, tape).finding
    assert finding is not None
    assert finding.sentence == "811 and 1.5"


def test_a_scene_that_does_not_come_to_its_end_mends_nothing() -> None:
    judged = judge(exercise(), heard("Hello"), unmet="ben: expected Bye within 2 s")
    assert judged.failing is not None
    assert (judged.failing.says, judged.failing.saw) == (
        "the scene comes to its end",
        "ben: expected Bye within 2 s",
    )


def test_a_fact_that_fails_comes_before_what_the_scene_waited_for() -> None:
    judged = judge(exercise(), [], unmet="ben: expected Bye")
    assert [truth.says for truth in judged.truths] == ["Ann hears Hello"]


def test_every_query_that_cannot_be_read_is_named() -> None:
    bad = Diagnosis(id="a", when="any x", says="{count y}", remedy="{z.z}", show="v")
    one = exercise(
        facts=(Fact(says="s", holds="any w", saw="count u", given="any g"),), diagnoses=(bad, MUTE)
    )
    texts = [text for text, _ in unread(one)]
    assert texts == ["any w", "count u", "any g", "any x", "count y", "z.z", "v"]


def died() -> Tape:
    """A consumer that has no method for an event."""
    tape = Tape()
    started = tape.add("handler.started", conn=1, name="chat_message", type="chat.message")
    error = "ValueError: No handler for message type chat.message"
    tape.add("handler.failed", conn=1, cause=started, name="chat_message", error=error)
    return tape


def test_general_rules_are_asked_before_an_authors_own_unless_those_are_first() -> None:
    finding = judge(exercise(), died()).finding
    assert finding is not None
    assert (finding.rule, finding.is_general) == ("no-handler", True)
    first = Diagnosis(id="mine", when="none app.sent", says="Nothing was sent.", first=True)
    finding = judge(exercise(diagnoses=(MUTE, first)), died()).finding
    assert finding is not None
    assert (finding.rule, finding.is_general) == ("mine", False)


def test_what_a_healthy_run_may_hold_is_told_where_nothing_else_is_known() -> None:
    tape = Tape()
    tape.add("group.sent", conn=1, group="lobby", type="chat.message")
    finding = judge(exercise(diagnoses=()), tape).finding
    assert finding is not None
    assert finding.rule == "nobody-joined"


def test_what_no_rule_knows_and_happened_too_often_is_told_with_its_step() -> None:
    fact = Fact(says="once", holds='count client.received name=ann text="Hello" == 1')
    finding = judge(exercise(facts=(fact,)), heard("Hello", "Bye", "Hello")).finding
    assert finding is not None
    assert (finding.rule, finding.seq) == ("too-often", 6)
    assert finding.sentence.startswith("This happened twice, and once is right. At step 6 it is")
    silent = exercise(facts=(fact,), diagnoses=())
    assert judge(silent, []).finding is None
    assert judge(exercise(facts=(), diagnoses=()), [], unmet="ann").finding is None
