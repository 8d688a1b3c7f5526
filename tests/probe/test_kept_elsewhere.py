"""State outside of an instance: containers in the class, and the session of the scope."""

# ruff: noqa: RUF012 - lists in classes are what this is about

from __future__ import annotations

import pytest
from channels.generic.websocket import AsyncWebsocketConsumer
from django.contrib.sessions.backends.cache import SessionStore as InCache
from django.contrib.sessions.backends.db import SessionStore as InDatabase
from django.utils.functional import LazyObject

from tests.probe.driver import Socket
from tutor.probe.kept_elsewhere import Elsewhere, changed_store


class Never:
    def __eq__(self, other: object) -> bool:
        raise AssertionError("a project's code has been called")

    __hash__ = object.__hash__


class Base:
    groups = ["lobby"]
    notes: list[object] = []


def lazy(store: object) -> LazyObject:
    found = LazyObject()
    found._wrapped = store
    return found


def test_containers_of_the_class_and_its_bases_that_have_changed() -> None:
    class Room(Base):
        online: set[str] = set()
        names: dict[str, int] = {"a": 1}
        things = [Never()]
        title = "x"

    kept = Elsewhere(Room, {})
    assert kept.shared == []
    Room.notes.append("hi")
    Room.online.add("ann")
    Room.names["a"] = 2
    Room.things.append(Never())
    Room.groups.append("other")
    assert sorted(kept.shared) == ["names", "notes", "online", "things"]
    Room.online = None  # type: ignore[assignment]
    assert "online" in kept.shared
    Base.notes.clear()


def test_what_is_set_on_the_instance_is_its_own() -> None:
    class Room(Base):
        def __init__(self) -> None:
            self.notes: list[object] = []

    kept = Elsewhere(Room, {})
    Room().notes.append("hi")
    assert kept.shared == []


@pytest.mark.parametrize(("store", "kind"), [(InDatabase, "db"), (InCache, "cache")])
def test_a_session_that_was_changed_says_where_it_is_kept(store: type, kind: str) -> None:
    class Own(store):  # type: ignore[misc]
        pass

    for made in (store(), Own()):
        scope = {"session": lazy(made)}
        kept = Elsewhere(Base, scope)
        assert kept.session == ""
        made["x"] = 1
        assert kept.session == kind
        assert changed_store(made) == kind
        assert Elsewhere(Base, scope).session == "", "it was changed before"


@pytest.mark.parametrize("session", [None, {"modified": True}, "x", Base()])
def test_what_is_no_session_of_djangos_has_no_store(session: object) -> None:
    assert Elsewhere(Base, {"session": session}).session == ""
    assert Elsewhere(Base, None).session == Elsewhere(Base, {"session": LazyObject()}).session == ""
    odd = Base()
    odd.modified = True  # type: ignore[attr-defined]
    assert changed_store(odd) == ""


async def test_a_consumer_tells_of_both_when_it_is_over(seen) -> None:
    class Room(AsyncWebsocketConsumer):
        notes: list[str] = []

        async def receive(self, text_data=None, bytes_data=None):
            self.notes.append(text_data)
            self.scope["session"]["note"] = text_data
            await self.send("ok")

    async def with_session(scope, receive, send):
        await Room.as_asgi()({**scope, "session": lazy(InDatabase())}, receive, send)

    for word in ("", "tea"):
        socket = Socket(seen.wrap(with_session))
        await socket.open()
        if word:
            await socket.say(word)
        await socket.close()
    told = [(over.session, over.shared) for over in seen.of("consumer.finished")]
    assert told == [("", []), ("db", ["notes"])]
