"""The scene of the exercise: the layer is Redis."""


async def deploys(stage):
    """Two tabs follow an auction; Ann bids."""
    await stage.server(layer="redis")
    ann = await stage.client("ann", "/ws/")
    await stage.client("ben", "/ws/")
    await ann.send({"bid": "12.50"})
    await stage.quiet()
