"""A row a message with what it has brought about, processes, and what was lost."""

from __future__ import annotations

from tests.view.tape import GROUP, TABS, Tape, three_tabs
from tutor.core import events as e
from tutor.core.observed import Observed
from tutor.core.timeline import Timeline


def of(tape: Tape) -> Observed:
    observed = Observed(Timeline(tape.events))
    observed.read()
    return observed


def test_a_message_counts_what_it_has_brought_about() -> None:
    observed = of(three_tabs())
    [row] = [row for row in observed.rows if row.sends]
    assert isinstance(row.fact, e.ClientSent)
    assert (row.groups, row.copies, row.frames, row.queries) == ([GROUP], 3, 3, 1)
    assert row.handler == "websocket_receive"
    assert 0 < row.took < 1_000_000_000
    assert not row.is_bad
    assert observed.row(row.root) is row


def test_what_grows_in_pieces_is_what_is_read_at_once() -> None:
    tape = three_tabs()
    timeline = Timeline()
    observed = Observed(timeline)
    for begin in range(0, tape.last, 7):
        timeline.extend(tape.events[begin : begin + 7])
        observed.read()
    assert [*observed.rows] == [*of(tape).rows]
    assert observed.read() == []


def test_the_row_of_a_step_is_its_own_or_the_newest_before_it() -> None:
    tape = three_tabs()
    observed = of(tape)
    sent = next(fact.seq for fact in tape.events if fact.kind == "client.sent")
    copy = next(fact.seq for fact in tape.events if fact.kind == "channel.sent")
    for step in (sent, copy):
        assert getattr(observed.at(step), "root", 0) == sent
    assert getattr(observed.at(tape.last), "root", 0) == observed.rows[-1].root
    assert observed.at(0) is None


def test_a_ring_takes_the_rows_of_what_it_has_forgotten() -> None:
    tape = Tape()
    tape.server()
    tape.connect(1, "ann")
    for _ in range(40):
        tape.broadcast(1, "ann", {1: "ann"})
    ring = Timeline(keep=64)
    observed = Observed(ring)
    for begin in range(0, tape.last, 50):
        ring.extend(tape.events[begin : begin + 50])
        observed.read()
    assert ring.first > 0
    assert observed.rows[0].root > ring.first
    assert observed.row(ring.first) is None
    assert observed.names.of(1) == "ann"


def test_what_failed_or_was_lost_is_said_of_its_row_and_of_the_run() -> None:
    tape = Tape()
    tape.server()
    got = tape.add(e.AppReceived, conn=1, type="websocket.receive", text="hi")
    started = tape.add(
        e.HandlerStarted, conn=1, cause=got, name="receive", type="websocket.receive"
    )
    tape.add(e.DbFinished, conn=1, cause=started, error="locked")
    sent = tape.add(e.GroupSent, conn=1, cause=started, group="room")
    tape.add(e.ChannelDropped, conn=1, cause=sent, group="room")
    tape.add(e.HandlerFailed, conn=1, cause=started, error="KeyError: 1")
    tape.add(e.ChannelSent, conn=1, cause=started, channel="one")
    tape.add(e.AppSent, conn=1, cause=started, type="websocket.close", code=4001)
    tape.add(e.EventsLost, count=7)
    tape.add(e.ProbeFaulted, error="TypeError")
    tape.add(e.ServerStopped, how="killed")
    tape.add(e.ServerStopped, process="server 9")
    observed = of(tape)
    row = observed.row(got)
    assert row is not None
    assert (row.lost, row.trouble, row.direct, row.status) == (1, "locked", 1, "close 4001")
    assert row.is_bad
    assert (observed.lost, len(observed.faults)) == (7, 1)
    [process] = observed.processes.values()
    assert process.stopped is not None


def test_handshakes_and_requests_have_rows_with_what_became_of_them() -> None:
    tape = Tape()
    for conn, end in enumerate((e.ConnectionAccepted, e.ConnectionRefused), start=1):
        opened = tape.add(e.ConnectionOpened, conn=conn, path="/ws/")
        tape.add(end, conn=conn, cause=opened)
    asked = tape.add(e.HttpReceived, conn=3, method="GET", path="/")
    tape.add(e.HttpAnswered, conn=3, cause=asked, status=500)
    opened = tape.add(e.ConnectionOpened, conn=4)
    tape.add(e.ConnectionClosed, conn=4, cause=opened, error="ValueError")
    observed = of(tape)
    assert [row.status for row in observed.rows] == ["accepted", "refused", "500", ""]
    assert [row.is_bad for row in observed.rows] == [False, True, True, True]
    assert observed.connections == 4


def test_a_handshake_that_is_taken_for_a_page_has_gone_wrong() -> None:
    tape = Tape()
    for path, upgrade in (("/", ""), ("/ws/", "websocket")):
        tape.add(e.HttpReceived, conn=1, method="GET", path=path, upgrade=upgrade)
    rows = [(row.is_bad, row.trouble) for row in of(tape).rows]
    assert rows == [(False, ""), (True, "no WebSocket here")]


def test_after_a_clear_names_and_processes_are_still_known() -> None:
    tape = three_tabs()
    before = of(tape)
    after = Observed(before.timeline.emptied(), before)
    assert (after.names.of(1), [*after.processes]) == (TABS[1], ["server 1"])
    assert not after.rows


def test_a_message_that_is_read_late_stands_in_its_place() -> None:
    tape = Tape()
    first = tape.add(e.AppReceived, conn=1, type="websocket.receive", text="1")
    second = tape.add(e.AppReceived, conn=2, type="websocket.receive", text="2")
    observed = of(tape)
    row = observed._rows.pop(first)
    observed.rows.remove(row)
    observed._read = 0
    observed.read()
    assert [row.root for row in observed.rows] == [first, second]


def test_what_belongs_to_a_message_that_a_ring_has_forgotten_begins_no_row() -> None:
    tape = Tape()
    root = tape.add(e.AppReceived, conn=1, type="websocket.receive", text="1")
    for _ in range(299):
        tape.add(e.LogWritten)
    child = tape.add(e.GroupSent, conn=1, cause=root, group="room")
    for _ in range(30):
        tape.add(e.LogWritten)
    tape.add(e.ChannelSent, conn=1, cause=child, group="room", channel="c")
    ring = Timeline(keep=64)
    observed = Observed(ring)
    for since, until in ((0, 310), (310, 330)):
        ring.extend(tape.events[since:until])
        observed.read()
    ring.extend(tape.events[330:])
    assert observed.read() == []
    assert ring.first > root
