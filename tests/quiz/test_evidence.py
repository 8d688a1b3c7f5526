"""What an incident shows of a recording."""

from __future__ import annotations

import pytest

from tests.quiz.rounds_made import design, incident, recording
from tutor.core.match import PatternError
from tutor.quiz.evidence import opens_at, shown
from tutor.quiz.rounds import Evidence, Shown


def test_lines_come_in_the_order_of_the_recording_and_figures_after_them() -> None:
    assert shown(incident().stages[0].evidence, recording()) == [
        Shown(0.04, "server 1", "ERROR daphne: It broke"),
        Shown(0.05, "", "ann is closed by the server with 1011"),
        Shown(0.07, "", "ben is closed by the server with 1011"),
        Shown(0.08, "", "Nothing more."),
        Shown(None, "", "2 closed"),
    ]


def test_a_note_of_the_scene_is_shown_without_its_name() -> None:
    assert shown([Evidence(fact="scene.noted")], recording())[0].text == "quiet"


def test_a_line_that_two_ask_for_is_shown_once() -> None:
    twice = [Evidence(fact="log.written"), Evidence(fact="log.written nth=1")]
    assert len(shown(twice, recording())) == 1


def test_equal_lines_in_a_row_are_one_with_their_number() -> None:
    closed = Evidence(fact="client.closed", most=2, text="a client is closed")
    assert shown([closed], recording()) == [Shown(0.05, "", "a client is closed (2 times)")]


def test_times_are_rounded_to_whole_milliseconds_in_figures() -> None:
    (found,) = shown(
        [Evidence(figure="ms client.connecting -> client.closed", text="{} ms")], recording()
    )
    assert found.text == "50 ms"


def test_what_is_not_there_is_not_shown() -> None:
    assert shown([Evidence(fact="group.sent")], recording()) == []
    assert shown([Evidence(fact="log.written")], []) == []


def test_a_pattern_that_cannot_be_read_says_so() -> None:
    with pytest.raises(PatternError):
        shown([Evidence(fact="what ever")], recording())


def test_a_recording_is_opened_at_its_fact_or_at_its_beginning() -> None:
    assert opens_at(incident(), recording()) == 3
    assert opens_at(incident(step="group.sent"), recording()) == 1
    assert design().step == ""
