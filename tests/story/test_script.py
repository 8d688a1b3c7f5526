"""Narration placed on a recording."""

from __future__ import annotations

import pytest

from tests.view.lessons import beat, claim, predict, scene
from tests.view.tape import three_tabs, upto
from tutor.course.model import Scene
from tutor.story import script
from tutor.story.script import Script


def placed(one: Scene) -> Script:
    return script.write(one, three_tabs().moment().timeline)


def test_beats_are_told_in_the_order_of_their_facts() -> None:
    tape = three_tabs()
    told = placed(scene(beats=(beat("group.sent", "b"), beat("group.joined nth=2", "a")))).told
    assert [step for step, _ in told] == [upto(tape, "group.joined", 2), upto(tape, "group.sent")]


@pytest.mark.parametrize("pattern", ["layer.failed", "no such kind", "group.sent nth=99"])
def test_a_beat_without_its_fact_is_left_out(pattern: str) -> None:
    assert placed(scene(beats=(beat(pattern, "x"),))).told == ()


def test_a_question_stands_before_its_fact_and_knows_its_answer() -> None:
    tape = three_tabs()
    question = placed(scene(predictions=(predict(),))).questions[0]
    assert (question.step, question.right) == (upto(tape, "group.sent") - 1, 1)


def test_a_question_about_nothing_in_particular_comes_first() -> None:
    assert placed(scene(predictions=(predict(before=""),))).questions[0].step == 0


@pytest.mark.parametrize(
    "fields", [{"before": "layer.failed"}, {"answer": "count group.left"}, {"answer": "what ever"}]
)
def test_a_question_that_does_not_fit_the_run_is_left_out(fields: dict[str, str]) -> None:
    assert placed(scene(predictions=(predict(**fields),))).questions == ()


@pytest.mark.parametrize("pattern", ["group.sent", "", "layer.failed", "no such kind"])
def test_where_times_count_from_and_where_it_stops_are_steps_or_nowhere(pattern: str) -> None:
    step = upto(three_tabs(), "group.sent") if pattern == "group.sent" else 0
    told = [placed(scene(zero=pattern)), placed(scene(finish=pattern))]
    assert [(one.zero, one.finish) for one in told] == [(step, 0), (0, step)]


@pytest.mark.parametrize(
    ("proof", "holds"),
    [("count group.sent == 1", True), ("count group.sent == 2", False), ("count", False)],
)
def test_a_claim_holds_or_not(proof: str, holds: bool) -> None:
    assert [held for _, held in placed(scene(claims=(claim(proof=proof),))).claims] == [holds]
