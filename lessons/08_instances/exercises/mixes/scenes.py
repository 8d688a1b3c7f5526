"""The scene of the exercise."""


async def mixes(stage):
    """Ann notes tea; Ben comes; Ann notes milk; both read."""
    await stage.server()
    ann = await stage.client("ann", "/ws/")
    await ann.send("note tea")
    await stage.quiet()
    ben = await stage.client("ben", "/ws/")
    await ann.send("note milk")
    await stage.quiet()
    await ben.send("read")
    await ann.send("read")
    await stage.quiet()
