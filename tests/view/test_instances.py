"""The consumer in focus."""

from __future__ import annotations

from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.view.tape import Tape, drawn, three_tabs, upto
from tutor.core import events as e
from tutor.view import instances


def picture(tape: Tape, step: int | None = None, width: int = 80, **look: Any) -> str:
    return drawn(instances.render(tape.moment(step), width=width, **look), width=width)


@pytest.mark.parametrize("width", [40, 80])
def test_a_consumer_at_work(width: int, snapshot: SnapshotAssertion) -> None:
    tape = three_tabs()
    assert picture(tape, upto(tape, "handler.started", 4), width) == snapshot


def test_a_changed_attribute_shows_what_it_was() -> None:
    tape = three_tabs()
    assert "~ self.group = 'user_john-at-example.com'  was ''" in picture(
        tape, upto(tape, "handler.finished")
    )


def test_a_changed_attribute_without_room_shows_what_it_is() -> None:
    tape = three_tabs()
    assert "was" not in picture(tape, upto(tape, "handler.finished"), width=30)


def test_a_new_attribute_is_marked() -> None:
    tape = three_tabs()
    assert "+ self.group" in picture(tape, upto(tape, "handler.started"))


def test_what_changed_comes_first_and_what_every_consumer_has_last() -> None:
    tape = Tape()
    tape.add(e.ConsumerCreated, conn=1, name="Echo", instance=1)
    first = {"groups": "[]", "name": "'ann'", "heard": "0"}
    tape.add(e.HandlerStarted, conn=1, name="receive", instance=1, state=first)
    tape.add(e.HandlerFinished, conn=1, name="receive", instance=1, state={"heard": "1"})
    rows = [row.split("=")[0].split() for row in picture(tape).split("\n") if "self." in row]
    assert rows == [["~", "self.heard"], ["self.name"], ["self.groups"]]


def test_an_error_is_shown_with_a_cross() -> None:
    tape = three_tabs()
    tape.add(e.HandlerFailed, conn=1, name="x", instance=1, error="KeyError: 'x'")
    assert "✗ KeyError: 'x'" in picture(tape)


def test_a_fresh_consumer_has_no_channel_and_no_attribute() -> None:
    tape = Tape()
    tape.add(e.ConsumerCreated, conn=1, name="Echo", instance=1)
    assert picture(tape).split("\n") == [
        "Echo #1 · new",
        "  runs    nothing now",
        "  no attribute of its own yet",
        "  channel none yet",
        "  process server 1",
    ]


def test_before_the_first_consumer_there_is_a_sentence() -> None:
    assert "No consumer yet" in picture(Tape())


def test_a_consumer_that_is_over_is_promised_nothing() -> None:
    tape = Tape()
    tape.add(e.ConsumerCreated, conn=1, name="Echo", instance=1)
    tape.add(e.ConsumerFinished, conn=1, name="Echo", instance=1)
    assert "yet" not in picture(tape)


def test_a_client_that_has_gone_is_told_until_its_server_knows() -> None:
    tape = Tape()
    tape.server()
    tape.connect(1, "ann", layers=False)
    tape.add(e.ClientClosed, process="tutor", conn=1, code=1006)
    assert "serves ann ✗ gone" in picture(tape)
    tape.add(e.ConnectionClosed, conn=1, code=1006)
    assert "gone" not in picture(tape)
