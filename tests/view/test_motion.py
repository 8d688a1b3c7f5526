"""The way of a message from one step to the next."""

from __future__ import annotations

import pytest

from tests.view.every import picture
from tests.view.lessons_recorded import TRACES, timeline
from tests.view.tape import Tape, three_tabs, upto
from tutor.core import events as e
from tutor.core.timeline import Timeline
from tutor.view import motion
from tutor.view.motion import Frame
from tutor.view.table import VIEWS


def way(tape: Tape, since: int, step: int, view: str = "topology") -> list[Frame]:
    return motion.frames(Timeline(tape.events), since, step, VIEWS[view].moves)


def whole() -> tuple[Tape, int, int]:
    """A message from one client to three, with the steps before and after."""
    tape = three_tabs()
    sent = upto(tape, "client.sent")
    last = max(fact.seq for fact in tape.events if fact.kind == "client.received")
    return tape, sent - 1, last


def test_a_message_goes_from_wire_to_layer_to_copies_to_consumers_to_wires() -> None:
    tape, since, last = whole()
    found = way(tape, since, last)
    kinds = [tape.events[frame.step - 1].kind for frame in found]
    assert kinds == [
        "client.sent",
        "group.sent",
        "channel.sent",
        "handler.started",
        "client.received",
    ]
    assert [sorted(frame.conns) for frame in found[-2:]] == [[1, 2, 3], [1, 2, 3]]


def test_with_the_still_picture_it_ends_within_300_ms() -> None:
    for trace in TRACES[::5]:
        run = timeline(trace)
        for step in range(20, len(run), 40):
            assert len(motion.frames(run, 0, step, range(1, 9))) <= 5


def test_a_short_way_is_seen_whole() -> None:
    tape, since, _ = whole()
    assert [frame.hop for frame in way(tape, since, upto(tape, "group.sent"))] == [1, 2, 3, 4]


def test_a_way_through_the_layer_many_times_skips_hops_in_the_middle() -> None:
    tape, since, last = whole()
    cause = last
    for _ in range(4):
        cause = tape.add(e.GroupSent, conn=1, cause=cause, group="g", type="again")
        cause = tape.add(e.ChannelSent, cause=cause, channel=tape.channel(1), group="g")
        cause = tape.add(e.HandlerStarted, conn=1, cause=cause, name="again", type="again")
    found = way(tape, since, cause)
    assert len(found) == motion.MOVED
    assert (found[0].hop, found[-1].step) == (1, cause)


def test_nothing_moves_where_there_is_no_message_no_way_or_no_place() -> None:
    tape, since, last = whole()
    noted = tape.add(e.SceneNoted, process="tutor", text="quiet")
    assert way(tape, since, noted) == []
    assert way(tape, last, last) == []
    assert way(tape, last, since) == []
    assert way(tape, since, last, "scope") == []


@pytest.mark.parametrize(
    ("hop", "line"),
    [
        (1, "john · tab 1 ◆────▶ #1"),
        (4, "user_john-at-example.com ◆"),
        (5, "▕◆         ▏"),
        (6, "john · tab 2 ──────◆#2"),
        (8, "john · tab 1 ◆───── #1"),
    ],
)
def test_who_has_the_message_where_it_is(hop: int, line: str) -> None:
    tape, since, last = whole()
    run = Timeline(tape.events)
    (frame,) = (one for one in motion.frames(run, since, last, range(9)) if one.hop == hop)
    assert line in picture("topology", run.moment(frame.step), width=80, frame=frame)


@pytest.mark.parametrize(
    ("hop", "line"),
    [(3, "  ◆ #1 "), (4, "◆ user_john-at-example.com"), (5, "▕◆   "), (6, "  ◆ #2 ")],
)
def test_groups_have_it_too(hop: int, line: str) -> None:
    tape, since, last = whole()
    run = Timeline(tape.events)
    (frame,) = (
        one for one in motion.frames(run, since, last, VIEWS["groups"].moves) if one.hop == hop
    )
    assert line in picture("groups", run.moment(frame.step), width=80, frame=frame)


def test_no_message_runs_along_a_wire_that_is_cut() -> None:
    tape = three_tabs()
    step = upto(tape, "client.closed")
    conn = tape.events[step - 1].conn
    frame = Frame(step, 8, frozenset({conn or 0}))
    shown = picture("topology", Timeline(tape.events).moment(step), width=80, frame=frame)
    assert "◆" not in shown
