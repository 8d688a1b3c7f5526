"""The scene of the exercise."""


async def unheard(stage):
    """The kitchen's screen is open, and a waiter orders soup."""
    await stage.server()
    await stage.client("kitchen", "/ws/kitchen/")
    tablet = await stage.client("tablet", "/ws/tablet/")
    await tablet.send({"dish": "soup"})
    await stage.quiet()
