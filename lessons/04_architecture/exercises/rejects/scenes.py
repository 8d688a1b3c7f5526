"""The scene of the exercise."""


async def rejects(stage):
    """The desk's own page connects, then a page of somebody else's."""
    await stage.server()
    desk = await stage.arrive("desk", "/ws/desk/", origin="https://desk.example")
    if desk.is_open:
        await desk.send("ticket 7")
    await stage.arrive("other page", "/ws/desk/", origin="https://prizes.example")
    await stage.quiet()
