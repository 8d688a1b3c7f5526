"""The scene of the exercise."""


async def closes(stage):
    """Two tabs; Ann says Hello."""
    await stage.server()
    ann = await stage.client("ann", "/ws/")
    await stage.client("ben", "/ws/")
    await ann.send("Hello")
    await stage.quiet()
