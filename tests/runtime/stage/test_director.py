"""A scene becomes a recording, whatever happens to it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

import pytest

from tutor.core.events import Event, SceneFinished, SceneStarted
from tutor.errors import Unavailable, UsageError
from tutor.runtime.processes.session import Session
from tutor.runtime.recording import loads
from tutor.runtime.stage.director import record
from tutor.runtime.stage.stage import Stage

APP = "labs/echo.py:application"
pytestmark = pytest.mark.asyncio(loop_scope="module")


def failed(events: tuple[Event, ...]) -> str:
    assert isinstance(events[-1], SceneFinished)
    return events[-1].failed


async def test_a_recording_is_whole(session: Session, scenes: Path) -> None:
    said: list[str] = []
    recording = await record(scenes, "hello", session=session, progress=said.append)
    first = recording.events[0]
    assert isinstance(first, SceneStarted)
    assert (first.lesson, first.scene, first.layer) == ("scenes", "hello", "")
    assert {"python", "django", "channels", "daphne", "websockets"} <= first.versions.keys()
    assert failed(recording.events) == ""
    count = Counter(event.kind for event in recording.events)
    for kind in ("server.started", "client.closed", "connection.closed", "server.stopped"):
        assert count[kind] == 1
    assert said == ["server 1 starts", "ann connects"]
    assert loads(recording.dumps()) == recording


async def test_a_frame_can_be_followed_there_and_back(session: Session, scenes: Path) -> None:
    recording = await record(scenes, "hello", session=session)
    chain, event = [], next(e for e in recording.events if e.kind == "client.received")
    while event is not None:
        chain.append(event.kind)
        event = recording.events[event.cause - 1] if event.cause else None  # type: ignore[assignment]
    assert chain == [
        "client.received",
        "app.sent",
        "handler.started",
        "app.received",
        "client.sent",
    ]


async def test_two_runs_have_the_same_facts(session: Session, scenes: Path) -> None:
    runs = []
    for _ in range(3):
        recording = await record(scenes, "room", session=session)
        kinds = Counter(event.kind for event in recording.events)
        del kinds["loop.stalled"]  # the machine's business, not the scene's
        runs.append(kinds)
    assert runs[0] == runs[1] == runs[2]
    assert runs[0]["client.received"] == 4


async def test_what_was_expected_in_vain_is_in_the_recording(
    session: Session, scenes: Path
) -> None:
    recording = await record(scenes, "in_vain", session=session)
    assert failed(recording.events) == (
        "scenes/scenes.py:28: ann: expected a frame with 'goodbye' within 0.2 s,"
        " what arrived: hello"
    )
    assert Counter(event.kind for event in recording.events)["connection.closed"] == 1


async def test_a_mistake_of_the_script_is_named_with_its_line(
    session: Session, scenes: Path
) -> None:
    events = (await record(scenes, "mistaken", session=session)).events
    assert failed(events).startswith("scenes/scenes.py:35: AttributeError: 'Stage' object has no")
    assert any(event.kind == "scene.noted" for event in events)


async def test_a_server_that_dies_is_named(session: Session, scenes: Path) -> None:
    events = (await record(scenes, "crash", session=session)).events
    assert "scenes/scenes.py:43: ann: expected a frame with 'never'" in failed(events)
    assert "(server 1 ended by itself, exit status 7)" in failed(events)


async def test_a_death_that_the_script_does_not_mention_is_a_failure(
    session: Session, scenes: Path
) -> None:
    events = (await record(scenes, "quiet_crash", session=session)).events
    assert failed(events) == "server 1 ended by itself, exit status 7"
    port = int(next(e.address for e in events if e.kind == "server.started").rpartition(":")[2])
    assert port not in session.ports._held, "its port is free when the scene is over"


async def test_sockets_that_the_script_left_open_are_closed(
    session: Session, scenes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutor.runtime.stage.settle.CLOSED_WITHIN", 300)  # nobody waits for that
    events = (await asyncio.wait_for(record(scenes, "by_hand", session=session), 40)).events
    assert failed(events) == ""
    count = Counter(event.kind for event in events)
    assert (count["client.closed"], count["connection.closed"]) == (2, 2)
    disconnects = [e for e in events if getattr(e, "type", "") == "websocket.disconnect"]
    codes = {e.code for e in disconnects if e.kind == "app.received"}  # type: ignore[attr-defined]
    assert codes == {1000, 1006}, "a close frame of the one, a FIN of the mute one"


async def test_a_handler_that_never_ends_does_not_hold_us_up(
    session: Session, scenes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutor.runtime.stage.settle.CLOSED_WITHIN", 0.3)
    events = (await asyncio.wait_for(record(scenes, "stuck", session=session), 15)).events
    assert failed(events) == ""
    assert events[-2].kind == "server.stopped"


async def test_a_lab_that_is_not_there_is_the_recordings_end(
    session: Session, scenes: Path
) -> None:
    events = (await record(scenes, "broken", session=session)).events
    assert "there is no labs/no_such_lab.py in scenes" in failed(events)
    events = (await record(scenes, "missing", session=session)).events
    assert "No module named 'demo_project.no_such_module'" in failed(events)


async def test_what_cannot_be_asked_for(session: Session, scenes: Path) -> None:
    with pytest.raises(UsageError, match="There is no scene nope in"):
        await record(scenes, "nope", session=session)
    with pytest.raises(UsageError, match="There is no layer carrier pigeon"):
        await record(scenes, "hello", layer="carrier pigeon", session=session)


async def test_where_no_live_run_can_be_had_it_is_said(
    session: Session, scenes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nothing(*args: object, **kwargs: object) -> None:
        raise Unavailable("nothing can be had")

    monkeypatch.setattr(session, "new_worker", nothing)
    with pytest.raises(Unavailable, match="nothing can be had"):
        await record(scenes, "hello", session=session)


async def test_the_layer_of_the_learner_is_the_default(session: Session, scenes: Path) -> None:
    events = (await record(scenes, "hello", layer="redis", session=session)).events
    kinds = [event.kind for event in events]
    assert "broker.started" in kinds
    assert failed(events) == ""


async def test_each_thing_that_a_script_does_is_one_call(stage: Stage) -> None:
    times, did = stage.facts.calls.times, list[tuple[str, int]]()

    async def told(name: str, doing: Awaitable[Any]) -> Any:
        before = len(times)
        result = await doing
        did.append((name, len(times) - before))
        return result

    server = await told("server", stage.server(app=APP, layer="redis"))
    await told("broker.look", stage.broker.look())
    ann = await told("client", stage.client("ann", "/ws/"))
    await told("send", ann.send("hello"))
    await told("close", ann.close())
    ben = await told("client", stage.client("ben", "/ws/"))
    before = len(times)
    stage.pause(ben)
    stage.resume(ben)
    did.append(("pause, resume", len(times) - before))
    await told("drop", ben.drop())
    await told("http", stage.http("GET", "/"))
    raw = await told("raw", stage.raw("raw", "/ws/"))
    await told("read", raw.read(until=b"\r\n\r\n"))
    await told("frame", raw.frame("text", "hi"))
    await told("write", raw.write(b"x"))
    await told("reset", raw.reset())
    other = await told("raw", stage.raw("other", "/ws/"))
    await told("raw.drop", other.drop())
    await told("group_send", stage.group_send("room", {"type": "said", "words": "hi"}))
    await told("broker.stop", stage.broker.stop())
    await told("broker.start", stage.broker.start())
    await told("broker.kill", stage.broker.kill())
    await told("restart", server.restart())
    await told("kill", server.kill())
    others = [one for one in did if one[1] != 1]
    assert others == [("pause, resume", 2), ("read", 0), ("restart", 2)], "a stop and a start"
