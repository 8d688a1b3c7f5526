"""A client keeps its line for as long as the clients that are spoken of have room."""

from __future__ import annotations

from tests.view.tape import Tape
from tutor.core import events as e
from tutor.core.timeline import Timeline
from tutor.view.who_stretches import Room, Stretch, stretches

EVER = {"server 1": [1, 2, 3], "server 2": [4, 5], "idle": [], "broker": []}


def room(height: int, names: dict[str, int] | None = None) -> Room:
    return Room(EVER, ["broker"], names or {}, height)


def spoken(*conns: int) -> Timeline:
    """Each of them sends something, in this order."""
    tape = Tape()
    for conn in conns:
        tape.add(e.ClientSent, process="tutor", conn=conn, name="x", text="hi")
    return Timeline(tape.events)


def test_headings_names_and_the_number_of_all_others_need_rows_too() -> None:
    assert [room(height).fits({1, 4}) for height in (5, 6)] == [False, True]
    assert [room(height, {"server 2": 1}).fits({1, 4}) for height in (6, 7)] == [False, True]


def test_names_give_way_where_they_would_leave_no_client_a_line() -> None:
    assert room(4, {"server 2": 1}).names == {}
    assert room(5, {"server 2": 1}).names == {"server 2": 1}


def test_all_that_have_room_are_one_stretch() -> None:
    found = stretches(spoken(1, 4, 2), room(9))
    assert found == [
        Stretch(1, {"server 1": (1, 2), "server 2": (4,), "idle": (), "broker": ()}),
    ]


def test_a_stretch_begins_where_one_more_has_no_room() -> None:
    found = stretches(spoken(1, 2, 4, 5), room(5))
    assert [(one.since, one.sections) for one in found] == [
        (1, {"server 1": (1, 2), "broker": ()}),
        (3, {"server 2": (4, 5), "broker": ()}),
    ]


def test_those_who_are_there_meanwhile_fill_it_those_of_the_same_server_first() -> None:
    (first, last) = stretches(spoken(3, 1, 2, 4, 5), room(8))
    assert first.sections == {"server 1": (1, 2, 3), "server 2": (4,), "broker": ()}
    assert last.since == 5
    assert last.sections == {"server 1": (1, 2), "server 2": (4, 5), "broker": ()}


def test_whoever_has_gone_before_gives_a_place_to_others() -> None:
    tape = Tape()
    for conn in (1, 2):
        tape.add(e.ClientSent, process="tutor", conn=conn, name="x", text="hi")
    tape.add(e.ClientClosed, process="tutor", conn=2, code=1000)
    tape.add(e.ClientSent, process="tutor", conn=3, name="x", text="hi")
    found = stretches(Timeline(tape.events), room(5))
    assert [one.sections["server 1"] for one in found] == [(1, 2), (1, 3)]
