"""Lines of who keep their places: in a finished recording none moves within a stretch."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.view import lessons_recorded as recorded
from tests.view.tape import Tape
from tutor.core.timeline import Timeline
from tutor.view import who_seats
from tutor.view.reserved import Plan

HEIGHTS = (11, 14, 15, 26)  # of the hero at 60x20, 80x24, 100x30 and 120x40
SOME = {"three_tabs", "two_servers_redis", "receipts"}
TRACES = [
    pytest.param(
        trace, marks=[] if trace.stem in SOME else pytest.mark.slow, id=recorded.name(trace)
    )
    for trace in recorded.TRACES
]


def lines(run: Timeline, step: int, plan: Plan, height: int) -> dict[int | str, int]:
    """The row of each connection and of each heading."""
    names = {store: most - 1 for store, most in plan.who(ascii=False).groups.items()}
    found = who_seats.reserved(run.moment(step), plan, names, height)
    return {
        seat.conn or seat.name: row
        for row, seat in enumerate(found)
        if seat.kind in ("connection", "process") and not seat.run
    }


def is_shared(plan: Plan, names: dict[str, int], height: int) -> bool:
    ever = plan.sections
    lines = len(ever) + sum(names.values()) + sum(map(len, ever.values()))
    if not plan.shared or lines <= height * 1.25:
        return False
    return plan.shared + sum(names.values()) <= height


def begins(run: Timeline, plan: Plan, height: int) -> set[int]:
    """The steps at which a stretch begins."""
    names = {store: most - 1 for store, most in plan.who(ascii=False).groups.items()}
    ever = plan.sections
    if len(ever) + sum(names.values()) + sum(map(len, ever.values())) <= height:
        return set()
    found = [plan.crowd(step, names, height)[0].since for step in range(1, len(run) + 1)]
    return {since for since in found if since > 1}


@pytest.mark.parametrize("trace", TRACES)
def test_no_line_moves_but_where_a_stretch_begins(trace: Path) -> None:
    run = recorded.timeline(trace)
    plan = Plan(run)
    for height in HEIGHTS:
        names = {store: most - 1 for store, most in plan.who(ascii=False).groups.items()}
        if is_shared(plan, names, height):
            continue  # those that look alike share a line, and part when they differ
        cuts, before = begins(run, plan, height), dict[int | str, int]()
        for step in range(1, len(run) + 1):
            now = lines(run, step, plan, height)
            moved = [one for one in now if one in before and now[one] != before[one]]
            assert not moved or step in cuts, (height, step, moved)
            assert len(now) <= height
            before = now


@pytest.mark.parametrize("trace", TRACES)
def test_whoever_the_step_speaks_of_has_a_line(trace: Path) -> None:
    run = recorded.timeline(trace)
    plan = Plan(run)
    every = 7 if len(run) > recorded.LONG else 1
    for height in HEIGHTS:
        for step in range(1, len(run) + 1, every):
            moment = run.moment(step)
            names = {store: most - 1 for store, most in plan.who(ascii=False).groups.items()}
            seats = who_seats.reserved(moment, plan, names, height)
            conn = moment.event.conn if moment.event is not None else None
            shown = {one for seat in seats for one in (seat.conn, *seat.run)}
            known = moment.world.clients.keys() | moment.world.instances.keys()
            assert conn not in known or conn in shown, (height, step, conn)


# ── one by one ──────────────────────────────────────────────────────────────────────────────


def visitors(count: int) -> Tape:
    """They come one after the other, each to a group of the same name, and stay."""
    tape = Tape()
    tape.server()
    for conn in range(1, count + 1):
        tape.connect(conn, f"{'abcdefghijkl'[conn]}nn", layers=False, group="g")
    return tape


def told(tape: Tape, height: int, step: int | None = None) -> list[tuple[str, int]]:
    run = Timeline(tape.events)
    moment = run.moment(tape.last if step is None else step)
    return [
        (seat.kind, seat.conn or seat.hidden)
        for seat in who_seats.reserved(moment, Plan(run), {}, height)
    ]


def test_where_all_have_room_those_to_come_have_an_empty_line() -> None:
    tape = visitors(3)
    first = next(fact.seq for fact in tape.events if fact.conn == 2) - 1
    assert told(tape, 4, first) == [("process", 0), ("connection", 1), ("later", 2), ("later", 3)]


def test_where_not_all_have_room_the_others_are_counted_once_they_are_there() -> None:
    tape = visitors(5)
    second = next(fact.seq for fact in tape.events if fact.conn == 3) - 1
    assert told(tape, 4, second) == [("process", 0), ("connection", 1), ("connection", 2)]
    assert told(tape, 4)[-1] == ("more", 3)


def test_before_anything_is_known_there_is_no_line() -> None:
    assert told(visitors(5), 4, 0) == []


def alike(height: int) -> list[tuple[str, int]]:
    """The lines of twenty tabs that look the same: their kind, and how many share each."""
    tape = Tape()
    tape.server()
    for conn in range(1, 21):
        tape.connect(conn, f"tab {conn}", layers=False, channel=f"x.inmemory!{conn:04}")
    run = Timeline(tape.events)
    seats = who_seats.reserved(run.moment(tape.last), Plan(run), {}, height)
    return [(seat.kind, len(seat.run) or seat.hidden) for seat in seats]


def test_those_that_look_the_same_share_a_line_where_that_is_enough_for_all() -> None:
    assert alike(8) == [("process", 0), ("connection", 20), ("connection", 0)]


def test_where_only_a_few_have_no_room_each_of_the_others_keeps_its_line() -> None:
    rows = alike(18)
    assert rows[0] == ("process", 0)
    assert set(rows[1:-1]) == {("connection", 0)}
    assert rows[-1] == ("more", 20 - len(rows[1:-1]))


def test_a_recording_that_grows_shows_those_in_focus() -> None:
    found = who_seats.growing(visitors(5).moment(), 3, {})
    assert [seat.kind for seat in found] == ["process", "connection", "more"]
