"""The scene of the exercise."""

import asyncio


async def lumps(stage):
    """A browser asks for the export; while it comes, another one pings."""
    await stage.server(settings={"ROOT_URLCONF": "asgi"})
    export = asyncio.create_task(stage.http("GET", "/export/", name="export"))
    await stage.fact("client.asked", name="export")
    await stage.http("GET", "/ping/", name="other")
    await export
    await stage.quiet()
