"""Clients that look the same share a line where rows are few."""

from __future__ import annotations

import pytest

from tests.view.tape import Tape
from tutor.core import events as e
from tutor.view import who_runs
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


@pytest.mark.parametrize(
    ("run", "said"),
    [
        ((1, 2), "herd 1 … 2"),
        ((4, 5), "herd 4 … ben"),
        ((5, 1), "ben … herd 1"),
        ((5, 5), "ben … ben"),
    ],
)
def test_the_first_and_the_last_are_named(run: tuple[int, ...], said: str) -> None:
    assert who_runs.names(HERD.moment().world, run, pen(ascii=False)) == said
