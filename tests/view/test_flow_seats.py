"""Columns are kept for as long as can be, and there are never too many."""

from __future__ import annotations

from tests.view.tape import Tape
from tutor.core import events as e
from tutor.core.timeline import Timeline
from tutor.view import flow_rules, flow_seats
from tutor.view.acts import Acts
from tutor.view.flow_seats import Stretch


def visitors(count: int) -> Tape:
    """They come one after the other, speak, and stay."""
    tape = Tape()
    tape.server()
    for conn in range(1, count + 1):
        tape.connect(conn, f"v{conn}", layers=False, group=f"g{conn}")
        tape.add(e.ClientSent, process="tutor", conn=conn, name=f"v{conn}", text="hi")
    return tape


def stretches(tape: Tape, most: int, acts: Acts | None = None) -> list[Stretch]:
    whole = flow_rules.of(Timeline(tape.events))
    return flow_seats.stretches(whole, acts or Acts(), tape.last, most)


def conns(stretch: Stretch) -> set[int]:
    return {lane.conn for lane in stretch.lanes if lane.role == "client"}


def begins(tape: Tape, conn: int) -> int:
    return next(fact.seq for fact in tape.events if fact.conn == conn)


def test_what_fits_is_one_stretch() -> None:
    tape = visitors(3)
    assert [(one.since, len(one.lanes)) for one in stretches(tape, 7)] == [(1, 7)]


def test_a_stretch_ends_where_one_more_would_be_too_many() -> None:
    tape = visitors(5)
    found = stretches(tape, 5)
    assert all(len(one.lanes) <= 5 for one in found)
    assert [conns(one) for one in found] == [{1, 2}, {3, 4}, {4, 5}]
    assert [one.since for one in found] == [1, begins(tape, 3), begins(tape, 5)]


def test_it_ends_behind_a_beat_rather_than_in_the_midst() -> None:
    tape = visitors(4)
    beat = begins(tape, 3) - 3
    found = stretches(tape, 5, Acts(beats=(2, beat)))
    assert [one.since for one in found] == [1, beat + 1, begins(tape, 4)]
    assert [conns(one) for one in found] == [{1, 2}, {2, 3}, {3, 4}]


def test_a_beat_that_leaves_too_much_behind_it_is_none_to_end_at() -> None:
    tape = visitors(4)
    found = stretches(tape, 4, Acts(beats=(begins(tape, 1) + 1,)))
    assert all(len(one.lanes) <= 4 for one in found)


def test_a_round_begins_a_stretch_of_its_own_lifelines() -> None:
    tape = visitors(3)
    third = begins(tape, 3)
    found = stretches(tape, 9, Acts(rounds=((third, "The third"),)))
    assert [(one.since, conns(one)) for one in found] == [(1, {1, 2}), (third, {3})]


def test_the_ends_of_an_arrow_to_a_server_are_lifelines_only() -> None:
    tape = Tape()
    tape.add(e.ConnectionRefused, conn=1)
    row = flow_rules.of(Timeline(tape.events)).rows[-1]
    assert [lane.role for lane in flow_seats.ends(row)] == ["client"]
