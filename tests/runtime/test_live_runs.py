"""Scenes of a lesson run live on one session, which ends with them."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.runtime.lesson import lesson, scene
from tutor.core.events import ClientReceived
from tutor.errors import SceneFailed, Unavailable, UsageError
from tutor.runtime import live_runs
from tutor.runtime.live_runs import LiveRuns
from tutor.runtime.shipped_recordings import shipped_path
from tutor.runtime.stage.director import record

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def runs(scenes: Path) -> AsyncIterator[LiveRuns]:
    """The scenes of these tests; one session for all tests of this file."""
    made = LiveRuns(lesson(scenes, "hello", "in_vain", "room"))
    yield made
    await made.close()


async def test_a_scene_is_run_and_says_what_it_does(runs: LiveRuns) -> None:
    said: list[str] = []
    events = await runs.live(scene("hello"), said.append)
    assert [event.text for event in events if isinstance(event, ClientReceived)] == ["hello"]
    assert said == ["server 1 starts", "ann connects"]


async def test_it_knows_how_often_the_script_had_called_by_each_event(runs: LiveRuns) -> None:
    assert runs.calls(scene("room"), 0) is None
    events = await runs.live(scene("room"), lambda _: None)
    kinds = ("scene.started", "server.started", "client.connecting", "client.sent")
    asked = [event for event in events if event.kind in kinds]
    counted = [runs.calls(scene("room"), event.at) for event in asked]
    assert counted == [0, 1, 2, 3, 4, 5]


async def test_all_scenes_share_a_session(runs: LiveRuns) -> None:
    session = await runs.open()
    await runs.live(scene("hello"), lambda _: None)
    assert await runs.open() is session
    assert not session.servers


async def test_a_run_that_fails_is_an_error_with_the_reason(runs: LiveRuns) -> None:
    with pytest.raises(SceneFailed, match="expected a frame with 'goodbye' within"):
        await runs.live(scene("in_vain"), lambda _: None)


async def test_the_cause_that_is_named_is_none_of_the_recording(
    scenes: Path, tmp_path: Path
) -> None:
    """What goes wrong in the recording is meant to go wrong; what is named is what is new."""
    shutil.copytree(scenes / "labs", tmp_path / "labs")
    (tmp_path / "scenes.py").write_text(SCRIPT, encoding="utf-8")
    runs = LiveRuns(lesson(tmp_path, "s"), spares=False)
    try:
        with pytest.raises(SceneFailed, match=r"first failure of the run: .*ValueError: it rained"):
            await runs.live(scene("s"), lambda _: None)
        recording = await record(tmp_path, "s", session=await runs.open())
        path = shipped_path(runs.lesson, scene("s"))
        path.parent.mkdir()
        recording.save(path)
        with pytest.raises(SceneFailed) as told:
            await runs.live(scene("s"), lambda _: None)
    finally:
        await runs.close()
    assert "it rained" not in told.value.message


SCRIPT = '''\
async def s(stage):
    """A handler that fails, and a frame that is expected in vain."""
    await stage.server(app="labs/echo.py:application")
    ann = await stage.client("ann", "/ws/")
    await ann.send("raise it rained")
    await stage.fact("handler.failed")
    await ann.expect("sun", within=0.1)
'''


async def test_the_layer_is_that_of_the_learner(scenes: Path) -> None:
    runs = LiveRuns(lesson(scenes, "hello"), layer="no such layer", spares=False)
    try:
        with pytest.raises(UsageError, match="There is no layer no such layer"):
            await runs.live(scene("hello"), lambda _: None)
    finally:
        await runs.close()


async def test_a_session_ends_with_its_runs_and_another_may_follow(scenes: Path) -> None:
    runs = LiveRuns(lesson(scenes, "hello"), spares=False)
    first = await runs.open()
    await runs.close()
    assert not first.temp.exists()
    second = await runs.open()
    assert second.temp.exists()
    await runs.close()
    await runs.close()
    assert not second.temp.exists()


async def test_a_package_that_is_missing_is_named(
    scenes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lacks(name: str) -> object:
        raise ModuleNotFoundError("No module named 'no_such_package'", name="no_such_package")

    monkeypatch.setattr(live_runs, "import_module", lacks)
    with pytest.raises(Unavailable, match="The module no_such_package is not installed"):
        await LiveRuns(lesson(scenes)).open()


async def test_a_module_of_ours_that_is_missing_is_a_fault(
    scenes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lacks(name: str) -> object:
        raise ModuleNotFoundError("No module named 'tutor.nowhere'", name="tutor.nowhere")

    monkeypatch.setattr(live_runs, "import_module", lacks)
    with pytest.raises(ModuleNotFoundError, match="nowhere"):
        live_runs.director()


async def test_recordings_are_read_without_a_session(tmp_path: Path) -> None:
    runs = LiveRuns(lesson(tmp_path, "s"))
    with pytest.raises(UsageError, match="There is no recording of s yet"):
        runs.shipped(scene("s"))
    path = shipped_path(runs.lesson, scene("s"))
    path.parent.mkdir()
    (tmp_path / "scenes.py").write_text("", encoding="utf-8")
    path.write_bytes(STARTED)
    assert [event.kind for event in runs.shipped(scene("s"))] == ["scene.started"]
    await runs.close()


STARTED = (
    b'{"kind":"scene.started","seq":1,"at":0,"process":"tutor","schema":1,"lesson":"l","scene":"s"}'
)


async def test_nothing_heavy_is_imported_before_the_first_run() -> None:
    code = "import sys, tutor.runtime.live_runs as m; print(*sys.modules)"
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, stdout=asyncio.subprocess.PIPE
    )
    loaded = set((await child.communicate())[0].decode().split())
    assert "tutor.runtime.scene_recordings" in loaded
    assert not loaded & {"websockets", "redis", "django", "tutor.runtime.processes.session"}
