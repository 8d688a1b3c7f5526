"""The message flow in sentences."""

from __future__ import annotations

from typing import Any

from syrupy.assertion import SnapshotAssertion

from tests.view.tape import Tape, drawn, three_tabs, upto
from tutor.core import events as e
from tutor.view import flow_sentences


def told(tape: Tape, step: int | None = None, **look: Any) -> str:
    return drawn(flow_sentences.render(tape.moment(step), **{"width": 80, **look}))


def test_a_broadcast_in_sentences(snapshot: SnapshotAssertion) -> None:
    tape = three_tabs()
    since = upto(tape, "client.sent") - 1
    assert told(tape, upto(tape, "client.received", 2), since=since) == snapshot


def test_long_sentences_hang(snapshot: SnapshotAssertion) -> None:
    tape = three_tabs()
    since = upto(tape, "client.sent") - 1
    assert told(tape, upto(tape, "group.sent"), since=since, width=40, ascii=True) == snapshot


def test_what_never_arrives_is_said() -> None:
    tape = Tape()
    tape.server()
    tape.connect(1, "ann", layers=False)
    tape.add(e.ChannelDropped, after=1200, channel=tape.channel(1))
    assert told(tape).endswith("layer to #1: dropped (never arrives)")


def test_seconds_are_told_in_milliseconds_and_what_was_before_has_none() -> None:
    tape = Tape()
    tape.server()
    tape.connect(1, "ann", layers=False)
    tape.add(e.SceneNoted, after=1500, process="tutor", text="quiet")
    first, *_, last = told(tape).split("\n")
    assert first == "    before  server 1 listens"
    assert last == " 1501.8 ms  quiet"


def test_two_servers_are_told_apart() -> None:
    tape = Tape()
    tape.server("server 1")
    tape.server("server 2")
    tape.connect(1, "john", number=1)
    tape.connect(2, "admin", number=1, process="server 2")
    assert "admin to #1 on server 2" in told(tape)


def test_what_comes_late_says_how_late() -> None:
    tape = Tape()
    tape.server()
    tape.connect(1, "john", layers=False)
    sent = tape.add(e.AppSent, conn=1, type="websocket.send", text="hi")
    tape.add(e.ClientReceived, after=904, process="tutor", conn=1, cause=sent, text="hi")
    assert told(tape).endswith("#1 to john: hi (there after 904 ms)")


def test_a_telling_without_an_end_is_cut_to_the_newest_rows() -> None:
    tape = Tape()
    for number in range(flow_sentences.MOST + 2):
        tape.add(e.SceneNoted, process="tutor", text=f"note {number + 1}")
    whole = told(tape, flow_sentences.MOST).split("\n")
    assert whole[0].endswith("note 1")
    first, second, *rest = told(tape).split("\n")
    assert (first, second.split()[-2:]) == ("(earlier rows are left out)", ["note", "3"])
    assert len(rest) == flow_sentences.MOST - 1
    since = told(tape, since=1).split("\n")
    assert since[0] == "(earlier rows are left out)"
    assert told(tape, since=2).split("\n") == [second, *rest]


def test_in_a_place_of_some_lines_the_newest_rows_are_told() -> None:
    tape = Tape()
    for text in ("one", "two", "three", "four is a note that needs two lines"):
        tape.add(e.SceneNoted, process="tutor", text=text)
    rows = told(tape, width=32, height=4).split("\n")
    assert [row.split()[-1] for row in rows] == ["out)", "three", "that", "lines"]
    assert len(told(tape, 3, width=32, height=3).split("\n")) == 3
    assert told(tape, width=32, height=1).split("\n") == ["… 3 more lines"]
