"""uvicorn serves the same project, observed alike, and says goodbye differently."""

from __future__ import annotations

import pytest

from tutor.errors import SceneFailed
from tutor.runtime.stage.stage import Stage

pytest.importorskip("uvicorn")
APP = "labs/echo.py:application"
pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_frame_there_and_back(stage: Stage) -> None:
    await stage.uvicorn_server(APP, options={"ws_ping_interval": 5})
    tab = await stage.client("ann", "/ws/")
    await tab.send("hello")
    await tab.expect("hello")
    await stage.fact("handler.finished", name="websocket_receive")
    _, started = await stage.fact("server.started")
    assert started[9]["uvicorn"]
    answer = await stage.http("GET", "/nowhere/")
    assert (answer.status, answer.headers["Server"]) == (404, "uvicorn")
    await stage.fact("http.answered", status=404)
    assert not [raw[1][5:] for raw in stage.facts.find("log.written", {"logger": "stderr"})]


async def test_a_stop_is_told_to_both_sides(stage: Stage) -> None:
    server = await stage.uvicorn_server(APP)
    tab = await stage.client("ann", "/ws/")
    await server.stop()
    assert await tab.closed() == 1012
    await stage.fact("app.received", type="websocket.disconnect", code=1012)
    assert (server.how, server.code) == ("stopped", 0)


async def test_a_lab_that_cannot_be_had(stage: Stage) -> None:
    with pytest.raises(SceneFailed, match="has no attribute 'nothing'"):
        await stage.uvicorn_server("labs/echo.py:nothing")
