"""Rows that repeat are taken together, and the current one stands by itself."""

from __future__ import annotations

from tests.view.tape import Tape
from tutor.core import events as e
from tutor.core.timeline import Timeline
from tutor.view import flow_rows, flow_rules
from tutor.view.lifelines import OTHERS


def times(words: list[str], step: int | None = None, room: int | None = None) -> list[int]:
    """How many rows each line stands for, when the scene notes these words."""
    tape = Tape()
    tape.server()
    tape.connect(1, "ann", layers=False)
    first = tape.last
    for word in words:
        tape.add(e.AppSent, conn=1, type="websocket.send", text=word)
    step = tape.last if step is None else first + step
    whole = flow_rules.of(Timeline(tape.events))
    rows = flow_rows.candidates(whole, step, 20, first)
    found = flow_rows.gather(whole, rows, step, room=room, seat=lambda lane: lane, hidden=OTHERS)
    return [run.times for run in found]


def test_rows_that_differ_in_a_number_are_one_line() -> None:
    assert times(["tick 1", "tick 2", "tick 3", "tick 4", "last"]) == [4, 1]


def test_a_few_rows_are_drawn_one_by_one() -> None:
    assert times(["tick 1", "tick 2", "tick 3", "last"]) == [1, 1, 1, 1]


def test_a_cycle_that_repeats_is_as_many_lines_as_it_is_long() -> None:
    assert times(["a 1", "b 1", "a 2", "b 2", "a 3", "b 3", "a 4", "b 4", "last"]) == [4, 4, 1]


def test_the_current_row_stands_by_itself() -> None:
    assert times(["tick 1"] * 6) == [5, 1]


def test_only_the_newest_lines_have_room() -> None:
    assert times(["a", "b", "c"], room=2) == [1, 1]


def test_equal_rules_in_a_row_are_one_line() -> None:
    tape = Tape()
    for _ in range(3):
        tape.add(e.LogWritten, level="ERROR", text="no")
    tape.add(e.SceneFinished, process="tutor")
    whole = flow_rules.of(Timeline(tape.events))
    found = flow_rows.gather(whole, range(4), 4, room=9, seat=lambda lane: lane, hidden=OTHERS)
    assert [run.times for run in found] == [3, 1]


def test_equal_rules_with_something_between_stay_in_their_places() -> None:
    tape = Tape()
    for text in ("no", "yes", "no", "yes", "last"):
        tape.add(e.SceneNoted, process="tutor", text=text)
    whole = flow_rules.of(Timeline(tape.events))
    found = flow_rows.gather(whole, range(5), 5, room=9, seat=lambda lane: lane, hidden=OTHERS)
    assert [run.rows for run in found] == [(0,), (1,), (2,), (3,), (4,)]
