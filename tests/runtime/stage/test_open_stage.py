"""A stage without a script: used by hand, through mistakes, and nothing is left of it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import psutil
import pytest

from tutor.core.assemble import assemble
from tutor.core.events import SceneFinished, SceneStarted
from tutor.errors import SceneFailed, UsageError
from tutor.runtime.fact_intake import Facts
from tutor.runtime.processes.session import Session
from tutor.runtime.processes.spares import DEMO
from tutor.runtime.stage.director import play
from tutor.runtime.stage.open_stage import end_stage, open_stage
from tutor.runtime.stage.scene_scripts import find_script
from tutor.runtime.stage.settle import settle

APP = "labs/echo.py:application"
pytestmark = pytest.mark.asyncio(loop_scope="module")


def finished(facts: Facts) -> list[str]:
    ends = [event for event in assemble(facts.records) if isinstance(event, SceneFinished)]
    return [end.failed for end in ends]


async def test_a_stage_is_used_by_hand(session: Session, scenes: Path) -> None:
    facts = Facts()
    async with open_stage(scenes, session=session, facts=facts) as stage:
        server = await stage.server(app=APP)
        ann = await stage.client("ann", "/ws/")
        await ann.send("hello")
        await ann.expect("hello")
        await ann.close()
        await stage.fact("connection.closed")
        ben = await stage.client("ben", "/ws/")
        await ben.send("again")
        await ben.expect("again")
    assert not psutil.pid_exists(server.pid)
    assert not ben.is_open
    events = assemble(facts.records)
    first, last = events[0], events[-1]
    assert isinstance(first, SceneStarted)
    assert (first.lesson, first.scene, first.schema) == ("scenes", "", 1)
    assert isinstance(last, SceneFinished)
    assert (last.failed, facts.kinds["server.stopped"], facts.kinds["client.closed"]) == ("", 1, 2)


async def test_a_mistake_ends_one_command_and_not_the_stage(session: Session, scenes: Path) -> None:
    facts = Facts()
    async with open_stage(scenes, session=session, facts=facts) as stage:
        with pytest.raises(SceneFailed, match="no server has been started yet"):
            await stage.client("ann", "/ws/")
        with pytest.raises(SceneFailed, match=r"there is no labs/no_such_lab\.py"):
            await stage.server(app="labs/no_such_lab.py:application")
        with pytest.raises(SceneFailed, match="No module named"):
            await stage.server(app="demo_project.no_such_module:application")
        with pytest.raises(SceneFailed, match="no server has been started yet"):
            await stage.client("ann", "/ws/")
        await stage.server(app=APP)
        with pytest.raises(SceneFailed, match="refused with HTTP 403"):
            await stage.client("eve", "/refuse/")
        with pytest.raises(SceneFailed, match="there is no user nobody"):
            await stage.client("eve", "/ws/", user="nobody")
        ann = await stage.client("ann", "/ws/")
        with pytest.raises(SceneFailed, match="expected a frame with 'never'"):
            await ann.expect("never", within=0.05)
        await ann.send("all is well")
        await ann.expect("is well")
    assert finished(facts) == [""]


async def test_a_server_that_has_crashed_is_started_again(session: Session, scenes: Path) -> None:
    facts = Facts()
    async with open_stage(scenes, session=session, facts=facts) as stage:
        server = await stage.server(app=APP)
        ann = await stage.client("ann", "/ws/")
        await ann.send("exit 7")
        assert await server.ended() == 7
        with pytest.raises(SceneFailed):
            await stage.client("ben", "/ws/")
        await server.restart()
        ben = await stage.client("ben", "/ws/")
        await ben.send("here")
        await ben.expect("here")
    assert facts.kinds["server.started"] == facts.kinds["server.stopped"] == 2


async def test_one_stage_follows_another_in_a_session(session: Session, scenes: Path) -> None:
    for _ in range(2):
        async with open_stage(scenes, session=session, layer="redis") as stage:
            await stage.server(app=APP)
            assert await stage.broker.look() == [], "the broker is empty"
            ann = await stage.client("ann", "/ws/")
            await ann.send("all good morning")
            await ann.expect("good morning")
            assert await stage.broker.look()
        assert not session.servers
        assert session.ports._held.keys() <= {int(stage.broker.url.rpartition(":")[2])}


async def test_after_a_stage_servers_are_made_ready_for_the_next(scenes: Path) -> None:
    async with Session() as session:
        async with open_stage(scenes, session=session):
            await session.spares.close()  # none is left
        async with asyncio.timeout(20):
            while not session.spares._ready:
                await asyncio.sleep(0.01)
        assert {worker.warm for worker in session.spares._ready} == {DEMO}


async def test_a_stage_has_a_session_of_its_own_if_need_be(scenes: Path) -> None:
    async with open_stage(scenes) as stage:
        server = await stage.server(app=APP)
        temp = stage.session.temp
        assert temp.is_dir()
    assert not psutil.pid_exists(server.pid)
    assert not temp.exists()


async def test_an_error_inside_ends_what_stands_on_the_stage(
    session: Session, scenes: Path
) -> None:
    facts, pids = Facts(), []

    async def fail() -> None:
        async with open_stage(scenes, session=session, facts=facts) as stage:
            pids.append((await stage.server(app=APP)).pid)
            await stage.client("ann", "/ws/")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert not psutil.pid_exists(pids[0])
    assert facts.kinds["scene.finished"] == 1


async def test_a_cancelled_command_leaves_the_stage_to_the_next(
    session: Session, scenes: Path
) -> None:
    async with open_stage(scenes, session=session) as stage:
        await stage.server(app=APP)
        ann = await stage.client("ann", "/ws/")
        waiting = asyncio.create_task(ann.expect("never", within=30))
        await asyncio.sleep(0.01)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        await ann.send("still here")
        await ann.expect("still here")
    assert waiting.cancelled()


async def test_a_stage_ends_once_and_says_why(session: Session, scenes: Path) -> None:
    facts = Facts()
    async with open_stage(scenes, session=session, facts=facts) as stage:
        await end_stage(stage, "it rained")
        await end_stage(stage, "it snowed")
    assert finished(facts) == ["it rained"]


async def test_a_server_that_died_by_itself_is_what_went_wrong(
    session: Session, scenes: Path
) -> None:
    facts = Facts()
    async with open_stage(scenes, session=session, facts=facts) as stage:
        await stage.server(app=APP)
        ann = await stage.client("ann", "/ws/")
        await ann.send("exit 7")
        await stage.fact("server.stopped")
    assert finished(facts) == ["server 1 ended by itself, exit status 7"]


async def test_a_stage_goes_on_where_a_script_has_ended(session: Session, scenes: Path) -> None:
    async with open_stage(scenes, session=session) as stage:
        assert await play(stage, find_script(scenes, "room")) == ""
        ann, ben = stage.clients
        assert ann.is_open
        await ann.send("all of you")  # type: ignore[union-attr]
        await ben.expect("of you")  # type: ignore[union-attr]
        await settle(stage)
        assert not ann.is_open


async def test_a_script_that_fails_leaves_the_stage_open(session: Session, scenes: Path) -> None:
    async with open_stage(scenes, session=session) as stage:
        failed = await play(stage, find_script(scenes, "in_vain"))
        assert failed.startswith("scenes/scenes.py:28: ann: expected a frame with 'goodbye'")
        [ann] = stage.clients
        await ann.send("goodbye")  # type: ignore[union-attr]
        await ann.expect("goodbye")  # type: ignore[union-attr]


async def test_an_unknown_layer_opens_nothing(session: Session, scenes: Path) -> None:
    with pytest.raises(UsageError, match="There is no layer carrier pigeon"):
        async with open_stage(scenes, session=session, layer="carrier pigeon"):
            raise AssertionError


async def test_a_long_stage_costs_no_more_to_settle(
    session: Session, scenes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is under way is counted as it comes: facts that were forgotten are not missed."""
    async with open_stage(scenes, session=session) as stage:
        await stage.server(app=APP)
        await stage.client("ann", "/ws/")
        stage.facts.forget(before=stage.facts.count)
        assert not stage.facts.records
        await settle(stage)
        assert stage.facts.kinds["connection.closed"] == 1
