"""Clients that look the same share a line where rows are few."""

from __future__ import annotations

from typing import Any

import pytest

from tests.view import lessons_recorded as recorded
from tests.view.tape import Tape, drawn
from tutor.core import events as e
from tutor.core.timeline import Timeline
from tutor.view import topology, who_runs
from tutor.view.reserved import Plan
from tutor.view.text import pen


def tabs(*names: str) -> Tape:
    tape = Tape()
    tape.server()
    for conn, name in enumerate(names, start=1):
        tape.connect(conn, name, layers=False, channel=f"x.inmemory!{conn:04}")
    tape.add(e.SceneNoted, process="tutor", text="here")
    return tape


HERD = tabs("herd 1", "herd 2", "herd 3", "herd 4", "ben")


@pytest.mark.parametrize(
    ("room", "runs"),
    [
        (5, [(1,), (2,), (3,), (4,), (5,)]),
        (4, [(1, 2), (3,), (4,), (5,)]),
        (2, [(1, 2, 3, 4), (5,)]),
        (1, [(1, 2, 3, 4), (5,)]),
    ],
)
def test_only_as_many_share_one_as_the_rows_ask_for(room: int, runs: list[tuple[int, ...]]) -> None:
    assert who_runs.together(HERD.moment(), [1, 2, 3, 4, 5], room) == runs


def test_those_that_have_gone_are_put_together_first() -> None:
    tape = tabs("herd 1", "herd 2", "herd 3", "tab 1", "tab 2")
    for conn in (4, 5):
        tape.add(e.ClientClosed, process="tutor", conn=conn, code=1006, by="lost")
    tape.add(e.ClientSent, process="tutor", conn=1, name="herd 1", text="hi")
    assert who_runs.together(tape.moment(), [1, 2, 3, 4, 5], 4)[-1] == (4, 5)


def test_the_one_that_the_step_speaks_of_and_one_whose_queue_holds_something_stay_alone() -> None:
    tape = tabs("tab 1", "tab 2", "tab 3", "tab 4")
    tape.add(e.ChannelDropped, channel="x.inmemory!0003", group="g", type="tick")
    tape.add(e.ClientSent, process="tutor", conn=2, name="tab 2", text="hi")
    assert who_runs.together(tape.moment(), [1, 2, 3, 4], 1) == [(1,), (2,), (3,), (4,)]


def test_in_a_finished_recording_three_that_look_the_same_share_a_line_whatever_the_step() -> None:
    tape = tabs("herd 1", "herd 2", "herd 3", "ann", "ben", "cleo", "tab 1", "tab 2")
    tape.add(e.ClientSent, process="tutor", conn=2, name="herd 2", text="hi")
    conns = [*range(1, 9)]
    herd = [(1, 2, 3), (4,), (5,), (6,), (7,), (8,)]
    assert who_runs.settled(tape.moment().world, conns) == herd
    for conn in (4, 5, 6):
        tape.add(e.ClientClosed, process="tutor", conn=conn, code=1006, by="lost")
    assert who_runs.settled(tape.moment().world, conns) == [(1, 2, 3), (4, 5, 6), (7,), (8,)]


@pytest.mark.parametrize(
    ("run", "said"),
    [
        ((1, 2), "herd 1 … 2"),
        ((4, 5), "herd 4 … ben"),
        ((5, 1), "ben … herd 1"),
        ((6, 7), "mad … mad, bad"),
        ((5, 5), "ben … ben"),
        ((4, 1, 3), "herd 1 … 4"),
    ],
)
def test_the_first_and_the_last_are_named(run: tuple[int, ...], said: str) -> None:
    tape = tabs("herd 1", "herd 2", "herd 3", "herd 4", "ben", "mad", "mad, bad")
    assert who_runs.names(tape.moment().world, run, pen(ascii=False)) == said


# ── a finished recording with more clients than rows ────────────────────────────────────────


def shown() -> list[str]:
    """Five that look the same and one other: what is on five rows as each of them is spoken of."""
    tape = Tape()
    tape.server()
    names = ["herd 1", "herd 2", "herd 3", "herd 4", "herd 5", "ben"]
    for conn, name in enumerate(names, start=1):
        tape.connect(conn, name, layers=False, channel=f"x.inmemory!{conn:04}")
    spoken = [
        tape.add(e.ClientSent, process="tutor", conn=conn, name=name, text="hi")
        for conn, name in enumerate(names, start=1)
    ]
    plan = Plan(tape.moment().timeline)
    look: dict[str, Any] = {"width": 78, "height": 5, "plan": plan}
    return [drawn(topology.render(tape.moment(step), **look), width=78) for step in spoken]


def test_the_one_that_the_step_speaks_of_stands_below_those_that_look_like_it() -> None:
    rows = [[line[:12].strip(" ─") for line in picture.split("\n")] for picture in shown()]
    assert [[row[0][:6], row[1], row[3]] for row in rows] == [["server", "herd 1 … 5", "ben"]] * 6
    assert [row[2] for row in rows] == [*(f"└ herd {number}" for number in range(1, 6)), ""]


NEWS = ("client.", "connection.", "consumer.", "group.", "channel.", "server.", "handler.")


def test_no_line_moves_with_the_step_where_nothing_has_happened_to_a_client() -> None:
    run = recorded.timeline(next(one for one in recorded.TRACES if one.stem == "close_codes"))
    look: dict[str, Any] = {"width": 78, "height": 11, "plan": Plan(run)}
    for fact in run.events[100:]:
        if not fact.kind.startswith(NEWS):
            assert names(run, fact.seq, look) == names(run, fact.seq - 1, look), fact.seq


def names(run: Timeline, step: int, look: dict[str, Any]) -> list[str]:
    """The beginnings of all lines; none stands for several that have no room."""
    lines = drawn(topology.render(run.moment(step), **look), width=78).split("\n")
    assert not any(" more" in line for line in lines)
    return [line[:16] for line in lines]
