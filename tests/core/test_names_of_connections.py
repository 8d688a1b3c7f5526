"""A connection is named by its user, else by its path, and its name never changes."""

from __future__ import annotations

import pytest

from tests.view.tape import Tape
from tutor.core import events as e
from tutor.core import names_of_connections
from tutor.core.names_of_connections import Names, user_in


def handshake(names: Names, tape: Tape, conn: int, path: str, user: str = "") -> None:
    tape.add(e.ConnectionOpened, conn=conn, path=path)
    if user:
        tape.add(e.ScopeEntered, conn=conn, added={"user": user})
    tape.add(e.ConsumerCreated, conn=conn, name="Room")
    tape.add(e.ConnectionAccepted, conn=conn)
    for fact in tape.events[-4:]:
        names.take(fact)


def test_the_user_then_the_path_names_it_and_a_second_one_has_a_number() -> None:
    names, tape = Names(), Tape()
    handshake(names, tape, 1, "/ws/", "<User 2 ann>")
    handshake(names, tape, 2, "/ws/", "<AnonymousUser>")
    handshake(names, tape, 3, "/ws/", "<User 2 ann>")
    assert [names.of(conn) for conn in (1, 2, 3, 4, None)] == ["ann", "/ws/", "ann 3", "c4", ""]
    assert (names.user(1), names.user(2), names.path(2)) == ("ann", "", "/ws/")
    assert (names.consumer(1), names.consumer(9), names.path(None)) == ("Room", "", "")


def test_the_world_calls_them_the_same_and_so_does_who_begins_at_a_cut() -> None:
    names, tape, later = Names(), Tape(), Names()
    handshake(names, tape, 1, "/ws/", "<User 2 ann>")
    handshake(names, tape, 2, "/ws/")
    handshake(names, tape, 3, "/ws/", "<User 2 ann>")
    tape.add(e.ClientConnecting, conn=4, name="ben")
    handshake(names, tape, 4, "/ws/")
    tape.add(e.ConnectionOpened, conn=5, path="/ws/")
    world = tape.moment().world
    told = {conn: seen.name for conn, seen in world.connections.items()}
    assert told == {1: "ann", 2: "/ws/", 3: "ann 3", 4: "", 5: ""}
    later.seed(world)
    names.take(tape.events[-6])
    names.take(tape.events[-1])
    assert [names.known(conn) for conn in (1, 2, 3, 4, 5)] == [*told.values()]
    for one in (names, later):
        handshake(one, tape, 6, "/ws/", "<User 2 ann>")
        assert [one.known(conn) for conn in (1, 2, 3, 4, 6)] == [
            "ann",
            "/ws/",
            "ann 3",
            "",
            "ann 6",
        ]
        assert (one.user(6), one.path(5)) == ("ann", "/ws/")


def test_of_very_many_paths_only_the_newest_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names_of_connections, "MOST", 2)
    names, tape = Names(), Tape()
    for conn, path in enumerate(("/a/", "/b/", "/b/", "/c/", "/b/", "/a/"), start=1):
        handshake(names, tape, conn, path)
    world = tape.moment().world
    told = ["/a/", "/b/", "/b/ 3", "/c/", "/b/ 5", "/a/"]
    assert [names.of(conn) for conn in range(1, 7)] == told
    assert [seen.name for seen in world.connections.values()] == told
    assert world.named == {"/c/": 1, "/a/": 1}


def test_the_reader_may_call_it_otherwise() -> None:
    names, tape = Names(), Tape()
    handshake(names, tape, 1, "/ws/")
    handshake(names, tape, 2, "/ws/")
    tape.add(e.ConnectionNamed, process="tutor", number=2, name="the phone")
    tape.add(e.ConnectionNamed, process="tutor", number=9, name="of no connection")
    names.take(tape.events[-2])
    assert (names.of(1), names.of(2)) == ("/ws/", "the phone")
    assert names.is_taken("the phone", by=1)
    assert not names.is_taken("the phone", by=2)
    before, after = tape.moment(tape.last - 2).world, tape.moment().world
    assert [w.connections[2].name for w in (before, after)] == ["/ws/ 2", "the phone"]


def test_one_that_was_over_before_a_rings_cut_is_forgotten_and_an_open_one_is_not() -> None:
    names, tape = Names(), Tape()
    handshake(names, tape, 1, "/a/")
    handshake(names, tape, 2, "/b/")
    names.take(tape.events[tape.add(e.ConnectionClosed, conn=1) - 1])
    names.forget(tape.last - 1)
    assert names.of(1) == "/a/"
    names.forget(tape.last)
    assert (names.of(1), names.of(2)) == ("c1", "/b/")


def test_a_client_of_ours_brings_its_name_and_a_request_its_path() -> None:
    names, tape = Names(), Tape()
    tape.add(e.ClientConnecting, conn=1, name="ben")
    tape.add(e.ServerStarted)
    tape.add(e.HttpReceived, conn=2, path="/shop/")
    for fact in tape.events:
        names.take(fact)
    assert (names.of(1), names.of(2)) == ("ben", "/shop/")
    names.take(tape.events[tape.add(e.HttpAnswered, conn=2, status=200) - 1])
    names.forget(tape.last)
    assert names.of(2) == "c2"
    names.take(tape.events[tape.add(e.ConnectionRefused, conn=5) - 1])
    assert names.of(5) == "c5"


@pytest.mark.parametrize(
    ("preview", "user"),
    [
        ("<User 2 john>", "john"),
        ("<User 2>", "User 2"),
        ("'ann'", "ann"),
        ("<AnonymousUser>", ""),
        ("<UserLazyObject, not evaluated>", ""),
        ("None", ""),
    ],
)
def test_a_user_is_read_from_its_preview(preview: str, user: str) -> None:
    assert user_in(preview) == user
