"""The scene of the exercise."""


async def breaks(stage):
    """Two screens come; then an order is taken at each."""
    await stage.server()
    soups = await stage.arrive("soups", "/ws/kitchen/")
    if not soups.is_open:
        return
    grill = await stage.client("grill", "/ws/kitchen/")
    await soups.send("onion soup")
    await stage.quiet()
    await grill.send("steak")
    await stage.quiet()
