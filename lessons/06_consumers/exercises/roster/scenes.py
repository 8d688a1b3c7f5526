"""The scene of the exercise."""


async def roster(stage):
    """Ann asks for the list."""
    await stage.server()
    ann = await stage.client("ann", "/ws/")
    await ann.send("who")
    await stage.quiet()
