"""The scene of the exercise."""

import asyncio


async def gap(stage):
    """Ben comes while lines are written: before, during and after his history is read."""
    await stage.server()
    reporter = await stage.client("reporter", "/ws/report/")
    await reporter.send({"line": "kick-off"})
    await stage.quiet()
    arrival = asyncio.create_task(stage.arrive("ben", "/ws/ticker/"))
    await stage.fact("handler.started", name="websocket_connect", nth=2)
    await stage.sleep(0.05)
    await reporter.send({"line": "corner"})
    await stage.fact("db.finished", name="read_lines")
    await reporter.send({"line": "goal"})
    await arrival
    await stage.quiet(stuck=1.0, within=4.0)
    await reporter.send({"line": "whistle"})
    await stage.quiet(stuck=1.0, within=4.0)
