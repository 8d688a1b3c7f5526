"""The scene of the exercise."""


async def greets(stage):
    """A visitor comes and asks what is on at two."""
    await stage.server()
    visitor = await stage.arrive("visitor", "/ws/guide/", within=2.0)
    await stage.quiet()
    if visitor.is_open:
        await visitor.send("14:00")
    await stage.quiet()
