"""Nothing moves in who and groups while one walks through a scene."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.view import lessons_recorded as recorded
from tests.view.every import picture
from tests.view.tape import GROUP, Tape, three_tabs, upto
from tutor.core import events as e
from tutor.core import timeline as core
from tutor.core.timeline import Timeline
from tutor.core.world import GroupKey
from tutor.view import who_columns
from tutor.view.reserved import Plan
from tutor.view.who_columns import Columns

SOME = {"three_tabs", "two_servers_redis"}
TRACES = [
    pytest.param(
        trace, marks=[] if trace.stem in SOME else pytest.mark.slow, id=recorded.name(trace)
    )
    for trace in recorded.TRACES
]
SIGNS = {"topology": "▕", "groups": "▕"}


def at(events: list[e.Event], step: int | None = None) -> Columns:
    line = Timeline(events)
    return who_columns.of(line, ascii=False).at(len(line) if step is None else step)


def places(view: str, shown: str) -> set[tuple[str, int]]:
    """Where the parts of each connection's or member's line begin."""
    found = set()
    for line in shown.split("\n"):
        if line.startswith("  ") and "#" in line and "more" not in line:
            found.add(("consumer", line.index("#")))
            found |= {("queue", line.index("▕"))} if "▕" in line else set()
            branch = line.find("──", line.index("#"))
            found |= {("branch", branch)} if branch > 0 and line[branch - 1] != "+" else set()
    found |= {("rail", line.index("┐")) for line in shown.split("\n") if "┐" in line[:200]}
    return found if view == "topology" else {one for one in found if one[0] != "rail"}


@pytest.mark.parametrize("trace", TRACES)
@pytest.mark.parametrize("view", ["topology", "groups"])
def test_the_columns_are_the_same_at_all_steps(trace: Path, view: str) -> None:
    run = recorded.timeline(trace)
    plan = Plan(run)
    every = 7 if len(run) > recorded.LONG else 1
    for width in (60, 80):
        columns: set[tuple[str, int]] = set()
        for step in range(1, len(run) + 1, every):
            shown = picture(view, run.moment(step), plan=plan, width=width, within=width)
            columns |= {place for place in places(view, shown) if place[0] != "rail"}
        parts = [part for part, _ in columns]
        assert len(parts) == len(set(parts)), (width, sorted(columns))


@pytest.mark.parametrize("trace", TRACES)
def test_columns_of_a_recording_that_grows_only_grow(trace: Path) -> None:
    run = recorded.timeline(trace)
    reader = who_columns.of(run, ascii=False)
    before = Columns()
    for step in range(len(run) + 1):
        now = reader.at(step)
        for field in ("name", "label", "kind", "channel", "state", "words", "group", "rails"):
            assert getattr(now, field) >= getattr(before, field)
        before = now


def test_a_group_keeps_its_rail() -> None:
    tape = three_tabs()
    tape.add(e.GroupJoined, conn=1, group="presence", channel=tape.channel(1))
    began = tape.last
    for conn in (1, 2):
        tape.add(e.GroupLeft, conn=conn, group=GROUP, channel=tape.channel(conn))
    left = tape.last
    tape.add(e.GroupJoined, conn=1, group="typing", channel=tape.channel(1))
    reader = who_columns.of(Timeline(tape.events), ascii=False)
    presence, typing = GroupKey("server 1", "presence"), GroupKey("server 1", "typing")
    rails = [reader.rail(presence, step) for step in (began, left, tape.last)]
    assert rails == [1, 1, 1]
    assert reader.rail(typing, tape.last) == 0
    assert reader.rail(GroupKey("server 1", "nobody's"), tape.last) == 0


def test_columns_know_only_what_has_happened() -> None:
    tape = three_tabs()
    early = upto(tape, "client.opened", 1)
    assert at(tape.events, early) == at(tape.events[:early])
    assert at(tape.events, early).words == 0 < at(tape.events).words


def test_who_reports_nothing_has_a_name_all_the_same() -> None:
    tape = Tape()
    tape.server()
    tape.add(e.ConsumerCreated, conn=1, name="Stream", instance=1)
    assert at(tape.events).name == len("HTTP request")
    tape.add(e.ConnectionOpened, conn=1234)
    assert at(tape.events).name == len("connection 1234")


def test_a_failure_needs_a_wider_state() -> None:
    tape = three_tabs()
    assert at(tape.events).state == len("busy")
    tape.add(e.HandlerFailed, conn=1, name="x", instance=1, error="ValueError: no")
    assert at(tape.events).state == len("failed")


def test_a_copy_for_a_channel_that_nobody_knows_makes_no_column_wider() -> None:
    tape = Tape()
    tape.add(e.ChannelDropped, channel="", group="g")
    assert at(tape.events) == Columns()


def test_a_ring_keeps_what_it_has_learnt_and_learns_from_what_is_there() -> None:
    events = three_tabs().events
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(core, "CHECKPOINT", 16)
        ring, late = Timeline(keep=32), Timeline(keep=32)
        for event in events:
            ring.extend([event])
            who_columns.of(ring, ascii=False)
        late.extend(events)
        assert late.first > 0
        assert who_columns.of(ring, ascii=False).at(len(ring)) == at(events)
        learnt = who_columns.of(late, ascii=False).at(len(late))
        assert (learnt.name, learnt.rails) == (at(events).name, at(events).rails)


def test_what_is_over_is_forgotten_in_a_long_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(who_columns, "TIDY", 10)
    tape = Tape()
    for conn in range(1, 40):
        tape.add(e.ClientConnecting, process="tutor", conn=conn, name="ann")
        tape.add(e.ClientRefused, process="tutor", conn=conn, status=403)
    reader = who_columns.of(Timeline(tape.events), ascii=False)
    assert len(reader.world.clients) < 10


@pytest.mark.slow
@pytest.mark.parametrize("trace", recorded.TRACES, ids=recorded.name)
@pytest.mark.parametrize("view", ["topology", "groups"])
def test_what_was_lost_is_whole_on_a_small_screen(trace: Path, view: str) -> None:
    run = recorded.timeline(trace)
    lost = [fact.seq for fact in run.events if fact.kind in ("channel.dropped", "channel.expired")]
    plan = Plan(run)
    for step in lost[:: max(len(lost) // 20, 1)]:
        moment = run.moment(step)
        channel = moment.world.channels.get(getattr(moment.event, "channel", ""))
        if channel is not None:  # else Redis has not said whose copy it was
            shown = picture(view, moment, plan=plan, width=60)
            for number, word in ((channel.dropped, "dropped"), (channel.expired, "expired")):
                assert not number or f"{number} {word}" in shown


def test_servers_stand_in_the_order_of_their_numbers_and_brokers_last() -> None:
    tape = Tape()
    for name in ("server 10", "server 2", "web"):
        tape.add(e.ServerStarted, process=name)
    tape.add(e.BrokerStarted, process="broker")
    tape.add(e.ServerStarted, process="server 3")
    world = tape.moment().world
    assert list(who_columns.sections(world)) == [
        *("web", "server 2", "server 3", "server 10"),
        "broker",
    ]
