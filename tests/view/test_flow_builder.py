"""A flow that grows with a ring, and forgets with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.view.lessons_recorded import TRACES, name, timeline
from tests.view.tape import TABS, Tape, drawn, three_tabs, upto
from tutor.core import events as e
from tutor.core import timeline as core
from tutor.core.timeline import Timeline
from tutor.view import flow_builder, flow_rules, sequence
from tutor.view.flow import FOREVER, Flow, Lane

SOME = [trace for trace in TRACES if trace.stem in {"three_tabs", "two_servers_redis", "ghost"}]


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core, "CHECKPOINT", 16)
    monkeypatch.setattr(flow_builder, "SWEEP", 16)


def watched(events: list[e.Event], keep: int) -> Timeline:
    """A ring whose flow is read as it grows."""
    ring = Timeline(keep=keep)
    for start in range(0, len(events), 5):
        ring.extend(events[start : start + 5])
        flow_rules.of(ring)
    return ring


def names(whole: Flow, step: int) -> dict[Lane, str]:
    """The names of the lifelines that live at a step."""
    return {lane: whole.label(lane, step) for lane, life in whole.lives.items() if life.alive(step)}


@pytest.mark.parametrize("trace", SOME, ids=name)
def test_what_lives_has_the_same_name_in_a_ring(trace: Path) -> None:
    events = list(timeline(trace).events)
    whole = flow_rules.of(Timeline(events))
    ring = watched(events, keep=64)
    assert ring.first
    assert names(flow_rules.of(ring), len(ring)) == names(whole, len(events))


def test_a_far_end_that_reports_nothing_is_called_as_the_world_calls_it() -> None:
    tape, lane = Tape(), Lane("client", 1)
    tape.add(e.ConnectionOpened, conn=1, path="/ws/")
    tape.add(e.ScopeEntered, conn=1, added={"user": "'ann'"})
    tape.add(e.AppReceived, conn=1, type="websocket.connect")
    tape.add(e.ConnectionAccepted, conn=1)
    tape.add(e.AppReceived, conn=1, type="websocket.receive", text="hi")
    tape.add(e.ConnectionNamed, process="tutor", number=1, name="the phone")
    tape.add(e.AppReceived, conn=1, type="websocket.receive", text="there")
    whole = flow_rules.of(tape.moment().timeline)
    labels = [whole.label(lane, step) for step in range(4, tape.last + 1)]
    assert labels == ["ann", "ann", "the phone", "the phone"]
    for _ in range(64):
        tape.add(e.SceneNoted, text="…")
    ring = Timeline(tape.events, keep=1)
    assert ring.first
    assert flow_rules.of(ring).label(lane, len(ring)) == "the phone"


@pytest.mark.parametrize("trace", SOME, ids=name)
def test_a_ring_that_is_looked_at_late_knows_clients_and_consumers(trace: Path) -> None:
    events = list(timeline(trace).events)
    for length in range(100, len(events), 40):
        ring = Timeline(events[:length], keep=64)
        seen = names(flow_rules.of(ring), ring.first + 1)
        known = names(flow_rules.of(Timeline(events[:length])), ring.first + 1)
        for lane in seen.keys() & known.keys():
            assert seen[lane].partition("·s")[0] == known[lane].partition("·s")[0]
        ends = {lane for lane in known if lane.role in ("client", "app")}
        open_ones = {lane for lane in ends if lane.conn in ring.world(ring.first).connections}
        assert open_ones <= seen.keys()


def test_clients_whose_short_name_is_the_same_are_told_apart() -> None:
    tape, named = Tape(), ("ben · act 1", "ben · tab 1", "ben · act 1")
    for conn, client in enumerate(named, start=1):
        tape.add(e.ClientConnecting, conn=conn, process="tutor", name=client, url="ws://x/")
    whole = flow_rules.of(Timeline(tape.events))
    labels = [whole.label(Lane("client", conn), tape.last) for conn in (1, 2, 3)]
    assert labels == ["ben·1", "ben·tab 1", "ben·1"]


def test_a_page_and_the_socket_of_one_browser_are_told_apart() -> None:
    tape = Tape()
    tape.add(e.ClientConnecting, conn=1, process="tutor", name="john", url="ws://x/")
    tape.add(e.ClientAsked, conn=2, process="tutor", name="john", method="POST", path="/out/")
    tape.add(e.ClientAsked, conn=3, process="tutor", name="ann", method="GET", path="/")
    tape.add(e.ClientConnecting, conn=4, process="tutor", name="ann", url="ws://x/")
    whole = flow_rules.of(Timeline(tape.events))
    labels = [whole.label(Lane("client", conn), tape.last) for conn in (1, 2, 3, 4)]
    assert labels == ["john", "john·page", "ann·page", "ann"]
    assert whole.label(Lane("client", 3), 3) == "ann"


def test_a_consumer_that_ends_by_itself_does_not_lead_back_to_its_handshake() -> None:
    tape = Tape()
    tape.connect(1, "ann", layers=False)
    opened = upto(tape, "connection.opened")
    over = tape.add(e.ConsumerFinished, conn=1, name="Relay", instance=1, cause=opened)
    sent = tape.add(e.ClientSent, process="tutor", conn=1, name="ann", text="hi")
    whole = flow_rules.of(Timeline(tape.events))
    assert whole.index(opened) is not None
    assert (whole.index(over), whole.index(sent) is None) == (None, False)


def test_consumers_of_a_server_that_started_again_have_a_letter_where_a_number_comes_twice() -> (
    None
):
    tape = Tape()
    for conn, number in enumerate((1, 2, 1, 2, 3, 1), start=1):
        tape.add(e.ConnectionOpened, conn=conn, process="server 1", path="/")
        tape.add(e.ConsumerCreated, conn=conn, process="server 1", name="Echo", instance=number)
    whole = flow_rules.of(Timeline(tape.events))
    labels = [whole.label(Lane("app", conn, "server 1"), tape.last) for conn in range(1, 7)]
    assert labels == ["#1", "#2", "#1b", "#2b", "#3", "#1c"]
    assert whole.label(Lane("app", 2, "server 1"), 3) == "app 2"


def test_facts_that_a_ring_forgot_before_they_were_read_are_made_up_for_by_its_world() -> None:
    events = three_tabs().events
    ring = Timeline(events[:8], keep=32)
    flow_rules.of(ring)
    ring.extend(events[8:])
    assert ring.first > 8
    assert {"admin", "#3"} <= {*names(flow_rules.of(ring), ring.first + 1).values()}


def test_the_rows_of_forgotten_facts_are_dropped_and_indices_stay() -> None:
    events = three_tabs().events
    whole, ring = flow_rules.of(Timeline(events)), watched(events, keep=32)
    kept = flow_rules.of(ring)
    assert 0 < kept.first == len(whole.rows) - len(kept.rows)
    assert all(row.step > ring.first for row in kept.rows)
    assert min(kept.row_of) > ring.first
    for index in range(kept.first, len(whole.rows)):
        one, other = kept.row(index), whole.row(index)
        assert (one.step, one.labels, one.start, one.end) == (
            other.step,
            other.labels,
            other.start,
            other.end,
        )


def test_an_effect_whose_cause_is_forgotten_is_drawn_as_if_that_were_unknown() -> None:
    tape = three_tabs()
    sent = tape.add(e.AppSent, conn=1, type="websocket.send", text="slow one")
    for _ in range(64):
        tape.add(e.SceneNoted, process="tutor", text="quiet")
    tape.add(e.ClientReceived, process="tutor", conn=1, cause=sent, name=TABS[1], text="slow one")
    last = tape.last
    for ring in (watched(tape.events, keep=16), Timeline(tape.events, keep=16)):
        assert ring.first > sent
        row = flow_rules.of(ring).rows[-1]
        assert (row.step, row.labels, row.arrived) == (last, ("slow one",), last)
        assert flow_rules.of(ring).root(row) is row
        picture = drawn(sequence.render(ring.moment(last), width=80), width=80).split("\n")
        assert "slow one" in picture[-1]


def test_a_fact_that_belongs_to_a_forgotten_row_has_none() -> None:
    tape = three_tabs()
    sent = tape.add(e.AppSent, conn=1, type="websocket.send", text="slow one")
    for _ in range(20):
        tape.add(e.SceneNoted, process="tutor", text="quiet")
    arrived = tape.add(e.ClientReceived, process="tutor", conn=1, cause=sent, text="slow one")
    ring = Timeline(tape.events, keep=400)
    whole = flow_rules.of(ring)
    assert whole.index(arrived) == whole.index(sent)
    for _ in range(20):
        tape.add(e.SceneNoted, process="tutor", text="quiet")
    ring.keep = 32
    ring.extend(tape.events[len(ring) :])
    assert sent <= ring.first < arrived
    assert flow_rules.of(ring).index(arrived) is None
    assert flow_rules.of(ring).between(ring.first, arrived)[-1] < whole.first + len(whole.rows)


def test_a_handler_that_runs_across_the_cut_keeps_its_consumer_busy() -> None:
    tape = Tape()
    tape.server()
    tape.connect(1, "ann", layers=False)
    tape.add(e.HandlerStarted, conn=1, name="websocket_receive", instance=1)
    for _ in range(64):
        tape.add(e.SceneNoted, process="tutor", text="quiet")
    for ring in (watched(tape.events, keep=16), Timeline(tape.events, keep=16)):
        life = flow_rules.of(ring).lives[Lane("app", 1, "server 1")]
        assert life.works(len(ring))
        assert life.death == FOREVER


def test_what_is_over_is_forgotten_but_for_what_a_kept_row_is_about() -> None:
    tape = Tape()
    tape.server()
    for conn in range(1, 60):
        tape.connect(conn, f"tab {conn}", layers=False, channel=f"x.inmemory!{conn}")
        at = {"process": "tutor", "conn": conn}
        bye = tape.add(e.ClientClosed, **at, name=f"tab {conn}", by="client", code=1000)
        tape.add(e.ConnectionClosed, conn=conn, cause=bye)
        tape.add(e.ClientAsked, **at | {"conn": 1000 + conn}, name="page", server="server 1")
    ring = watched(tape.events, keep=32)
    builder = ring.notes[flow_rules.__name__]
    shown = {lane for row in builder.flow.rows for lane in (row.start, row.end)} - {None}
    assert shown <= builder.flow.lives.keys() == {*builder.flow.order}
    most = 12  # of 59 tabs
    assert len(builder.flow.lives) < most
    tables = (builder.places, builder.names, builder.same, builder.channels, builder.requests)
    assert max(map(len, tables)) < most


def quiet(tape: Tape, count: int) -> None:
    """Facts that belong to no connection."""
    for _ in range(count):
        tape.add(e.SceneNoted, process="tutor", text="quiet")


def test_a_lifeline_that_was_over_stays_for_the_row_that_came_after_its_end() -> None:
    tape = Tape()
    tape.connect(1, "ann", layers=False)
    at = {"process": "tutor", "conn": 1, "name": "ann"}
    ended = tape.add(e.ClientClosed, **at, by="client", code=1000)
    quiet(tape, 24)
    late = tape.add(e.ClientReceived, **at, text="late")
    quiet(tape, 16)
    ring = watched(tape.events, keep=32)
    assert ended <= ring.first < late
    assert Lane("client", 1) in flow_rules.of(ring).lives
    assert "late" in drawn(sequence.render(ring.moment(late), width=80))


def test_a_row_whose_root_is_forgotten_is_its_own() -> None:
    tape = Tape()
    tape.connect(1, "ann", layers=False)
    sent = tape.add(e.ClientSent, process="tutor", conn=1, name="ann", text="hi")
    got = tape.add(e.AppReceived, conn=1, cause=sent, type="websocket.receive", text="hi")
    quiet(tape, 24)
    asked = tape.add(e.DbStarted, conn=1, cause=got, name="save")
    quiet(tape, 16)
    ring = watched(tape.events, keep=32)
    assert sent <= ring.first < asked
    whole = flow_rules.of(ring)
    row = whole.row(whole.row_of[asked])
    assert whole.root(row) is row
    assert flow_rules.of(Timeline(tape.events)).root(row).labels == ("hi",)


@pytest.mark.parametrize(
    ("piece", "lane"),
    [
        ((e.ClientChunk, {"process": "tutor", "name": "page", "size": 9}), Lane("client", 1)),
        ((e.GroupSent, {"group": "g", "type": "a.b"}), Lane("web", 0, "server 1")),
    ],
    ids=["client", "server"],
)
def test_a_request_that_goes_on_is_known_as_one_after_the_cut(
    piece: tuple[type[e.Event], dict[str, Any]], lane: Lane
) -> None:
    tape = Tape()
    for conn in (1, 2):
        at = {"process": "tutor", "conn": conn, "name": "page"}
        asked = tape.add(e.ClientAsked, **at, method="GET", path="/a/", server="server 1")
        tape.add(e.HttpReceived, conn=conn, cause=asked, method="GET", path="/a/")
    for _ in range(60):
        tape.add(piece[0], conn=2, **piece[1])
    ring = watched(tape.events, keep=16)
    row = flow_rules.of(ring).rows[-1]
    assert ring.first > 16
    assert lane in (row.start, row.end)
    assert {one for one in flow_rules.of(ring).lives if one.conn == 2} == set()


def test_lifelines_that_are_over_are_dropped_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flow_builder, "SWEEP", 48)
    tape = Tape()
    tape.connect(1, "ann", layers=False)
    bye = tape.add(e.ClientClosed, process="tutor", conn=1, name="ann", by="client", code=1000)
    tape.add(e.ConnectionClosed, conn=1, cause=bye)
    ring, ends = Timeline(keep=16), {}
    for _ in range(80):
        quiet(tape, 1)
        ring.extend(tape.events[len(ring) :])
        ends[ring.first] = Lane("client", 1) in flow_rules.of(ring).lives
    assert ends == {0: True, 16: True, 32: True, 48: False, 64: False}
