"""A scene has one clock: it starts with the first act of a client, and no view shows another."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.view import lessons_recorded as recorded
from tests.view.tape import Tape, drawn, three_tabs
from tutor.core import events as e
from tutor.core.timeline import Timeline
from tutor.view import clock, event_list, flow_sentences, passage, sequence

TIME = r"(before|-?[\d.]+s?)"
EDGES = {
    sequence: re.compile(rf"^.  {{0,6}}{TIME} "),
    flow_sentences: re.compile(rf"^ {{0,9}}{TIME}(?: ms)?  "),
    event_list: re.compile(rf"^.  *\d+ +{TIME} "),
}
"""Where a line of a view has its time."""


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        ((e.ClientConnecting, {"name": "ann"}), "ann connects"),
        ((e.ClientConnecting, {}), "a client connects"),
        ((e.ClientAsked, {"name": "browser"}), "browser asks"),
        ((e.WireSent, {"name": "raw"}), "raw sends"),
        ((e.ClientSent, {"name": "ann"}), "ann sends"),
        ((e.HttpReceived, {}), "the first request arrives"),
        ((e.ConnectionOpened, {}), "the first handshake arrives"),
    ],
)
def test_the_clock_starts_with_the_first_act_of_a_client(
    fact: tuple[type[e.Event], dict[str, Any]], words: str
) -> None:
    tape = Tape()
    tape.server()
    tape.add(fact[0], conn=1, **fact[1])
    tape.add(e.ClientConnecting, conn=2, name="later")
    assert clock.zero(Timeline(tape.events)) == (tape.events[1].at, words, 2)


def test_without_an_act_the_clock_starts_with_the_scene() -> None:
    tape = Tape()
    tape.server()
    assert clock.zero(Timeline(tape.events)) == (tape.events[0].at, "the scene begins", 0)
    assert clock.zero(Timeline()) == (0, "the scene begins", 0)


@pytest.mark.parametrize(
    ("nanoseconds", "shown"),
    [
        (0, "0.0"),
        (612_345, "0.6"),
        (-1, "before"),
        (1_234_000_000, "1234.0"),
        (9_999_949_999, "9999.9"),
        (9_999_950_001, "10000"),
        (999_999_400_000, "999999"),
        (1_000_000_000_000, "1000s"),
    ],
)
def test_a_time_is_in_milliseconds_and_never_negative(nanoseconds: int, shown: str) -> None:
    assert clock.stamp(nanoseconds) == shown


def test_the_start_of_the_clock_is_named_above_the_scene() -> None:
    from tests.view import lessons

    run = three_tabs().moment().timeline
    assert "; 0 ms is when john · tab 1 connects." in passage.title(lessons.scene(), run)


def test_servers_that_start_before_the_clock_are_said_in_one_line_without_a_number() -> None:
    tape = Tape()
    tape.server()
    tape.server("server 2")
    tape.connect(1, "ann")
    shown = drawn(sequence.render(tape.moment(), width=80)).split("\n")
    assert shown[1].split()[:6] == ["before", "──", "server", "1", "and", "server"]
    assert "server 1 and server 2 listen ──" in shown[1]


def stamps(picture: str, edge: re.Pattern[str]) -> list[float]:
    """The times at the left edge, from the top down."""
    found = [match[1] for line in picture.split("\n") if (match := edge.match(line))]
    return [-1.0 if text == clock.BEFORE else float(text) for text in found]


@pytest.mark.slow
@pytest.mark.parametrize("trace", recorded.TRACES, ids=recorded.name)
def test_times_ascend_in_every_picture_and_count_from_one_zero(trace: Path) -> None:
    run = recorded.timeline(trace)
    zero = clock.zero(run).at
    known = {float(clock.stamp(fact.at - zero)) for fact in run.events if fact.at >= zero}
    for step in recorded.steps(run)[::10]:
        moment = run.moment(step)
        for view, edge in EDGES.items():
            more = {"since": max(step - 30, 0)} if view is flow_sentences else {}
            picture = view.render(moment, width=100, height=20, **more)
            found = stamps(drawn(picture, width=100), edge)
            unsorted = [] if view is event_list else None
            assert found == sorted(found) != unsorted, (view.__name__, step)
            assert set(found) <= {*known, -1.0}, (view.__name__, step)
