"""A run and what rules ask of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tutor.core import events as ev
from tutor.core.diagnose import diagnose, trace
from tutor.core.diagnose.trace import Trace
from tutor.core.timeline import Timeline

from .story import Story


def test_a_client_is_called_by_its_name_its_path_or_nothing() -> None:
    story = Story()
    story.connect(1, "ben")
    story.add("connection.opened", conn=2, path="/ws/lobby/")
    trace = Trace(story)
    assert [trace.who(n) for n in (1, 2, 3)] == ["ben", "the client of /ws/lobby/", "a client"]


def test_a_client_of_a_project_of_ones_own_is_called_by_its_user() -> None:
    story = Story()
    for conn, user in ((1, "<User 2 ann>"), (2, "<AnonymousUser>"), (3, "<User 2 ann>")):
        story.add("connection.opened", conn=conn, path="/ws/")
        story.add("scope.entered", conn=conn, layer="AuthMiddleware", added={"user": user})
        story.add("connection.accepted", conn=conn)
    trace = Trace(story)
    assert [trace.who(n) for n in (1, 2, 3)] == ["ann", "the client of /ws/", "ann 3"]


def test_a_method_of_a_consumer_that_is_not_known() -> None:
    story = Story()
    story.begin(7, "websocket_receive")
    assert Trace(story).method(Trace(story).of(ev.HandlerStarted)[0]) == "receive"


def test_how_a_connection_ended_for_its_client() -> None:
    story = Story()
    story.add("client.closed", process="tutor", conn=1, name="x", by="server")
    story.add("client.closed", process="tutor", conn=2, name="x", by="client", code=1000)
    story.add("client.refused", process="tutor", conn=3, name="x", status=None)
    trace = Trace(story)
    assert [trace.ending(n) for n in (1, 2, 3)] == [
        "a client was closed",
        "",
        "a client got no answer",
    ]


def test_the_backend_of_an_alias_and_of_a_process_that_made_no_channel() -> None:
    story = Story("RedisChannelLayer")
    story.add("channel.created", layer="chat", backend="InMemoryChannelLayer", channel="c")
    trace = Trace(story)
    assert [
        trace.backend("server 1", "chat"),
        trace.backend("server 1", "default"),
        trace.backend("server 1", "other"),
        trace.backend("server 9", "default"),
    ] == ["InMemoryChannelLayer", "RedisChannelLayer", "", ""]


def test_what_a_ring_has_forgotten_is_not_there() -> None:
    story = Story()
    story.connect(1, "ben", groups="lobby")
    for _ in range(600):
        story.add("scene.noted", text="x")
    sent = story.send(1, "lobby", 1, cause=12)
    trace = Trace(Timeline(story, keep=20))
    (found,) = trace.of(ev.GroupSent)
    assert (found.seq, list(trace.causes(found))) == (sent, [])
    assert list(trace.members(found)) == ["specific.inmemory!ben"]
    assert trace.copies(found) == 1


def test_a_channel_that_is_unknown_is_not_alive() -> None:
    story = Story()
    story.connect(1, "ben")
    trace = Trace(story)
    assert [trace.is_alive(name, len(story)) for name in ("specific.inmemory!ben", "x")] == [
        True,
        False,
    ]


def test_there_is_no_first_fact_of_no_connection() -> None:
    assert Trace(Story()).first(ev.ServerStarted, None) is None


def test_the_world_of_a_step_is_the_timelines_in_whatever_order_it_is_asked_for() -> None:
    story = Story()
    for conn in range(1, 9):
        story.connect(conn, f"tab{conn}", groups="room lobby")
    for timeline in (Timeline(story), Timeline(story, keep=1)):
        trace, last = Trace(timeline), len(timeline)
        for step in (last, last - 1, timeline.first, last // 2 + timeline.first // 2, last):
            found, known = trace.world(step), timeline.world(step)
            assert (found.step, found.groups) == (known.step, known.groups)
            assert [*found.channels] == [*known.channels]


class Counted(list[Any]):
    """Facts that somebody looks at, one after the other."""

    seen = 0

    def __iter__(self) -> Iterator[Any]:
        for fact in super().__iter__():
            Counted.seen += 1
            yield fact


def looked_at(story: Story, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many facts all rules look at, those included that are folded into worlds."""
    of, by, fold = Trace.of, Trace.by, trace.fold

    def folded(world: Any, events: Any) -> Any:
        Counted.seen += len(events)
        return fold(world, events)

    Counted.seen = 0
    with monkeypatch.context() as patch:
        patch.setattr(Trace, "of", lambda *asked: Counted(of(*asked)))
        patch.setattr(Trace, "by", lambda *asked: Counted(by(*asked)))
        patch.setattr(trace, "fold", folded)
        assert diagnose(story, notes=True)
    return Counted.seen


def busy(connections: int) -> Story:
    """Each tab comes, speaks, sends to a group without members, stalls the loop, and goes."""
    story = Story()
    for conn in range(1, connections + 1):
        story.connect(conn, f"tab{conn}", groups="room")
        said = story.add("app.received", conn=conn, type="websocket.receive", text="hi")
        ran = story.begin(conn, "websocket_receive", where="rooms.py:14 receive", cause=said)
        story.add("group.sent", conn=conn, cause=ran, group="nobody", type="x", where="rooms.py:15")
        story.add("loop.stalled", ms=400.0, where="rooms.py:16 receive")
        story.add("channel.dropped", channel=story.channel(conn), group="room", type="x")
        story.end(conn, ran)
        story.add("app.received", conn=conn, type="websocket.disconnect")
        story.add("group.left", conn=conn, group="room", channel=story.channel(conn))
        story.add(
            "consumer.finished", conn=conn, name="Room", shared=["notes"], error="KeyError: 1"
        )
        story.add("connection.closed", conn=conn)
    return story


def test_rules_look_at_each_fact_a_number_of_times_that_does_not_grow(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    few, many = (looked_at(busy(count), monkeypatch) for count in (40, 160))
    assert many < 5 * few
