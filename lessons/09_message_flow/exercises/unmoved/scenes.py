"""The scene of the exercise."""


async def unmoved(stage):
    """A board is open; the build server tells of a deploy."""
    await stage.server(settings={"ROOT_URLCONF": "consumers"})
    await stage.client("board", "/ws/board/")
    await stage.quiet()
    await stage.http("POST", "/deploys/", name="build server", json={"version": "4.2"})
    await stage.quiet()
