"""A verdict waits for the fact that decides it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.view.lessons import predict, scene
from tests.view.tape import three_tabs, upto
from tutor.course.model import Choice
from tutor.story import script
from tutor.story.script import Question
from tutor.story.verdicts import is_undecided, verdict

NEVER = {
    "answer": "any layer.failed",
    "choices": (Choice(label="yes", why="a"), Choice(label="no", why="b")),
}


def asked(**fields: Any) -> Question:
    moment = three_tabs().moment()
    return script.write(scene(predictions=(predict(**fields),)), moment.timeline).questions[0]


def test_it_comes_with_the_last_fact_that_counts() -> None:
    tape = three_tabs()
    last = max(e.seq for e in tape.events if e.kind == "client.received")
    stops = [upto(tape, "group.sent"), last - 1, last, last + 2]
    assert verdict(asked(), tape.events, stops) == last


def test_a_question_without_a_beat_behind_the_fact_is_answered_at_the_end() -> None:
    tape = three_tabs()
    assert verdict(asked(), tape.events, [1, 2]) == len(tape.events)
    assert verdict(asked(**NEVER), tape.events, [1]) == len(tape.events)


def test_the_author_names_the_fact_where_the_answer_never_changes() -> None:
    tape = three_tabs()
    sent = upto(tape, "group.sent")
    stops = [sent - 1, sent, sent + 3, len(tape.events)]
    assert is_undecided(asked(**NEVER), tape.events, stops)
    assert verdict(asked(**NEVER), tape.events, stops) == sent
    named = asked(**NEVER, verdict="scene.finished")
    assert not is_undecided(named, tape.events, stops)
    assert verdict(named, tape.events, stops) == len(tape.events)


@pytest.mark.parametrize("pattern", ["layer.failed", "no such kind"])
def test_a_fact_that_this_run_lacks_decides_nothing(pattern: str) -> None:
    tape = three_tabs()
    stops = [len(tape.events)]
    assert verdict(asked(verdict=pattern), tape.events, stops) == len(tape.events)


def test_a_beat_at_the_very_fact_is_late_enough() -> None:
    tape = three_tabs()
    sent = upto(tape, "group.sent")
    stops = [sent, sent + 3, len(tape.events)]
    assert verdict(asked(verdict="group.sent"), tape.events, stops) == sent


def test_a_fact_that_this_run_lacks_leaves_the_verdict_where_it_was() -> None:
    tape = three_tabs()
    last = max(e.seq for e in tape.events if e.kind == "client.received")
    stops = [upto(tape, "group.sent"), last, len(tape.events)]
    assert verdict(asked(verdict="layer.failed"), tape.events, stops) == last
