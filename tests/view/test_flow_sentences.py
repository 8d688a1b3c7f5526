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
