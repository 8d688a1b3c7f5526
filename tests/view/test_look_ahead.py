"""A picture of step n shows what was known after n facts: the same from a recording that grows.

The exceptions that are meant are listed in `tutor/view/reserved.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.view import lessons_recorded as recorded
from tests.view.every import IN_WORDS, PICTURES, SENTENCES, picture
from tests.view.tape import Tape, drawn
from tutor.core import events as e
from tutor.core.timeline import Moment, Timeline
from tutor.view import sequence
from tutor.view.reserved import Plan
from tutor.view.strips import strip
from tutor.view.table import VIEWS

WIDTHS = (80, 100, 120)
MOST = 16  # steps of one recording
FEW = 3  # of all but SOME every third of these: 93 recordings ask each view some 500 times
CODE = "def go():\n    return 1\n" * 99
SOME = [trace for trace in recorded.TRACES if trace.stem in {"three_tabs", "two_servers_redis"}]
TRACES = [
    pytest.param(trace, marks=[] if trace in SOME else pytest.mark.slow, id=recorded.name(trace))
    for trace in recorded.TRACES
]
Pictures = dict[tuple[str, int, bool], str]


def steps(run: Timeline) -> list[int]:
    """Steps all over a recording, its beginning and its end among them."""
    found = recorded.steps(run)
    return sorted({1, 2, 3, *found[:: max(len(found) // MOST, 1)], len(run)})


def pictures(moment: Moment, width: int, plan: Plan) -> Iterator[tuple[tuple[str, int, bool], str]]:
    """Every view at a moment, with the plan and without, and every strip."""
    for view in PICTURES + SENTENCES:
        for planned in {view == "events", VIEWS[view.removesuffix(IN_WORDS)].plans}:
            look: dict[str, Any] = {"width": width, "height": 20, "read": lambda path: CODE}
            shown = picture(view, moment, plan=plan if planned else None, within=width, **look)
            if view == "events":
                shown = line_of_the_step(shown)
            yield (view, moment.step, planned), shown
    for view in PICTURES:
        line = strip(view, moment, width=width, read=lambda path: CODE)
        yield (f"strip of {view}", moment.step, False), "" if line is None else line.plain


def line_of_the_step(events: str) -> str:
    """The list of facts goes on after the step, so that it begins elsewhere near the end."""
    return next((line for line in events.split("\n") if line.startswith("▶")), "")


@pytest.mark.parametrize("trace", TRACES)
def test_a_picture_is_the_same_whatever_comes_later(trace: Path) -> None:
    run = Timeline(recorded.timeline(trace).events)
    asked = steps(run) if trace in SOME else recorded.share(steps(run), trace, of=FEW)
    plan, grown = Plan(run), Timeline()
    before: Pictures = {}
    for number, step in enumerate(asked):
        grown.extend(run.events[len(grown) : step])
        assert len(grown) == step
        before |= pictures(grown.moment(step), WIDTHS[number % 3], plan)
    after: Pictures = {}
    for number, step in enumerate(asked):
        after |= pictures(run.moment(step), WIDTHS[number % 3], plan)
    assert [of for of in before if before[of] != after[of]] == []


def test_the_pictures_of_a_step_are_not_empty() -> None:
    run = recorded.timeline(SOME[0])
    found = dict(pictures(run.moment(len(run)), 100, Plan(run)))
    assert {view for view, _, _ in found} >= {*PICTURES, *SENTENCES, "strip of topology"}
    assert all(shown.strip() for (view, _, _), shown in found.items() if view in PICTURES)


# ── one by one ──────────────────────────────────────────────────────────────────────────────


def lines(tape: Tape, step: int, *, planned: bool = False) -> list[str]:
    moment = tape.moment(step)
    plan = Plan(moment.timeline) if planned else None
    return drawn(sequence.render(moment, width=80, plan=plan), width=80).split("\n")


def test_a_consumer_has_no_number_before_it_is_made() -> None:
    tape = Tape()
    tape.server()
    tape.connect(1, "ann", layers=False)
    made = next(fact.seq for fact in tape.events if fact.kind == "consumer.created")
    assert lines(tape, made - 1)[0].split() == ["ms", "ann", "app"]
    assert lines(tape, made)[0].split() == ["ms", "ann", "#1"]


@pytest.mark.parametrize("planned", [False, True])
def test_a_lifeline_is_named_when_it_is_born(planned: bool) -> None:
    tape = Tape()
    tape.server()
    tape.connect(1, "ann", layers=False)
    first = tape.last
    tape.connect(2, "ben", layers=False)
    assert lines(tape, first, planned=planned)[0].split() == ["ms", "ann", "#1", "layer"]
    assert lines(tape, tape.last, planned=planned)[0].split()[:3] == ["ms", "ann", "ben"]


def test_a_finished_recording_reserves_the_columns_of_what_comes_later() -> None:
    tape = Tape()
    tape.server()
    tape.connect(1, "ann", layers=False)
    first = tape.last
    tape.connect(2, "ben", layers=False)
    columns = [lines(tape, step, planned=True)[0].index("#1") for step in (first, tape.last)]
    assert columns[0] == columns[1]
    assert lines(tape, first, planned=True)[1:-1] == lines(tape, tape.last, planned=True)[1:4]


def test_a_second_server_is_told_apart_when_it_has_a_lifeline() -> None:
    tape = Tape()
    tape.server("server 1")
    tape.connect(1, "ann", layers=False)
    first = tape.last
    tape.server("server 2")
    tape.connect(2, "ben", process="server 2", number=1, layers=False)
    assert "#1·s1" not in lines(tape, first)[0]
    assert "#1·s1" in lines(tape, tape.last)[0]


def test_a_new_lifeline_goes_right_of_the_last_one_of_its_role() -> None:
    tape = Tape()
    tape.server("server 1")
    tape.server("server 2")
    for conn, process in enumerate(["server 2", "server 1", "server 2"], start=1):
        tape.connect(conn, f"t{conn}", process=process, layers=False, group=f"g{conn}")
    names = lines(tape, tape.last)[0].split() + lines(tape, tape.last)[1].split()
    consumers = [name for name in names if name.startswith("#")]
    assert sorted(consumers) == ["#1·s2", "#2·s1", "#3·s2"]
    head = "\n".join(lines(tape, tape.last)[:2])
    place = {
        name: min(line.find(name) for line in head.split("\n") if name in line)
        for name in consumers
    }
    assert sorted(consumers, key=place.__getitem__) == ["#1·s2", "#2·s1", "#3·s2"]


def test_a_plan_has_the_consumers_of_a_server_side_by_side() -> None:
    tape = Tape()
    for conn, process in enumerate(["server 2", "server 1", "server 2"], start=1):
        tape.connect(conn, f"t{conn}", process=process, layers=False)
    lanes = Plan(tape.moment().timeline).lanes
    assert [(lane.place, lane.conn) for lane in lanes if lane.role == "app"] == [
        ("server 1", 2),
        ("server 2", 1),
        ("server 2", 3),
    ]


def test_a_plan_has_a_second_line_for_names_that_will_need_it() -> None:
    tape = Tape()
    tape.connect(1, "ann", layers=False)
    first = tape.last
    tape.connect(2, "a client with a name that is long", layers=False)
    tape.add(e.SceneNoted, process="tutor", text="quiet")
    early, late = (lines(tape, step, planned=True) for step in (first, tape.last))
    assert lines(tape, first)[1].split()[0] == "0.0"
    assert set(early[1].split()) == {"│"}
    assert "a client with a name that is long" in late[1]


def test_a_query_is_red_when_it_has_failed() -> None:
    tape = Tape()
    tape.server()
    tape.connect(1, "ann", layers=False)
    asked = tape.add(e.DbStarted, conn=1, name="save")
    tape.add(e.DbFinished, conn=1, cause=asked, name="save", error="IntegrityError: no")
    picture = {
        step: drawn(sequence.render(tape.moment(step), width=80), colour=True)
        for step in (asked, tape.last)
    }
    assert "\x1b[1;31m" not in picture[asked]
    assert "\x1b[1;31m" in picture[tape.last]


def test_a_raw_socket_is_known_as_one_by_its_bytes() -> None:
    tape = Tape()
    at = {"process": "tutor", "conn": 1, "name": "raw"}
    began = tape.add(e.ClientConnecting, **at, url="/ws/", server="server 1")
    tape.add(e.WireSent, **at, cause=began, hex="47 45 54", text="GET /ws/ HTTP/1.1\n", size=29)
    assert "handshake /ws/" in "\n".join(lines(tape, began))
    assert "TCP connection" in "\n".join(lines(tape, tape.last))


def test_all_was_before_as_long_as_no_client_has_acted() -> None:
    tape = Tape()
    tape.server()
    alone = tape.last
    assert lines(tape, alone)[1].startswith("▶ before")
    assert lines(tape, alone, planned=True)[1].startswith("▶    0.0")
    tape.connect(1, "ann", layers=False)
    for planned in (False, True):
        assert lines(tape, alone, planned=planned)[1].startswith("▶ before")
